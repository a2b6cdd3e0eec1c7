//! `lofte export-aggregate`: rows stay where they are, and what is handed over in their place is delivered as a table of
//! counts in which nothing that is withheld is nought.

use crate::cli::support::{Workplace, lofte, text};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

const MAPPING: &str = "source = \"polisen\"\nkind = \"offence\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\ncategory = \"Typ\"\narea = \"Område\"\n[categories]\n\"Inbrott\" = \"burglary\"\n\"Klotter\" = \"graffiti\"\n";
const AREAS: [&str; 4] = ["0482R001", "0482R002", "0482R003", "0482R004"];

/// Rows of two categories in two months, each area with as many as it says.
fn rows(counts: &[(&str, &str, [usize; 4])]) -> String {
    let mut table = String::from("Nr;Tid;Typ;Område\n");
    for (month, category, of_areas) in counts {
        for (area, count) in AREAS.iter().zip(of_areas) {
            for number in 0..*count {
                let day = number % 28 + 1;
                writeln!(
                    table,
                    "{category}-{month}-{area}-{number};{month}-{day:02} 10:15;{category};{area}"
                )
                .unwrap();
            }
        }
    }
    table
}

/// The cells of a table that was written: count by area (nothing for the whole municipality), category and period.
fn cells(path: &Path) -> BTreeMap<(String, String, String), String> {
    let written = std::fs::read_to_string(path).unwrap();
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(b';').from_reader(written.trim_start_matches('\u{feff}').as_bytes());
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| ((row[0].to_owned(), row[2].to_owned(), row[4].to_owned()), row[5].to_owned())).collect()
}

struct Police {
    workplace: Workplace,
}

impl Police {
    fn new() -> Self {
        let workplace = Workplace::new();
        workplace.write("polisen.toml", MAPPING);
        Self { workplace }
    }

    /// Makes a table of these rows.
    fn export(&self, table: &str, to: &str, more: &[&str]) -> crate::cli::support::Ran {
        let file = self.workplace.write("rader.csv", table);
        let (to, mapping) = (self.workplace.path(to), self.workplace.path("polisen.toml"));
        let mut arguments = vec!["export-aggregate", text(&file), "--municipality", "0482"];
        arguments.extend(["--mapping", text(&mapping), "--to", text(&to), "--taken-out", "2025-04-01"]);
        arguments.extend(more);
        lofte(&arguments)
    }
}

const FIRST: [(&str, &str, [usize; 4]); 4] = [
    ("2025-01", "Inbrott", [12, 9, 2, 0]),
    ("2025-02", "Inbrott", [11, 0, 8, 7]),
    ("2025-01", "Klotter", [1, 1, 0, 0]),
    ("2025-02", "Klotter", [6, 20, 15, 9]),
];

#[test]
fn a_table_comes_back_as_counts_and_what_is_withheld_is_never_nought() {
    let police = Police::new();
    let made = police.export(&rows(&FIRST), "antal.csv", &["--format", "json"]).done().json();
    let path = police.workplace.path("antal.csv");
    let cells = cells(&path);
    let cell = |area: &str, category: &str, period: &str| {
        cells[&(area.to_owned(), category.to_owned(), period.to_owned())].clone()
    };
    assert_eq!(cell("0482R003", "burglary", "2025-01"), "..", "two are too few");
    assert_eq!(cell("Hela kommunen", "burglary", "2025-01"), "23");
    assert_eq!(cell("Hela kommunen", "graffiti", "2025-01"), "..", "the whole municipality has two");
    for (month, category, of_areas) in FIRST {
        let slug = if category == "Inbrott" { "burglary" } else { "graffiti" };
        let told: Vec<String> = AREAS.iter().map(|area| cell(area, slug, month)).collect();
        for (told, count) in told.iter().zip(of_areas) {
            assert!(told == ".." || *told == count.to_string(), "{month} {category}: {told} of {count}");
            assert!(!(1..5).contains(&count) || told == "..", "{month} {category}: {count} is told");
        }
        // Of one that is withheld the sum would tell.
        assert_ne!(told.iter().filter(|told| *told == "..").count(), 1, "{month} {category}");
    }
    let withheld = cells.values().filter(|count| *count == "..").count() as u64;
    assert_eq!(made["figures"], cells.len() as u64);
    let of = |key: &str| made[key].as_u64().unwrap();
    assert_eq!(of("small") + of("others") + of("small_totals"), withheld, "{made}");

    let import = police.workplace.run(&["import", "counts", text(&path), "--format", "json"]).done().json();
    assert_eq!(import["counts"]["stored"], cells.len() as u64, "{import}");
    assert_eq!(import["counts"]["rejected"], 0, "{import}");
    let notes = import["notes"].to_string();
    assert!(notes.contains("withheld") && notes.contains(&withheld.to_string()), "{notes}");
    let picture = police.workplace.run(&["picture", "--refresh", "--format", "json"]).done().json();
    let series = picture.to_string();
    assert!(series.contains("\"Inbrott\"") && series.contains("\"..\""), "{series}");
}

#[test]
fn the_next_table_does_not_tell_who_came_between() {
    let police = Police::new();
    police.export(&rows(&FIRST), "forsta.csv", &[]).done();
    let first = cells(&police.workplace.path("forsta.csv"));
    let mut later = FIRST.to_vec();
    later[3].2 = [7, 21, 15, 9];
    later.push(("2025-03", "Klotter", [9, 9, 9, 9]));
    let ran = police.export(&rows(&later), "andra.csv", &["--format", "json"]).done().json();
    assert_eq!(ran["kept"], 1, "{ran}");
    let second = cells(&police.workplace.path("andra.csv"));
    for (key, count) in &first {
        assert_eq!(second[key], *count, "{key:?}");
    }
    // With a ledger of its own it is another secret, and without what was handed over nothing is kept.
    let other = police.workplace.path("annan.json");
    let alone = police.export(&rows(&later), "tredje.csv", &["--format", "json", "--ledger", text(&other)]);
    assert_eq!(alone.done().json()["kept"], 0);
}

#[test]
fn what_would_overlap_or_tell_too_much_is_refused() {
    let police = Police::new();
    police.export(&rows(&FIRST), "antal.csv", &[]).done();
    police.export(&rows(&FIRST), "kvartal.csv", &["--per", "quarter"]).refused("överlappar");
    assert!(!police.workplace.path("kvartal.csv").exists());
    police.export(&rows(&FIRST), "lag.csv", &["--least", "4"]).refused("minst 5");
    police.export(&rows(&FIRST), "tom.csv", &["--from", "2026-01-01"]).refused("inga rader");
    std::fs::write(police.workplace.path("lofte-utlamnat.json"), "{").unwrap();
    police.export(&rows(&FIRST), "antal.csv", &["--lang", "en"]).refused("no note of handed over tables");
}

#[test]
fn one_thing_is_never_written_over_another() {
    let police = Police::new();
    police.export(&rows(&FIRST), "antal.csv", &[]).done();
    let before = std::fs::read(police.workplace.path("antal.csv")).unwrap();
    let table = police.workplace.path("antal.csv");
    police.export(&rows(&FIRST), "antal.csv", &["--ledger", text(&table)]).refused("två saker");
    police.export(&rows(&FIRST), "polisen.toml", &[]).refused("två saker");
    police.export(&rows(&FIRST), "lofte-utlamnat.json", &[]).refused("två saker");
    assert_eq!(std::fs::read(&table).unwrap(), before);
    let busy = std::fs::File::open(police.workplace.path("lofte-utlamnat.json.lock")).unwrap();
    busy.lock().unwrap();
    police.export(&rows(&FIRST), "antal.csv", &[]).refused("En annan tabell");
}

#[test]
fn what_is_withheld_and_why_is_told_in_words() {
    let police = Police::new();
    let told = police.export(&rows(&FIRST), "antal.csv", &[]).done().out;
    for words in [
        "Undanhållna för att de är 1–4",
        "går att räkna ut ur summorna",
        "lämna aldrig ut den",
        "lofte import counts",
    ] {
        assert!(told.contains(words), "“{words}” is not in {told}");
    }
    let ledger = std::fs::metadata(police.workplace.path("lofte-utlamnat.json")).unwrap();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&ledger.permissions()) & 0o077, 0);
}

#[test]
fn a_guess_makes_a_table_only_where_nothing_is_left_to_answer() {
    let police = Police::new();
    let (to, ledger) = (police.workplace.path("gissad.csv"), police.workplace.path("gissad.json"));
    let run = |file: &Path| {
        let arguments =
            ["export-aggregate", text(file), "--municipality", "Flen", "--guess", "--to", text(&to)];
        lofte(&[&arguments[..], &["--ledger", text(&ledger), "--taken-out", "2025-04-01"]].concat())
    };
    let unsaid = rows(&FIRST).replace("Nr;Tid;Typ;Område", "Nr;Datum;Typ;Plats");
    let asked = run(&police.workplace.write("gissa.csv", &unsaid));
    assert_eq!((asked.code, to.exists(), ledger.exists()), (1, false, false), "{asked:#?}");
    assert!(asked.out.contains("Vad raderna berättar om") && asked.out.contains("Ingen tabell är skriven"));
    let said = rows(&FIRST).replace("Nr;Tid;Typ;Område", "Nr;Brottsdatum från;Brottskod text;regsokod");
    let made = run(&police.workplace.write("uttag.csv", &said));
    assert_eq!((made.code, to.exists(), ledger.exists()), (0, true, true), "{made:#?}");
    assert!(cells(&to).values().any(|count| count == "..") && cells(&to).values().any(|count| count == "20"));
}

#[test]
fn a_kind_of_its_own_comes_with_its_settings_and_no_cell_is_a_formula() {
    let police = Police::new();
    let square = |east: f64| {
        format!("[[[{east},59.0],[{},59.0],[{},59.1],[{east},59.1],[{east},59.0]]]", east + 0.1, east + 0.1)
    };
    let feature = |code: &str, name: &str, east: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"desokod":"{code}","namn":"{name}"}},"geometry":{{"type":"Polygon","coordinates":{}}}}}"#,
            square(east)
        )
    };
    let areas = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        feature("0482A0010", "=1+1", 16.5),
        feature("0482B0020", "Norr", 16.6)
    );
    let areas = police.workplace.write("deso.geojson", &areas);
    let mapping = MAPPING.replace("\"polisen\"", "\"vakt\"").replace("\"offence\"", "\"disturbance\"");
    police.workplace.write("polisen.toml", &mapping);
    let mut table = String::from("Nr;Tid;Typ;Område\n");
    for number in 0..30 {
        let area = if number < 14 { "0482A0010" } else { "0482B0020" };
        writeln!(table, "{number};2025-01-{:02};Klotter;{area}", number % 28 + 1).unwrap();
    }
    let ran = police.export(&table, "vakt.csv", &["--areas", text(&areas)]).done();
    assert!(
        ran.out.contains("vakt.antal.toml") && ran.out.contains("Inget antal är undanhållet"),
        "{ran:#?}"
    );
    let written = std::fs::read_to_string(police.workplace.path("vakt.csv")).unwrap();
    assert!(written.contains(";'=1+1;") && !written.contains(";=1+1;"), "{written}");
    let settings = std::fs::read_to_string(police.workplace.path("vakt.antal.toml")).unwrap();
    assert!(
        settings.contains("source = \"vakt\"") && settings.contains("kind = \"disturbance\""),
        "{settings}"
    );
}
