use super::*;
use crate::period::Period;
use crate::place::AreaCode;
use crate::promise::{Commitment, Details, PromiseState, Quantity, Sides};
use crate::survey::tests::wave;
use crate::survey::{Indicator, WaveName};

/// A wave with `yes` of `n` answers safe, in one stratum of 1 000.
fn answers(year: i16, yes: usize, n: usize) -> WaveAnswers {
    WaveAnswers {
        weights: None,
        wave: wave(&year.to_string(), year),
        stratum: vec![0; n],
        answers: [("ute_sent".to_owned(), (0..n).map(|i| Some(if i < yes { 1 } else { 2 })).collect())]
            .into(),
    }
}

pub(crate) fn promise(direction: Direction) -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("x"),
        number: 1,
        title: "x".into(),
        text: "x".into(),
        period: Period::years(2023, 2024),
        areas: vec![],
        problems: vec![],
        commitments: vec![Commitment {
            number: 1,
            text: "x".into(),
            parties: vec![],
            quantity: Quantity::OnRequest,
            details: Details::default(),
        }],
        effect_goal: Some(EffectGoal {
            indicator: Indicator {
                code: "trygg".into(),
                name: "trygga".into(),
                item: "ute_sent".into(),
                yes: vec![1],
                no: vec![2],
            },
            areas: vec![],
            baseline: WaveName("2023".into()),
            follow_up: WaveName("2025".into()),
            follow_up_year: 2025,
            direction,
            threshold: 0.0,
            alpha: 0.05,
            practically_unchanged: None,
        }),
        continues: None,
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    }
}

/// A promise without a goal.
pub(crate) fn activities() -> CitizenPromise {
    CitizenPromise { effect_goal: None, ..promise(Direction::Increase) }
}

fn verdict(promise: &CitizenPromise, before: Option<&WaveAnswers>, after: Option<&WaveAnswers>) -> Verdict {
    let goal = promise.effect_goal.as_ref().unwrap();
    judge(promise, Evidence::gather(goal, None, before, after).unwrap()).unwrap()
}

#[test]
fn the_three_answers() {
    let up = promise(Direction::Increase);
    let check = |before: (usize, usize), after: (usize, usize), word: &str| {
        let verdict =
            verdict(&up, Some(&answers(2023, before.0, before.1)), Some(&answers(2025, after.0, after.1)));
        assert_eq!(verdict.answer.word(), word, "{before:?} {after:?} {:?}", verdict.change);
    };
    check((90, 150), (130, 150), "kept");
    check((130, 150), (90, 150), "not_kept");
    check((90, 150), (93, 150), "cannot_tell");
    check((0, 150), (0, 150), "cannot_tell");
}

#[test]
fn a_promised_fall_is_a_rise_turned_over() {
    let down = promise(Direction::Decrease);
    let fall = verdict(&down, Some(&answers(2023, 130, 150)), Some(&answers(2025, 90, 150)));
    assert_eq!(fall.answer, Answer::Kept);
    let change = fall.change.unwrap();
    assert!(change.delta > 0.0 && change.lower > 0.0 && change.minimum_detectable.unwrap() > 0.0);
}

/// 150 of 1 000 answer in both waves: Δ = 40/150, v = Σ (1 − 0.15) p(1 − p)/149.
#[test]
fn the_figures_are_those_of_the_stratified_formula() {
    let change =
        verdict(&promise(Direction::Increase), Some(&answers(2023, 90, 150)), Some(&answers(2025, 130, 150)))
            .change
            .unwrap();
    let variance = |p: f64| 0.85 * p * (1.0 - p) / 149.0;
    let se = (variance(0.6) + variance(130.0 / 150.0)).sqrt();
    assert!((change.delta - 40.0 / 150.0).abs() < 1e-12, "{change:?}");
    assert!((change.se - se).abs() < 1e-12, "{change:?}");
    assert!((change.level - 0.9).abs() < 1e-12);
}

#[test]
fn what_is_missing_is_said() {
    let up = promise(Direction::Increase);
    let none = verdict(&up, None, None);
    assert_eq!(none.answer, Answer::CannotTell(CannotTell::NoBaseline));
    let not_yet = verdict(&up, Some(&answers(2023, 90, 150)), None);
    assert_eq!(not_yet.answer, Answer::CannotTell(CannotTell::NotYet { year: 2025 }));
    let mut other = answers(2025, 90, 150);
    other.wave.instrument = "annan".into();
    let broken = verdict(&up, Some(&answers(2023, 90, 150)), Some(&other));
    assert_eq!(
        broken.answer,
        Answer::CannotTell(CannotTell::SeriesBreak { breaks: vec![SeriesBreak::Instrument] })
    );
    let silent = CitizenPromise { effect_goal: None, ..up };
    assert_eq!(judge(&silent, Evidence::none()).unwrap().answer, Answer::CannotTell(CannotTell::NoRule));
}

/// Invariant 8: from what is published, the same bytes again.
#[test]
fn a_verdict_is_recomputed_to_the_same_bytes() {
    let promise = promise(Direction::Increase);
    let verdict = verdict(&promise, Some(&answers(2023, 90, 150)), Some(&answers(2025, 110, 150)));
    let published = serde_json::to_string(&verdict).unwrap();
    let read: Verdict = serde_json::from_str(&published).unwrap();
    let again = judge(&promise, read.evidence).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), published);
}

#[test]
fn response_rates_leave_out_those_out_of_scope() {
    let evidence =
        verdict(&promise(Direction::Increase), Some(&answers(2023, 90, 150)), Some(&answers(2025, 110, 150)))
            .evidence;
    let before = evidence.before.unwrap();
    assert_eq!((before.mailed, before.out_of_scope, before.returned), (300, 3, 150));
    assert!((before.response_rate().unwrap() - 150.0 / 297.0).abs() < 1e-12);
}

/// The same answers with other weights are another verdict: where those who are not safe weigh more, fewer are.
#[test]
fn weights_change_the_verdict() {
    let up = promise(Direction::Increase);
    let weighed = |answers: WaveAnswers, weights: &[f64]| {
        let fitted = crate::survey::fitted_weights(&answers.wave.strata, &answers.stratum, weights);
        WaveAnswers { weights: Some(fitted.unwrap()), ..answers }
    };
    let before = weighed(answers(2023, 90, 150), &[1.0; 150]);
    let after = weighed(answers(2025, 115, 150), &[1.0; 150]);
    assert_eq!(verdict(&up, Some(&before), Some(&after)).answer, Answer::Kept);
    let weights: Vec<f64> = (0..150).map(|row| if row < 115 { 0.75 } else { 1.82 }).collect();
    let after = weighed(answers(2025, 115, 150), &weights);
    let weighed = verdict(&up, Some(&before), Some(&after));
    assert_eq!(weighed.answer, Answer::CannotTell(CannotTell::WithinChance), "{:?}", weighed.change);
    let share = weighed.evidence.after.unwrap().estimate.value;
    assert!((share - 115.0 * 0.75 / (115.0 * 0.75 + 35.0 * 1.82)).abs() < 1e-12, "{share}");
}

#[test]
fn weights_against_the_register_are_refused_with_the_area() {
    use crate::survey::{SurveyStratum, WeightTrouble, fitted_weights};
    let stratum = |area: &str, register_count| SurveyStratum {
        area: AreaCode::new(area),
        register_count,
        mailed: 300,
        out_of_scope: 0,
    };
    let strata = [stratum("a", 1_000), stratum("b", 3_000)];
    let refused = fitted_weights(&strata, &[0, 0, 1, 1], &[15.0, 15.0, 10.0, 10.0]);
    assert!(matches!(refused, Err(WeightTrouble::AgainstRegister { area, .. }) if area.as_str() == "a"));
    let nothing = fitted_weights(&strata, &[0, 0, 1, 1], &[1.0, 1.0, 0.0, 0.0]);
    assert!(matches!(nothing, Err(WeightTrouble::Nothing { area }) if area.as_str() == "b"));
    // Of the draw, of mean one, and calibrated.
    let check = |stratum: &[u32], weights: &[f64], sums: [f64; 2]| {
        let fitted = fitted_weights(&strata, stratum, weights).unwrap();
        for (number, sum) in (0..).zip(sums) {
            let of_it = stratum.iter().zip(&fitted).filter(|(stratum, _)| **stratum == number);
            let found: f64 = of_it.map(|(_, weight)| weight).sum();
            assert!((found - sum).abs() < 1e-9, "{fitted:?}");
        }
    };
    check(&[0, 0, 1, 1], &[10.0 / 3.0, 10.0 / 3.0, 10.0, 10.0], [1_000.0, 3_000.0]);
    check(&[0, 0, 1, 1], &[0.5, 1.5, 0.9, 1.1], [1_000.0, 3_000.0]);
    check(&[0, 0, 0, 1], &[350.0, 400.0, 300.0, 2_950.0], [1_050.0, 2_950.0]);
    // Where as large a part of each stratum answered, both readings fit; then the register holds.
    check(&[0, 0, 1, 1], &[500.0, 550.0, 1_500.0, 1_450.0], [1_000.0, 3_000.0]);
}

#[test]
fn few_answers_are_a_reason_of_their_own() {
    let up = promise(Direction::Increase);
    let few = verdict(&up, Some(&answers(2023, 1, 10)), Some(&answers(2025, 6, 10)));
    assert_eq!(few.answer, Answer::CannotTell(CannotTell::TooFewAnswers));
    assert!(few.change.is_none());
    let goal = up.effect_goal.as_ref().unwrap();
    assert_eq!(detectable(goal, &few.evidence.before.unwrap().estimate, 10.0), None);
}

#[test]
fn the_gate_lets_through_what_a_verdict_can_be_given_on() {
    let up = promise(Direction::Increase);
    let goal = up.effect_goal.as_ref().unwrap();
    let (mut open, mut closed) = (0, 0);
    for n in [5, 10, 20, 29, 30, 31, 40, 60, 100, 200] {
        for yes in [0, 1, n / 10, n / 2, n - 1, n] {
            let baseline = answers(2023, yes, n);
            let judged = verdict(&up, Some(&baseline), Some(&answers(2025, 200, 400)));
            let refused = judged.answer == Answer::CannotTell(CannotTell::TooFewAnswers);
            assert_eq!(baseline_is_too_small(goal, &baseline), refused, "{yes} of {n}");
            (open, closed) = (open + u32::from(!refused), closed + u32::from(refused));
        }
    }
    assert!(open > 5 && closed > 5, "{open} {closed}");
}

#[test]
fn a_wave_with_weights_beside_one_without_is_another_measurement() {
    let up = promise(Direction::Increase);
    let (before, mut after) = (answers(2023, 100, 200), answers(2025, 150, 200));
    assert_eq!(verdict(&up, Some(&before), Some(&after)).answer, Answer::Kept);
    after.weights = Some(vec![1.0; after.stratum.len()]);
    let told = verdict(&up, Some(&before), Some(&after)).answer;
    assert_eq!(told, Answer::CannotTell(CannotTell::SeriesBreak { breaks: vec![SeriesBreak::Weights] }));
}
