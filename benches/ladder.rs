//! How long each room takes: reading, orders, facts, rules, risk, writing, each as a ratio to
//! reading the same file with the csv crate in the same round.
//!
//! `cargo bench` makes its own export of 100,000 rows; `cargo bench -- FILE` takes another one,
//! `cargo bench -- --rounds 9` more rounds, `cargo bench -- --only summary` the rungs of that
//! name. The numbers to quote are the medians of the ratios; the least times say what remains
//! where other jobs disturb a run.

use std::hint::black_box;
use std::io::Write;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use bumpalo::Bump;
use doorstep::config::Settings;
use doorstep::directory::Duplicates;
use doorstep::finding::Findings;
use doorstep::input::block::Block;
use doorstep::input::{Table, Wishes};
use doorstep::order::{Facts, Page, Plan, Scratch};
use doorstep::report::Format;
use doorstep::risk::{Model, Parcel};
use doorstep::rules::{self, Case, Context};
use doorstep::scan::{self, Job, Sink};
use doorstep::world::places::Places;
use doorstep::world::places::build::Builder;

/// As many orders as a scan takes at a time.
const BATCH: usize = 32;

/// What is timed: its name, and the run over the file of that path.
type Timed = (&'static str, fn(&str));

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let rounds = args.iter().position(|a| a == "--rounds").and_then(|i| args.get(i + 1)?.parse().ok()).unwrap_or(5);
    let only = args.iter().position(|a| a == "--only").map(|i| i + 1);
    let is_file = |(i, a): &(usize, &String)| !a.starts_with("--") && a.parse::<usize>().is_err() && Some(*i) != only;
    let file = args.iter().enumerate().find(is_file).map(|(_, a)| a);
    let only = only.and_then(|i| args.get(i)).map_or("", String::as_str);
    let own = tempfile::NamedTempFile::new().expect("a temporary file");
    let path = match file {
        Some(path) => path.clone(),
        None => {
            std::fs::write(own.path(), export(100_000)).expect("room for the export");
            own.path().to_string_lossy().into_owned()
        }
    };
    let bytes = std::fs::metadata(&path).map_or(0, |m| m.len());
    println!("{path}: {:.1} MB, {rounds} rounds; ratio = time / csv crate reading the same file", bytes as f64 / 1e6);
    let mut rungs: Vec<Timed> = vec![
        ("csv crate, read only (floor)", floor),
        ("blocks and fields", |p| climb(p, Rung::Fields)),
        ("+ orders", |p| climb(p, Rung::Orders)),
        ("+ facts", |p| climb(p, Rung::Facts)),
        ("+ rules", |p| climb(p, Rung::Rules)),
        ("+ risk", |p| climb(p, Rung::Risk)),
        ("scan, 1 thread, summary", |p| whole(p, 1, None, Places::shipped())),
        ("summary without places", |p| whole(p, 1, None, nowhere())),
        ("scan, 1 thread, .csv", |p| whole(p, 1, Some(Format::Csv), Places::shipped())),
        ("scan, 1 thread, .jsonl", |p| whole(p, 1, Some(Format::Jsonl), Places::shipped())),
        ("scan, 2 threads, .csv", |p| whole(p, 2, Some(Format::Csv), Places::shipped())),
    ];
    let mut at = 0..;
    rungs.retain(|(name, _)| at.next() == Some(0) || name.contains(only));
    let mut times = vec![Vec::new(); rungs.len()];
    for round in 0..=rounds {
        for (i, (_, run)) in rungs.iter().enumerate() {
            let begun = Instant::now();
            run(&path);
            if round > 0 {
                times[i].push(begun.elapsed());
            }
        }
    }
    let floor = times[0].clone();
    for ((name, _), times) in rungs.iter().zip(&times) {
        let mut ratios: Vec<f64> = times.iter().zip(&floor).map(|(t, f)| t.as_secs_f64() / f.as_secs_f64()).collect();
        ratios.sort_by(f64::total_cmp);
        let time = median(times.clone());
        let least = times.iter().min().copied().unwrap_or_default();
        println!(
            "{name:<32} {:>8.1} ms {:>7.2} × {:>8.0} MB/s   least {:>8.1} ms",
            time.as_secs_f64() * 1e3,
            ratios[ratios.len() / 2],
            bytes as f64 / 1e6 / time.as_secs_f64(),
            least.as_secs_f64() * 1e3,
        );
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn floor(path: &str) {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_path(path).expect("readable");
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while reader.read_byte_record(&mut record).expect("readable") {
        fields += record.len();
    }
    black_box(fields);
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Rung {
    Fields,
    Orders,
    Facts,
    Rules,
    Risk,
}

/// One core, no output, up to a rung.
fn climb(path: &str, upto: Rung) {
    let table = Table::open(path, &Wishes::default()).expect("a table");
    let plan = Plan::of(&table);
    let grouping = table.grouping();
    let duplicates = Duplicates::default();
    let context = Context::of(&table, today(), &duplicates);
    let rules: Vec<_> = rules::all().collect();
    let model = Model::shipped([0.01, 0.05, 0.2]);
    let mut blocks = table.blocks().expect("readable");
    let (mut block, mut groups) = (Block::default(), Vec::new());
    while blocks.next(&mut block).expect("readable") {
        grouping.groups(&block, &mut groups);
        if upto == Rung::Fields {
            black_box(groups.len());
            continue;
        }
        let arena = Bump::new();
        let page = Page::new(&block, &arena);
        let mut scratch = Scratch::default();
        let mut findings: Vec<Findings<'_>> = (0..BATCH).map(|_| Findings::new()).collect();
        let mut cases: Vec<Case<'_>> = (0..BATCH).map(|_| Case { wanted: true, ..Case::default() }).collect();
        let orders: Vec<_> = groups.iter().filter(|g| g.is_order).collect();
        for batch in orders.chunks(BATCH) {
            let cases = &mut cases[..batch.len()];
            for (group, case) in batch.iter().zip(cases.iter_mut()) {
                plan.read_into(page, group, &mut case.order);
            }
            if upto >= Rung::Facts {
                for case in cases.iter_mut() {
                    case.facts = Facts::beside_lines(&case.order, None, &mut scratch);
                }
                cases.iter_mut().for_each(|case| case.facts.read_lines(&case.order, &mut scratch));
            }
            if upto >= Rung::Rules {
                findings.iter_mut().for_each(Findings::clear);
                rules::check(&rules, cases, &context, &mut findings);
            }
            if upto >= Rung::Risk {
                for (case, findings) in cases.iter().zip(&findings) {
                    black_box(model.score(Parcel::of(&case.order, &case.facts, None), findings.as_slice()).risk);
                }
            }
            black_box(&cases);
        }
    }
}

/// Places of the world, of which only the Vatican is known.
fn nowhere() -> &'static Places {
    const ROW: &str = "VA\t00120\tCittà del Vaticano\t\t\t\t\t\t\t41.9\t12.45\t6\n";
    static NOWHERE: LazyLock<Places> = LazyLock::new(|| {
        let mut builder = Builder::new();
        builder.postal("one row", ROW.as_bytes()).expect("a row");
        let (bytes, _) = builder.finish(&["our own".to_string()]).expect("a small pack");
        Places::open(bytes).expect("a pack")
    });
    &NOWHERE
}

/// The whole scan, both passes.
fn whole(path: &str, threads: usize, format: Option<Format>, places: &'static Places) {
    let tables = [Table::open(path, &Wishes::default()).expect("a table")];
    let settings = Settings::default();
    let rules = scan::rules_of(&settings).expect("rules");
    let job = Job { threads, places, ..Job::new(&tables, &settings, &rules, today()) };
    let out = tempfile::tempfile().expect("a temporary file");
    let mut sinks: Vec<Sink<'_>> = format
        .into_iter()
        .map(|format| Sink { format, writer: Box::new(&out), inputs: vec![0], begun: false })
        .collect();
    black_box(scan::run(&job, &mut sinks).expect("scanned").orders);
}

/// An export as Shopify writes them: 79 columns, some orders of two rows, notes over several
/// lines, a few faults. Invented people; the same bytes every time.
fn export(rows: usize) -> Vec<u8> {
    const PLACES: [(&str, &str, &str, &str); 8] = [
        ("Boston", "02134", "MA", "US"),
        ("Austin", "78701", "TX", "US"),
        ("Seattle", "98101", "WA", "US"),
        ("Chicago", "60601", "IL", "US"),
        ("Toronto", "M5V 3A8", "ON", "CA"),
        ("Berlin", "10117", "", "DE"),
        ("London", "SW1A 1AA", "ENG", "GB"),
        ("Paris", "75001", "", "FR"),
    ];
    const STREETS: [&str; 5] = ["Linden St", "Market Street", "Oak Avenue", "High Street", "2nd Ave"];
    const NAMES: [&str; 5] = ["Ada Byron", "Grace Hall", "Tom Okafor", "Nina Berg", "Wei Chen"];
    let sample = include_str!("../data/samples/shopify_orders.csv");
    let mut out = sample.lines().next().unwrap_or_default().as_bytes().to_vec();
    out.push(b'\n');
    let mut seed = 42u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    let mut written = 0;
    let mut number = 1000;
    while written < rows {
        number += 1;
        let (city, zip, state, country) = PLACES[random(PLACES.len())];
        let zip = if random(40) == 0 { "2134" } else { zip };
        let (name, street, house) = (NAMES[random(5)], STREETS[random(5)], 1 + random(900));
        let unit = ["", "", "", "Apt 4", "Apt"][if random(30) == 0 { 4 } else { random(4) }];
        let joined = if unit.is_empty() { format!("{house} {street}") } else { format!("{house} {street}, {unit}") };
        let address =
            format!("{name},\"{joined}\",{house} {street},{unit},,{city},{zip},{state},{country},+1 212 555 0142");
        let note = if random(3) == 0 { "\"gift: yes\nsource: web\nutm: \"\"fall\"\"\"" } else { "" };
        let _ = writeln!(
            out,
            "#{number},buyer{number}@example.com,paid,2026-11-01 10:00:00 -0500,unfulfilled,,no,USD,49.00,5.00,0.00,54.00,,0.00,USPS Ground Advantage,2026-11-01 09:58:00 -0500,1,Mug {},49.00,,MUG-{},true,true,pending,{address},{address},,{note},,Shopify Payments,c{number}.1,0.00,Mugs,0.00,,,,{number},,Low,web,0.00,,,,,,,,,,,,,,,,,,,",
            random(50),
            random(50),
        );
        written += 1;
        if random(5) == 0 {
            let _ = writeln!(
                out,
                "#{number},buyer{number}@example.com,,,,,,,,,,,,,,,1,Saucer,9.00,,SAU-1,true,true,pending{}",
                ",".repeat(55)
            );
            written += 1;
        }
    }
    out
}

/// The day on which all of this happens.
fn today() -> doorstep::text::Day {
    doorstep::text::Day::of(2026, 11, 23).expect("a day")
}
