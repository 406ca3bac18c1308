//! `input/row-short`: the row ends before the header does.

use super::super::{Context, Rule};
use crate::finding::{Findings, Severity};
use crate::order::{Facts, Order, RowFault};

pub static RULE: Rule = Rule {
    code: "input/row-short",
    summary: "a row with fewer cells than the header",
    explain: "\
The row ends before the header does. The cells that are not there are read as blank, so the order \
may be judged without its country or postcode; and where the file was cut while it was written, \
the orders behind this one are missing altogether.

What to do: look at the line in a text editor. If it is the last one, export the file again. If a \
line break inside a cell was pasted without quotes, join the two lines. `scan` keeps the row as it \
stands and pads it in what it writes.

Not known: whether the cells that are missing were empty to begin with; some programs leave out \
the blank ones at the end.

```csv flagged
Order,Name,Address 1,City,Zip,Country
1,Ada Byron,24 Linden St,Boston
```

```csv clean
Order,Name,Address 1,City,Zip,Country
1,Ada Byron,24 Linden St,Boston,02134,
```
",
    severity: Severity::Warning,
    reason: None,
    needs: &[],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    for (fault, line) in &order.faults {
        let RowFault::Short(have, want) = fault else { continue };
        let cells = if *have == 1 { "cell" } else { "cells" };
        let message = format!(
            "line {line} has {have} {cells} where the header has {want}; the missing ones are read as blank: \
             look at the line, or export the file again"
        );
        out.push(out.finding(&[], message));
    }
}
