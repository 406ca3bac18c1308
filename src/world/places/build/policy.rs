//! What is taken from a country's rows: `data/hand/places.tsv`.

use crate::world::Country;

/// The table, read when a pack is built and never otherwise.
static TABLE: &str = include_str!("../../../../data/hand/places.tsv");

/// What the columns of a row are taken for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Policy {
    /// As the pack writes it: 1 full, 2 area, 3 municipality.
    pub granularity: u8,
    /// How many letters and digits are listed, 0 where that follows from the codes.
    pub listed: usize,
    /// As the pack writes it: 2 strong, 1 fair, 0 none.
    pub trust: u8,
    /// Cities of the gazetteer with fewer people are left out.
    pub least_people: u32,
    /// Columns whose names are names of a code's places.
    pub names: [Option<usize>; 3],
    /// Whether names of quarters count where towns are called so, too.
    pub quarters: bool,
    /// Whether prefixes of codes name regions of other levels, too.
    pub levels: bool,
    /// Columns that say the region.
    pub regions: [Option<usize>; 2],
}

/// Columns of a row of GeoNames.
const PLACE: usize = 2;
const ADMIN: [usize; 3] = [3, 5, 7];

impl Policy {
    pub(super) fn of(country: &Country) -> Policy {
        let mut rows = TABLE.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        let Some(row) = rows.find(|row| row[0] == country.code) else {
            return Policy {
                granularity: 1,
                listed: 0,
                trust: 0,
                least_people: 15_000,
                quarters: false,
                levels: false,
                names: [Some(PLACE), None, None],
                regions: [Some(ADMIN[0]), None],
            };
        };
        let column = |name: &str| match name {
            "place" => Some(PLACE),
            "1" => Some(ADMIN[0]),
            "2" => Some(ADMIN[1]),
            "3" => Some(ADMIN[2]),
            _ => None,
        };
        let (mut names, mut regions) = (row[4].split('|'), row[5].split('|'));
        Policy {
            granularity: match row[1] {
                "area" => 2,
                "municipality" => 3,
                _ => 1,
            },
            listed: row[2].parse().unwrap_or(0),
            trust: match row[3] {
                "strong" => 2,
                "fair" => 1,
                _ => 0,
            },
            least_people: row[6].parse().unwrap_or(0),
            names: std::array::from_fn(|_| names.next().and_then(column)),
            quarters: row[4].ends_with("|quarters"),
            levels: row[5].ends_with("|prefix"),
            regions: std::array::from_fn(|_| regions.next().and_then(column)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        let rows: Vec<Vec<&str>> = TABLE.lines().map(|l| l.split('\t').collect()).collect();
        assert_eq!(rows[0], ["cc", "codes", "listed", "trust", "names", "regions", "least_people", "source"]);
        for pair in rows[1..].windows(2) {
            assert!(pair[0][0] < pair[1][0], "{} stands before {}", pair[0][0], pair[1][0]);
        }
        for row in &rows[1..] {
            assert!(row.len() == 8 && Country::by_code(row[0]).is_some() && !row[7].is_empty(), "{row:?}");
            assert!(["full", "area", "municipality"].contains(&row[1]), "{row:?}");
            assert!(["strong", "fair", "none"].contains(&row[3]), "{row:?}");
            assert!(row[2].is_empty() || row[2].parse::<usize>().is_ok_and(|n| n > 0), "{row:?}");
            assert!(row[6].parse::<u32>().is_ok(), "{row:?}");
            for column in [row[4], row[5]] {
                assert!(
                    column.split('|').all(|c| ["none", "place", "1", "2", "3", "quarters", "prefix"].contains(&c)),
                    "{row:?}"
                );
            }
        }
    }
}
