//! What a snapshot is built from.

use crate::ledger::Ledger;
use crate::snapshot::Snapshot;
use crate::survey::WaveCounts;
use jiff::Timestamp;
use lofte_model::activity::Activity;
use lofte_model::agreement::Agreement;
use lofte_model::coordination::Organised;
use lofte_model::followup::{Feedback, Verdict, VerdictSignature};
use lofte_model::mask::MaskOf;
use lofte_model::party::Party;
use lofte_model::picture::{Edition, RateCell};
use lofte_model::place::{Area, Municipality};
use lofte_model::plan::Measure;
use lofte_model::problem::Problem;
use lofte_model::promise::CitizenPromise;
use std::collections::BTreeMap;

/// What a snapshot is built from: the whole casework of one municipality, hidden figures and all.
#[derive(Clone, Copy, Debug)]
pub struct SnapshotInput<'a> {
    /// Whose.
    pub municipality: &'a Municipality,
    /// Who coordinates, and how they are reached.
    pub organised: &'a Organised,
    /// Number of the publication, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Everybody that agreements, promises and measures name.
    pub parties: &'a [Party],
    /// All areas; their kind decides what may be counted in public.
    pub areas: &'a [Area],
    /// All agreements; the signed ones are taken.
    pub agreements: &'a [Agreement],
    /// The latest adopted picture.
    pub edition: Option<&'a Edition>,
    /// Every adopted picture: earlier publications were made from them.
    pub editions: &'a [Edition],
    /// The counts of editions that keep them in a file, by the number of the edition: of the newest, and of every one that
    /// earlier publications were made from. The years that were or are to be published are enough.
    pub cells: &'a BTreeMap<u32, Vec<RateCell>>,
    /// The answers of every wave that is delivered, counted.
    pub waves: &'a [WaveCounts],
    /// Every earlier publication, oldest first.
    pub earlier: &'a [Earlier],
    /// All problems; those that a public promise answers are named.
    pub problems: &'a [Problem],
    /// All promises; the published and the historical ones are taken.
    pub promises: &'a [CitizenPromise],
    /// All measures; those that fulfil a commitment of a public promise are taken.
    pub measures: &'a [Measure],
    /// The activity log; what it tells of commitments of a public promise is summed up.
    pub activities: &'a [Activity],
    /// The latest verdict of each promise.
    pub verdicts: &'a [Verdict],
    /// The signatures that stand on those verdicts.
    pub verdict_signatures: &'a [VerdictSignature],
    /// Feedback to residents; the newest of each promise is taken.
    pub feedback: &'a [Feedback],
    /// What was masked since it was frozen.
    pub masks: &'a [MaskOf],
}

/// A publication that was made before.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// What was shown.
    pub snapshot: Snapshot,
    /// What was kept beside it; none where there were no ledgers then.
    pub ledger: Option<Ledger>,
}
