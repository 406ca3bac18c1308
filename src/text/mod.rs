//! Letters and words, for every other room: folding, tokens, patterns. The only place where
//! regexes are compiled; knows no country and no rule.

pub mod damage;
mod day;
pub mod escape;
mod fold;
pub mod length;
mod letters;
pub mod mash;
pub mod mojibake;
pub mod names;
pub mod pattern;
mod phone;
mod signs;
pub mod table;
mod tokens;
pub mod weight;

pub use day::{DateOrder, Day};
pub use fold::{Folded, fold, is_invisible, is_latin, strip_mark};
pub use letters::Letters;
pub use phone::Phone;
pub use signs::{Signs, Starts, start};
pub use tokens::{Kind, Token, tokens};
