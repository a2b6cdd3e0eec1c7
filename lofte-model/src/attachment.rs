//! Scans of signed papers: what may be kept, told by its first bytes and never by its name.
//!
//! A scan shows handwriting and names. It is kept for those who work with the promise, is never public, and can be erased while
//! the signature keeps the digest of what was shown. Leaves out where it is kept.

use crate::fingerprint::Fingerprint;
use crate::id::UserId;
use crate::promise::Side;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The largest scan: some pages in colour.
pub const LARGEST_SCAN: usize = 5 << 20;

/// What a scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanKind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

/// A scan of the paper on which a side signed.
#[derive(Clone, PartialEq, Eq)]
pub struct Scan {
    /// What it is.
    pub kind: ScanKind,
    /// Whose paper.
    pub side: Side,
    /// Number of the verdict that was signed; none where it was the promise.
    pub verdict: Option<i64>,
    /// Who brought it.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Scan {
    /// SHA-256 of its bytes, by which it is known.
    pub fn digest(&self) -> Fingerprint {
        Fingerprint::of_bytes(&self.bytes)
    }
}

/// Without the bytes, which show names and have no business in a log.
impl std::fmt::Debug for Scan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Scan").field("kind", &self.kind).field("side", &self.side).finish_non_exhaustive()
    }
}

/// Why a file is not kept as a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScanRefusal {
    /// Too large.
    #[error("the scan is larger than {LARGEST_SCAN} bytes")]
    TooLarge,
    /// Neither PDF nor JPEG nor PNG.
    #[error("the scan is neither PDF nor JPEG nor PNG")]
    Unknown,
}

impl ScanKind {
    /// By the first bytes of a file.
    ///
    /// # Errors
    /// A file that is too large or begins otherwise.
    pub fn of(bytes: &[u8]) -> Result<Self, ScanRefusal> {
        if bytes.len() > LARGEST_SCAN {
            return Err(ScanRefusal::TooLarge);
        }
        let beginnings: [(&[u8], Self); 3] =
            [(b"%PDF-", Self::Pdf), (b"\xff\xd8\xff", Self::Jpeg), (b"\x89PNG\r\n\x1a\n", Self::Png)];
        let found = beginnings.iter().find(|(beginning, _)| bytes.starts_with(beginning));
        found.map(|(_, kind)| *kind).ok_or(ScanRefusal::Unknown)
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }

    /// The ending of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_is_told_by_its_first_bytes() {
        assert_eq!(ScanKind::of(b"%PDF-1.7 ..."), Ok(ScanKind::Pdf));
        assert_eq!(ScanKind::of(b"\xff\xd8\xff\xe0"), Ok(ScanKind::Jpeg));
        assert_eq!(ScanKind::of(b"\x89PNG\r\n\x1a\n"), Ok(ScanKind::Png));
        for other in [&b""[..], b"<html>%PDF-", b"MZ\x90", b"PK\x03\x04", b"<svg>", b"%PD"] {
            assert_eq!(ScanKind::of(other), Err(ScanRefusal::Unknown), "{other:?}");
        }
        let mut large = b"%PDF-".to_vec();
        large.resize(LARGEST_SCAN + 1, 0);
        assert_eq!(ScanKind::of(&large), Err(ScanRefusal::TooLarge));
    }
}
