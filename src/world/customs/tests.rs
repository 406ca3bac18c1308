//! What borders lie between places, and what they ask for.

use super::*;

fn spot(cc: &str, postcode: &str) -> Spot {
    Spot::of(Country::by_code(cc).expect("a country"), postcode.as_bytes())
}

#[test]
fn borders_are_where_customs_have_them() {
    use Border::{Customs, None, Tax};
    for (from, to, postcode, border) in [
        ("US", "US", "02134", None),
        ("US", "PR", "00901", None),
        ("US", "US", "00901", None),
        ("US", "US", "96913", Customs),
        ("US", "CA", "M5V 3A8", Customs),
        ("DE", "FR", "75001", None),
        ("DE", "AT", "", None),
        ("DE", "CH", "8001", Customs),
        ("CH", "LI", "9490", None),
        ("CH", "DE", "78266", None),
        ("DE", "DE", "78266", Customs),
        ("DE", "DE", "27498", Customs),
        ("DE", "DE", "10115", None),
        ("ES", "ES", "35001", Tax),
        ("ES", "IC", "35001", Tax),
        ("ES", "ES", "51001", Customs),
        ("ES", "EA", "", Customs),
        ("DE", "ES", "38001", Tax),
        ("IC", "IC", "", None),
        ("FR", "FR", "97400", Tax),
        ("FR", "FR", "97150", Tax),
        ("FR", "FR", "97133", Customs),
        ("FR", "MC", "98000", None),
        ("FR", "FR", "98000", None),
        ("FR", "NC", "98800", Customs),
        ("FI", "AX", "22100", Tax),
        ("SE", "FI", "22100", Tax),
        ("IT", "IT", "23041", Customs),
        ("IT", "IT", "22061", Tax),
        ("IT", "SM", "47890", Tax),
        ("GR", "GR", "630 86", Tax),
        ("DK", "GL", "3900", Customs),
        ("GB", "GB", "JE2 4SZ", Tax),
        ("GB", "IM", "IM1 2EN", None),
        ("GB", "GB", "BT1 5GS", None),
        ("DE", "GB", "BT1 5GS", None),
        ("US", "GB", "BT1 5GS", Customs),
        ("DE", "GB", "SW1A 1AA", Customs),
        ("NO", "SJ", "9170", Customs),
        ("NO", "NO", "9170", Customs),
        ("CN", "HK", "", Customs),
        ("BR", "BR", "01310-100", None),
        ("RU", "KZ", "", Tax),
    ] {
        assert_eq!(
            Spot::of_country(spot(from, "").country).border(&spot(to, postcode)),
            border,
            "{from} {to} {postcode}"
        );
    }
}

#[test]
fn thresholds_hold_on_their_days() {
    let day = |y, m, d| Day::of(y, m, d).expect("a day");
    let over = |from: &str, to: &str, way, day| {
        threshold(&spot(from, ""), &spot(to, ""), way, day).map(|t| (t.over, t.currency, t.charge_below))
    };
    assert_eq!(over("DE", "US", Way::Any, day(2025, 8, 28)), Some((800.0, "USD", "")));
    assert_eq!(over("DE", "US", Way::Any, day(2025, 8, 29)), Some((0.0, "USD", "")));
    assert_eq!(over("US", "DE", Way::Any, day(2026, 6, 30)), Some((150.0, "EUR", "VAT")));
    assert_eq!(
        over("US", "FR", Way::Any, day(2026, 7, 1)).map(|t| t.2),
        Some("VAT and 3 EUR of duty for each kind of article")
    );
    let now = day(2026, 11, 23);
    assert_eq!(over("US", "CA", Way::Any, now).map(|t| t.0), Some(40.0), "the most generous");
    assert_eq!(over("US", "CA", Way::Mail, now).map(|t| t.0), Some(20.0));
    assert_eq!(over("DE", "CA", Way::Courier, now).map(|t| t.0), Some(20.0));
    assert_eq!(over("US", "KR", Way::Any, now).map(|t| t.0), Some(200.0));
    assert_eq!(over("DE", "LI", Way::Any, now).map(|t| t.1), Some("CHF"), "as Switzerland");
    assert_eq!(over("US", "IC", Way::Any, now), None, "no EU taxes on the Canaries");
    assert_eq!(over("US", "UA", Way::Any, now), None, "unverified");
}

#[test]
fn words_say_who_pays() {
    for (text, place, paid) in [
        ("DDP", Place::Cell, Some(true)),
        ("DDU", Place::Cell, Some(false)),
        ("Not paid", Place::Cell, Some(false)),
        ("bill recipient", Place::Cell, Some(false)),
        ("DHL Express DDP", Place::Service, Some(true)),
        ("Sender Plus", Place::Service, None),
        ("", Place::Cell, None),
    ] {
        assert_eq!(duties_paid(text, place), paid, "{text}");
    }
}

#[test]
fn some_descriptions_say_nothing() {
    for text in ["gift", "Gift", "2 x samples", "Clothes, accessories", "Geschenk", "商品", "1x Gift item", "parts"] {
        assert!(is_vague(text), "{text}");
    }
    for text in ["cotton t-shirt", "phone parts", "gift card", "", "12", "Leather bag"] {
        assert!(!is_vague(text), "{text}");
    }
}

#[test]
fn old_facts_say_so() {
    let source = Source { text: "", year: 2024, confidence: Confidence::High };
    assert_eq!(source.age(Day::of(2025, 11, 23).expect("a day")), None);
    assert!(source.age(Day::of(2026, 11, 23).expect("a day")).is_some());
}
