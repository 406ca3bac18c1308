//! Networks of lockers and parcel shops: who serves them and what they want of an address
//! (`data/networks.tsv`). Words that name one are in `data/words.tsv`.

use super::tables::networks::NETWORKS;

/// A network of lockers and shops.
#[derive(Debug)]
pub struct Network {
    /// Public id, `snake_case`.
    pub id: &'static str,
    /// The carriers that deliver to it, its own first; empty where any does, or nobody knows.
    pub carriers: &'static [&'static str],
    /// Has each point a number or code that the label needs? Else street and house number do.
    pub numbered: bool,
    /// Its points are also known by the name of the shop or centre where they stand.
    pub named: bool,
    /// Does it send the code of the locker, or the notice of arrival, as a text message?
    pub texts: bool,
    /// Sides of the biggest parcel that any of its points takes, in cm, longest first; 0 where not
    /// known.
    pub sides: [f64; 3],
    /// The same for a parcel that each of them takes: older or smaller points, or what the most
    /// cautious source says.
    pub sure_sides: [f64; 3],
}

impl Network {
    /// The network of that id.
    pub fn by_id(id: &str) -> Option<&'static Network> {
        NETWORKS.binary_search_by(|n| n.id.cmp(id)).ok().map(|i| &NETWORKS[i])
    }

    /// Do two carriers deliver to one network, as those of a group do?
    pub fn is_shared_by(carrier: &str, other: &str) -> bool {
        NETWORKS.iter().any(|n| n.carriers.contains(&carrier) && n.carriers.contains(&other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::service::Service;

    #[test]
    fn a_carrier_that_delivers_to_a_network_is_among_its_carriers() {
        for service in Service::all().iter().filter(|s| s.kind == "courier" || s.kind == "pickup") {
            for id in service.lockers.iter().filter(|id| !matches!(**id, "none" | "unknown")) {
                let network = Network::by_id(id).unwrap_or_else(|| panic!("{}: no network {id}", service.id));
                let known = network.carriers.is_empty() || network.carriers.contains(&service.carrier);
                assert!(known || service.opens(id), "{} delivers to {id}", service.id);
            }
        }
    }
}
