//! The columns of a feed, by any usual name.

use crate::text::fold;

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Country,
    Origin,
    Postcode,
    Place,
    Carrier,
    Service,
    Kind,
    Start,
    End,
    Severity,
    Delay,
    DelayMax,
    Action,
    Source,
    Updated,
}

/// The names of columns, folded; the first of each is the one that messages use.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Country, &["country", "country code", "destination", "destination country", "dest country", "to country"]),
    (Column::Origin, &["origin", "origin country", "from country"]),
    (
        Column::Postcode,
        &[
            "postcode",
            "postcodes",
            "postal code",
            "postal codes",
            "postal match",
            "postal",
            "zip",
            "zips",
            "zip code",
            "zip codes",
            "zipcode",
            "zip prefix",
            "postcode prefix",
            "postcode range",
            "plz",
        ],
    ),
    (Column::Place, &["city", "town", "region", "state", "province", "county", "district"]),
    (Column::Carrier, &["carrier", "carriers", "courier", "operator", "post"]),
    (Column::Service, &["service", "services", "product", "shipping method"]),
    (Column::Kind, &["kind", "type", "incident", "event", "reason", "cause"]),
    (Column::Start, &["start", "starts", "start date", "begin", "begins", "from", "since", "valid from", "effective"]),
    (
        Column::End,
        &["end", "ends", "end date", "until", "to", "through", "valid to", "valid until", "expires", "expected end"],
    ),
    (Column::Severity, &["severity", "impact", "level", "effect"]),
    (Column::Delay, &["delay days", "delay", "delay min", "delay min days", "days", "days late"]),
    (Column::DelayMax, &["delay max", "delay max days"]),
    (Column::Action, &["action", "advice", "what to do", "recommendation"]),
    (Column::Source, &["source", "url", "link", "notice"]),
    (Column::Updated, &["updated", "updated at", "last updated", "update", "checked", "modified", "as of"]),
];

impl Column {
    /// The name that messages use.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(column, _)| *column == self).map_or("", |(_, names)| names[0])
    }
}

/// What each column says, and the rows behind the header.
pub(super) type Headed<'t> = (Vec<Option<Column>>, csv::Reader<&'t [u8]>);

/// Reads the header: which column says what, and the rows behind it.
pub(super) fn header(text: &str) -> Result<Headed<'_>, (u64, String)> {
    let reader = |delimiter: u8| {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(delimiter).flexible(true).comment(Some(b'#')).trim(csv::Trim::All);
        builder.from_reader(text.trim_start_matches('\u{feff}').as_bytes())
    };
    let names = |delimiter: u8| {
        let mut rows = reader(delimiter);
        let names: Vec<String> = rows.headers().map(|h| h.iter().map(fold).collect()).unwrap_or_default();
        (names, rows)
    };
    let known = |names: &[String]| names.iter().filter(|n| column(n).is_some()).count();
    // of equally good ones the first
    let best = [b'|', b'\t', b';', b','].map(names).into_iter().max_by_key(|(names, _)| known(names));
    let Some((names, rows)) = best else { return Err((1, "has no header".to_string())) };
    let columns: Vec<Option<Column>> = names.iter().map(|n| column(n)).collect();
    for wanted in [Column::Country, Column::Severity] {
        if !columns.contains(&Some(wanted)) {
            let like = names.iter().find(|n| near(n, [wanted.name()].into_iter()).is_some());
            let hint = like.map_or(String::new(), |n| format!("; did you mean it by `{n}`?"));
            return Err((1, format!("there is no column `{}`{hint} (columns: {})", wanted.name(), all_names())));
        }
    }
    for (name, _) in names.iter().zip(&columns).filter(|(_, c)| c.is_none()) {
        // a misspelt column would make a row mean more than it says
        if let Some(meant) = near(name, NAMES.iter().flat_map(|(_, names)| names.iter().copied())) {
            return Err((
                1,
                format!("there is no column `{name}`; did you mean `{meant}`? (columns: {})", all_names()),
            ));
        }
    }
    let mut seen: Vec<Column> = columns.iter().flatten().copied().filter(|c| *c != Column::Place).collect();
    seen.sort_unstable();
    if let Some(twice) = seen.windows(2).find(|w| w[0] == w[1]) {
        let both: Vec<String> =
            names.iter().filter(|n| column(n) == Some(twice[0])).map(|n| format!("`{n}`")).collect();
        return Err((1, format!("{} mean the same: keep one", both.join(" and "))));
    }
    Ok((columns, rows))
}

fn column(name: &str) -> Option<Column> {
    NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(column, _)| *column)
}

fn all_names() -> String {
    let names: Vec<&str> = NAMES.iter().filter(|(c, _)| *c != Column::Place).map(|(_, names)| names[0]).collect();
    names.join(", ")
}

/// The known word that is a typing error or two away.
pub(super) fn near<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let most = match word.len() {
        0..4 => return None,
        4..7 => 1,
        _ => 2,
    };
    known.map(|k| (strsim::osa_distance(word, k), k)).filter(|(d, _)| *d <= most).min().map(|(_, k)| k)
}
