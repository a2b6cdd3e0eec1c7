//! Attacks: what somebody outside could read or work out from everything that is published.

use super::fixture::{PARAMS, SECRET_NOTE, edition, rate, rates, share, town, wave_answers};
use crate::document::Fonts;
use crate::picture::{CountRow, CountTable};
use crate::snapshot::Snapshot;
use crate::survey::WaveCounts;
use lofte_analysis::disclosure::table::{Position, Reader, attacker_intervals};
use lofte_model::id::{DeliveryId, UserId};
use lofte_model::picture::RateCell;
use lofte_model::place::AreaCode;
use lofte_model::records::Category;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Every text that leaves the house for a snapshot, documents as the words on their pages.
fn everything(snapshot: &Snapshot) -> Vec<String> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let mut all = vec![
        serde_json::to_string_pretty(snapshot).unwrap(),
        text(snapshot.promises_json().unwrap()),
        text(snapshot.promises_csv().unwrap()),
        text(snapshot.counts_csv().unwrap()),
        text(snapshot.shares_csv().unwrap()),
    ];
    let fonts = Fonts::default();
    for promise in &snapshot.promises {
        all.push(crate::document::words(snapshot, promise, &fonts));
    }
    all
}

#[test]
fn nobody_and_nothing_internal_leaves() {
    let snapshot = town().snapshot();
    let accounts =
        ["coordinator", "police", "partner", "not public"].map(|name| UserId::named(name).to_string());
    let delivery = DeliveryId::named("delivery").to_string();
    for text in everything(&snapshot) {
        for account in &accounts {
            assert!(!text.contains(account.as_str()), "an account");
        }
        assert!(!text.contains(&delivery), "a delivery");
        assert!(!text.contains(SECRET_NOTE), "a note, a function, an assessment");
        assert!(!text.contains("16.58") && !text.contains("59.05"), "a coordinate");
        assert!(!text.contains("987654"), "the number of rows");
        assert!(!text.contains("777001"), "a monthly series");
        assert!(!text.contains("utkast som ingen"), "a draft");
        assert!(!text.contains("Intern arbetsyta"), "an area of the municipality's own");
    }
}

#[test]
fn keys_of_the_json_are_known() {
    let json = serde_json::to_value(town().snapshot()).unwrap();
    for forbidden in
        ["by", "note", "notes", "deliveries", "border", "position", "file_name", "function", "n_rows"]
    {
        assert!(!has_key(&json, forbidden), "{forbidden}");
    }
}

fn has_key(value: &serde_json::Value, key: &str) -> bool {
    match value {
        serde_json::Value::Object(fields) => {
            fields.contains_key(key) || fields.values().any(|field| has_key(field, key))
        }
        serde_json::Value::Array(items) => items.iter().any(|item| has_key(item, key)),
        _ => false,
    }
}

#[test]
fn small_counts_are_in_no_file() {
    let snapshot = town().snapshot();
    let csv = String::from_utf8(snapshot.counts_csv().unwrap()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let mut hidden = 0;
    for row in reader.deserialize::<BTreeMap<String, String>>() {
        let row = row.unwrap();
        if row["kind"] == "offence" {
            let count = row["count"].parse::<u64>().ok();
            assert!(count.is_none_or(|count| count == 0 || count >= PARAMS.threshold), "{row:?}");
            assert_eq!(count.is_none(), row["hidden"] == "true");
            assert!(count.is_some() || row["rate"].is_empty(), "a rate gives its count back: {row:?}");
            hidden += u32::from(count.is_none());
        }
    }
    assert!(hidden >= 4, "{csv}");
    assert!(!csv.contains("robbery"), "3 in all: official totals would give it away");
    assert!(!csv.contains("stationsomradet"), "own areas overlap");
}

#[test]
fn hidden_counts_cannot_be_worked_out() {
    let snapshot = town().snapshot();
    let tables = snapshot.picture.unwrap().counts.unwrap().figures;
    assert_eq!(tables.len(), 1);
    assert_protected(&tables[0], &rates());
}

/// Attacks a table with all its sums, and again with the total of every category known from elsewhere.
fn assert_protected(table: &CountTable, cells: &[RateCell]) {
    let count = |category: &Category, area: &Option<AreaCode>| {
        let here = |cell: &&RateCell| {
            (cell.kind, cell.year) == (table.kind, table.year)
                && cell.category == *category
                && cell.area == *area
        };
        cells.iter().filter(here).map(|cell| cell.count).sum::<u64>()
    };
    let by_area: Vec<&CountRow> = table.rows.iter().filter(|row| !row.cells.is_empty()).collect();
    let (rows, cols) = (by_area.len(), table.areas.len());
    if cols == 0 {
        return;
    }
    let counts: Vec<u64> =
        by_area.iter().flat_map(|row| table.areas.iter().map(|area| count(&row.category, area))).collect();
    let mut hidden = Vec::new();
    for (row, line) in by_area.iter().enumerate() {
        for (col, cell) in line.cells.iter().enumerate() {
            let real = counts[row * cols + col];
            match cell.count.get().shown() {
                Some(shown) => assert!(*shown == real && !PARAMS.suppresses(real)),
                None => hidden.push(Position::Inner { row, col }),
            }
            let rate = cell.per_1000.as_ref().and_then(|rate| rate.get().shown());
            assert!(rate.is_none() || cell.count.get().shown().is_some());
        }
    }
    let cols_hidden = (0..cols).filter(|col| table.area_totals[*col].get().shown().is_none());
    hidden.extend(cols_hidden.map(|col| Position::ColTotal { col }));
    // Row totals and the grand total are taken as known, shown or not.
    for interval in attacker_intervals(rows, cols, &counts, &hidden, Reader::OfTheRule).unwrap() {
        let real = match interval.position {
            Position::Inner { row, col } => counts[row * cols + col],
            Position::ColTotal { col } => (0..rows).map(|row| counts[row * cols + col]).sum(),
            Position::RowTotal { .. } | Position::GrandTotal => unreachable!(),
        };
        if PARAMS.suppresses(real) {
            let width = interval.upper.map_or(u64::MAX, |upper| upper - interval.lower);
            assert!(width >= PARAMS.protect, "{interval:?}");
        }
    }
}

#[test]
fn shares_of_areas_are_shown_where_nothing_small_is_left() {
    let mut town = town();
    town.promises.remove(1);
    town.verdicts.clear();
    let csv = String::from_utf8(town.snapshot().shares_csv().unwrap()).unwrap();
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<BTreeMap<String, String>> = reader.deserialize().map(Result::unwrap).collect();
    let hidden: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["area_code"].as_str(), row["hidden"].as_str())).collect();
    // 2 of 135 in area B answered no; the whole without area A is B and the station, where 107 did.
    assert_eq!(hidden, [("0482A0010", "false"), ("0482B0010", "true"), ("", "false")]);
    assert!(!csv.contains("133"));
}

#[test]
fn a_verdict_in_one_area_is_not_the_whole_minus_the_rest() {
    let mut town = town();
    // 378 yes of 540 in the whole, 165 of 270 in the area of the promise: 57 no are left.
    assert!(whole_is_shown(&town.snapshot()));
    // Without area A, 2 no are left.
    let areas = [("0482B0010", (133, 135)), ("stationsomradet", (165, 270))];
    town.waves[1] = WaveCounts::of(&wave_answers(2025, &areas));
    town.adopt(&rates(), vec![share(None, (298, 405))]);
    assert!(!whole_is_shown(&town.snapshot()));
}

fn whole_is_shown(snapshot: &Snapshot) -> bool {
    let shares = &snapshot.picture.as_ref().unwrap().shares.as_ref().unwrap().figures;
    shares.iter().find(|share| share.area.is_none()).unwrap().figures.get().shown().is_some()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_table_gives_a_small_count_away(
        rows in 1_usize..6,
        cols in 1_usize..6,
        counts in prop::collection::vec(prop_oneof![0_u64..9, 0_u64..60], 25),
    ) {
        let mut cells = Vec::new();
        for row in 0..rows {
            for col in 0..cols {
                let area = ["0482A0010", "0482B0010", "0482C0010", "0482D0010"].get(col).copied();
                cells.push(rate(&format!("category-{row}"), area, 2024, counts[row * 5 + col]));
            }
        }
        let mut town = town();
        town.edition = Some(edition(&cells));
        let snapshot = town.snapshot();
        for table in &snapshot.picture.unwrap().counts.unwrap().figures {
            assert_protected(table, &cells);
        }
    }
}
