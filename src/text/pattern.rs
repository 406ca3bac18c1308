//! The regexes of the crate, compiled once on first use.

use std::sync::LazyLock;

use regex::Regex;

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)*) => {
        $($(#[$doc])* pub static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).expect("tested"));)*

        #[cfg(test)]
        mod tests {
            #[test]
            fn every_pattern_compiles() {
                $(let _ = super::$name.as_str();)*
            }
        }
    };
}

patterns! {
    /// An e-mail address standing anywhere in a text.
    EMAIL_WITHIN = r"(?i)[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}";
    /// A web address.
    URL_WITHIN = r"(?i)\b(?:https?://|www\.)\S+";
}
