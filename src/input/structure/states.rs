//! The exact reading, byte by byte, with the states of the csv crate.

use super::{Indexed, Opening, Pass};

#[derive(PartialEq)]
enum State {
    Start,
    Plain,
    Quoted,
    QuoteInQuoted,
}

impl Pass<'_, '_> {
    /// See [`Structure::index_judged`](super::Structure::index_judged).
    pub(super) fn by_states(self, literal: &mut Vec<usize>, is_letter: impl Fn(usize) -> bool) -> Indexed {
        let Pass { structure, bytes, dialect, at_end } = self;
        let mut open = Opening::default();
        let mut lines = 0u32;
        let (mut state, mut opened, mut opened_on) = (State::Start, 0usize, 0u32);
        let mut i = 0;
        while let Some(&b) = bytes.get(i) {
            if b == if dialect.cr_only { b'\r' } else { b'\n' } {
                lines += 1;
            }
            let is_quote = dialect.quote == Some(b) && literal.binary_search(&i).is_err();
            match state {
                State::Quoted => {
                    if is_quote {
                        state = State::QuoteInQuoted;
                    }
                }
                State::QuoteInQuoted if is_quote => state = State::Quoted,
                State::Start if is_quote => (state, opened, opened_on) = (State::Quoted, i, lines),
                _ if b == dialect.delimiter => {
                    structure.push(i as u32);
                    state = State::Start;
                }
                _ if b == b'\n' || b == b'\r' => {
                    structure.push(i as u32);
                    structure.close(&mut open, i as u32, i as u32 + 1, lines);
                    state = State::Start;
                }
                _ => {
                    let doubtful = state == State::QuoteInQuoted && lines > opened_on;
                    state = State::Plain;
                    if doubtful && is_letter(opened) {
                        // back to it: nothing between was a separator yet
                        let at = literal.partition_point(|before| *before < opened);
                        literal.insert(at, opened);
                        (i, lines) = (opened, opened_on);
                    }
                }
            }
            i += 1;
        }
        let open_quote = (state == State::Quoted).then_some(opened);
        structure.finish(open, bytes, at_end, lines, open_quote)
    }
}
