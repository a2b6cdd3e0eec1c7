//! Files with identity numbers and free text where codes should stand. `identity-numbers.csv` was made up for this
//! test; 19121212-1212 is nobody's.

use crate::support::{Memory, Place, file};
use lofte_import::{IncidentMapping, Note, sources::incidents};
use lofte_model::records::RejectReason;
use std::path::Path;

const OFFENCES: &str = r#"
source = "test"
kind = "offence"
[columns]
id = "Ärendenummer"
time = "Brottstid"
category = "Brott"
[categories]
"Skadegörelse" = "vandalism"
"#;

fn read(path: &Path) -> (Vec<Note>, Memory) {
    let mapping = IncidentMapping::parse(OFFENCES).unwrap();
    let place = Place::flen();
    let mut memory = Memory::default();
    let report = incidents::read(path, &mapping, &place.context(), &mut memory).unwrap();
    (report.notes, memory)
}

#[test]
fn identity_numbers_are_rejected_however_a_word_processor_wrote_them() {
    let (notes, memory) = read(Path::new("tests/data/identity-numbers.csv"));
    let reasons: Vec<&RejectReason> = memory.rejects.iter().map(|reject| &reject.reason).collect();
    assert_eq!(reasons, vec![&RejectReason::PersonalNumber; 9]);
    assert!(memory.rejects.iter().all(|reject| reject.value.is_none()), "{:?}", memory.rejects);
    assert_eq!(memory.rows.len(), 1);
    assert!(notes.contains(&Note::PersonalNumbersLeftOut { cells: 9 }), "{notes:?}");
}

#[test]
fn the_reject_list_tells_no_cell() {
    let mut text = "Ärendenummer;Brottstid;Brott\n".to_owned();
    text.push_str("K1;2025-03-01 10:00;Anna Andersson Storgatan 5 tel 070-1740605 hotar\n");
    text.push_str("K2;fel tid Eva Nilsson ABC123 eva@exempel.se;Skadegörelse\n");
    text.extend((3..9).map(|row| format!("K{row};2025-03-01 10:00;Stöld\n")));
    let (_, memory) = read(file(text).path());
    let told = format!("{:?}", memory.rejects);
    for part in ["Anna", "Storgatan", "070", "Eva", "ABC123", "eva@"] {
        assert!(!told.contains(part), "{part} in {told}");
    }
    let values: Vec<Option<&str>> = memory.rejects.iter().map(|reject| reject.value.as_deref()).collect();
    // A form, nothing of a text that one row has, and a code once five rows have it.
    let shape = Some("a a a a a999 a@a.a");
    assert_eq!(values, [None, shape, None, None, None, None, Some("Stöld"), Some("Stöld")]);
}
