//! The canonical fields that a column of any export can map to.

/// A canonical field. Its [name](Field::name) is public: it stands in JSON, in `--map` and in
/// `doorstep.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Field {
    /// Order number, the key that groups rows.
    Order,
    /// Recipient's full name.
    Name,
    /// Recipient's given name.
    FirstName,
    /// Recipient's family name.
    LastName,
    /// Recipient's company.
    Company,
    /// First address line.
    Address1,
    /// Second address line.
    Address2,
    /// Third address line.
    Address3,
    /// House number, where the export keeps it in a column of its own.
    HouseNumber,
    /// The whole address in one cell.
    AddressFull,
    /// A mirror of the address lines (Shopify's `Shipping Street`).
    StreetJoined,
    /// District, neighbourhood or suburb.
    District,
    /// City or town.
    City,
    /// State, province or county: code or name.
    Region,
    /// Mirror of the region with its full name.
    RegionName,
    /// Postcode.
    Postcode,
    /// Country: code or name.
    Country,
    /// Recipient's phone.
    Phone,
    /// Buyer's e-mail address.
    Email,
    /// What the parcel is sent by, free text.
    Service,
    /// Carrier, where it has a column of its own.
    Carrier,
    /// Weight of the parcel.
    Weight,
    /// Order value.
    Total,
    /// What of it was paid back.
    Refunded,
    /// Currency of the order.
    Currency,
    /// When the order was placed.
    Created,
    /// When it must be dispatched.
    ShipBy,
    /// When it was promised.
    DeliverBy,
    /// Buyer's note.
    Note,
    /// Article number.
    Sku,
    /// Number of pieces.
    Quantity,
    /// Article.
    ItemName,
    /// Price of one piece.
    ItemPrice,
    /// Payment method.
    Payment,
    /// Tracking number.
    Tracking,
    /// Recipient's tax or customs identifier.
    TaxId,
    /// Length of the parcel.
    Length,
    /// Width of the parcel.
    Width,
    /// Height of the parcel.
    Height,
    /// Length, width and height of the parcel in one cell.
    Dimensions,
    /// Shall the recipient sign?
    Signature,
    /// Sum for which the parcel is insured.
    Insured,
    /// Customs tariff number of the goods.
    HsCode,
    /// Description of the goods for customs.
    Contents,
    /// Value declared to customs.
    CustomsValue,
    /// Who pays duties and taxes, or what was collected for them.
    Duties,
    /// Seller's number for import taxes collected at the sale (IOSS, VOEC).
    Ioss,
    /// Is the address a home or a business?
    Residential,
    /// Payer's name.
    BillingName,
    /// Payer's given name.
    BillingFirstName,
    /// Payer's family name.
    BillingLastName,
    /// Billing street.
    BillingAddress1,
    /// Billing city.
    BillingCity,
    /// Billing postcode.
    BillingPostcode,
    /// Billing region.
    BillingRegion,
    /// Billing country.
    BillingCountry,
    /// Billing phone.
    BillingPhone,
}

impl Field {
    /// Every field, in declaration order.
    pub const ALL: &'static [Field] = &[
        Field::Order,
        Field::Name,
        Field::FirstName,
        Field::LastName,
        Field::Company,
        Field::Address1,
        Field::Address2,
        Field::Address3,
        Field::HouseNumber,
        Field::AddressFull,
        Field::StreetJoined,
        Field::District,
        Field::City,
        Field::Region,
        Field::RegionName,
        Field::Postcode,
        Field::Country,
        Field::Phone,
        Field::Email,
        Field::Service,
        Field::Carrier,
        Field::Weight,
        Field::Total,
        Field::Refunded,
        Field::Currency,
        Field::Created,
        Field::ShipBy,
        Field::DeliverBy,
        Field::Note,
        Field::Sku,
        Field::Quantity,
        Field::ItemName,
        Field::ItemPrice,
        Field::Payment,
        Field::Tracking,
        Field::TaxId,
        Field::Length,
        Field::Width,
        Field::Height,
        Field::Dimensions,
        Field::Signature,
        Field::Insured,
        Field::HsCode,
        Field::Contents,
        Field::CustomsValue,
        Field::Duties,
        Field::Ioss,
        Field::Residential,
        Field::BillingName,
        Field::BillingFirstName,
        Field::BillingLastName,
        Field::BillingAddress1,
        Field::BillingCity,
        Field::BillingPostcode,
        Field::BillingRegion,
        Field::BillingCountry,
        Field::BillingPhone,
    ];

    /// How many fields there are.
    pub const COUNT: usize = Field::ALL.len();

    /// The public name, `snake_case`.
    pub const fn name(self) -> &'static str {
        match self {
            Field::Order => "order",
            Field::Name => "name",
            Field::FirstName => "first_name",
            Field::LastName => "last_name",
            Field::Company => "company",
            Field::Address1 => "address1",
            Field::Address2 => "address2",
            Field::Address3 => "address3",
            Field::HouseNumber => "house_number",
            Field::AddressFull => "address_full",
            Field::StreetJoined => "street_joined",
            Field::District => "district",
            Field::City => "city",
            Field::Region => "region",
            Field::RegionName => "region_name",
            Field::Postcode => "postcode",
            Field::Country => "country",
            Field::Phone => "phone",
            Field::Email => "email",
            Field::Service => "service",
            Field::Carrier => "carrier",
            Field::Weight => "weight",
            Field::Total => "total",
            Field::Refunded => "refunded",
            Field::Currency => "currency",
            Field::Created => "created",
            Field::ShipBy => "ship_by",
            Field::DeliverBy => "deliver_by",
            Field::Note => "note",
            Field::Sku => "sku",
            Field::Quantity => "quantity",
            Field::ItemName => "item_name",
            Field::ItemPrice => "item_price",
            Field::Payment => "payment",
            Field::Tracking => "tracking",
            Field::TaxId => "tax_id",
            Field::Length => "length",
            Field::Width => "width",
            Field::Height => "height",
            Field::Dimensions => "dimensions",
            Field::Signature => "signature",
            Field::Insured => "insured",
            Field::HsCode => "hs_code",
            Field::Contents => "contents",
            Field::CustomsValue => "customs_value",
            Field::Duties => "duties",
            Field::Ioss => "ioss",
            Field::Residential => "residential",
            Field::BillingName => "billing_name",
            Field::BillingFirstName => "billing_first_name",
            Field::BillingLastName => "billing_last_name",
            Field::BillingAddress1 => "billing_address1",
            Field::BillingCity => "billing_city",
            Field::BillingPostcode => "billing_postcode",
            Field::BillingRegion => "billing_region",
            Field::BillingCountry => "billing_country",
            Field::BillingPhone => "billing_phone",
        }
    }

    /// What the field holds, one sentence.
    pub const fn meaning(self) -> &'static str {
        match self {
            Field::Order => "Order number, the key that groups rows",
            Field::Name => "Recipient's full name",
            Field::FirstName => "Recipient's given name",
            Field::LastName => "Recipient's family name",
            Field::Company => "Recipient's company",
            Field::Address1 => "First address line",
            Field::Address2 => "Second address line",
            Field::Address3 => "Third address line",
            Field::HouseNumber => "House number, where the export keeps it in a column of its own",
            Field::AddressFull => "The whole address in one cell",
            Field::StreetJoined => "A mirror of the address lines (Shopify's Shipping Street)",
            Field::District => "District, neighbourhood or suburb",
            Field::City => "City or town",
            Field::Region => "State, province or county: code or name",
            Field::RegionName => "Mirror of the region with its full name",
            Field::Postcode => "Postcode",
            Field::Country => "Country: code or name",
            Field::Phone => "Recipient's phone",
            Field::Email => "Buyer's e-mail address",
            Field::Service => "What the parcel is sent by, free text",
            Field::Carrier => "Carrier, where it has a column of its own",
            Field::Weight => "Weight of the parcel",
            Field::Total => "Order value",
            Field::Refunded => "What of the order value was paid back",
            Field::Currency => "Currency of the order",
            Field::Created => "When the order was placed",
            Field::ShipBy => "When it must be dispatched",
            Field::DeliverBy => "When it was promised",
            Field::Note => "Buyer's note",
            Field::Sku => "Article number",
            Field::Quantity => "Number of pieces",
            Field::ItemName => "Article",
            Field::ItemPrice => "Price of one piece",
            Field::Payment => "Payment method",
            Field::Tracking => "Tracking number",
            Field::TaxId => "Recipient's tax or customs identifier",
            Field::Length => "Length of the parcel",
            Field::Width => "Width of the parcel",
            Field::Height => "Height of the parcel",
            Field::Dimensions => "Length, width and height of the parcel in one cell",
            Field::Signature => "Shall the recipient sign?",
            Field::Insured => "Sum for which the parcel is insured",
            Field::HsCode => "Customs tariff number of the goods",
            Field::Contents => "Description of the goods for customs",
            Field::CustomsValue => "Value declared to customs",
            Field::Duties => "Who pays duties and taxes, or what was collected for them",
            Field::Ioss => "Seller's number for import taxes collected at the sale (IOSS, VOEC)",
            Field::Residential => "Is the address a home or a business?",
            Field::BillingName => "Payer's name",
            Field::BillingFirstName => "Payer's given name",
            Field::BillingLastName => "Payer's family name",
            Field::BillingAddress1 => "Billing street",
            Field::BillingCity => "Billing city",
            Field::BillingPostcode => "Billing postcode",
            Field::BillingRegion => "Billing region",
            Field::BillingCountry => "Billing country",
            Field::BillingPhone => "Billing phone",
        }
    }

    /// The field of that public name.
    pub fn from_name(name: &str) -> Option<Field> {
        Field::ALL.iter().copied().find(|f| f.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::Field;

    #[test]
    fn every_field_is_found_by_its_name_and_fits_a_set() {
        for (i, field) in Field::ALL.iter().enumerate() {
            assert_eq!(Field::from_name(field.name()), Some(*field));
            assert_eq!(*field as usize, i);
        }
        const { assert!(Field::COUNT <= 64, "a set of fields is one word") };
    }
}
