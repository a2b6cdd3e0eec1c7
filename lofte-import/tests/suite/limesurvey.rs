//! Answers as LimeSurvey exports them, with the structure of the survey; all of it is made up.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop with a panic")]

use crate::support::{Place, data, file};
use lofte_import::guess::Hints;
use lofte_import::guess::wave::{WaveDraft, draft};
use lofte_import::sources::survey::read;
use lofte_import::sources::survey::structure::Structure;
use lofte_import::{ImportError, SurveyReport, Told, WaveFile};

/// Headings and answers as codes.
const CODES: &str = "id;submitdate;lastpage;startlanguage;seed;token;ipaddr;refurl;G01Q01;G01Q02[SQ001];G01Q02[SQ002];G02Q03;G02Q03[other];G02Q04[SQ001];G02Q05\n\
    1;2026-09-02 10:11:12;2;sv;11;tok1;192.0.2.1;http://a.example;AO01;A1;A2;P1;;Y;Anna i trappuppgången\n\
    2;2026-09-05 10:11:12;2;sv;12;tok2;192.0.2.2;;AO02;A2;N/A;-oth-;granne;;\n\
    3;;1;sv;13;tok3;192.0.2.3;;AO01;A1;;;;;\n\
    4;2026-09-09 08:00:00;2;en;14;tok4;192.0.2.4;;AO02;A9;A1;P2;;Y;\n";

fn structure() -> Structure {
    Structure::read(&data("limesurvey/safety.lss")).unwrap()
}

fn drafted(text: &str, structure: Option<&Structure>) -> WaveDraft {
    let (place, file) = (Place::flen(), file(text));
    let hints = Hints { areas: &place.areas, today: jiff::civil::date(2026, 11, 23), ..Hints::default() };
    draft(file.path(), structure, &hints).unwrap()
}

/// The draft as a person fills it in.
fn filled(draft: &WaveDraft) -> String {
    let text = draft.text.replace("# instrument = \"\"", "instrument = \"trygg\"");
    let text = text.replace("# ages = [16, 85]", "ages = [16, 85]");
    text.replace("# register_count = 0", "register_count = 900").replace("# mailed = 0", "mailed = 300")
}

fn answers(text: &str, wave: &str) -> Result<SurveyReport, ImportError> {
    let (place, file) = (Place::flen(), file(text));
    read(file.path(), &WaveFile::parse(wave)?, &place.context())
}

fn told(report: &SurveyReport) -> String {
    format!("{:?} {:?}", report.answers.stratum, report.answers.answers)
}

#[test]
fn codes_get_their_words_from_the_structure_and_are_read_with_the_draft() {
    let draft = drafted(CODES, Some(&structure()));
    insta::assert_snapshot!(draft.text);
    assert_eq!((draft.rows, draft.incomplete, draft.items, draft.strata), (4, Some(1), 4, 2));
    assert_eq!(
        (draft.of_persons, draft.left_out.as_slice()),
        (4, ["G02Q03[other]", "G02Q05"].map(String::from).as_slice())
    );
    let report = answers(CODES, &filled(&draft)).unwrap();
    assert_eq!(
        told(&report),
        r#"[0, 1, 1] {"g01q02_sq001": [Some(1), Some(2), Some(9)], "g01q02_sq002": [Some(2), None, Some(1)], "g02q03": [Some(1), Some(3), Some(2)], "g02q04_sq001": [Some(1), Some(2), Some(1)]}"#
    );
    assert_eq!((report.counts.stored(), report.counts.rejected()), (3, 1));
    assert_eq!((report.rejects[0].row, report.rejects[0].code()), (4, "not-submitted"));
    assert_eq!(report.answers.wave.item("g01q02_sq001").unwrap().answers[&9], "Vet inte");
}

#[test]
fn the_same_comes_of_full_headings_and_words() {
    let full = "Response ID;Date submitted;Last page;Start language;Var bor du?;Hur trygg är du [ute på dagen?];Hur trygg är du [ute sent?];<b>Har du blivit utsatt?</b>;Vad har du gjort? [Anmält]\n\
        1;2026-09-02 10:11:12;2;sv;Område 0482A0010;Mycket trygg;Otrygg;Ja;Yes\n\
        2;2026-09-05 10:11:12;2;en;Område 0482A0020;Very safe;N/A;Other;No\n";
    let draft = drafted(full, Some(&structure()));
    assert_eq!((draft.items, draft.strata), (4, 2), "{}", draft.text);
    let report = answers(full, &filled(&draft)).unwrap();
    assert_eq!(
        told(&report),
        r#"[0, 1] {"g01q02_sq001": [Some(1), Some(1)], "g01q02_sq002": [Some(2), None], "g02q03": [Some(1), Some(3)], "g02q04_sq001": [Some(1), Some(2)]}"#
    );
}

#[test]
fn without_a_structure_codes_are_items_and_what_people_wrote_is_not() {
    let draft = drafted(CODES, None);
    assert!(!draft.text.contains("Anna") && !draft.text.contains("granne"), "{}", draft.text);
    for never in ["tok1", "192.0.2", "token", "ipaddr", "refurl", "seed", "example"] {
        assert!(!draft.text.contains(never), "{never}: {}", draft.text);
    }
    assert!(
        draft.text.contains("code = \"g01q02_sq001\"") && draft.text.contains("1 = \"A1\""),
        "{}",
        draft.text
    );
}

#[test]
fn a_draft_is_refused_until_it_is_filled_in() {
    let draft = drafted(CODES, Some(&structure()));
    let refused = WaveFile::parse(&draft.text).unwrap_err().to_string();
    assert!(refused.contains("missing field"), "{refused}");
    let half = draft.text.replace("# instrument = \"\"", "instrument = \"x\"");
    assert!(WaveFile::parse(&half).is_err());
}

#[test]
fn an_export_leaves_out_what_was_never_sent_in_unless_it_is_said() {
    let wave = filled(&drafted(CODES, Some(&structure()))).replace("submitted = \"submitdate\"\n", "");
    assert_eq!(answers(CODES, &wave).unwrap().counts.rejected(), 1);
    let taken = wave.replacen("name =", "incomplete = \"taken\"\nname =", 1);
    let report = answers(CODES, &taken).unwrap();
    assert_eq!(report.counts.stored(), 4);
    assert!(report.notes.iter().any(|note| note.code() == "not-submitted"));
}

#[test]
fn a_column_that_points_to_a_person_is_no_item() {
    let wave = filled(&drafted(CODES, Some(&structure())));
    for column in ["token", "ipaddr", "seed", "refurl"] {
        let wave = wave.replacen("column = \"G02Q03\"", &format!("column = \"{column}\""), 1);
        let refused = answers(CODES, &wave).unwrap_err().to_string();
        assert!(refused.contains("may point to a person"), "{refused}");
    }
}

#[test]
fn old_structures_have_their_texts_in_the_rows() {
    let old = "<document><LimeSurveyDocType>Survey</LimeSurveyDocType><answers><rows>\
        <row><qid>1</qid><code>A1</code><answer>Ja</answer><language>sv</language><scale_id>0</scale_id></row>\
        <row><qid>1</qid><code>A1</code><answer>Yes</answer><language>en</language><scale_id>0</scale_id></row>\
        <row><qid>1</qid><code>A2</code><answer>Nej</answer><language>sv</language><scale_id>0</scale_id></row>\
        </rows></answers><questions><rows>\
        <row><qid>1</qid><parent_qid>0</parent_qid><type>L</type><title>Q1</title><question>Utsatt?</question><language>sv</language></row>\
        <row><qid>1</qid><parent_qid>0</parent_qid><type>L</type><title>Q1</title><question>Victim?</question><language>en</language></row>\
        </rows></questions><surveys><rows><row><language>sv</language></row></rows></surveys></document>";
    let variables = Structure::parse(old.as_bytes(), "a.lss").unwrap().variables();
    let choices = &variables[0].choices;
    assert_eq!((variables.len(), variables[0].question.as_str()), (1, "Utsatt?"));
    assert_eq!((choices.len(), choices[0].text.as_str()), (2, "Ja"));
    assert_eq!(choices[0].written, ["A1", "Yes"]);
}

#[test]
fn what_is_no_structure_is_refused_in_words() {
    let code = |bytes: &[u8]| Structure::parse(bytes, "a.lss").unwrap_err().code();
    assert_eq!(code(b"<document><questions><rows/></questions></document>"), "not-a-structure");
    assert_eq!(code(b"id;submitdate\n1;2026-01-01\n"), "not-a-structure");
    assert_eq!(code(b"<document><questions><rows><row><qid>1"), "file-damaged");
    let whole = std::fs::read(data("limesurvey/safety.lss")).unwrap();
    for end in (0..whole.len()).step_by(97) {
        assert!(Structure::parse(&whole[..end], "a.lss").is_err() || end + 20 > whole.len());
    }
    assert_eq!(Structure::read(file("").path()).unwrap_err().code(), "file-empty");
}
