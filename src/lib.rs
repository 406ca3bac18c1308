//! doorstep reads a shop's order export and says which parcels will not arrive, why, and what to
//! change.
//!
//! An order walks through the crate once, front door to back:
//!
//! ```text
//! bytes ─ input ─ order ─ facts ─ rules ─ risk ─ report
//! ```
//!
//! - [`input`] finds out what a file is (container, encoding, separators, shop system) and cuts it
//!   into blocks of whole orders. A cell is a range of a block; nothing is copied.
//! - [`order`] puts the rows of one order together and reads [`Facts`](order::Facts) out of them
//!   once: country, postcode, region, the address lines taken apart, the service.
//! - [`rules`] look at one order each and say [findings](finding::Finding), with the
//!   [fix](finding::Fix) where there is one. A rule is a value with its manual and a pure function.
//! - [`risk`] turns findings into the chance that the first delivery fails, split over six
//!   [reasons](finding::Reason), and into money.
//! - [`report`] writes it down, one file per format. [`fix`] changes cells in the rows of a
//!   file, every other byte as it stands.
//! - [`scan`] is this line as a program: [`scan::run`] takes tables and sinks and gives a summary;
//!   [`scan::mend`](scan::mend::mend) writes the export with its fixes made.
//!
//! Beside them stand [`text`] (folding, tokens, matchers), [`world`] (what is true whoever the
//! seller is, compiled from `data/`), [`directory`] (what other orders and registers say) and
//! [`config`] (what `doorstep.toml` may say).
//!
//! The library never prints, exits, reads the clock, the environment or the network: today's date
//! and every path arrive as arguments. The same input gives the same answer, on any number of
//! threads.
//!
//! One order, checked without a file:
//!
//! ```
//! use doorstep::directory::Duplicates;
//! use doorstep::finding::Findings;
//! use doorstep::input::Field;
//! use doorstep::order::{Facts, Order, Scratch};
//! use doorstep::risk::{Band, Model, Parcel};
//! use doorstep::rules::{self, Context, Rule};
//!
//! let order = Order::of(&[
//!     (Field::Name, "Ada Byron"),
//!     (Field::Address1, "24 Linden St"),
//!     (Field::City, "Boston"),
//!     (Field::Region, "MA"),
//!     (Field::Postcode, "2134"), // a spreadsheet took the zero
//!     (Field::Country, "US"),
//! ]);
//! let mut scratch = Scratch::default();
//! let facts = Facts::of(&order, None, &mut scratch);
//! assert_eq!(facts.parsed.house_number, Some("24"));
//!
//! let alone = Duplicates::default();
//! let today = doorstep::text::Day::iso("2026-11-23").expect("a day");
//! let context = Context::new(order.filled(), today, &alone);
//! let every: Vec<&Rule> = rules::all().collect();
//! let mut findings = Findings::new();
//! rules::check_one(&every, &order, &facts, &context, &mut findings);
//! let [finding] = findings.as_slice() else { panic!("one thing is wrong") };
//! assert_eq!(finding.code, "address/postcode-malformed");
//! let fix = finding.fix.as_ref().expect("it can be put right");
//! assert_eq!(fix.edits[0].to, "02134");
//!
//! let model = Model::shipped([0.01, 0.05, 0.20]);
//! let parcel = Parcel::of(&order, &facts, None);
//! let verdict = model.score(parcel, findings.as_slice());
//! assert!(verdict.risk > verdict.risk_clean);
//! assert_eq!(verdict.band, Band::High);
//! ```

pub mod config;
pub mod directory;
pub mod finding;
pub mod fix;
pub mod input;
pub mod order;
pub mod report;
pub mod risk;
pub mod rules;
pub mod scan;
pub mod text;
pub mod world;
