//! `address/military-malformed`: forces mail that its post office will not sort.

use super::super::{Context, Rule};
use crate::finding::{Findings, Fix, Reason, Severity};
use crate::input::Field;
use crate::order::{Facts, Order};
use crate::text::{Folded, Starts};

pub static RULE: Rule = Rule {
    code: "address/military-malformed",
    summary: "APO, FPO, DPO or BFPO address with a part missing or contradicting",
    explain: "\
US forces mail is domestic mail: city APO, FPO or DPO, state AA (ZIP 340), AE (ZIP 09) or AP (ZIP \
962 to 966), country US, and a box behind the PSC, CMR or unit. With the base's town and country on \
the label it leaves the military system and goes to a foreign post office that does not know it. \
British forces mail needs its BFPO number or BF postcode, country GB, and no town.

What to do: the state follows from the ZIP, the country from the ZIP and state together; a missing \
box or BFPO number only the buyer knows.

What it does not know: which of two parts is wrong when both are military and disagree; those are \
offered for review. Ships (`USS Nimitz`) have no box, and Canadian and other forces are left alone.

```csv flagged
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Joe Park,PSC 808 Box 12,,APO,NY,09618,US
2,Joe Park,CMR 402,,APO,AE,09180,US
```

```csv clean
Order,Name,Address 1,Address 2,City,State,Zip,Country
1,Joe Park,PSC 808 Box 12,,FPO,AE,09618,US
2,Joe Park,5 Apollo Ave,,Apopka,FL,32703,US
```
",
    severity: Severity::Error,
    reason: Some(Reason::Address),
    needs: &[Field::Address1, Field::AddressFull, Field::StreetJoined, Field::City],
    check,
};

fn check<'a>(order: &Order<'a>, facts: &Facts<'a>, _: &Context<'_>, out: &mut Findings<'a>) {
    let post = Post::of(order);
    if post.is_military() {
        check_us(order, facts, &post, out);
    }
    if facts.in_country(&["GB"]) || facts.parsed.military.is_some() {
        check_bfpo(order, facts, out);
    }
}

/// What of an order is military, US style.
#[derive(Clone, Copy, Debug)]
struct Post {
    /// The city is APO, FPO or DPO.
    city: bool,
    /// The region cell is AA, AE or AP.
    state: Option<&'static str>,
    /// The state that the ZIP belongs to, where it is a military one.
    by_zip: Option<&'static str>,
    /// A mail room (PSC, CMR, Unit) with its number stands in the lines.
    room: bool,
}

impl Post {
    fn of(order: &Order<'_>) -> Post {
        Post {
            city: is_post_office(order.get(Field::City)),
            state: state_of(order.get(Field::Region)),
            by_zip: state_by_zip(order.get(Field::Postcode)),
            room: order.lines().any(|(_, text)| mail_room(text).is_some()),
        }
    }

    /// Two signs at least: no one of them is military by itself everywhere.
    fn is_military(&self) -> bool {
        let signs = [self.city, self.state.is_some(), self.by_zip.is_some(), self.room];
        signs.into_iter().filter(|s| *s).count() >= 2
    }
}

/// APO, FPO or DPO, with nothing behind it but codes.
fn is_post_office(city: &str) -> bool {
    if !matches!(city.as_bytes(), [_, b'P' | b'p', b'O' | b'o', ..]) {
        return false;
    }
    let mut words = city.split([' ', ',']);
    let is_post = words.next().is_some_and(|w| ["APO", "FPO", "DPO"].iter().any(|p| p.eq_ignore_ascii_case(w)));
    is_post && words.all(|w| w.len() <= 2 || w.bytes().all(|b| b.is_ascii_digit() || b == b'-'))
}

/// `AA`, `AE`, `AP` and the long names that shops write.
fn state_of(text: &str) -> Option<&'static str> {
    static STARTS: Starts = Starts::of(&["armed forces"]);
    ["AA", "AE", "AP"].into_iter().find(|s| s.eq_ignore_ascii_case(text)).or_else(|| {
        let text = text.strip_prefix("US-").unwrap_or(text);
        if !STARTS.may_start(text) {
            return None;
        }
        let folded = Folded::of(text);
        Some(match folded.strip_prefix("armed forces ")? {
            "americas" | "the americas" | "aa" => "AA",
            "europe" | "africa" | "canada" | "middle east" | "ae" | "europe the middle east and canada" => "AE",
            "pacific" | "ap" => "AP",
            _ => return None,
        })
    })
}

fn state_by_zip(zip: &str) -> Option<&'static str> {
    let five = zip.get(..5).filter(|z| z.bytes().all(|b| b.is_ascii_digit()))?;
    if !matches!(zip.len(), 5 | 9 | 10) {
        return None;
    }
    match &five[..3] {
        "340" => Some("AA"),
        p if p.starts_with("09") => Some("AE"),
        "962" | "963" | "964" | "965" | "966" => Some("AP"),
        _ => None,
    }
}

/// `PSC 808`, `CMR 402`, `Unit 29300` at the start of a line: the word.
fn mail_room(text: &str) -> Option<&str> {
    let first = text.bytes().find(|b| !matches!(b, b' ' | b',' | b'#'))?;
    if !matches!(first.to_ascii_uppercase(), b'P' | b'C' | b'U') {
        return None;
    }
    let mut words = text.split([' ', ',', '#']).filter(|w| !w.is_empty());
    let room = words.next().filter(|w| ["PSC", "CMR", "UMR", "UNIT"].iter().any(|r| r.eq_ignore_ascii_case(w)))?;
    words.next().filter(|n| n.bytes().any(|b| b.is_ascii_digit()))?;
    Some(room)
}

fn check_us<'a>(order: &Order<'a>, facts: &Facts<'a>, post: &Post, out: &mut Findings<'a>) {
    let region = order.get(Field::Region);
    match (post.by_zip, post.state) {
        (Some(want), None) => state_from_zip(order, post, want, out),
        (Some(want), Some(have)) if want != have => {
            let fix = Fix::review(format!("set the state to {want}")).edit(Field::Region, want);
            let message =
                format!("the ZIP `{}` belongs to {want}, the state is `{region}`", order.get(Field::Postcode));
            out.push(out.finding(&[Field::Region, Field::Postcode], message).fix(fix));
        }
        (None, None) if post.city && facts.in_country(&["US"]) => {
            let fix =
                Fix::ask("ask for state and ZIP", "Which state (AA, AE or AP) and ZIP code has your APO, FPO or DPO?");
            let message = format!("`{}` needs the state AA, AE or AP", order.get(Field::City));
            out.push(out.finding(&[Field::Region, Field::Postcode], message).fix(fix));
        }
        _ => {}
    }
    check_country(order, facts, post, out);
    if !post.city {
        check_town(order, post, out);
    }
    check_box(order, out);
}

fn state_from_zip<'a>(order: &Order<'a>, post: &Post, want: &'static str, out: &mut Findings<'a>) {
    let title = format!("set the state to {want}");
    let fix = if post.city { Fix::safe(title) } else { Fix::review(title) };
    let message = match order.get(Field::Region) {
        "" => format!("military mail to ZIP `{}` has no state", order.get(Field::Postcode)),
        region => format!("`{region}` is no state of military mail; ZIP `{}` is {want}", order.get(Field::Postcode)),
    };
    out.push(out.finding(&[Field::Region], message).fix(fix.edit(Field::Region, want)));
}

fn check_country<'a>(order: &Order<'a>, facts: &Facts<'a>, post: &Post, out: &mut Findings<'a>) {
    if !facts.country_stated || facts.in_country(&["US"]) {
        return;
    }
    let agree = post.city && post.by_zip.is_some() && post.by_zip == post.state;
    let fix = if agree { Fix::safe("set the country to US") } else { Fix::review("set the country to US") };
    let message =
        format!("military mail is US mail, wherever the base is; the country is `{}`", order.get(Field::Country));
    out.push(out.finding(&[Field::Country], message).fix(fix.edit(Field::Country, "US")));
}

/// The town of the base where APO, FPO or DPO should stand.
fn check_town<'a>(order: &Order<'a>, post: &Post, out: &mut Findings<'a>) {
    let city = order.get(Field::City);
    if post.by_zip.is_none() || post.state.is_none() || is_named_in_line(order) {
        return;
    }
    let finding =
        out.finding(&[Field::City], format!("`{city}` should be APO, FPO or DPO: a town sends it to the local post"));
    let fix = Fix::review("set the city to APO").edit(Field::City, "APO");
    out.push(finding.severity(Severity::Warning).fix(fix));
}

/// Does an address line name the post (`APO AE 09180`)?
fn is_named_in_line(order: &Order<'_>) -> bool {
    let mut words = order.lines().flat_map(|(_, text)| text.split([' ', ',']));
    words.any(|w| ["APO", "FPO", "DPO"].iter().any(|p| p.eq_ignore_ascii_case(w)))
}

fn check_box<'a>(order: &Order<'a>, out: &mut Findings<'a>) {
    let Some((field, text)) = order.lines().find(|(_, text)| mail_room(text).is_some()) else { return };
    let boxed = |text: &str| {
        let lower = text.to_ascii_lowercase();
        lower.contains("box") || lower.contains("bx")
    };
    if order.lines().any(|(_, text)| boxed(text)) {
        return;
    }
    let fix = Fix::ask("ask for the box number", "What is the box number behind your PSC, CMR or unit?");
    let finding = out.finding(&[field], format!("`{text}` has no box number"));
    out.push(finding.severity(Severity::Warning).fix(fix));
}

fn check_bfpo<'a>(order: &Order<'a>, facts: &Facts<'a>, out: &mut Findings<'a>) {
    let cells = || order.lines().chain([(Field::City, order.get(Field::City))]);
    let Some((field, text)) = cells().find(|(_, text)| bfpo(text).is_some()) else { return };
    let postcode = order.get(Field::Postcode);
    let coded = postcode.len() >= 5 && postcode.get(..2).is_some_and(|p| p.eq_ignore_ascii_case("BF"));
    let numbered = cells().chain([(Field::Postcode, postcode)]).any(|(_, text)| bfpo(text) == Some(true));
    if !coded && !numbered {
        let fix = Fix::ask("ask for the BFPO number", "What is your BFPO number or BF postcode?");
        out.push(out.finding(&[field], format!("`{text}` has no BFPO number")).fix(fix));
    }
    if facts.country_stated && !facts.in_country(&["GB"]) {
        let fix = Fix::review("set the country to GB").edit(Field::Country, "GB");
        let message = format!(
            "forces mail to a BFPO is British mail, wherever the base is; the country is `{}`",
            order.get(Field::Country)
        );
        out.push(out.finding(&[Field::Country], message).fix(fix));
    }
    check_bfpo_town(order, out);
}

/// A town beside BFPO draws the parcel out of forces mail.
fn check_bfpo_town<'a>(order: &Order<'a>, out: &mut Findings<'a>) {
    let city = order.get(Field::City);
    let folded = Folded::of(city);
    let is_post =
        folded.is_empty() || folded.contains("bfpo") || folded.contains("forces") || folded.as_str() == "london";
    if !is_post {
        let fix = Fix::review("set the city to BFPO").edit(Field::City, "BFPO");
        let finding = out.finding(&[Field::City], format!("`{city}` beside BFPO sends it to the local post"));
        out.push(finding.severity(Severity::Warning).fix(fix));
    }
}

/// Does a text name BFPO as a word, and with its number?
fn bfpo(text: &str) -> Option<bool> {
    let bytes = text.as_bytes();
    let mut starts = memchr::memchr2_iter(b'B', b'b', bytes);
    let at = starts.find(|at| bytes[*at..].get(..4).is_some_and(|w| w.eq_ignore_ascii_case(b"BFPO")))?;
    let before = text[..at].chars().next_back();
    if before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let rest = &text[at + 4..];
    if rest.starts_with(char::is_alphabetic) {
        return None;
    }
    Some(rest.bytes().any(|b| b.is_ascii_digit()))
}
