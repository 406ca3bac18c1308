//! What is true whoever the seller is: countries, regions, postcodes, words of addresses,
//! services and their limits, calendars, the disruption feed, currencies, the
//! published numbers behind the risk. The tables are
//! compiled from `data/` (see its README for sources and licences) and ready at start.

pub mod calendar;
pub mod choice;
pub mod country;
pub mod customs;
pub mod effect;
pub mod email;
pub mod feed;
pub mod forwarder;
pub mod language;
pub mod message;
pub mod network;
pub mod outcome;
pub mod payment;
pub mod places;
pub mod platform;
pub mod postcode;
pub mod region;
pub mod register;
pub mod service;
pub mod tables;
pub mod taxid;
pub mod territory;
pub mod units;
pub mod words;

pub use country::Country;
pub use network::Network;
pub use region::Region;
pub use territory::Territory;
