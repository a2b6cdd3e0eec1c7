//! Tables of results in the forms in which they are published.

use super::*;
use crate::row::{Row, SinkError, Taken};
use lofte_model::place::MunicipalityCode;
use lofte_model::records::{Reject, SurveyResult};

#[derive(Default)]
struct Kept(Vec<SurveyResult>, Vec<Reject>);

impl RowSink for Kept {
    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        if let Row::Result(result) = row {
            self.0.push(result);
        }
        Ok(Taken::Stored)
    }
    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        self.1.push(reject);
        Ok(())
    }
    fn begin_again(&mut self) -> Result<(), SinkError> {
        *self = Self::default();
        Ok(())
    }
    fn progress(&mut self, _done: u64, _total: u64) {}
}

fn figures(text: &str) -> (Vec<String>, Vec<&'static str>) {
    let municipality: MunicipalityCode = "0482".parse().unwrap();
    let context = Context {
        municipality: &municipality,
        areas: &[],
        today: jiff::civil::date(2026, 11, 30),
        gazetteer: &[],
    };
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("tabell.csv");
    std::fs::write(&path, text).unwrap();
    let mut kept = Kept::default();
    let settings = Settings { source: "x".into(), synthetic: false, sheet: None, needs_area: false };
    read(&path, &settings, &context, &mut kept).unwrap();
    let told = |result: &SurveyResult| {
        let ends =
            result.interval.map_or_else(String::new, |(lower, upper)| format!(" {lower:.3}–{upper:.3}"));
        let group = result.group.as_deref().unwrap_or("alla");
        format!(
            "{} {group} {} {} {:.3}{ends} {:?}",
            result.indicator,
            result.year,
            result.measure.word(),
            result.value,
            result.answers
        )
    };
    let codes = kept.1.iter().map(lofte_model::message::Told::code).collect();
    (kept.0.iter().map(told).collect(), codes)
}

#[test]
fn shares_are_parts_of_one_however_they_are_written() {
    let expected = ["trygg alla 2025 share 0.635 Some(100)"];
    for text in [
        "Fråga;År;Andel (%);n\nTrygg;2025;63,5;100\n",
        "Fråga;År;Andel;n\nTrygg;2025;63,5 %;100\n",
        "Fråga;År;Andel;n\nTrygg;2025;0,635;100\n",
        "Fråga;Kommun;Kön;År;Andel;Antal svar\nTrygg;Flen;Totalt;hösten 2025;63,5;100\n",
    ] {
        assert_eq!(figures(text).0, expected, "{text}");
    }
    // One per cent, and half a per cent, in a column of per cent.
    let (small, _) = figures("Fråga;År;Andel (%);n\nA;2025;1;9\nB;2025;0,5;9\n");
    assert_eq!(small, ["a alla 2025 share 0.010 Some(9)", "b alla 2025 share 0.005 Some(9)"]);
}

#[test]
fn one_share_above_one_does_not_make_per_cent_of_the_others() {
    let (taken, rejects) = figures("Fråga;År;Andel;n\nA;2025;0,45;9\nB;2025;0,5;9\nC;2025;45;9\n");
    assert_eq!(taken, ["a alla 2025 share 0.450 Some(9)", "b alla 2025 share 0.500 Some(9)"]);
    assert_eq!(rejects, ["bad-number"]);
}

#[test]
fn intervals_come_from_ends_or_margins_and_must_hold_their_figure() {
    let (taken, rejects) = figures(
        "Fråga;År;Andel (%);KI undre;KI övre;Felmarginal;n\nA;2025;60;57;63;;\nB;2025;60;;;3,1;\nC;2025;60;61;63;;\nD;2025;..;;;;9\nE;2025;160;;;;9\n",
    );
    assert_eq!(
        taken,
        ["a alla 2025 share 0.600 0.570–0.630 None", "b alla 2025 share 0.600 0.569–0.631 None"]
    );
    assert_eq!(rejects, ["bad-number", "bad-number"]);
}

#[test]
fn what_contradicts_itself_is_not_taken_and_a_mean_is_no_share() {
    let (taken, rejects) = figures(
        "Indikator;År;Index;n\nProblemindex;2025;2,35;800\nOro;2025;1,1;800\nOro;2025;1,2;800\nProblemindex;2027;2;9\n",
    );
    assert_eq!(taken, ["problemindex alla 2025 mean 2.350 Some(800)"]);
    assert_eq!(rejects, ["contradicts-row", "contradicts-row", "in-the-future"]);
}
