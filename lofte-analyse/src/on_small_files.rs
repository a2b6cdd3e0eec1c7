//! Commands asked as an analyst asks them, on small files, in both languages.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use crate::Analyse;
use crate::output::{Format, Out, Terminal};
use clap::Parser;
use lofte_words::{Language, Words};
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

#[derive(Parser)]
struct Program {
    #[command(flatten)]
    analyse: Analyse,
}

#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl io::Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a method says of a table, with `FILE` for its name in the command.
fn answer(command: &str, table: &str, language: Language, format: Format) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("table.csv");
    std::fs::write(&file, table).unwrap();
    let words = command.split_whitespace().map(|word| word.replace("FILE", file.to_str().unwrap()));
    let program = Program::try_parse_from(std::iter::once("analyse".to_owned()).chain(words));
    let program = program.unwrap_or_else(|error| panic!("{command}: {error}"));
    let page = Page::default();
    let mut out = Out::to(Box::new(page.clone()));
    let mut terminal = Terminal { words: Words(language), format, out: &mut out };
    if let Err(failure) = program.analyse.act(&mut terminal) {
        panic!("{command}: {failure:?}");
    }
    out.finish().unwrap();
    let bytes = page.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

/// The answer in English, once its Swedish is seen to be whole, and its JSON and CSV too.
fn asked(command: &str, table: &str) -> String {
    let english = answer(command, table, Language::English, Format::Table);
    let swedish = answer(command, table, Language::Swedish, Format::Table);
    for text in [&english, &swedish] {
        assert!(!text.contains("analyse-") && !text.contains("{ $"), "{command}:\n{text}");
        assert!(text.lines().count() > 3, "{command}:\n{text}");
    }
    let json = answer(command, table, Language::Swedish, Format::Json);
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{command}:\n{json}");
    let csv = answer(command, table, Language::Swedish, Format::Csv);
    assert!(csv.lines().count() > 1 && !csv.contains("NaN"), "{command}:\n{csv}");
    println!("$ lofte analyse {command}\n{english}");
    english
}

/// Twelve areas, the last of which has far more than its residents explain.
fn areas() -> String {
    let mut table = "area,count,before,residents,expected,answers,yes,dense\n".to_owned();
    for area in 0..12_u32 {
        let count = if area == 11 { 90 } else { 8 + 5 * area % 13 };
        let (residents, yes) = (900 + 130 * area, 10 + 7 * area % 25);
        let dense = f64::from(area * area % 7) / 7.0;
        writeln!(table, "Område {area},{count},12,{residents},{}.5,50,{yes},{dense}", 10 + area % 3).unwrap();
    }
    table
}

/// Events over twelve years: a few at a place every month, and in the last year many at another.
fn events() -> String {
    let mut table = "t,kind,place,x,y,district\n".to_owned();
    for year in 2014..2026_u32 {
        for month in 1..13_u32 {
            let (x, y) = (590_000 + 137 * (month * year % 47), 6_540_000 + 211 * (month * 7 % 31));
            writeln!(table, "{year}-{month:02}-11,theft,a{},{x},{y},north", month * year % 40).unwrap();
            if year == 2025 {
                for day in 1..5 {
                    writeln!(table, "2025-{month:02}-2{day},arson,b{},593000,6543000,south", day % 3)
                        .unwrap();
                }
            }
        }
    }
    table
}

#[test]
fn units_are_compared_without_a_league_table() {
    let table = areas();
    let unit = "FILE --unit area --count count";
    let funnel = asked(&format!("funnel {unit} --population residents"), &table);
    assert!(funnel.contains("over the upper limit"), "{funnel}");
    assert!(funnel.find("Område 3").unwrap() < funnel.find("Område 11").unwrap());
    asked(&format!("funnel {unit} --expected expected --limits chance"), &table);
    asked(&format!("funnel {unit} --expected expected --limits multiplicative --levels 0.9"), &table);
    asked("funnel FILE --unit area --count yes --answers answers --target 0.4", &table);
    asked(&format!("funnel {unit} --before before --population residents"), &table);
    let ranks = asked(&format!("rank-uncertainty {unit} --population residents"), &table);
    assert!(ranks.contains("of 66 pairs cannot be told apart"), "{ranks}");
    asked(&format!("population-at-risk {unit} --populations residents,answers"), &table);
    asked(
        "three-year FILE --unit area --counts before,count,yes,before,count,yes --populations residents",
        &table,
    );
    let drawn = asked(&format!("shrinkage {unit} --expected expected"), &table);
    assert!(drawn.contains("Område 11"), "{drawn}");
    asked(&format!("shrinkage {unit} --population residents"), &table);
    asked("shrinkage FILE --unit area --count yes --answers answers", &table);
    let columns = "--focus Område_4 --columns residents,dense --logarithm residents --floor 10";
    let similar = asked(&format!("similar FILE --unit area {columns}"), &table.replace("Område ", "Område_"));
    assert!(similar.contains("among 12"), "{similar}");
}

#[test]
fn places_and_periods_are_compared_with_chance() {
    let table = events();
    let emerging = "emerging FILE --time t --x x --y y --cell 500 --until 2025-12-31";
    let found = asked(emerging, &table);
    assert!(found.contains("new") && found.contains("0 stable"), "{found}");
    let repeats = asked("repeat-places FILE --place place --at-risk 500 --where kind='arson'", &table);
    assert!(repeats.contains("48 events at 3 different places: 45 repeats"), "{repeats}");
    let years = asked("twelve-month FILE --time t --category kind --until 2025-12-31", &table);
    assert!(years.contains("unbounded"), "{years}");
    asked("trend-test FILE --time t --category kind --until 2025-12-31", &table);
    let alerts = asked("window-alerts FILE --time t --category kind --area district", &table);
    assert!(alerts.contains("3/13"), "{alerts}");
}

#[test]
fn rows_are_counted_with_noise_and_no_key_is_shown() {
    let mut table = "district,key\n".to_owned();
    for row in 0..60_u32 {
        writeln!(table, "{},{}", ["north", "south", "west"][row as usize % 3], 7919 * row % 256).unwrap();
    }
    let noisy = asked("cell-key FILE --by district --key key --modulus 256", &table);
    assert!(noisy.contains("north") && noisy.contains("Total"), "{noisy}");
}
