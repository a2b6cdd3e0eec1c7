//! Which survey shares can stand beside each other, and beside everything that was published before.
//!
//! A share passes on its own answers: enough in all, and neither yes nor no of 1 to k - 1. Shares of one question in one
//! wave can also be added and subtracted, whatever areas and whatever indicators of the question they are about. What can
//! be worked out so is always made of the same pieces: the strata that lie in the same published areas, and in each of
//! them the answer codes that are yes and no in the same published indicators. A figure is let through only if every
//! piece passes, so that every sum of pieces does. Promises come first, then the whole municipality, then its areas.
//!
//! A share over several strata is weighted by their residents, who are known. A stratum with few answers then weighs
//! so much for each of them that it might be solved for; strata with too few answers are therefore only part of a figure
//! when they pass together.
//!
//! A question is kept as it was when something of it was first published ([`Ledger`]). When its answers have changed since,
//! what was published stands and nothing is added: one answer more would be the difference.
//!
//! Left out on purpose: readers who know from elsewhere how many answered in each stratum *and* have more digits than are
//! published.

use crate::held::Why;
use crate::input::SnapshotInput;
use crate::ledger::{Figure, Ledger, Question};
use lofte_analysis::disclosure::{Answers, ShareParams, disclose_share};
use lofte_model::place::AreaCode;
use lofte_model::survey::{Indicator, WaveName};
use std::collections::{BTreeMap, BTreeSet};

use crate::survey::WaveCounts;

/// Decides about shares one after the other, and remembers what has been let through.
#[derive(Debug)]
pub(crate) struct ShareGuard<'a> {
    limits: ShareParams,
    waves: &'a [WaveCounts],
    ledger: Ledger,
}

impl<'a> ShareGuard<'a> {
    /// Takes over what was published before.
    pub(crate) fn new(input: &SnapshotInput<'a>, limits: ShareParams) -> Self {
        let mut ledger =
            input.earlier.iter().rev().find_map(|earlier| earlier.ledger.clone()).unwrap_or_default();
        for earlier in input.earlier.iter().filter(|earlier| earlier.ledger.is_none()) {
            ledger.unknown.extend(earlier.snapshot.waves_shown().cloned());
        }
        Self { limits, waves: input.waves, ledger }
    }

    /// The limits.
    pub(crate) fn limits(&self) -> ShareParams {
        self.limits
    }

    /// What later publications must know.
    pub(crate) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    /// An indicator as its wave has it.
    pub(crate) fn indicator(&self, wave: &WaveName, code: &str) -> Option<&'a Indicator> {
        let wave = self.waves.iter().find(|known| known.wave == *wave)?;
        wave.indicators.iter().find(|indicator| indicator.code == code)
    }

    /// Lets a share of some areas (none: all) through, or says why not. `told` are the answers that it was made from.
    pub(crate) fn admit(
        &mut self,
        wave: &WaveName,
        indicator: &Indicator,
        areas: &[AreaCode],
        told: Answers,
    ) -> Result<Answers, Why> {
        if self.ledger.unknown.contains(wave) {
            return Err(Why::Unknown);
        }
        let place = self.place(wave, &indicator.item)?;
        let question = &mut self.ledger.questions[place];
        let figure = Figure::new(indicator, areas);
        let answers = question.answers(&figure);
        let decided = if answers != told {
            Err(Why::AnswersChanged)
        } else if !passes(answers, &self.limits) || !few_pass_together(question, &figure, &self.limits) {
            Err(Why::TooFew)
        } else if question.figures.contains(&figure) {
            Ok(answers)
        } else if pieces_pass(question, &figure, &self.limits) {
            question.figures.insert(figure);
            Ok(answers)
        } else {
            Err(Why::Beside)
        };
        // What nothing has been published of may change freely.
        self.ledger.questions.retain(|question| !question.figures.is_empty());
        decided
    }

    /// Where in the ledger a question is, as it was when it was first published; it must be so still.
    fn place(&mut self, wave: &WaveName, item: &str) -> Result<usize, Why> {
        let known = self.ledger.questions.iter().position(|known| known.wave == *wave && known.item == item);
        let now = self.waves.iter().find(|counts| counts.wave == *wave);
        let now = now.and_then(|counts| Question::now(counts, item));
        match (known, now) {
            (Some(place), Some(now)) if self.ledger.questions[place].has_answers_of(&now) => Ok(place),
            (Some(_), _) => Err(Why::AnswersChanged),
            (None, Some(now)) => {
                self.ledger.questions.push(now);
                Ok(self.ledger.questions.len() - 1)
            }
            (None, None) => Err(Why::Unknown),
        }
    }
}

/// Whether a share may be shown on its own answers.
fn passes(answers: Answers, limits: &ShareParams) -> bool {
    disclose_share(answers, limits, ()).get().shown().is_some()
}

/// Whether the strata of a figure that have too few answers are safe together, or there are none.
fn few_pass_together(question: &Question, figure: &Figure, limits: &ShareParams) -> bool {
    let in_stratum = |stratum: usize| Answers {
        yes: question.count(&figure.yes, stratum),
        no: question.count(&figure.no, stratum),
    };
    let covered = (0..question.strata.len()).filter(|stratum| question.covers(figure, *stratum));
    let few: Vec<Answers> = covered
        .map(in_stratum)
        .filter(|answers| (1..limits.min_answers).contains(&(answers.yes + answers.no)))
        .collect();
    let together = few.iter().fold(Answers { yes: 0, no: 0 }, |sum, answers| Answers {
        yes: sum.yes + answers.yes,
        no: sum.no + answers.no,
    });
    few.is_empty() || passes(together, limits)
}

/// Whether every piece passes that the published figures and a new one cut the question into.
fn pieces_pass(question: &Question, new: &Figure, limits: &ShareParams) -> bool {
    let figures: Vec<&Figure> = question.figures.iter().chain([new]).collect();
    let mut areas: BTreeMap<Vec<bool>, Vec<usize>> = BTreeMap::new();
    for stratum in 0..question.strata.len() {
        let signature = figures.iter().map(|figure| question.covers(figure, stratum)).collect();
        areas.entry(signature).or_default().push(stratum);
    }
    areas.iter().all(|(signature, strata)| {
        let here: Vec<&Figure> =
            figures.iter().zip(signature).filter(|(_, covers)| **covers).map(|(figure, _)| *figure).collect();
        piece_passes(question, &here, strata, limits)
    })
}

/// Whether some strata pass that lie in the same figures.
fn piece_passes(question: &Question, figures: &[&Figure], strata: &[usize], limits: &ShareParams) -> bool {
    let count =
        |codes: &BTreeSet<i16>| -> u64 { strata.iter().map(|stratum| question.count(codes, *stratum)).sum() };
    let enough = figures.iter().all(|figure| {
        let answers = count(&figure.yes) + count(&figure.no);
        answers == 0 || answers >= limits.min_answers
    });
    let mut codes: BTreeMap<Vec<(bool, bool)>, BTreeSet<i16>> = BTreeMap::new();
    for code in question.counts.keys() {
        let signature: Vec<(bool, bool)> =
            figures.iter().map(|figure| (figure.yes.contains(code), figure.no.contains(code))).collect();
        if signature.iter().any(|(yes, no)| *yes || *no) {
            codes.entry(signature).or_default().insert(*code);
        }
    }
    enough && codes.values().map(count).all(|answers| answers == 0 || answers >= limits.threshold)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: ShareParams = ShareParams { min_answers: 30, threshold: 5 };

    fn wave() -> WaveName {
        WaveName("2025".into())
    }

    fn indicator(code: &str, yes: &[i16], no: &[i16]) -> Indicator {
        Indicator { code: code.into(), name: code.into(), item: "ute".into(), yes: yes.into(), no: no.into() }
    }

    /// Strata with the numbers of answers 1, 2 and 3 in each.
    fn counts(strata: &[(&str, [u64; 3])]) -> WaveCounts {
        let of_code = |code: usize| strata.iter().map(|(_, answers)| answers[code]).collect();
        let question = (1..=3).zip((0..3).map(of_code)).collect();
        WaveCounts {
            wave: wave(),
            strata: strata.iter().map(|(area, _)| AreaCode::new(*area)).collect(),
            indicators: vec![],
            questions: [("ute".to_owned(), question)].into(),
        }
    }

    fn guard(waves: &[WaveCounts]) -> ShareGuard<'_> {
        ShareGuard { limits: LIMITS, waves, ledger: Ledger::default() }
    }

    /// What the guard says of a figure that was made from the wave's own answers.
    fn admit(guard: &mut ShareGuard, indicator: &Indicator, areas: &[&str]) -> Result<(), Why> {
        let areas: Vec<AreaCode> = areas.iter().map(|area| AreaCode::new(*area)).collect();
        let question = Question::now(&guard.waves[0], "ute").unwrap();
        let told = question.answers(&Figure::new(indicator, &areas));
        guard.admit(&wave(), indicator, &areas, told).map(drop)
    }

    #[test]
    fn what_is_left_must_pass_too() {
        let waves =
            [counts(&[("a", [60, 40, 0]), ("b", [60, 40, 0]), ("c", [2, 40, 0]), ("d", [90, 70, 0])])];
        let safe = indicator("safe", &[1], &[2]);
        let mut guard = guard(&waves);
        assert_eq!(admit(&mut guard, &safe, &["a"]), Ok(()));
        assert_eq!(admit(&mut guard, &safe, &["b"]), Ok(()), "beside each other");
        assert_eq!(admit(&mut guard, &safe, &["a", "b", "c"]), Err(Why::Beside), "2 yes would be left");
        assert_eq!(admit(&mut guard, &safe, &["a", "b", "c", "d"]), Ok(()), "c and d together are left");
        assert_eq!(admit(&mut guard, &safe, &["a"]), Ok(()), "the same again tells nothing new");
        assert_eq!(admit(&mut guard, &safe, &["d"]), Err(Why::Beside));
    }

    /// Three shares: promises about a, and about b and c, and the whole.
    #[test]
    fn three_shares_that_add_up_are_not_let_through() {
        let waves = [counts(&[("a", [30, 30, 0]), ("b", [30, 30, 0]), ("c", [30, 30, 0]), ("d", [1, 5, 0])])];
        let safe = indicator("safe", &[1], &[2]);
        let mut guard = guard(&waves);
        assert_eq!(admit(&mut guard, &safe, &["a"]), Ok(()));
        assert_eq!(admit(&mut guard, &safe, &["b", "c"]), Ok(()));
        assert!(admit(&mut guard, &safe, &[]).is_err());
    }

    #[test]
    fn two_indicators_of_one_question_must_pass_together() {
        let waves = [counts(&[("a", [44, 3, 53])])];
        let mut guard = guard(&waves);
        assert_eq!(admit(&mut guard, &indicator("safe", &[1, 2], &[3]), &[]), Ok(()));
        assert_eq!(
            admit(&mut guard, &indicator("very", &[1], &[2, 3]), &[]),
            Err(Why::Beside),
            "3 between them"
        );
        assert_eq!(
            admit(&mut guard, &indicator("unsafe", &[3], &[1, 2]), &[]),
            Ok(()),
            "the same turned round"
        );
    }

    #[test]
    fn one_answer_more_changes_nothing_that_is_published() {
        let before = [counts(&[("a", [91, 95, 0])])];
        let safe = indicator("safe", &[1], &[2]);
        let mut first = guard(&before);
        assert_eq!(admit(&mut first, &safe, &[]), Ok(()));
        let after = [counts(&[("a", [92, 95, 0])])];
        let mut next = ShareGuard { limits: LIMITS, waves: &after, ledger: first.into_ledger() };
        assert_eq!(admit(&mut next, &safe, &[]), Err(Why::AnswersChanged));
        assert_eq!(admit(&mut next, &indicator("other", &[2], &[1]), &["a"]), Err(Why::AnswersChanged));
    }

    #[test]
    fn few_answers_are_not_solved_for_from_a_weighted_share() {
        let waves = [counts(&[("a", [30, 30, 0]), ("b", [3, 3, 0])])];
        assert_eq!(admit(&mut guard(&waves), &indicator("safe", &[1], &[2]), &[]), Err(Why::TooFew));
        let waves = [counts(&[("a", [30, 30, 0]), ("b", [9, 9, 0]), ("c", [8, 8, 0])])];
        assert_eq!(admit(&mut guard(&waves), &indicator("safe", &[1], &[2]), &[]), Ok(()));
    }
}
