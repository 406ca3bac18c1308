//! `address/country-unknown`: the country cell names no country.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::Folded;
use crate::world::{Country, Region};

pub static RULE: Rule = Rule {
    code: "address/country-unknown",
    summary: "a country cell that names no country",
    explain: "\
The country cell holds something that is neither a country code nor the name of a country in any \
of the languages doorstep reads. Label software refuses the row or takes the seller's country.

What to do: write the two-letter code. A close spelling (`Germnay`) is offered as a fix, and so is \
the country of a state that stands in the cell (`California`).

What it does not know: which country a name means that several share; then it asks.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Lindenstr. 24,,Berlin,,10969,Germnay
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Ada Byron,Lindenstr. 24,,Berlin,,10969,Allemagne
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Country],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let text = order.get(Field::Country);
    if facts.country_stated || order.lacks(Field::Country) {
        return;
    }
    let finding = out.finding(&[Field::Country], format!("`{text}` is no country doorstep knows"));
    let finding = if let Some(country) = Country::like(text) {
        let title = format!("write {}", country.name);
        finding
            .evidence(format!("close to {}", country.name))
            .fix(Fix::review(title).edit(Field::Country, country.code))
    } else if let Some((country, region)) = region_somewhere(text) {
        let mut fix = Fix::review(format!("write {}", country.name)).edit(Field::Country, country.code);
        if order.lacks(Field::Region) {
            fix = fix.edit(Field::Region, region.code);
        }
        finding.evidence(format!("{} is a region of {}", region.name, country.in_words())).fix(fix)
    } else {
        finding.fix(Fix::ask("ask for the country", "Which country should we deliver to?"))
    };
    out.push(finding);
}

/// The one country that has a region of that name. Codes are too short to tell.
fn region_somewhere(text: &str) -> Option<(&'static Country, &'static Region)> {
    if Folded::of(text).len() < 4 {
        return None;
    }
    let mut hits = Country::all().iter().filter_map(|c| Region::find(c, text).map(|r| (c, r)));
    let first = hits.next()?;
    hits.next().is_none().then_some(first)
}
