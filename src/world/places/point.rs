//! Points on the globe and how far they are apart.

/// A point in degrees, WGS 84. The pack keeps points to about 0.3 km.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// North of the equator, -90 to 90.
    pub lat: f32,
    /// East of Greenwich, -180 to 180.
    pub lon: f32,
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
