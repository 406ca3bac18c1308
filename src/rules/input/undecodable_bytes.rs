//! `input/undecodable-bytes`: bytes that are no letters in the file's encoding.

use super::super::{Context, Rule};
use crate::finding::{Findings, Severity};
use crate::order::{Facts, Order, RowFault};

pub static RULE: Rule = Rule {
    code: "input/undecodable-bytes",
    summary: "bytes that are not text in the encoding of the file",
    explain: "\
Some bytes of the row are no letters in the encoding that the rest of the file is in. Such a row \
was joined from two files, or cut in the middle of a letter. A letter of a name or street is lost, \
and the label shows a box or a question mark in its place.

What to do: export the file again as UTF-8, or correct the line by hand. `scan` keeps the bytes as \
they stand.

Not known: which letter was meant.

```csv flagged
Order,Name,Address 1,City,Zip,Country,!fault
1,J\u{fffd}rgen Beispiel,Lindenweg 4,Bonn,53111,DE,undecodable:2
```

```csv clean
Order,Name,Address 1,City,Zip,Country,!fault
1,Jürgen Beispiel,Lindenweg 4,Bonn,53111,DE,
```
",
    severity: Severity::Warning,
    reason: None,
    needs: &[],
    check,
};

fn check<'a>(order: &Order<'a>, _: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    for (fault, line) in &order.faults {
        if *fault == RowFault::Undecodable {
            let message = format!(
                "line {line} holds bytes that are not text in the encoding of the file: a letter is lost; export the \
                 file again as UTF-8"
            );
            out.push(out.finding(&[], message));
        }
    }
}
