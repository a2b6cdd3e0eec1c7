//! Tables of results in the forms in which they are published.

use super::*;
use crate::row::{Row, SinkError, Taken};
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, MunicipalityCode, PlaceType};
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
    figures_in(&[], text)
}

fn figures_in(areas: &[Area], text: &str) -> (Vec<String>, Vec<&'static str>) {
    let municipality: MunicipalityCode = "0482".parse().unwrap();
    let context = Context {
        municipality: &municipality,
        areas,
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
        let area = result.area.as_ref().map_or_else(String::new, |code| format!("{code} "));
        let group = result.group.as_deref().unwrap_or("alla");
        format!(
            "{area}{} {group} {} {} {:.3}{ends} {:?}",
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

fn police_area(name: &str) -> Area {
    Area {
        code: AreaCode::new("lpo"),
        name: name.into(),
        kind: AreaKind::LocalPolice,
        place_type: PlaceType::Mixed,
        population: None,
        border: Vec::new(),
        source: String::new(),
        details: AreaDetails::default(),
    }
}

#[test]
fn a_figure_for_a_local_police_area_is_never_the_municipality_s() {
    let of =
        |column: &str, place: &str| format!("Fråga;{column};År;Andel (%);n\nTrygg;{place};2025;60;100\n");
    let lpo = ["lpo trygg alla 2025 share 0.600 Some(100)"];
    let ours = ["trygg alla 2025 share 0.600 Some(100)"];
    // In Flen (0482), which belongs to a local police area of another name, and to one that is called as it is.
    let (nykoping, flen) = ([police_area("LPO Nyköping")], [police_area("LPO Flen")]);
    for (column, place) in [
        ("Område", "LPO Nyköping"),
        ("Geografi", "Lokalpolisområde Nyköping"),
        ("Område", "Nyköpings lokalpolisområde"),
        ("Lokalpolisområde", "Nyköping"),
        ("LPO/Sektion", "NYKÖPING"),
        ("LPO", "lpo nyköping"),
    ] {
        assert_eq!(
            figures_in(&nykoping, &of(column, place)),
            (lpo.map(String::from).to_vec(), vec![]),
            "{place}"
        );
        // Nobody has said which one is theirs.
        let (kept, refused) = figures_in(&[], &of(column, place));
        assert_eq!((kept.len(), refused.len()), (0, 1), "{column} {place}: {kept:?}");
    }
    assert_eq!(figures_in(&flen, &of("Lokalpolisområde", "Flen")).0, lpo);
    assert_eq!(figures_in(&flen, &of("Område", "LPO Flen")).0, lpo);
    assert_eq!(
        figures_in(&flen, &of("Område", "Flen")).0,
        ours,
        "a bare name in a column of areas is the municipality"
    );
    // Others are passed over.
    for (column, place) in [("Lokalpolisområde", "Eskilstuna"), ("Område", "LPO Eskilstuna")] {
        assert_eq!(figures_in(&nykoping, &of(column, place)), (vec![], vec![]), "{place}");
    }
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
