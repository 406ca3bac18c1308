//! Points on the globe and how far they are apart.

/// A point in degrees, WGS 84. The pack keeps points to about 0.3 km.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// North of the equator, -90 to 90.
    pub lat: f32,
    /// East of Greenwich, -180 to 180.
    pub lon: f32,
}

/// A degree of latitude, in km.
const KM_PER_DEGREE: f32 = 6371.0 * std::f32::consts::PI / 180.0;

/// Up to how many degrees of latitude and of longitude the earth is flat but for less than 0.1 %.
const FLAT: f32 = 3.0;

/// The cosine of a latitude in degrees, to about 0.00003.
fn cosine(lat: f32) -> f32 {
    let x = lat.to_radians();
    let x = x * x;
    1.0 + x * (-1.0 / 2.0 + x * (1.0 / 24.0 + x * (-1.0 / 720.0 + x / 40320.0)))
}

/// What stands for “no point”.
pub(super) const NOWHERE: [u8; 4] = [0, 0x80, 0, 0x80];

impl Point {
    /// The great-circle distance in kilometres, on a sphere.
    ///
    /// ```
    /// use doorstep::world::places::Point;
    /// let cologne = Point { lat: 50.94, lon: 6.96 };
    /// let berlin = Point { lat: 52.52, lon: 13.41 };
    /// assert!((cologne.km(berlin) - 478.0).abs() < 3.0);
    /// ```
    pub fn km(self, other: Point) -> f32 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * 6371.0 * h.clamp(0.0, 1.0).sqrt().asin()
    }

    /// A cheap look whether another point may be so near: a degree of latitude is 111 km, one of
    /// longitude that times the cosine of the latitude, so most points are far apart without more
    /// ado. Sure where it is a no; takes distances below 1,000 km.
    pub fn may_be_within(self, other: Point, km: f32) -> bool {
        if (self.lat - other.lat).abs() * 111.0 > km {
            return false;
        }
        let lat = self.lat.abs().max(other.lat.abs()).to_radians();
        let degrees = (self.lon - other.lon).abs();
        // less than the cosine, and less than the way round the other side
        let least_cosine = (1.0 - lat * lat / 2.0).max(0.0);
        degrees.min(360.0 - degrees) * 105.0 * least_cosine <= km
    }

    /// Is the other point at most so many kilometres away? The same as by [`Point::km`], which is
    /// asked only where a flat map cannot tell.
    pub fn is_within(self, other: Point, km: f32) -> bool {
        if !self.may_be_within(other, km) {
            return false;
        }
        let (north, east) = ((self.lat - other.lat).abs(), (self.lon - other.lon).abs());
        if north < FLAT && east < FLAT {
            let squared = north * north + cosine(self.lat) * cosine(other.lat) * east * east;
            let share = squared * (KM_PER_DEGREE * KM_PER_DEGREE) / (km * km);
            if !(0.99..1.01).contains(&share) {
                return share < 1.0;
            }
        }
        self.km(other) <= km
    }

    pub(super) fn from_bytes(bytes: [u8; 4]) -> Option<Point> {
        if bytes == NOWHERE {
            return None;
        }
        let part = |i: usize| f32::from(i16::from_le_bytes([bytes[i], bytes[i + 1]])) / 32767.0;
        Some(Point { lat: part(0) * 90.0, lon: part(2) * 180.0 })
    }

    pub(super) fn to_bytes(self) -> [u8; 4] {
        let part = |degrees: f32, most: f32| ((degrees / most).clamp(-1.0, 1.0) * 32767.0).round() as i16;
        let (lat, lon) = (part(self.lat, 90.0).to_le_bytes(), part(self.lon, 180.0).to_le_bytes());
        [lat[0], lat[1], lon[0], lon[1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cheap_looks_are_right(
            lat in -85f32..85.0, lon in -180f32..180.0, north in -8f32..8.0, east in -20f32..20.0, km in 1f32..1000.0
        ) {
            let here = Point { lat, lon };
            let there = Point { lat: (lat + north).clamp(-90.0, 90.0), lon: (lon + east + 540.0) % 360.0 - 180.0 };
            prop_assert!(here.may_be_within(there, km) || here.km(there) > km, "{there:?}");
            prop_assert_eq!(here.is_within(there, km), here.km(there) <= km, "{:?}", there);
        }

        #[test]
        fn nearby_is_measured_on_a_map(
            lat in -90f32..90.0, lon in -180f32..180.0, north in -0.6f32..0.6, east in -2f32..2.0, km in 1f32..60.0
        ) {
            let here = Point { lat, lon };
            let there = Point { lat: (lat + north).clamp(-90.0, 90.0), lon: (lon + east + 540.0) % 360.0 - 180.0 };
            prop_assert_eq!(here.is_within(there, km), here.km(there) <= km, "{:?}", there);
        }
    }

    #[test]
    fn a_point_keeps_its_place() {
        for (lat, lon) in [(0.0, 0.0), (-33.9, 151.2), (64.1, -21.9), (-90.0, 180.0)] {
            let point = Point { lat, lon };
            let back = Point::from_bytes(point.to_bytes()).expect("a point");
            assert!(point.km(back) < 0.5, "{point:?} {back:?}");
        }
        assert_eq!(Point::from_bytes(NOWHERE), None);
    }
}
