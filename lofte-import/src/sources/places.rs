//! What files of places become: areas to write, held against those that are known.

use crate::error::ImportError;
use crate::report::Note;
use crate::row::Context;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::place::Area;
use lofte_model::records::{LostRows, Reject, RowCounts};
use std::fmt::Debug;
use std::path::Path;

/// Reads a file of areas, or of what is known of them. Nothing of it passes by in rows: a municipality has some hundred
/// areas, and whether one may be taken depends on all others.
pub trait PlaceReader: Debug + Send + Sync {
    /// Reads a file whole. `progress` hears how many bytes of how many were read.
    ///
    /// # Errors
    /// Why the whole file is refused.
    fn read(
        &self,
        path: &Path,
        context: &Context<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<PlaceReport, ImportError>;
}

/// What a file of places says.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceReport {
    /// The areas that are new, and those that become others, as they are to be written.
    pub areas: Vec<Area>,
    /// What became of the areas or rows of the file: new, another than before, as before, rejected.
    pub counts: RowCounts,
    /// Rows that could not be taken.
    pub rejects: Vec<Reject>,
    /// Things worth knowing that stopped nothing.
    pub notes: Vec<Note>,
    /// SHA-256 of the file as it was delivered.
    pub fingerprint: Fingerprint,
}

/// The areas that say something else than what is known, and how many are new, others and as before.
pub(super) fn against(found: Vec<Area>, known: &[Area]) -> Result<(Vec<Area>, RowCounts), LostRows> {
    let (mut stored, mut corrected, mut duplicate) = (0, 0, 0);
    let areas = found.into_iter().filter(|area| {
        let before = known.iter().find(|before| before.code == area.code);
        let counted = match before {
            None => &mut stored,
            Some(before) if before == area => &mut duplicate,
            Some(_) => &mut corrected,
        };
        *counted += 1;
        before != Some(area)
    });
    let areas = areas.collect();
    let counts = RowCounts::new(stored + duplicate, stored, duplicate, 0)?.and_corrected(corrected);
    Ok((areas, counts))
}
