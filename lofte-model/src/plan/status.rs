//! What sort of measure it is, and its three statuses: carried out, as intended, with what effect as judged.

use serde::{Deserialize, Serialize};

/// What sort of measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureKind {
    /// Changes the situation: light, sight, locks, presence.
    Situational,
    /// Changes attitudes and conditions; works later.
    Social,
}

/// Whether it is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Execution {
    /// Not begun.
    NotStarted,
    /// Going on.
    Ongoing,
    /// Carried out.
    Done,
    /// Given up.
    Dropped,
}

impl Execution {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::NotStarted, Self::Ongoing, Self::Done, Self::Dropped];
}

/// Whether it is carried out as intended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// Not known yet.
    Unknown,
    /// As intended.
    AsIntended,
    /// In part.
    Partly,
    /// Otherwise than intended.
    NotAsIntended,
}

impl Fidelity {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::AsIntended, Self::Partly, Self::NotAsIntended];
}

/// What it did to the problem, as those who work with it judge. A judgement, never a computed effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JudgedEffect {
    /// Not known yet.
    Unknown,
    /// Better.
    Better,
    /// No difference seen.
    NoDifference,
    /// Worse.
    Worse,
}

impl JudgedEffect {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unknown, Self::Better, Self::NoDifference, Self::Worse];
}

/// The three statuses of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct MeasureStatus {
    /// Carried out?
    pub execution: Execution,
    /// As intended?
    pub fidelity: Fidelity,
    /// With what effect, as judged?
    pub effect: JudgedEffect,
}

impl MeasureStatus {
    /// Nothing has happened yet.
    pub const NEW: Self =
        Self { execution: Execution::NotStarted, fidelity: Fidelity::Unknown, effect: JudgedEffect::Unknown };
}
