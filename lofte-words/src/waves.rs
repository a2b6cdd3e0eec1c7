//! The waves of a verdict as they may be shown: in words, and as the one drawing of page, public page and document.

use crate::chart::{Caption, IntervalRow, Intervals, ValueAxis};
use crate::number;
use lofte_model::followup::WaveEvidence;
use lofte_model::period::Period;

/// What stands in place of a share that must not be shown.
pub const HIDDEN: &str = "visas inte: för få svar";

/// A wave with what may be shown of it.
#[derive(Clone, Debug)]
pub struct ShownWave {
    /// Name of the wave.
    pub name: String,
    /// Field work.
    pub fieldwork: Period,
    /// The figures; `None` where they are hidden.
    pub figures: Option<WaveFigures>,
}

/// The figures of a wave, as exact as whoever shows them has them.
#[derive(Clone, Copy, Debug)]
pub struct WaveFigures {
    /// The share, 0–1.
    pub share: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Answers that count.
    pub answers: u64,
    /// Questionnaires sent.
    pub mailed: u64,
    /// Returned of those in scope, 0–1.
    pub response_rate: Option<f64>,
}

impl From<&WaveEvidence> for ShownWave {
    fn from(evidence: &WaveEvidence) -> Self {
        let estimate = evidence.estimate;
        let figures = WaveFigures {
            share: estimate.value,
            interval: (estimate.interval.lower, estimate.interval.upper),
            answers: estimate.n,
            mailed: evidence.mailed,
            response_rate: evidence.response_rate(),
        };
        Self { name: evidence.wave.to_string(), fieldwork: evidence.fieldwork, figures: Some(figures) }
    }
}

impl WaveFigures {
    /// The share: `52,8 %`.
    pub fn share_in_words(self) -> String {
        number::percent(self.share, 1)
    }

    /// Its interval: `50,2–55,4 %`.
    pub fn interval_in_words(self) -> String {
        number::percent_interval(self.interval.0, self.interval.1, 1)
    }

    /// The ends of the interval, in per cent.
    fn ends(self) -> (f64, f64) {
        (self.interval.0 * 100.0, self.interval.1 * 100.0)
    }
}

/// The waves of a verdict with their intervals; a hidden one says that it is hidden.
pub fn chart(title: &str, waves: &[ShownWave]) -> Intervals {
    let rows = waves.iter().map(|wave| IntervalRow {
        label: wave.name.clone(),
        value: wave.figures.map(|figures| figures.share * 100.0),
        interval: wave.figures.map(WaveFigures::ends),
        value_label: wave.figures.map_or_else(|| HIDDEN.to_owned(), WaveFigures::share_in_words),
        emphasis: false,
    });
    let told = waves.iter().map(|wave| match wave.figures {
        Some(figures) => {
            format!("{}: {} ({})", wave.name, figures.share_in_words(), figures.interval_in_words())
        }
        None => format!("{}: {HIDDEN}", wave.name),
    });
    let covered = waves.iter().filter_map(|wave| wave.figures).flat_map(|figures| {
        let (lower, upper) = figures.ends();
        [lower, upper]
    });
    Intervals {
        caption: Caption {
            id: "vagor".into(),
            title: title.to_owned(),
            description: told.collect::<Vec<_>>().join(", "),
        },
        axis: ValueAxis::covering("procent", covered, |value| number::decimal(value, 0)),
        rows: rows.collect(),
        reference: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::intervals;

    #[test]
    fn a_hidden_wave_keeps_its_row_and_says_why() {
        let waves = [ShownWave { name: "2023".into(), fieldwork: Period::year(2023), figures: None }];
        assert!(intervals(&chart("t", &waves)).contains(HIDDEN));
    }
}
