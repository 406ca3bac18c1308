//! `size/weight-implausible`: a weight that no parcel has.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::weight;

pub static RULE: Rule = Rule {
    code: "size/weight-implausible",
    summary: "a weight that no parcel has",
    explain: "\
The weight is negative; or heavier than any parcel service carries, which is most often grams in a column \
of kilograms; or less than an empty envelope, which is most often kilograms in a column of grams, or a \
stand-in for a weight that nobody knows. The label is bought for the wrong weight: it is refused, charged \
again with a fee, or held for postage due.

What to do: correct the weight, or the unit of the column.

From 300 kg on it is a warning, with the weight as grams as a fix; below 2 g a note. Silent where \
neither cell, column nor platform says the unit. Not known: what the article should weigh.

```csv flagged
Order,Name,Address 1,City,Zip,Country,Weight (kg)
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,1500
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,-1
3,Ada Beispiel,Lindenweg 8,Bonn,53111,DE,0.001
```

```csv clean
Order,Name,Address 1,City,Zip,Country,Weight (kg)
1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,1500 g
2,Erika Beispiel,Lindenweg 6,Bonn,53111,DE,0.02
3,Ada Beispiel,Lindenweg 8,Bonn,53111,DE,31.5
```
",
    severity: Severity::Warning,
    reason: Some(Reason::Size),
    needs: &[Field::Weight],
    check,
};

/// The heaviest piece that a parcel service of ours carries, kg (DHL Express; data/services.tsv has
/// the limits of the others, up to 70 kg).
const HEAVIEST: f64 = 300.0;
/// An empty envelope weighs more, kg.
const LIGHTEST: f64 = 0.002;
/// Between them a weight in grams becomes one in kilograms that somebody might send.
const GRAMS: std::ops::RangeInclusive<f64> = 0.01..=70.0;

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, context: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::Weight);
    if text.is_empty() {
        return;
    }
    let fields = &[Field::Weight];
    if let Some(rest) = text.strip_prefix(['-', '−']) {
        // a dash is none, and so is minus nothing
        if weight::kilograms(rest.trim_start(), "kg").is_some_and(|kilos| kilos > 0.0) {
            out.push(out.finding(fields, format!("`{text}` is less than nothing: weigh the parcel")));
        }
        return;
    }
    let Some(kilos) = weight::kilograms(text, context.weight_unit) else { return };
    if kilos >= HEAVIEST {
        let message = format!("`{text}` would be {kilos} kg, more than any parcel service carries: grams, perhaps");
        out.push(out.finding(fields, message).fix_if(as_grams(text, kilos, context)));
    } else if kilos > 0.0 && kilos < LIGHTEST {
        let grams = (kilos * 1e6).round() / 1e3;
        let message = format!("`{text}` would be {grams} g, less than an empty envelope: weigh the parcel");
        out.push(out.finding(fields, message).severity(Severity::Note).strength(0.3));
    }
}

/// The number as grams, in the unit of the column.
fn as_grams<'a>(text: &'a str, kilos: f64, context: &Context<'_>) -> Option<Fix<'a>> {
    let meant = kilos / 1000.0;
    let bare = text.bytes().all(|b| b.is_ascii_digit());
    let fits = bare && context.weight_unit == "kg" && GRAMS.contains(&meant);
    fits.then(|| Fix::review("read it as grams").edit(Field::Weight, format!("{meant}")))
}
