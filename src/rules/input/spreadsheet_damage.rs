//! `input/spreadsheet-damage`: a spreadsheet opened the file and changed what it says.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::damage;
use crate::world::Country;

pub static RULE: Rule = Rule {
    code: "input/spreadsheet-damage",
    summary: "a cell that a spreadsheet has changed: `4.47E+11`, `12-May`, `#REF!`",
    explain: "\
A spreadsheet that opens an export reads long numbers as quantities and shows `4.47E+11` in place \
of a phone or tracking number, takes the house number `12-5` for a date and shows `12-May`, and \
writes `#REF!` or `########` where it has nothing to show. Saved, the digits are gone from the \
file. The driver has no number to call, or no door to find.

What to do: export again and open the file by importing it with all columns as text; or ask the \
buyer. A `.0` behind a postcode or phone number can be taken off.

Not known: lost leading zeros (`address/postcode-malformed` finds those). An apostrophe before a \
number is how spreadsheets keep it whole, and is no damage.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Phone
1,Ada Byron,24 Linden St,Boston,02134,US,1.5555E+10
2,Beispiel Max,12-May,Bonn,53111,DE,
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Phone
1,Ada Byron,24 Linden St,Boston,'02134,US,'+15550100199
2,Luisa Ejemplo,5 de Mayo 12,Puebla,72000,MX,
```
",
    severity: Severity::Warning,
    reason: None,
    needs: &[],
    check,
};

/// Cells of digits that must stay digits.
const NUMBERS: [Field; 7] = [
    Field::Phone,
    Field::Postcode,
    Field::Tracking,
    Field::TaxId,
    Field::Order,
    Field::BillingPhone,
    Field::BillingPostcode,
];

/// Cells in which a house number stands.
const DOORS: [Field; 4] = [Field::HouseNumber, Field::Address1, Field::Address2, Field::Address3];

/// Cells of letters, for what a spreadsheet shows in place of any value.
const TEXTS: [Field; 12] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Company,
    Field::AddressFull,
    Field::StreetJoined,
    Field::District,
    Field::City,
    Field::Region,
    Field::Country,
    Field::Email,
    Field::Service,
];

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    // `address/postcode-malformed` takes the `.0` off and knows what else is lost
    let reads_postcodes = facts.country.is_some_and(Country::has_postcodes);
    for field in NUMBERS {
        let text = order.get(field);
        if damage::may_be_of_a_number(text) {
            number(field, text, reads_postcodes, out);
        }
    }
    for field in DOORS {
        let text = order.get(field);
        if damage::date_of_numbers(text, field == Field::HouseNumber).is_some() {
            let message = format!("`{text}` is a date that a spreadsheet made of a house or flat number");
            let fix = Fix::ask("ask for the number", "What is your house or flat number?");
            out.push(out.finding(&[field], message).fix(fix));
        }
    }
    if !order.begins_oddly().iter().any(|field| order.get(field).starts_with('#')) {
        return;
    }
    for fields in [&NUMBERS[..], &DOORS, &TEXTS] {
        for field in fields {
            error_value(*field, order.get(*field), out);
        }
    }
}

fn error_value<'a>(field: Field, text: &'a str, out: &mut Findings<'a>) {
    // order numbers begin with `#` as well
    let may_be = matches!(text.as_bytes(), [b'#', second, ..] if !second.is_ascii_digit());
    if may_be && damage::is_error_value(text) {
        let message = format!("`{text}` is what a spreadsheet shows when it has lost the value: export the file again");
        out.push(out.finding(&[field], message));
    }
}

fn number<'a>(field: Field, text: &'a str, is_read_as_postcode: bool, out: &mut Findings<'a>) {
    if damage::is_scientific(text) {
        let message = format!(
            "`{text}` is a number that a spreadsheet shortened, its last digits are lost: export the file again and \
             import the column as text"
        );
        let lasting = matches!(field, Field::Order | Field::Tracking | Field::BillingPhone | Field::BillingPostcode);
        let severity = if lasting { Severity::Note } else { Severity::Warning };
        out.push(out.finding(&[field], message).severity(severity));
    } else if field != Field::Order && !(field == Field::Postcode && is_read_as_postcode) {
        let Some(bare) = damage::without_point_zero(text) else { return };
        let message = format!("`{text}` ends in the `.0` of a number that a spreadsheet took for a quantity");
        let fix = Fix::review("take off the `.0`").edit(field, bare);
        out.push(out.finding(&[field], message).severity(Severity::Note).fix(fix));
    }
}
