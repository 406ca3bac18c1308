//! Letters and words, for every other room: folding, tokens, patterns. The only place where
//! regexes are compiled; knows no country and no rule.

mod fold;
pub mod pattern;
mod tokens;

pub use fold::{Folded, fold, is_latin, strip_mark};
pub use tokens::{Kind, Token, tokens};
