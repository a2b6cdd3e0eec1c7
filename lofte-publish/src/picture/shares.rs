//! Which survey shares can stand beside each other.
//!
//! A share passes on its own answers (enough in all, and neither yes nor no of 1 to k - 1). Shares of parts and wholes
//! of the same wave must also pass together: the whole minus the parts that are shown is a share too. Therefore
//! - the areas of a wave and indicator are shown all or none;
//! - where they are not, a share that lies inside another (or around it) is shown only if the difference passes as well;
//!   verdicts come first, then the whole municipality.
//!
//! Left out on purpose: two indicators made from the same question, whose difference is a share of single answers; who
//! writes the code book decides that.

use lofte_analysis::disclosure::{Answers, ShareParams, disclose_share};
use lofte_model::picture::{Edition, ShareCell};
use lofte_model::place::AreaCode;
use lofte_model::survey::WaveName;
use std::collections::BTreeMap;

/// A wave and an indicator.
type Measurement = (WaveName, String);

/// Some areas of a measurement that have been let through; no areas means all.
#[derive(Debug)]
struct Admitted {
    areas: Vec<AreaCode>,
    answers: Answers,
}

/// Remembers what has been let through, and what the areas of the picture allow.
#[derive(Debug)]
pub(crate) struct ShareGuard {
    limits: ShareParams,
    /// For each measurement that the picture has by area: the answers of an area that must be hidden, if any.
    areas: BTreeMap<Measurement, Option<Answers>>,
    admitted: BTreeMap<Measurement, Vec<Admitted>>,
}

impl ShareGuard {
    /// Reads which areas the picture would show.
    pub(crate) fn new(edition: Option<&Edition>, limits: ShareParams) -> Self {
        let mut areas = BTreeMap::new();
        let cells = edition.and_then(|edition| edition.report.shares.as_ref()).map(|figures| &figures.cells);
        for cell in cells.into_iter().flatten().filter(|cell| cell.area.is_some()) {
            let hidden: &mut Option<Answers> =
                areas.entry((cell.wave.clone(), cell.indicator.clone())).or_default();
            let answers = answers_of(cell);
            if hidden.is_none() && !passes(answers, &limits) {
                *hidden = Some(answers);
            }
        }
        Self { limits, areas, admitted: BTreeMap::new() }
    }

    /// The limits.
    pub(crate) fn limits(&self) -> ShareParams {
        self.limits
    }

    /// The answers that decide whether a share of some areas (none: all) may be shown: its own, or those of a
    /// difference that would give somebody away.
    pub(crate) fn admit(
        &mut self,
        indicator: &str,
        wave: &WaveName,
        areas: &[AreaCode],
        answers: Answers,
    ) -> Answers {
        let measurement = (wave.clone(), indicator.to_owned());
        let every_area_is_shown = self.areas.get(&measurement).is_some_and(Option::is_none);
        if !passes(answers, &self.limits) || every_area_is_shown {
            return answers;
        }
        let admitted = self.admitted.entry(measurement).or_default();
        let telling = admitted
            .iter()
            .filter_map(|other| difference(areas, answers, other))
            .find(|rest| !passes(*rest, &self.limits));
        if telling.is_none() {
            admitted.push(Admitted { areas: areas.to_vec(), answers });
        }
        telling.unwrap_or(answers)
    }

    /// The answers that decide about a cell of the picture.
    pub(crate) fn decide(&mut self, cell: &ShareCell) -> Answers {
        let answers = answers_of(cell);
        if cell.area.is_none() {
            return self.admit(&cell.indicator, &cell.wave, &[], answers);
        }
        let measurement = (cell.wave.clone(), cell.indicator.clone());
        self.areas.get(&measurement).copied().flatten().unwrap_or(answers)
    }
}

fn passes(answers: Answers, limits: &ShareParams) -> bool {
    disclose_share(answers, limits, ()).get().shown().is_some()
}

fn answers_of(cell: &ShareCell) -> Answers {
    Answers { yes: cell.yes, no: cell.answers.saturating_sub(cell.yes) }
}

/// What is left when one lies inside the other; `None` where neither does, or nothing is left.
fn difference(areas: &[AreaCode], answers: Answers, other: &Admitted) -> Option<Answers> {
    let within = |inner: &[AreaCode], outer: &[AreaCode]| {
        outer.is_empty() || inner.iter().all(|area| outer.contains(area))
    };
    let nested = (within(areas, &other.areas) && !areas.is_empty())
        || (within(&other.areas, areas) && !other.areas.is_empty());
    let rest =
        Answers { yes: answers.yes.abs_diff(other.answers.yes), no: answers.no.abs_diff(other.answers.no) };
    (nested && rest.yes + rest.no > 0).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ShareParams = ShareParams { min_answers: 30, threshold: 5 };

    fn admit(guard: &mut ShareGuard, areas: &[&str], yes: u64, no: u64) -> bool {
        let areas: Vec<AreaCode> = areas.iter().map(|area| AreaCode::new(*area)).collect();
        let deciding = guard.admit("trygg", &WaveName("2025".into()), &areas, Answers { yes, no });
        passes(deciding, &LIMITS)
    }

    #[test]
    fn a_whole_minus_its_part_must_pass_too() {
        let mut guard = ShareGuard::new(None, LIMITS);
        assert!(admit(&mut guard, &["a"], 60, 40));
        assert!(admit(&mut guard, &["b"], 60, 40), "beside each other");
        assert!(!admit(&mut guard, &[], 62, 80), "2 yes would be left");
        assert!(admit(&mut guard, &["a", "c"], 90, 70), "the rest is 30 and 30");
        assert!(admit(&mut guard, &["a"], 60, 40), "the same again tells nothing new");
    }

    #[test]
    fn too_few_is_hidden_and_does_not_bind_the_others() {
        let mut guard = ShareGuard::new(None, LIMITS);
        assert!(!admit(&mut guard, &["a"], 20, 9));
        assert!(!admit(&mut guard, &["a"], 4, 90));
        assert!(admit(&mut guard, &[], 60, 99));
    }
}
