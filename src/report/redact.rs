//! Masks personal values in outputs.

use std::borrow::Cow;

use crate::input::Field;
use crate::order::Order;

/// What stands in place of a value.
pub const MASK: &str = "***";

/// Does the field hold something that leads to a person?
pub fn is_personal(field: Field) -> bool {
    matches!(
        field,
        Field::Name
            | Field::FirstName
            | Field::LastName
            | Field::Company
            | Field::Address1
            | Field::Address2
            | Field::Address3
            | Field::HouseNumber
            | Field::AddressFull
            | Field::StreetJoined
            | Field::District
            | Field::City
            | Field::Postcode
            | Field::Phone
            | Field::Email
            | Field::Note
            | Field::TaxId
            | Field::Tracking
            | Field::BillingName
            | Field::BillingFirstName
            | Field::BillingLastName
            | Field::BillingAddress1
            | Field::BillingCity
            | Field::BillingPostcode
            | Field::BillingPhone
    )
}

/// Masks what stands between backticks, where messages quote cells.
pub fn quoted(text: &str) -> Cow<'_, str> {
    if !text.contains('`') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (i, part) in text.split('`').enumerate() {
        if i > 0 {
            out.push('`');
        }
        out.push_str(if i % 2 == 1 { MASK } else { part });
    }
    Cow::Owned(out)
}

/// Does a cell of the order hold the mark with which messages quote cells?
pub fn has_marks(order: &Order<'_>) -> bool {
    Field::ALL.iter().any(|f| order.raw(*f).contains('`'))
}

/// Masks the cells that a text about an order quotes, also where a cell itself holds the mark of
/// a quote.
pub fn message<'t>(text: &'t str, order: &Order<'_>) -> Cow<'t, str> {
    match (text.find('`'), text.rfind('`')) {
        (Some(first), Some(last)) if has_marks(order) => {
            Cow::Owned(format!("{}`{MASK}`{}", &text[..first], &text[last + 1..]))
        }
        _ => quoted(text),
    }
}

/// A value, masked if it is not blank.
pub fn value(text: &str) -> &str {
    if text.is_empty() { text } else { MASK }
}
