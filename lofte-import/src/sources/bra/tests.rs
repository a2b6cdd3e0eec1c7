//! What becomes of the forms in which the source's figures come.

use super::*;
use crate::row::{SinkError, Taken};
use lofte_model::message::Told;
use lofte_model::records::Reject;
use std::path::PathBuf;

#[derive(Default)]
struct Kept {
    rows: Vec<Statistic>,
    rejects: Vec<Reject>,
}

impl RowSink for Kept {
    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        let Row::Statistic(statistic) = row else {
            return Err("no statistic".into());
        };
        if self.rows.iter().any(|known| known.key == statistic.key) {
            return Ok(Taken::Duplicate);
        }
        self.rows.push(statistic);
        Ok(Taken::Stored)
    }

    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        self.rejects.push(reject);
        Ok(())
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        *self = Self::default();
        Ok(())
    }

    fn progress(&mut self, done: u64, total: u64) {
        assert!(done <= total, "{done} of {total}");
    }
}

fn read_path(path: &Path) -> Result<(Kept, ReadReport), ImportError> {
    let municipality = "0482".parse().unwrap();
    let context = Context {
        municipality: &municipality,
        areas: &[],
        today: jiff::civil::date(2026, 11, 23),
        gazetteer: &[],
    };
    let mut kept = Kept::default();
    let report = read(path, &context, &mut kept)?;
    Ok((kept, report))
}

fn case(name: &str) -> Result<(Kept, ReadReport), ImportError> {
    let folder: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "data", "bra", name].iter().collect();
    read_path(&folder)
}

fn of_text(text: &str) -> Result<(Kept, ReadReport), ImportError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    read_path(file.path())
}

fn refusal(outcome: Result<(Kept, ReadReport), ImportError>) -> String {
    outcome.map(|(kept, _)| kept.rows).unwrap_err().to_string()
}

fn reasons(kept: &Kept) -> Vec<(u64, &'static str)> {
    kept.rejects.iter().map(|reject| (reject.row, reject.code())).collect()
}

#[test]
fn months_and_quarters_never_stand_for_a_year() {
    let months = refusal(case("months.csv"));
    assert!(months.contains("Månad") && months.contains("Periodtyp"), "{months}");
    let quarters = refusal(case("quarters.csv"));
    assert!(quarters.starts_with("Kvartal divide"), "{quarters}");
    for name in ["database-file-months.txt", "database-file-months-final.csv"] {
        let refusal = refusal(case(name));
        assert!(refusal.starts_with("Period divide the rows (row 2 is of a part)"), "{refusal}");
    }
    let filtered = refusal(of_text("Kommun;År;Halvår;Brottstyp;Antal\nFlen;2025;H1;Totalt;7\n"));
    assert!(filtered.starts_with("Halvår divide"), "{filtered}");
    for (column, cell) in [("År", "2025-01"), ("År", "202501"), ("År", "2025K1"), ("År", "2025 jan")] {
        let text = format!("Kommun;{column};Brottstyp;Antal\nFlen;{cell};Totalt;7\n");
        assert!(refusal(of_text(&text)).starts_with("År divide"), "{cell}");
    }
    let (kept, _) =
        of_text("Kommun;År;Brottstyp;Antal\nFlen;2025-01;Totalt;7\nFlen;2025;Totalt;90\n").unwrap();
    assert_eq!((kept.rows.len(), kept.rows[0].count, reasons(&kept)), (1, Some(90), vec![(2, "bad-number")]));
    let wide = refusal(of_text("Brottstyp;Kommun;2025 jan;2025 feb\nTotalt;Flen;7;8\n"));
    assert!(wide.starts_with("2025 jan, 2025 feb divide"), "{wide}");
    let wide = refusal(of_text("Brottstyp;Kommun;Kön;2024;2025\nTotalt;Flen;Män;7;8\n"));
    assert!(wide.starts_with("Kön divide"), "{wide}");
}

#[test]
fn only_rows_of_the_whole_are_taken_and_the_others_are_accounted_for() {
    let (kept, report) = case("by-sex.csv").unwrap();
    assert_eq!(kept.rows.iter().map(|row| row.count).collect::<Vec<_>>(), [Some(350)]);
    assert_eq!(reasons(&kept), [(2, "part-of-whole"), (3, "part-of-whole")]);
    assert_eq!(report.notes, [Note::TotalRowsOnly { columns: vec!["Kön".into()] }]);
    let both = "Kommun;År;Periodtyp;Månad;Kön;Brottstyp;Antal\nFlen;2025;År;;Totalt;Totalt;90\n\
        Flen;2025;Månad;1;Totalt;Totalt;7\nFlen;2025;År;;Män;Totalt;50\n";
    let (kept, report) = of_text(both).unwrap();
    assert_eq!((kept.rows.len(), kept.rows[0].count, report.counts.rejected()), (1, Some(90), 2));
}

#[test]
fn what_does_not_divide_does_no_harm() {
    let text = "Kommun;Region_ID;År;Preliminär;Brott;Brott_ID;Brottsnivå;Ärendetyp;Antal;Per100000;Folkmängd;\n\
        Flen;8300;2024;False;Totalt antal brott;13192;1;Anmälda brott;98;616;16000;\n\
        Flen;8300;2025;True;Totalt antal brott;13192;1;Anmälda brott;91;572;16100;\n";
    let (kept, report) = of_text(text).unwrap();
    let figures: Vec<_> = kept.rows.iter().map(|row| (row.year, row.count, row.per_100_000)).collect();
    assert_eq!(figures, [(2024, Some(98), Some(616.0)), (2025, Some(91), Some(572.0))]);
    assert_eq!(report.notes, [Note::PreliminaryFigures { rows: 1 }]);
}

#[test]
fn two_figures_for_one_thing_are_told_with_both_rows() {
    let (kept, report) = case("two-figures.csv").unwrap();
    assert_eq!((kept.rows.len(), report.counts.rejected()), (0, 2));
    let others: Vec<_> = kept.rejects.iter().map(|reject| (reject.row, reject.reason.clone())).collect();
    assert_eq!(
        others,
        [(2, RejectReason::ContradictsRow { other: 3 }), (3, RejectReason::ContradictsRow { other: 2 })]
    );
    let twice = "Kommun;År;Brottstyp;Antal\nFlen;2025;Totalt;7\nFlens kommun;2025;Total;7\n";
    let (kept, report) = of_text(twice).unwrap();
    assert_eq!((kept.rows.len(), report.counts.duplicate()), (1, 1));
}

#[test]
fn the_database_file_is_read_with_its_own_rates() {
    let (kept, report) = case("database-file-years.txt").unwrap();
    let figures: Vec<_> =
        kept.rows.iter().map(|row| (row.year, row.category.as_str(), row.count, row.per_100_000)).collect();
    assert_eq!(
        figures,
        [
            (2023, "total", Some(1402), Some(8762.0)),
            (2023, "vandalism", Some(188), Some(1175.0)),
            (2024, "total", Some(1377), Some(8606.0)),
            (2024, "vandalism", Some(171), Some(1069.0)),
            (2025, "total", Some(1290), Some(8062.0)),
            (2025, "vandalism", Some(166), Some(1038.0)),
        ]
    );
    assert_eq!(reasons(&kept), [(3, "unknown-group"), (6, "unknown-group"), (9, "unknown-group")]);
    assert_eq!((report.counts.read(), report.counts.stored()), (9, 6));
    let withheld = "Region;Brott;År;Period;Antal;/100 000 inv\nFlen;Totalt antal brott;År;2025;..;..;\n";
    let (kept, _) = of_text(withheld).unwrap();
    assert_eq!((kept.rows[0].count, kept.rows[0].per_100_000), (None, None));
}

#[test]
fn a_year_that_is_not_over_has_no_figure() {
    let text =
        "Kommun;År;Brottstyp;Antal\nFlen;2025;Totalt;7\nFlen;2026 prel.;Totalt;6\nFlen;2027;Totalt;5\n";
    let (kept, _) = of_text(text).unwrap();
    assert_eq!((kept.rows.len(), reasons(&kept)), (1, vec![(3, "year-not-over"), (4, "in-the-future")]));
}
