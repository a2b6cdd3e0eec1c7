//! The three statuses of a measure as labels, each of which can be read alone.

use crate::tone::{Status, Tone};
use crate::words::{Words, capital};
use lofte_model::plan::{Execution, Fidelity, JudgedEffect, MeasureStatus};

/// Whether it has been done, whether as intended, and what those who did it see: in this order.
pub fn statuses(words: Words, status: MeasureStatus) -> [Status; 3] {
    [execution(words, status.execution), fidelity(words, status.fidelity), effect(words, status.effect)]
}

/// How far a measure has come.
pub fn execution(words: Words, status: Execution) -> Status {
    let tone = match status {
        Execution::NotStarted | Execution::Dropped => Tone::Idle,
        Execution::Ongoing => Tone::Active,
        Execution::Done => Tone::Good,
    };
    Status::new(tone, capital(&words.word("execution", &status)))
}

/// Whether a measure was carried out as intended.
pub fn fidelity(words: Words, status: Fidelity) -> Status {
    let tone = match status {
        Fidelity::Unknown => Tone::Idle,
        Fidelity::AsIntended => Tone::Good,
        Fidelity::Partly => Tone::Warn,
        Fidelity::NotAsIntended => Tone::Bad,
    };
    Status::new(tone, capital(&words.word("fidelity", &status)))
}

/// What those who carried a measure out see of its effect.
pub fn effect(words: Words, status: JudgedEffect) -> Status {
    let tone = match status {
        JudgedEffect::Unknown => Tone::Idle,
        JudgedEffect::NoDifference => Tone::Unsure,
        JudgedEffect::Better => Tone::Good,
        JudgedEffect::Worse => Tone::Bad,
    };
    Status::new(tone, capital(&words.word("effect", &status)))
}
