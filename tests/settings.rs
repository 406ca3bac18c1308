//! What a seller writes into `doorstep.toml`, and what changes by it.

mod common;

use common::{Folder, GOOD, HEADER, Said, WRONG};

fn scanned(settings: &str, orders: &str) -> (Said, Vec<serde_json::Value>, serde_json::Value) {
    let folder = Folder::with(orders);
    folder.write("doorstep.toml", settings);
    let said =
        folder.run(&["scan", "orders.csv", "-o", "r.jsonl", "-o", "s.json", "--as-of", "2026-11-23"]).ends(0, &[]);
    let lines = folder.text("r.jsonl").lines().map(|l| serde_json::from_str(l).expect("a line of JSON")).collect();
    (said, lines, serde_json::from_str(&folder.text("s.json")).expect("a summary"))
}

fn codes(order: &serde_json::Value) -> Vec<&str> {
    order["findings"].as_array().expect("findings").iter().filter_map(|f| f["code"].as_str()).collect()
}

#[test]
fn what_is_accepted_is_neither_said_nor_counted_and_what_is_left_over_is_named() {
    let orders = format!("{HEADER}{GOOD}{WRONG}");
    let (_, plain, _) = scanned("", &orders);
    let code = codes(&plain[1])[0].to_string();
    let (said, accepted, summary) = scanned(
        &format!(
            "[[accept]]\norder = \"1002\"\nrules = [\"{code}\"]\nreason = \"asked\"\n\
             [[accept]]\naddress = \"24 LINDEN st, 02134 Boston\"\npostcode = \"02134\"\nreason = \"the shop next door\"\n\
             [[accept]]\norder = \"1002\"\nreason = \"long ago\"\nuntil = \"2026-01-31\"\n"
        ),
        &orders,
    );
    assert!(!codes(&accepted[1]).contains(&code.as_str()), "{accepted:?}");
    assert!(accepted[1]["risk"].as_f64() < plain[1]["risk"].as_f64());
    let notes = summary["notes"].to_string();
    assert!(
        notes.contains("doorstep.toml:5: what you accept of an address met no finding") && !notes.contains("LINDEN"),
        "{notes}"
    );
    assert!(notes.contains("doorstep.toml:9: ") && notes.contains("is over since 2026-01-31"), "{notes}");
    assert!(!notes.contains("doorstep.toml:1: "), "{notes}");
    assert!(said.out.contains("met no finding in this run"), "{}", said.out);
}

#[test]
fn an_acceptance_names_a_rule_that_exists() {
    let folder = Folder::with(format!("{HEADER}{GOOD}"));
    folder.write("doorstep.toml", "[[accept]]\norder = \"1\"\nreason = \"x\"\nrules = [\"address/gibbrish\"]\n");
    folder.run(&["scan", "orders.csv"]).ends(2, &["address/gibbrish", "did you mean `address/gibberish`"]);
    folder.write("doorstep.toml", "[rules.severity]\n\"adress/gibberish\" = \"note\"\n");
    folder.run(&["scan", "orders.csv"]).ends(2, &["doorstep.toml:2: ", "did you mean `address/gibberish`"]);
    for (settings, words) in [
        ("[rules]\nignore = [\"adress\"]\n", ["doorstep.toml:2: `adress`", "`doorstep rules` lists them"]),
        ("model = \"none.toml\"\n", ["doorstep.toml:1: ", "none.toml: cannot read the model"]),
        ("directory = [\"none.dir\"]\n", ["doorstep.toml:1: ", "none.dir"]),
        ("[costs]\nhandling = { amount = 1, value_share = \"x\" }\n", ["doorstep.toml:2", "an amount"]),
        ("[costs]\naddress = inf\n", ["doorstep.toml:2", "an amount of 0 or more"]),
    ] {
        folder.write("doorstep.toml", settings);
        folder.run(&["scan", "orders.csv"]).ends(2, &words);
    }
}

#[test]
fn a_rule_has_the_severity_that_the_seller_gives_it() {
    let orders = format!("{HEADER}{WRONG}");
    let (_, plain, _) = scanned("", &orders);
    let (code, severity) = (codes(&plain[0])[0], plain[0]["findings"][0]["severity"].as_str());
    assert_eq!(severity, Some("error"));
    let (_, graded, summary) = scanned(&format!("[rules.severity]\n\"{code}\" = \"note\"\n"), &orders);
    assert_eq!(graded[0]["findings"][0]["severity"], "note");
    assert_eq!(summary["flagged"], 0);
}

#[test]
fn a_shipping_method_means_what_the_seller_says() {
    let header = "Order,Name,Address 1,City,State,Zip,Country,Shipping Method,Total,Currency\n";
    let orders = format!("{header}1,Ada Byron,PO Box 12,Boston,MA,02134,US,Our Fast One,20.00,USD\n");
    let (_, plain, _) = scanned("", &orders);
    assert!(!codes(&plain[0]).contains(&"handling/po-box-by-courier"));
    let (_, known, _) = scanned("[methods]\n\"our fast one\" = \"ups_ground\"\n", &orders);
    assert_eq!(known[0]["service"], "ups_ground");
    assert!(codes(&known[0]).contains(&"handling/po-box-by-courier"));
}

#[test]
fn the_label_is_as_long_as_the_seller_says() {
    let header = "Order,Name,Address 1,Address 2,City,State,Zip,Country,Shipping Method\n";
    let orders = format!(
        "{header}1,Ada Byron,\"1250 North Commonwealth Avenue, Apartment 12B\",,Boston,MA,02134,US,UPS Ground\n"
    );
    let (_, plain, _) = scanned("", &orders);
    assert!(codes(&plain[0]).contains(&"handling/line-too-long"));
    let (_, own, _) = scanned("[labels]\nups.line = 60\n", &orders);
    assert!(!codes(&own[0]).contains(&"handling/line-too-long"));
}

#[test]
fn sums_follow_the_rates_of_the_seller() {
    let header = "Order,Name,Address 1,City,State,Zip,Country,Shipping Method,Total,Currency\n";
    let orders = format!("{header}1,Ada Byron,PO Box 12,Boston,MA,02134,US,UPS Ground,1000.00,XYZ\n");
    let (_, _, unknown) = scanned("currency = \"EUR\"\n", &orders);
    assert_eq!(unknown["without_rate"][0]["currency"], "XYZ");
    let (_, _, known) = scanned("currency = \"EUR\"\n[rates]\nXYZ = 2.0\n", &orders);
    assert_eq!(known["without_rate"].as_array().map(Vec::len), Some(0));
    assert!(known["expected_loss"]["amount"].as_str().and_then(|a| a.parse::<f64>().ok()) > Some(400.0), "{known}");
}

/// What is advised for an order, by the settings.
fn advised(settings: &str, order: &str) -> serde_json::Value {
    let header = "Order,Name,Address 1,City,State,Zip,Country,Phone,Shipping Method,Total,Currency\n";
    let (_, lines, _) = scanned(settings, &format!("{header}{order}"));
    lines[0]["advice"].clone()
}

#[test]
fn the_change_that_pays_for_itself_is_named() {
    let to_a_box = "1,Ada Byron,PO Box 12,Boston,MA,02134,US,+1 617 555 0142,UPS Ground,60.00,USD\n";
    let prices = "ship_from = \"US\"\n[services]\nups_ground = 9.10\nusps_ground_advantage = 5.40\nusps_priority = 8.00\nfedex_ground = 4.00\n";
    let advice = advised(prices, to_a_box);
    assert_eq!(advice["service"], "usps_ground_advantage", "the cheapest that takes a PO box: {advice}");
    assert_eq!(advice["extra_price"]["amount"], "-3.70");
    let number = |key: &str| advice[key]["amount"].as_str().and_then(|a| a.parse::<f64>().ok()).expect("an amount");
    let gain = number("expected_loss") - number("expected_loss_after") + 3.70;
    assert!((number("saves") - gain).abs() < 0.02, "{advice}");
    // nothing cheap enough: the loss avoided does not pay for it
    let dear = "ship_from = \"US\"\n[services]\nups_ground = 9.10\nusps_priority = 900.00\n";
    assert!(advised(dear, to_a_box).is_null());
    // without prices the direction only
    let direction = advised("ship_from = \"US\"\n", to_a_box);
    assert_eq!(direction["change"], "service");
    assert!(direction.get("saves").is_none(), "{direction}");
    // and no advice where no choice is at fault
    assert!(advised(prices, "1,Ada Byron,24 Linden St,Boston,MA,2134,US,,USPS Ground Advantage,60.00,USD\n").is_null());
}

#[test]
fn advice_is_in_the_currency_of_the_order_and_never_a_service_that_does_not_go_there() {
    let settings = "ship_from = \"DE\"\ncurrency = \"USD\"\n[rates]\nUSD = 2.0\n[services]\ndp_warenpost_intl = 4.00\ndhl_paket = 5.00\ndhl_paket_intl = 10.00\n";
    let order = "1,Erika Beispiel,Lindengasse 4,Wien,,1070,AT,+43 1 5550111,Warenpost International,400.00,EUR\n";
    let advice = advised(settings, order);
    assert_eq!(advice["service"], "dhl_paket_intl", "{advice}");
    assert_eq!(advice["extra_price"]["currency"], "EUR");
    assert_eq!(advice["extra_price"]["amount"], "3.00", "6 dollars are 3 euros at that rate");
}

#[test]
fn advice_is_a_service_that_takes_the_parcel_or_none() {
    let header = "Order,Name,Address 1,City,Zip,Country,Weight (kg),Shipping Method,Total,Currency\n";
    for (kilos, service) in [("40", serde_json::json!("ups_standard")), ("90", serde_json::Value::Null)] {
        let heavy = format!("{header}1,Max Beispiel,Lindenweg 4,Bonn,53111,DE,{kilos},DHL Paket,60.00,EUR\n");
        let (_, lines, _) = scanned("ship_from = \"DE\"\n", &heavy);
        assert!(codes(&lines[0]).contains(&"size/over-weight"));
        assert_eq!(lines[0]["advice"]["service"], service, "{kilos} kg");
    }
    // who ships from nobody knows where is not told what to send by
    let abroad = format!("{header}1,Ada Byron,PO Box 12,Toronto,M5V 3L9,CA,1,DHL Express,60.00,USD\n");
    let (_, lines, summary) = scanned("", &abroad);
    assert!(lines[0]["advice"].is_null(), "{}", lines[0]["advice"]);
    assert!(!summary["notes"].to_string().contains("where you ship from"), "one country may be home: {summary}");
    let two = format!("{abroad}2,Max Beispiel,Lindenweg 4,Bonn,53111,DE,1,DHL Express,60.00,USD\n");
    let (_, _, summary) = scanned("", &two);
    assert!(summary["notes"].to_string().contains("not said where you ship from"), "{summary}");
}

#[test]
fn rules_lists_those_that_are_selected() {
    let folder = Folder::new();
    let all = folder.run(&["rules"]).ends(0, &[]).out;
    let some = folder.run(&["rules", "--select", "size", "--select", "address/gibberish"]).ends(0, &[]).out;
    assert!(some.contains("address/gibberish") && some.contains("size/over-weight") && !some.contains("customs/"));
    assert!(some.lines().count() < all.lines().count() / 2);
    let rest = folder.run(&["rules", "--ignore", "address"]).ends(0, &[]).out;
    assert!(!rest.contains("address/gibberish") && rest.contains("customs/"), "{rest}");
}
