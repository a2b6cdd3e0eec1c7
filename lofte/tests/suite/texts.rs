//! The text files: both languages say the same things, and everything that the program can say has a text.
//!
//! The keys that the program uses are read out of its sources, so that a new error without a text is found here and
//! not by a coordinator.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use lofte_app::report::Check;
use lofte_import::{Found, ImportError, Note, Rule, Told};
use lofte_model::access::{Action, Role};
use lofte_model::place::AreaCode;
use lofte_model::records::{RecordKind, Reject, RejectReason};
use lofte_words::Language;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

const LANGUAGES: [Language; 2] = [Language::Swedish, Language::English];

/// Keys with the gaps that are filled in.
type Messages = BTreeMap<String, BTreeSet<String>>;

/// Messages of one language: key and the gaps it fills.
fn messages(language: &str) -> Messages {
    let mut messages = BTreeMap::new();
    for file in files(&root().join("../lofte-words/texts").join(language), "ftl") {
        let mut current: Option<String> = None;
        for line in fs::read_to_string(&file).unwrap().lines() {
            let key = line.split_once(" = ").map(|(key, _)| key).filter(|key| is_key(key));
            if let Some(key) = key {
                let before = messages.insert(key.to_owned(), BTreeSet::new());
                assert!(before.is_none(), "{key} stands twice in {language}");
                current = Some(key.to_owned());
            }
            if let Some(key) = &current {
                messages.get_mut(key).unwrap().extend(gaps(line));
            }
        }
    }
    messages
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

fn gaps(line: &str) -> impl Iterator<Item = String> {
    line.split("{ $").skip(1).map(|rest| {
        let end = rest.find([' ', '}']).unwrap_or(rest.len());
        rest[..end].to_owned()
    })
}

/// What says something to people: the house, and what it leaves to its other crates.
fn sources() -> Vec<PathBuf> {
    ["src", "../lofte-analyse/src", "../lofte-app/src", "../lofte-words/src"]
        .iter()
        .flat_map(|folder| files(&root().join(folder), "rs"))
        .collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|known| known == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Every text that stands in quotation marks right after one of the openings.
fn quoted_after(source: &str, openings: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for opening in openings {
        for rest in source.split(opening).skip(1) {
            let Some(rest) = rest.trim_start().strip_prefix('"') else {
                continue;
            };
            if let Some((text, _)) = rest.split_once('"') {
                found.push(text.to_owned());
            }
        }
    }
    found
}

/// Every key, with its gaps, in the two languages.
static TEXTS: LazyLock<[(Language, Messages); 2]> =
    LazyLock::new(|| LANGUAGES.map(|language| (language, messages(language.tag()))));

#[track_caller]
fn known(key: &str, from: &str) {
    for (language, texts) in TEXTS.iter() {
        assert!(texts.contains_key(key), "{from}: there is no text {key} in {}", language.tag());
    }
}

#[test]
fn both_languages_have_the_same_keys_and_gaps() {
    let (swedish, english) = (messages("sv"), messages("en"));
    assert!(swedish.len() > 300, "only {} texts were found", swedish.len());
    let keys = |texts: &Messages| texts.keys().cloned().collect::<BTreeSet<_>>();
    let (in_swedish, in_english) = (keys(&swedish), keys(&english));
    let apart: Vec<_> = in_swedish.symmetric_difference(&in_english).collect();
    assert!(apart.is_empty(), "only in one language: {apart:?}");
    for (key, gaps) in &swedish {
        assert_eq!(gaps, &english[key], "the gaps of {key} differ");
    }
}

#[test]
fn easy_swedish_says_the_same_things_with_the_same_gaps() {
    let (swedish, easy) = (messages("sv"), messages(Language::EasySwedish.tag()));
    assert!(easy.len() > 30, "only {} texts were found", easy.len());
    for (key, gaps) in &easy {
        assert_eq!(Some(gaps), swedish.get(key), "{key}");
        let gaps: Vec<_> = gaps.iter().map(|gap| (&*gap.clone().leak(), "7".to_owned())).collect();
        let said = |language: Language| language.tell(key, &gaps);
        assert_ne!(
            said(Language::EasySwedish),
            said(Language::Swedish),
            "{key} is said as in Swedish: leave it out"
        );
    }
    // Everything else is said in Swedish.
    assert_eq!(Language::EasySwedish.say("side-police"), "polisen");
}

#[test]
fn every_text_can_be_told_by_the_program() {
    // The program gives names that live as long as it does; a test may leak a few.
    let fill = |gap: &String| (&*gap.clone().leak(), "7".to_owned());
    for (language, texts) in TEXTS.iter() {
        for (key, gaps) in texts {
            let told = language.tell(key, &gaps.iter().map(fill).collect::<Vec<_>>());
            assert!(told != *key && !told.contains(['{', '}']), "{key}: {told}");
        }
    }
}

#[test]
fn every_key_in_the_sources_has_a_text() {
    let openings = ["Message::plain(", "Message::with(", ".say(", ".tell(", "=> own("];
    let mut seen = 0;
    for file in sources() {
        let source = fs::read_to_string(&file).unwrap();
        let name = file.display().to_string();
        for key in quoted_after(&source, &openings).iter().filter(|key| is_key(key) && key.contains('-')) {
            let own_error = source.contains(&format!("own(\"{key}\")"));
            known(&if own_error { format!("error-{key}") } else { key.clone() }, &name);
            seen += 1;
        }
    }
    assert!(seen > 100, "only {seen} keys were found in the sources");
}

#[test]
fn every_error_code_has_a_text() {
    let code_files =
        ["../lofte-app/src/error.rs", "../lofte-app/src/error/codes.rs", "../lofte-publish/src/error.rs"];
    let mut seen = 0;
    for file in code_files {
        let source = fs::read_to_string(root().join(file)).unwrap();
        let (source, _) = source.split_once("#[cfg(test)]").unwrap_or((&source, ""));
        for code in quoted_after(source, &["=> "]) {
            let already_whole =
                ["promise-", "agreement-", "measure-"].iter().any(|start| code.starts_with(start));
            // What was refused says so in messages of its own; import errors have their own family.
            if is_key(&code) && !already_whole && code != "refused" {
                known(&format!("error-{code}"), file);
                seen += 1;
            }
        }
    }
    assert!(seen > 60, "only {seen} codes were found");
}

#[test]
fn every_thing_that_an_import_tells_has_a_text() {
    let read = |file: &str| fs::read_to_string(root().join("..").join(file)).unwrap();
    let files = [
        ("lofte-import/src/told.rs", ["import", "note"].as_slice()),
        ("lofte-model/src/records/reject.rs", &["reject"]),
        ("lofte-import/src/told/areas.rs", &["areas", "note"]),
    ];
    let sources = files.map(|(file, families)| (read(file), families));
    let parts = sources.iter().flat_map(|(source, families)| {
        let parts: Vec<&str> = source.split("fn code(&self)").skip(1).collect();
        assert_eq!(parts.len(), families.len(), "{families:?}");
        families.iter().copied().zip(parts)
    });
    for (family, part) in parts {
        let (codes, _) = part.split_once("fn args(&self)").unwrap();
        let codes = quoted_after(codes, &["=> "]);
        assert!(codes.len() > 5, "{family}");
        for code in codes {
            known(&format!("{family}-{code}"), "told.rs");
        }
    }
}

/// Every gap of the text is filled by what is told.
#[track_caller]
fn filled(family: &str, told: &dyn Told) {
    let key = format!("{family}-{}", told.code());
    let args: BTreeSet<String> = told.args().iter().map(|(name, _)| (*name).to_owned()).collect();
    for (language, texts) in TEXTS.iter() {
        let missing: Vec<_> = texts[&key].difference(&args).collect();
        assert!(missing.is_empty(), "{key} in {} has gaps that nobody fills: {missing:?}", language.tag());
    }
}

#[test]
fn the_gaps_of_import_errors_are_filled() {
    let (column, found) = ("a".to_owned(), Vec::new());
    filled("import", &ImportError::OneColumn { found: "a".into() });
    filled("import", &ImportError::NotATable { file: "a".into(), found: Found::Pdf });
    filled("import", &ImportError::AmbiguousDates { column: column.clone(), row: 2 });
    filled("import", &ImportError::MissingColumn { column, found, nearest: Some("b".into()) });
    let (first, second) = ("a".to_owned(), "b".to_owned());
    filled("import", &ImportError::SwappedColumns { first, second, rows: 1, of: 2 });
    filled("import", &ImportError::TooLarge { file: "a".into(), bytes: 2, limit: 1, unpacked: true });
    filled("import", &ImportError::Mapping { line: 1, problem: "a".into() });
    filled("import", &ImportError::MappingRule { key: "a".into(), rule: Rule::Kind });
    let (first, second) = ("a".to_owned(), "b".to_owned());
    filled("import", &ImportError::OtherSystem { first, second, found: "rt90", row: 2, rows: 1, of: 2 });
    let text = || "a".to_owned();
    for error in [
        ImportError::ShortenedNumbers { column: text(), row: 2, shape: text(), rows: 1 },
        ImportError::WrongLetters { column: text(), row: 2, signs: text(), encoding: text() },
        ImportError::DatesBothWays { column: text(), day_first: 2, month_first: 3 },
        ImportError::HalfConverted { column: text(), date: 2, text: 3 },
        ImportError::WrittenOnce { column: text(), rows: 3, of: 5 },
        ImportError::NoHeader { column: text(), row: 1, cells: 1, shapes: text() },
        ImportError::DividedRows { columns: vec![text()], row: None },
        ImportError::PartOfYear { row: 2 },
        ImportError::NoKnownCategory { column: text(), found: text(), rows: 10 },
        ImportError::UnknownCodes { column: text(), found: text(), item: text() },
        ImportError::PackedOtherwise { file: text(), packing: "GZIP" },
        ImportError::UnreadColumn { column: text(), holds: "parts" },
    ] {
        filled("import", &error);
    }
}

#[test]
fn the_one_reason_for_every_row_is_told_in_its_own_words() {
    for (reason, words) in [
        (RejectReason::BadTime, "Tiden går inte att läsa"),
        (RejectReason::TooCoarse, "en vecka eller ett kvartal"),
        (RejectReason::WrongNumberOfCells { expected: 3, found: 2 }, "Raden har 2"),
        (RejectReason::PersonalNumber, "personnummer"),
        (RejectReason::UnknownGroup, "ingen av dem som läses"),
    ] {
        let reject = Reject { row: 2, column: Some("Tid".into()), value: Some("x".into()), reason };
        let error = ImportError::EveryRow { rows: 7, reject: Box::new(reject) };
        filled("import", &error);
        let told = Language::Swedish.tell("import-every-row", &error.args());
        assert!(told.contains(words) && told.contains("i kolumnen ”Tid”") && !told.contains('{'), "{told}");
    }
    // Where no shape was kept, none is explained.
    let bare = Reject { row: 2, column: None, value: None, reason: RejectReason::BadTime };
    let told = Language::Swedish.tell("reject-bad-time", &bare.args());
    assert!(told.starts_with("Tiden går inte att läsa. Skriv") && !told.contains("står för"), "{told}");
    let reject = Reject { row: 2, column: None, value: None, reason: RejectReason::MissingValue };
    let error = ImportError::EveryRow { rows: 7, reject: Box::new(reject) };
    let told = Language::Swedish.tell("import-every-row", &error.args());
    assert!(told.contains("samma skäl. Inget"), "{told}");
}

#[test]
fn the_gaps_of_rejects_and_notes_are_filled() {
    for reason in [
        RejectReason::BadTime,
        RejectReason::WrongNumberOfCells { expected: 1, found: 2 },
        RejectReason::UnknownCategory,
        RejectReason::PersonalNumber,
    ] {
        filled("reject", &Reject { row: 2, column: None, value: None, reason });
    }
    filled("note", &Note::MidnightHeaping { rows: 1, of: 2 });
    filled("note", &Note::EncodingGuessed { encoding: "windows-1252".into() });
    let area = AreaCode::new("a");
    filled("note", &Note::MoreAnswersThanMailed { area, answers: 2, mailed: 1 });
}

#[test]
fn every_word_of_the_model_has_a_text() {
    for role in Role::ALL {
        known(&format!("role-{role}"), "Role");
    }
    for check in Check::ALL {
        known(&check.text(), "Check");
    }
    for action in Action::ALL {
        let word = serde_json::to_value(action).unwrap();
        known(&format!("action-{}", word.as_str().unwrap()), "Action");
    }
    for kind in RecordKind::ALL {
        known(&format!("kind-{kind}"), "RecordKind");
    }
    for (slug, _) in lofte::demo::model::GROUPS {
        assert!(lofte_model::scheme::scheme().entry(slug).is_some(), "{slug} of the demo");
    }
    for day in 1..=7 {
        known(&format!("weekday-{day}"), "weekdays");
    }
    for month in 1..=12 {
        known(&format!("month-{month}"), "months");
    }
}

#[test]
fn a_text_is_told_with_its_gaps_filled() {
    let filled = [("noun", "promise".to_owned()), ("id", "7".to_owned())];
    assert_eq!(
        Language::Swedish.tell("error-not-found", &filled),
        "Det finns inget löfte 7. Se vilka som finns med ”lofte promise list”."
    );
    assert_eq!(
        Language::English.tell("error-not-found", &filled),
        "There is no promise 7. See which there are with “lofte promise list”."
    );
    let role = [("role", "reader".to_owned())];
    assert_eq!(
        Language::Swedish.tell("error-not-allowed", &role),
        "Rollen läsare får inte göra det här. Be någon som får, eller be samordnaren om en annan roll."
    );
}
