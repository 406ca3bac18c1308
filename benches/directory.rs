//! What a directory costs: `cargo bench --bench directory -- --addresses 5000000` builds one of so
//! many invented addresses of a complete register and looks keys up in it. Without the flag it does
//! nothing, so that `cargo bench` is the ladder.

use std::hint::black_box;
use std::time::Instant;

use doorstep::directory::{Address, Builder, Directory, Door, DoorParts, Made};
use doorstep::world::Country;

/// Numbers that look random and are the same every time.
struct Seeded(u64);

impl Seeded {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

const NAMES: [&str; 16] = [
    "Linden", "Juniper", "Quarry", "Harbor", "Maple", "Chestnut", "Mill", "Chapel", "Station", "Meadow", "Orchard",
    "Prospect", "Highland", "Willow", "Foxglove", "Marsh",
];
const TYPES: [&str; 6] = ["St", "Ave", "Rd", "Ln", "Ct", "Blvd"];

/// The door of an address: 12,500 postcodes of 20 streets of 16 houses, a fifth with 5 units on average.
fn door(us: &Country, random: &mut Seeded) -> Option<Door> {
    let (place, street) = (random.below(12_500), random.below(20));
    let number = 2 * random.below(8) + random.below(2);
    let name = format!(
        "{} {} {}",
        NAMES[(street % 16) as usize],
        NAMES[((street + place) % 16) as usize],
        TYPES[(street % 6) as usize]
    );
    let house = 100 + 4 * number;
    let unit = if (place + street + number).is_multiple_of(5) {
        format!("Apt {}", random.below(9) + 1)
    } else {
        String::new()
    };
    let (postcode, number) = (format!("{:05}", 10_000 + place), house.to_string());
    Door::of(us, &DoorParts { postcode: &postcode, street: &name, number: &number, unit: &unit, city: "" })
}

fn main() {
    let mut args = std::env::args().skip_while(|a| a != "--addresses").skip(1);
    let Some(addresses) = args.next().and_then(|n| n.parse::<u64>().ok()) else { return };
    let us = Country::by_code("US").expect("a country");
    let mut random = Seeded(1);
    let begun = Instant::now();
    let mut builder = Builder::default();
    for _ in 0..addresses {
        builder.add(Address { door: door(us, &mut random).expect("a door"), complete: true }).expect("room");
    }
    let taken = begun.elapsed();
    let mut bytes = Vec::new();
    let counts = builder.finish(Made::default(), &mut bytes).expect("room");
    println!("{addresses} addresses: keys and runs {taken:.1?}, whole {:.1?}", begun.elapsed());
    println!(
        "{counts:?}: {:.1} MB, {:.1} bytes a building",
        bytes.len() as f64 / 1e6,
        bytes.len() as f64 / counts.buildings as f64
    );
    let begun = Instant::now();
    let directory = Directory::read("bench.dir", bytes).expect("a directory");
    println!("read and checked in {:.1?}", begun.elapsed());
    let mut random = Seeded(1);
    let doors: Vec<Door> = (0..1_000_000).filter_map(|_| door(us, &mut random)).collect();
    let begun = Instant::now();
    let found = doors.iter().filter(|d| black_box(directory.building(d.building)).is_some()).count();
    println!(
        "{found} of {} looked up, {:.0} ns each",
        doors.len(),
        begun.elapsed().as_nanos() as f64 / doors.len() as f64
    );
    let begun = Instant::now();
    let found = doors.iter().filter(|d| black_box(directory.building(d.building ^ 0x5555)).is_some()).count();
    println!(
        "{found} of {} others, {:.0} ns each",
        doors.len(),
        begun.elapsed().as_nanos() as f64 / doors.len() as f64
    );
}
