//! `input/unclosed-quote`: a quote that swallows what follows.

use super::super::{Context, Rule};
use crate::finding::{Findings, Severity};
use crate::order::{Facts, Order, RowFault};

pub static RULE: Rule = Rule {
    code: "input/unclosed-quote",
    summary: "a quote that is opened and never closed",
    explain: "\
A cell begins with a quote that nothing closes. By the rules of CSV everything behind it, line \
breaks and other orders included, belongs to that one cell. Those orders are not checked, and \
label software will not print them.

What to do: look at the line in a text editor. Inches (`12\" frame`) and nicknames are the usual \
cause: double the quote (`\"\"`) or take it out; or export the file again. `scan` keeps the rows as \
they stand.

Not known: where the quote should have been closed.

```csv flagged
Order,Name,Address 1,City,Zip,Country,!fault
1,Ada Byron,24 Linden St,Boston,02134,US,unclosed:2
```

```csv clean
Order,Name,Address 1,City,Zip,Country,!fault
1,\"Ada \"\"Ace\"\" Byron\",24 Linden St,Boston,02134,US,
```
",
    severity: Severity::Error,
    reason: None,
    needs: &[],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    for (fault, line) in &order.faults {
        if *fault == RowFault::UnclosedQuote {
            let message = format!(
                "a quote opened on line {line} is never closed, and the orders behind it are read as part of the cell: \
                 close it or take it out"
            );
            out.push(out.finding(&[], message));
        }
    }
}
