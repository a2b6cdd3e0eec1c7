//! Spreading many short keys over a table, quickly.
//!
//! The hash of the standard library costs more than what is done with each of ten million rows. This one multiplies by
//! numbers that nobody knows and folds the halves of the product together, so that whoever makes a file cannot choose
//! keys that fall into one place without having seen where others fell. Nothing made of it is ever kept: it is another
//! in every table. For digests that are kept see [`crate::fingerprint`].

use std::hash::{BuildHasher, Hasher, RandomState};

/// What the keys of one table meet.
///
/// ```
/// use lofte_model::spread::Spread;
/// use std::collections::HashMap;
/// let mut rows: HashMap<&str, u64, Spread> = HashMap::default();
/// *rows.entry("burglary").or_default() += 1;
/// assert_eq!(rows["burglary"], 1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    one: u64,
    other: u64,
}

impl Default for Spread {
    fn default() -> Self {
        let unknown = RandomState::new();
        // An even factor would lose a bit of each key.
        Self { one: unknown.hash_one(1) | 1, other: unknown.hash_one(2) | 1 }
    }
}

impl Spread {
    /// The place of two numbers, from nought to the largest number.
    #[inline]
    pub fn pair(self, first: u64, second: u64) -> u64 {
        // Once alone leaves the high bits of some keys alike under some factors.
        folded(folded(first ^ self.one, second ^ self.other), self.one | 1)
    }

    /// The place of a text.
    #[inline]
    pub fn text(self, text: &str) -> u64 {
        let mut hasher = self.build_hasher();
        hasher.write(text.as_bytes());
        hasher.finish()
    }
}

impl BuildHasher for Spread {
    type Hasher = Spreading;

    #[inline]
    fn build_hasher(&self) -> Spreading {
        Spreading { state: self.one, by: self.other }
    }
}

/// A key on its way.
#[derive(Clone, Copy, Debug)]
pub struct Spreading {
    state: u64,
    by: u64,
}

impl Hasher for Spreading {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let mut eights = bytes.chunks_exact(8);
        for eight in &mut eights {
            let mut number = [0; 8];
            number.copy_from_slice(eight);
            self.write_u64(u64::from_le_bytes(number));
        }
        let rest = eights.remainder();
        let mut number = [0; 8];
        number[..rest.len()].copy_from_slice(rest);
        // With the length, since a text may end in zeros.
        self.write_u64(u64::from_le_bytes(number) ^ (bytes.len() as u64).rotate_right(8));
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.write_u64(u64::from(number));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.state = folded(self.state ^ number, self.by);
    }

    #[inline]
    fn finish(&self) -> u64 {
        folded(self.state, self.by)
    }
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the halves of a product, one after the other")]
fn folded(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn keys_that_differ_a_little_fall_far_apart() {
        let spread = Spread::default();
        let texts = (0..4096).map(|number| spread.text(&format!("typ-{number}")));
        let pairs = (0..4096).map(|number: u64| spread.pair(number << 40, 7));
        for places in [texts.collect::<Vec<_>>(), pairs.collect()] {
            assert_eq!(places.iter().collect::<HashSet<_>>().len(), 4096);
            // A table of so many places takes its low bits, and tells keys of a place apart by its high ones.
            for shift in [0, 57] {
                let low: HashSet<u64> = places.iter().map(|place| (place >> shift) & 0x7f).collect();
                assert!(low.len() > 120, "{} of 128 at {shift}", low.len());
            }
        }
        assert_ne!(spread.text("a"), spread.text("a\0"));
        assert_eq!(spread.text("Inbrott i bostad"), spread.text(&["Inbrott", "i", "bostad"].join(" ")));
    }
}
