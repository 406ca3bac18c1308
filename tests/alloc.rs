//! A clean order costs no memory: once warm, reading, facts, rules and score of ordinary orders
//! ask the allocator for nothing.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use bumpalo::Bump;
use doorstep::directory::Duplicates;
use doorstep::finding::Findings;
use doorstep::input::block::Block;
use doorstep::input::{Table, Wishes};
use doorstep::order::{Facts, Page, Plan, Scratch};
use doorstep::risk::{Model, Parcel};
use doorstep::rules::{self, Context};
use doorstep::world::Country;

struct Counting;

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ASKED.with(|n| n.set(n.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ASKED.with(|n| n.set(n.get() + 1));
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What `run` gives, and how often it asked for memory.
fn counted<T>(run: impl FnOnce() -> T) -> (T, usize) {
    let before = ASKED.with(Cell::get);
    let value = run();
    (value, ASKED.with(Cell::get) - before)
}

/// Ordinary orders, nothing wrong with them.
fn clean_export(rows: usize) -> String {
    const PLACES: [(&str, &str, &str, &str, &str); 6] = [
        ("Boston", "MA", "02134", "US", "+1 617 555 0142"),
        ("Austin", "TX", "78701", "US", "+1 512 555 0111"),
        ("London", "", "SW1A 1AA", "GB", "+44 20 7946 0958"),
        ("Leeds", "", "LS1 4AP", "GB", "+44 113 496 0111"),
        ("Toronto", "ON", "M5V 3A8", "CA", "+1 416 555 0142"),
        ("Vancouver", "BC", "V6B 1A1", "CA", "+1 604 555 0188"),
    ];
    const STREETS: [&str; 4] = ["Linden St", "Market Street", "Oak Avenue", "High Street"];
    const UNITS: [&str; 4] = ["", "Apt 4", "", "Unit 12"];
    const NAMES: [&str; 4] = ["Ada Byron", "Grace Hall", "Tom Okafor", "Nina Berg"];
    let mut text =
        "Order,Name,Address 1,Address 2,City,State,Postcode,Country,Phone,Email,Shipping Method,Total,Currency,Ship By,Deliver By\n"
            .to_string();
    for i in 0..rows {
        let (city, region, postcode, country, phone) = PLACES[i % 6];
        text.push_str(&format!(
            "{},{},{} {},{},{city},{region},{postcode},{country},{phone},buyer{i}@example.com,Standard,{}.50,USD,Nov-24-26,2026-12-15T10:00\n",
            1000 + i,
            NAMES[i % 4],
            1 + i % 400,
            STREETS[i / 4 % 4],
            UNITS[i / 3 % 4],
            10 + i % 50
        ));
    }
    text
}

#[test]
fn a_clean_order_allocates_nothing_once_warm() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), clean_export(12_000)).expect("room for the export");
    let table = Table::open(&file.path().to_string_lossy(), &Wishes::default()).expect("a table");
    let plan = Plan::of(&table);
    let grouping = table.grouping();
    let duplicates = Duplicates::default();
    let context = Context { ship_from: Country::by_code("US"), ..Context::of(&table, today(), &duplicates) };
    let rules: Vec<_> = rules::all().collect();
    let model = Model::shipped([0.01, 0.05, 0.2]);
    let mut blocks = table.blocks().expect("readable");
    let (mut block, mut groups) = (Block::default(), Vec::new());
    let mut seen = 0;
    for number in 0.. {
        let (more, splitting) = counted(|| blocks.next(&mut block).expect("readable"));
        if !more {
            break;
        }
        let ((), grouped) = counted(|| grouping.groups(&block, &mut groups));
        // block after block in the same room, which may grow by a row or two
        assert!(number < 2 || splitting + grouped <= 2, "block {number}: splitting {splitting}, grouping {grouped}");
        let arena = Bump::new();
        let page = Page::new(&block, &arena);
        let mut scratch = Scratch::default();
        let mut findings = Findings::new();
        // the first orders of a block fill its scratch space
        for (i, group) in groups.iter().filter(|g| g.is_order).enumerate() {
            let (order, read) = counted(|| plan.read(page, group));
            let (facts, known) = counted(|| Facts::of(&order, None, &mut scratch));
            let ((), checked) = counted(|| rules::check_one(&rules, &order, &facts, &context, &mut findings));
            let said: Vec<_> = findings.as_slice().iter().map(|f| (f.code, f.message.to_string())).collect();
            assert!(said.is_empty(), "line {}: {said:?}", order.line);
            let (verdict, scored) =
                counted(|| model.score(Parcel::of(&order, &facts, context.ship_from), findings.as_slice()));
            black_box(verdict.risk);
            findings.clear();
            if i >= 200 {
                let by_room = [("reading", read), ("facts", known), ("rules", checked), ("score", scored)];
                assert!(by_room.iter().all(|(_, n)| *n == 0), "line {}: {by_room:?}", order.line);
                seen += 1;
            }
        }
    }
    assert!(seen > 5_000, "{seen}");
}

/// The day on which all of this happens.
fn today() -> doorstep::text::Day {
    doorstep::text::Day::of(2026, 11, 23).expect("a day")
}
