//! The pack that doorstep carries, alone in its file so that the rest compiles quickly.

/// `data/places.pack`, ready as it stands.
pub(super) static PACK: &[u8] = include_bytes!("../../../data/places.pack");
