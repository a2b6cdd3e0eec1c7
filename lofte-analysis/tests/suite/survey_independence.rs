//! Rao and Scott's test and the likelihood interval against R (`oracle/independence/independence.R`).

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use crate::survey_support::{Frame, Oracle, api_designs, close};
use lofte_analysis::survey::independence::independence;
use lofte_analysis::survey::{Design, DesignColumns, EstimateOptions, IntervalMethod, SurveyError, share};

fn nhanes() -> (Frame, Design) {
    let frame = Frame::read("nhanes");
    let (strata, psu, weights) = (frame.codes("SDMVSTRA"), frame.codes("SDMVPSU"), frame.full("WTMEC2YR"));
    let columns = DesignColumns {
        strata: Some(&strata),
        psu: Some(&psu),
        weights: Some(&weights),
        ..DesignColumns::default()
    };
    let design = Design::from_columns(frame.rows, &columns).unwrap();
    (frame, design)
}

fn designs() -> Vec<(&'static str, Frame, Design)> {
    let (frame, design) = nhanes();
    let mut all: Vec<_> =
        api_designs().into_iter().filter(|(name, ..)| ["strat", "clus1"].contains(name)).collect();
    all.push(("nhanes", frame, design));
    all
}

/// The codes of a column, and how many there are; nothing where the cell is empty.
fn coded(frame: &Frame, column: &str) -> (Vec<Option<u32>>, u32) {
    let levels = frame.levels(column);
    let place = |text: &String| levels.iter().position(|level| level == text);
    let number = |place: usize| u32::try_from(place).unwrap();
    (frame.text(column).iter().map(|text| place(text).map(number)).collect(), number(levels.len()))
}

#[test]
fn independence_agrees_with_r() {
    let mut oracle = Oracle::read_file("independence_r_survey_4.1.json");
    for (name, frame, design) in designs() {
        for (first, second) in [
            ("sch.wide", "comp.imp"),
            ("stype", "awards"),
            ("stype", "sch.wide"),
            ("RIAGENDR", "HI_CHOL"),
            ("race", "agecat"),
        ] {
            let id = format!("independence.{name}.{first}.{second}");
            if !oracle.has(&id) {
                continue;
            }
            let ((one, rows), (other, columns)) = (coded(&frame, first), coded(&frame, second));
            let test = independence(&design, &one, &other, (rows, columns)).unwrap();
            oracle.check(&id, "f", &[test.f], 1e-8);
            oracle.check(&id, "ndf", &[test.df_numerator], 1e-8);
            oracle.check(&id, "ddf", &[test.df_denominator], 1e-8);
            oracle.check(&id, "p_f", &[test.p_value], 1e-6);
            oracle.check(&id, "df", &[test.df as f64], 0.0);
            oracle.check(&id, "p_chisq", &[test.p_value_first_order], 1e-6);
        }
    }
    assert_eq!(oracle.checked.len(), 6);
}

/// R finds the ends on a spline, which is good for four digits.
#[test]
fn likelihood_intervals_agree_with_r() {
    let oracle = Oracle::read_file("independence_r_survey_4.1.json");
    for ((name, frame, design), (column, yes)) in
        designs().into_iter().zip([("comp.imp", "Yes"), ("sch.wide", "Yes"), ("HI_CHOL", "1")])
    {
        for level in [0.9, 0.95] {
            let options = EstimateOptions {
                level,
                interval: IntervalMethod::Likelihood,
                df: lofte_analysis::survey::DegreesOfFreedom::Design,
            };
            let found = share(&design, &frame.is(column, yes), None, &options).unwrap();
            let id = format!("likelihood.{name}.{level}");
            close(found.value, oracle.numbers(&id, "est")[0], 1e-10, &id);
            close(found.interval.lower, oracle.numbers(&id, "lo")[0], 1e-4, &id);
            close(found.interval.upper, oracle.numbers(&id, "hi")[0], 1e-4, &id);
        }
    }
}

#[test]
fn tables_without_two_answers_are_refused() {
    let (frame, design) = nhanes();
    let (sex, _) = coded(&frame, "RIAGENDR");
    assert!(matches!(independence(&design, &sex, &sex, (2, 1)), Err(SurveyError::Parameter { .. })));
    assert!(matches!(independence(&design, &sex, &sex, (3, 2)), Err(SurveyError::EmptyMargin { .. })));
    let everybody = vec![Some(5); frame.rows];
    assert!(matches!(independence(&design, &everybody, &sex, (2, 2)), Err(SurveyError::UnknownCode { .. })));
}
