//! Whether the files of the deliveries are what was put: by the digest that the manifest keeps of each.
//!
//! A disk that loses a bit gives another figure and no error: pages of keys and times are not packed, so nothing in them
//! would look wrong. Not asked at each reading, which would read every file twice, but by the doctor and when a backup is
//! read back. Files from before digests were kept are counted and not judged.

use crate::ask::links;
use crate::error::RecordsError;
use crate::records::Records;
use lofte_model::place::MunicipalityCode;

/// What comparing every file with its digest showed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Integrity {
    /// Files that are what was put.
    pub verified: usize,
    /// Files whose delivery keeps no digest of them.
    pub unverified: usize,
    /// Paths of files that hold something else, or are not there.
    pub altered: Vec<String>,
}

impl Records {
    /// Compares every file of every visible delivery with the digest in its manifest, and the keys of rows that are left out
    /// with theirs.
    pub async fn verify(&self, municipality: &MunicipalityCode) -> Result<Integrity, RecordsError> {
        let mut found = Integrity::default();
        for manifest in self.visible(municipality).await? {
            for (path, kept, may_be_gone) in manifest.digests() {
                let Some(kept) = kept else {
                    found.unverified += 1;
                    continue;
                };
                match self.depot().digest(&path).await? {
                    Some(now) if now == *kept => found.verified += 1,
                    None if may_be_gone => {}
                    _ => found.altered.push(path.to_string()),
                }
            }
        }
        for (path, kept) in links::digests(self.depot(), municipality).await? {
            match self.depot().digest(&path).await? {
                Some(now) if now == kept => found.verified += 1,
                _ => found.altered.push(path.to_string()),
            }
        }
        Ok(found)
    }
}
