//! Fingerprints: SHA-256 over the canonical bytes of a value, so that anybody can see that a frozen text or rule is
//! the one that was frozen.
//!
//! Canonical bytes are compact JSON with fields in the order of the type and maps sorted (`BTreeMap` only). A
//! fingerprint proves sameness, not authorship: signatures of people stand in the casework.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// SHA-256 as 64 lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(String);

/// A value that cannot be written as canonical bytes (a map with keys that are not text).
#[derive(Debug, thiserror::Error)]
#[error("the value cannot be written as canonical bytes")]
pub struct NotCanonical(#[from] serde_json::Error);

impl Fingerprint {
    /// Of a value.
    pub fn of<T: Serialize>(value: &T) -> Result<Self, NotCanonical> {
        Ok(Self::of_bytes(&canonical_bytes(value)?))
    }

    /// Of bytes.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self::from_digest(&Sha256::digest(bytes))
    }

    /// From a finished SHA-256 digest (for files that are hashed while they are read).
    pub fn from_digest(digest: &[u8]) -> Self {
        Self(digest.iter().fold(String::with_capacity(64), |mut text, byte| {
            text.push(char::from(HEX[usize::from(byte >> 4)]));
            text.push(char::from(HEX[usize::from(byte & 15)]));
            text
        }))
    }

    /// All 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first twelve digits, for people to compare.
    pub fn short(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Text that is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 64 digits 0–9 and a–f")]
pub struct NotAFingerprint;

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let is_digit = |byte: &u8| HEX.contains(byte);
        if text.len() == 64 && text.as_bytes().iter().all(is_digit) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAFingerprint)
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The bytes that a fingerprint is taken over.
pub fn canonical_bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    Ok(serde_json::to_vec(value)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digest() {
        assert_eq!(
            Fingerprint::of_bytes(b"abc").as_str(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_else() {
        let fingerprint = Fingerprint::of_bytes(b"abc");
        assert_eq!(fingerprint.to_string().parse(), Ok(fingerprint.clone()));
        for wrong in ["", fingerprint.short(), "å", &fingerprint.as_str().to_uppercase()] {
            assert_eq!(wrong.parse::<Fingerprint>(), Err(NotAFingerprint), "{wrong}");
        }
    }

    #[test]
    fn another_value_another_fingerprint() {
        assert_ne!(Fingerprint::of(&("a", 1)).unwrap(), Fingerprint::of(&("a", 2)).unwrap());
    }
}
