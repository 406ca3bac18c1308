//! `input/row-long`: the row goes on after the header has ended.

use super::super::{Context, Rule};
use crate::finding::{Findings, Severity};
use crate::order::{Facts, Order, RowFault};

pub static RULE: Rule = Rule {
    code: "input/row-long",
    summary: "a row with more cells than the header",
    explain: "\
The row has more cells than the header has names. Most often a cell holds the separator of the \
file and was written without quotes (`12 High Street, Flat 3`): every cell behind it has moved one \
column to the right, the city stands under the region and the postcode under the country.

What to do: look at the line in a text editor, put the cell with the comma in quotes, or export the \
file again with a program that quotes. Check the address before the label is printed.

Not known: which cell was cut in two. Blank cells beyond the header (a comma at the end of every \
line) are no fault.

```csv flagged
Order,Name,Address 1,City,Zip,Country
1,Ada Byron,24 Linden St, Apt 3,Boston,02134,US
```

```csv clean
Order,Name,Address 1,City,Zip,Country
1,Ada Byron,\"24 Linden St, Apt 3\",Boston,02134,US
2,Bo Chen,9 Elm St,Boston,02134,US,
```
",
    severity: Severity::Warning,
    reason: None,
    needs: &[],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    for (fault, line) in &order.faults {
        let RowFault::Long(have, want) = fault else { continue };
        let message = format!(
            "line {line} has {have} cells where the header has {want}: a cell with the separator inside was not \
             quoted, and the cells behind it have moved to the right; quote it, or export the file again"
        );
        out.push(out.finding(&[], message));
    }
}
