//! The fit of the risk model: known hazards are found again, nothing is found where there is
//! nothing, and few outcomes move little. And `doorstep calibrate` as a process.

mod common;

use common::Folder;
use doorstep::finding::Reason;
use doorstep::input::Field;
use doorstep::order::{Facts, Order, Scratch};
use doorstep::risk::fitted::{About, Fitted, Param};
use doorstep::risk::learn::{Finding, Learned, Wish, learn};
use doorstep::risk::samples::{NONE, Outcome, Sample, Samples};
use doorstep::risk::traits::Trait;
use doorstep::risk::{Model, Parcel, Weights};
use doorstep::text::Day;
use doorstep::world::effect::{self, EFFECTS};

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    /// 0..1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Of the standard normal distribution.
    fn normal(&mut self) -> f64 {
        let (a, b) = (1.0 - self.share(), self.share());
        (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos()
    }
}

/// Findings of the simulation, with how often an order has each.
const CODES: [(&str, f64); 6] = [
    ("address/unit-missing", 0.08),
    ("address/house-number-missing", 0.03),
    ("recipient/phone-missing", 0.15),
    ("recipient/name-incomplete", 0.05),
    ("handling/line-too-long", 0.06),
    ("handling/po-box-by-courier", 0.01),
];
const REGIONS: u32 = 12;

/// The hazards of a world: logarithms of what is to be found.
struct World {
    /// Per code, of the factor or hazard.
    effects: Vec<f64>,
    regions: Vec<f64>,
    base: [f64; 6],
}

fn position(code: &str) -> u16 {
    effect::index_of(code).expect("an effect") as u16
}

fn weights(code: &str) -> Weights {
    Weights::of(&EFFECTS[usize::from(position(code))])
}

fn base() -> [f64; 6] {
    let order = Order::of(&[(Field::Country, "US"), (Field::Address1, "24 Linden St")]);
    let facts = Facts::of(&order, None, &mut Scratch::default());
    Model::shipped([0.01, 0.05, 0.2]).base(&facts, None)
}

impl World {
    /// One of those that the prior thinks possible.
    fn drawn(dice: &mut Dice) -> World {
        let drawn = |code: &str, dice: &mut Dice| {
            let w = weights(code);
            let (low, high) = w.range();
            w.log_mean() + dice.normal() * (high / low).ln() / 3.29
        };
        World {
            effects: CODES.iter().map(|(code, _)| drawn(code, dice)).collect(),
            regions: (0..REGIONS).map(|_| 0.35 * dice.normal()).collect(),
            base: base(),
        }
    }

    /// The shipped one.
    fn shipped() -> World {
        World {
            effects: CODES.iter().map(|(code, _)| weights(code).log_mean()).collect(),
            regions: vec![0.0; REGIONS as usize],
            base: base(),
        }
    }

    fn orders(&self, count: usize, noted: f64, dice: &mut Dice) -> Samples {
        let mut samples = Samples::default();
        let first = Day::of(2026, 1, 1).expect("a day");
        let region = Trait::ALL.iter().position(|t| *t == Trait::Region).expect("a trait");
        let destination = Trait::ALL.iter().position(|t| *t == Trait::Destination).expect("a trait");
        for i in 0..count {
            let at = (dice.next() % u64::from(REGIONS)) as u32;
            let mut levels = [NONE; Trait::ALL.len()];
            levels[region] = samples.names[region].number(&format!("US-{at}"));
            levels[destination] = samples.names[destination].number("US");
            let at = levels[region] as usize;
            let (mut scaled, mut added) = (self.base, [0.0; 6]);
            let mut effects = Vec::new();
            for ((code, often), value) in CODES.iter().zip(&self.effects) {
                if dice.share() < *often {
                    let w = weights(code);
                    if w.with(1.0).1 > 0.0 {
                        added[w.reason] += value.exp();
                    } else {
                        scaled[w.reason] *= value.exp();
                    }
                    effects.push((position(code), 1000));
                }
            }
            effects.sort_unstable();
            let hazards: Vec<f64> = (0..6).map(|r| scaled[r] * self.regions[at].exp() + added[r]).collect();
            let total: f64 = hazards.iter().sum();
            let outcome = if dice.share() < 1.0 - (-total).exp() {
                let mut left = dice.share() * total;
                let reason = (0..6)
                    .find(|r| {
                        left -= hazards[*r];
                        left <= 0.0
                    })
                    .unwrap_or(0);
                Outcome::Failed((dice.share() < noted).then_some(Reason::ALL[reason]))
            } else {
                Outcome::Arrived
            };
            samples.list.push(Sample {
                base: self.base,
                effects,
                levels,
                place: NONE,
                value: f64::NAN,
                day: Some(first.plus((i * 300 / count) as i32)),
                outcome,
            });
        }
        samples
    }
}

fn learned(samples: &Samples) -> Learned {
    learn(samples, Wish::default(), About::default())
}

/// Is the truth inside the interval?
fn holds(param: &Param, truth: f64) -> bool {
    (param.factor.ln() - truth).abs() <= 1.96 * param.error
}

#[test]
fn known_hazards_are_found_again_at_the_nominal_rate() {
    let mut dice = Dice(7);
    let (mut inside, mut all) = (0, 0);
    for (size, worlds, noted) in [(1_000, 12, 0.0), (10_000, 6, 0.3), (100_000, 2, 0.0)] {
        for _ in 0..worlds {
            let world = World::drawn(&mut dice);
            let samples = world.orders(size, noted, &mut dice);
            let learned = learned(&samples);
            assert_ne!(learned.finding, Finding::TooFew);
            assert_ne!(learned.finding, Finding::NoSignal, "{size}");
            for ((code, _), truth) in CODES.iter().zip(&world.effects) {
                let Some(param) = learned.fitted.effects.get(*code) else { continue };
                all += 1;
                inside += usize::from(holds(param, *truth));
            }
            if size == 100_000 {
                let tested = learned.tested.as_ref().expect("a test");
                assert!(tested[0].calibration_error <= 0.01, "{:?}", tested[0]);
                assert!(tested[0].log_loss < tested[1].log_loss, "better than shipped");
                assert!(tested[0].log_loss < tested[2].log_loss, "better than one rate");
                let regions = &learned.fitted.traits[&Trait::Region];
                assert_eq!(regions.len(), REGIONS as usize, "regions differ, and that is found");
            }
        }
    }
    let rate = inside as f64 / all as f64;
    assert!(all >= 100 && (0.90..=0.995).contains(&rate), "{inside} of {all} intervals hold the truth");
}

#[test]
fn a_hundred_outcomes_never_move_the_model_far() {
    let mut dice = Dice(11);
    for _ in 0..20 {
        let samples = World::shipped().orders(100, 0.0, &mut dice);
        let learned = learned(&samples);
        for (code, param) in &learned.fitted.effects {
            let moved = (param.factor / param.shipped).ln().abs();
            assert!(moved < 0.35, "{code} moved by a factor of {}", moved.exp());
        }
        let plain = plain_risk(&learned.fitted);
        assert!((0.03..0.09).contains(&plain), "a plain order fails with {plain} instead of 0.05");
    }
}

/// What was said, in one line.
fn told(said: &common::Said) -> String {
    said.out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn plain_risk(fitted: &Fitted) -> f64 {
    let order = Order::of(&[(Field::Country, "US"), (Field::Address1, "24 Linden St")]);
    let facts = Facts::of(&order, None, &mut Scratch::default());
    let model = Model::shipped([0.01, 0.05, 0.2]).with(fitted.clone());
    model.score(Parcel::of(&order, &facts, None), &[]).risk
}

#[test]
fn labels_without_signal_leave_the_model_as_it_is() {
    let mut dice = Dice(3);
    let mut misled = 0;
    for _ in 0..20 {
        let mut samples = World::shipped().orders(6_000, 0.0, &mut dice);
        for sample in &mut samples.list {
            sample.outcome = if dice.share() < 0.4 { Outcome::Failed(None) } else { Outcome::Arrived };
        }
        let learned = learned(&samples);
        if learned.finding == Finding::Signal {
            misled += 1;
            continue;
        }
        assert_eq!(learned.finding, Finding::NoSignal);
        assert!((plain_risk(&learned.fitted) - 0.05).abs() < 1e-12);
        assert!(learned.fitted.effects.is_empty() && learned.fitted.traits.is_empty());
    }
    assert!(misled <= 1, "chance looks like a signal once in forty times, not {misled} of 20");
}

#[test]
fn one_kind_of_ending_or_a_handful_teaches_nothing() {
    let mut dice = Dice(5);
    let mut samples = World::shipped().orders(2_000, 0.0, &mut dice);
    samples.list.iter_mut().for_each(|s| s.outcome = Outcome::Arrived);
    assert_eq!(learned(&samples).finding, Finding::TooFew);
    let few = World::shipped().orders(40, 0.0, &mut dice);
    assert_eq!(learned(&few).finding, Finding::TooFew);
    assert_eq!(learned(&Samples::default()).finding, Finding::TooFew);
}

#[test]
fn the_fit_is_the_same_on_any_number_of_threads() {
    let samples = World::drawn(&mut Dice(1)).orders(20_000, 0.2, &mut Dice(2));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| doorstep::risk::file::written(&learned(&samples).fitted))
    };
    assert_eq!(on(1), on(3));
}

// — the command —

/// Orders of two kinds, of which the one fails more often, as an export.
fn export(orders: usize) -> String {
    let mut dice = Dice(17);
    let mut text = "Order,Name,Address 1,City,State,Zip,Country,Date,Total,Currency,Status\n".to_string();
    let first = Day::of(2026, 1, 5).expect("a day");
    for i in 0..orders {
        let bad = dice.share() < 0.3;
        let street = if bad { "Linden St" } else { "24 Linden St" };
        let failed = dice.share() < if bad { 0.4 } else { 0.04 };
        let status = match (failed, i % 97) {
            (_, 0) => "In transit",
            (true, _) => "Returned to sender",
            (false, _) => "Delivered",
        };
        let day = first.plus((i * 200 / orders) as i32);
        text += &format!("A-{i},Ada Byron,{street},Boston,MA,02134,US,{day},20.00,USD,{status}\n");
    }
    text
}

#[test]
fn calibrate_writes_a_model_that_scan_uses() {
    let folder = Folder::with(export(3_000));
    let said = folder
        .run(&["calibrate", "--orders", "orders.csv", "-o", "model.toml", "-o", "plot.svg", "-o", "figures.json"])
        .ends(0, &[]);
    assert!(told(&said).contains("It tells failing orders from others"), "{}", said.out);
    assert!(told(&said).contains("orders have no outcome yet"), "{}", said.out);
    let figures: serde_json::Value = serde_json::from_str(&folder.text("figures.json")).expect("figures");
    assert_eq!(figures["finding"], "signal");
    assert_eq!(figures["models"][0]["deciles"].as_array().map(Vec::len), Some(10));
    assert!(folder.text("plot.svg").starts_with("<svg"));
    assert!(folder.text("model.toml").contains("\"address/house-number-missing\" = { factor ="));
    let risk = |args: &[&str]| {
        let mut all = vec!["scan", "orders.csv", "--all", "-q", "-o", "r.jsonl", "--as-of", "2026-11-23"];
        all.extend(args);
        folder.run(&all).ends(0, &[]);
        let text = folder.text("r.jsonl");
        let sum: f64 = text
            .lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).expect("json")["risk"].as_f64().expect("a risk"))
            .sum();
        sum / text.lines().count() as f64
    };
    let (shipped, fitted) = (risk(&[]), risk(&["--model", "model.toml"]));
    assert!((fitted - 0.148).abs() < 0.03, "0.3 × 0.4 + 0.7 × 0.04 of the orders fail: {fitted}, shipped {shipped}");
    assert!((fitted - 0.148).abs() < (shipped - 0.148).abs());
    let verbose =
        folder.run(&["scan", "orders.csv", "--all", "-v", "--top", "1", "--model", "model.toml"]).ends(0, &[]);
    assert!(told(&verbose).contains("from your outcomes"), "{}", verbose.out);
}

#[test]
fn outcomes_of_another_file_join_by_order_or_tracking_number() {
    let orders = "Order,Name,Address 1,City,State,Zip,Country,Tracking Number\n".to_string()
        + &(0..200).map(|i| format!("#{i:04},Ada Byron,24 Linden St,Boston,MA,02134,US,T{i:05}\n")).collect::<String>();
    let folder = Folder::with(orders);
    let ends = |i: usize| if i.is_multiple_of(9) { "failed" } else { "delivered" };
    let by_order: String = (0..190)
        .map(|i| format!("{i:04},{},{}\n", ends(i), if i.is_multiple_of(9) { "wrong address" } else { "" }))
        .collect();
    folder.write("ends.csv", format!("Order Number,Outcome,Reason\n{by_order}9999,failed,\n"));
    let args = ["calibrate", "--orders", "orders.csv", "--outcomes", "ends.csv", "-o", "m.toml"];
    let said = folder.run(&args).ends(0, &[]);
    assert!(told(&said).contains("190 with an outcome"), "{}", said.out);
    assert!(told(&said).contains("1 outcome belongs to no order, such as `9999`"), "{}", said.out);
    assert!(told(&said).contains("for 22 of them a reason is noted"), "{}", said.out);
    let by_parcel: String = (0..200).map(|i| format!("T{i:05};{}\n", ends(i))).collect();
    folder.write("ends.csv", format!("Tracking Number;Delivery Status\n{by_parcel}"));
    assert!(told(&folder.run(&args).ends(0, &[])).contains("200 with an outcome"));
}

#[test]
fn what_cannot_be_joined_is_said_with_examples() {
    let folder = Folder::with(export(100));
    folder.write("ends.csv", "Order,Outcome\nX-77,failed\nX-78,delivered\n");
    let args = ["calibrate", "--orders", "orders.csv", "--outcomes", "ends.csv", "-o", "m.toml"];
    folder
        .run(&args)
        .ends(2, &["none of 2 outcomes belongs to one of 100 orders", "`X-77`", "`A-0`", "--map outcome_order"]);
    folder.write("ends.csv", "Order,Wie\n1,failed\n");
    folder.run(&args).ends(2, &["ends.csv:1", "no column says how deliveries ended", "`Wie`", "--map outcome=Column"]);
    folder.write("ends.csv", "Paket,Outcome\n1,failed\n");
    folder.run(&args).ends(2, &["no column has the number of the order or of the parcel", "outcome_order"]);
    folder.write("ends.csv", "Order,Outcome\nA-1,brieftaube\n");
    folder.run(&args).ends(2, &["says of no order how its delivery ended (found `brieftaube`)"]);
    assert!(!folder.names().contains(&"m.toml".to_string()), "nothing is written");
    folder.run(&["calibrate", "--orders", "orders.csv", "-o", "m.txt"]).ends(2, &[".toml the model"]);
    folder.run(&["calibrate", "--orders", "orders.csv", "--until", "May"]).ends(2, &["--until May", "YYYY-MM-DD"]);
}

#[test]
fn dates_in_two_formats_are_counted() {
    let text = export(400)
        .replace("2026-01-20", "20/01/2026")
        .replace("2026-02-14", "02/14/2026")
        .replace("2026-03-05", "03/05/2026");
    let folder = Folder::with(text);
    let said = folder.run(&["calibrate", "--orders", "orders.csv", "-o", "m.toml"]).ends(0, &[]);
    assert!(told(&said).contains("some dates can only be day first and others only month first"), "{}", said.out);
    assert!(told(&said).contains("may be day first or month first"), "{}", said.out);
}

#[test]
fn a_model_that_is_none_stops_the_scan() {
    let folder = Folder::with(export(10));
    folder.run(&["scan", "orders.csv", "--model", "none.toml"]).ends(2, &["none.toml", "doorstep calibrate"]);
    folder.write("old.toml", "schema = \"doorstep/model/0\"\n");
    folder.run(&["scan", "orders.csv", "--model", "old.toml"]).ends(2, &["another version", "fit it again"]);
    folder.write("doorstep.toml", "model = \"old.toml\"\n");
    folder.run(&["scan", "orders.csv"]).ends(2, &["another version"]);
}
