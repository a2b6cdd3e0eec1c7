//! The counting kernel: nothing lost, whatever the batches and their order; real counts against DuckDB
//! (oracle/*/README.md).

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::HashMap;
use std::io::Read;

use flate2::read::GzDecoder;
use lofte_analysis::incidents::counts::{
    CodedColumn, Codes, CountError, GroupedCounts, MISSING, count_together, grouped_counts,
};
use proptest::prelude::*;
use serde_json::Value;

const SIZES: [u32; 3] = [3, 5, 2];

fn code(size: u32) -> impl Strategy<Value = u32> {
    prop_oneof![1 => Just(MISSING), 6 => 0..size]
}

fn rows() -> impl Strategy<Value = Vec<([u32; 3], bool)>> {
    let row = (code(SIZES[0]), code(SIZES[1]), code(SIZES[2])).prop_map(|(a, b, c)| [a, b, c]);
    prop::collection::vec((row, any::<bool>()), 0..2500)
}

fn count(rows: &[([u32; 3], bool)]) -> GroupedCounts {
    let codes: [Vec<u32>; 3] = std::array::from_fn(|i| rows.iter().map(|(row, _)| row[i]).collect());
    let columns: [CodedColumn; 3] =
        std::array::from_fn(|i| CodedColumn { codes: Codes::Wide(&codes[i]), size: SIZES[i] });
    let keep: Vec<bool> = rows.iter().map(|(_, keep)| *keep).collect();
    grouped_counts(&columns, Some(&keep)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_cell_is_the_number_of_its_rows(rows in rows()) {
        let table = count(&rows);
        for a in (0..SIZES[0]).chain([MISSING]) {
            for b in (0..SIZES[1]).chain([MISSING]) {
                for c in (0..SIZES[2]).chain([MISSING]) {
                    let plain = rows.iter().filter(|(row, keep)| *keep && *row == [a, b, c]).count() as u64;
                    prop_assert_eq!(table.get(&[a, b, c]), Some(plain));
                }
            }
        }
        prop_assert_eq!(table.total(), rows.iter().filter(|(_, keep)| *keep).count() as u64);
    }

    #[test]
    fn batches_and_order_make_no_difference(rows in rows(), cut: prop::sample::Index, seed: u64) {
        let whole = count(&rows);
        let cut = cut.index(rows.len() + 1);
        let mut merged = count(&rows[cut..]);
        merged.merge(&count(&rows[..cut])).unwrap();
        prop_assert_eq!(&merged, &whole);
        let mut shuffled = rows.clone();
        shuffled.sort_by_key(|(row, keep)| (row[1] ^ row[2], *keep, u64::from(row[0]) ^ seed));
        prop_assert_eq!(&count(&shuffled), &whole);
    }

    #[test]
    fn margins_keep_the_total(rows in rows()) {
        let table = count(&rows);
        let swapped = table.margin(&[2, 0]).unwrap();
        prop_assert_eq!(swapped.total(), table.total());
        let plain = rows.iter().filter(|(row, keep)| *keep && row[2] == 1 && row[0] == MISSING).count() as u64;
        prop_assert_eq!(swapped.get(&[1, MISSING]), Some(plain));
        prop_assert_eq!(table.margin(&[0, 1, 2]).unwrap(), table);
    }
}

#[test]
fn a_bad_code_adds_nothing() {
    let mut table = GroupedCounts::empty(&[2]).unwrap();
    let codes: Vec<u32> = (0..5000).map(|row| if row == 4321 { 2 } else { 1 }).collect();
    let error = table.add(&[CodedColumn { codes: Codes::Wide(&codes), size: 2 }], None).unwrap_err();
    assert_eq!(error, CountError::UnknownCode { column: 0, row: 4321, code: 2, size: 2 });
    assert_eq!(table.total(), 0);
}

#[test]
fn what_does_not_fit_is_refused() {
    let column = |codes, size| CodedColumn { codes: Codes::Wide(codes), size };
    assert_eq!(grouped_counts(&[], None).unwrap_err(), CountError::NoColumns);
    let wide = column(&[], u32::MAX);
    assert_eq!(grouped_counts(&[wide, wide, wide], None).unwrap_err(), CountError::TooManyCells);
    let uneven = grouped_counts(&[column(&[0, 1], 2), column(&[0], 2)], None);
    assert_eq!(uneven.unwrap_err(), CountError::Length { column: 1, rows: 1, expected: 2 });
    let filter = grouped_counts(&[column(&[0, 1], 2)], Some(&[true]));
    assert_eq!(filter.unwrap_err(), CountError::Length { column: 1, rows: 1, expected: 2 });
    let mut table = GroupedCounts::empty(&[2]).unwrap();
    assert_eq!(table.add(&[column(&[0], 3)], None).unwrap_err(), CountError::Shape);
    assert_eq!(table.merge(&GroupedCounts::empty(&[3]).unwrap()).unwrap_err(), CountError::Shape);
    assert_eq!((table.get(&[2]), table.get(&[]), table.get(&[MISSING])), (None, None, Some(0)));
}

#[test]
fn an_empty_code_list_counts_the_missing() {
    let table =
        grouped_counts(&[CodedColumn { codes: Codes::Wide(&[MISSING, MISSING]), size: 0 }], None).unwrap();
    assert_eq!(table.cells(), [2]);
}

#[test]
fn a_written_table_is_checked_when_read() {
    let table =
        grouped_counts(&[CodedColumn { codes: Codes::Wide(&[0, 1, MISSING, 1]), size: 2 }], None).unwrap();
    let text = serde_json::to_string(&table).unwrap();
    assert_eq!(text, r#"{"sizes":[2],"cells":[1,2,1]}"#);
    assert_eq!(serde_json::from_str::<GroupedCounts>(&text).unwrap(), table);
    assert!(serde_json::from_str::<GroupedCounts>(r#"{"sizes":[2],"cells":[1,2]}"#).is_err());
}

/// Metres of UTM zone 16 north, by Krüger's series (to far below a millimetre here).
#[expect(clippy::many_single_char_names, reason = "the letters that the projection is written with")]
fn utm16(longitude: f64, latitude: f64) -> [f64; 2] {
    let (a, f) = (6_378_137.0, 1.0 / 298.257_223_563);
    let n: f64 = f / (2.0 - f);
    let radius = a / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
    let alpha = [
        n / 2.0 - 2.0 / 3.0 * n.powi(2) + 5.0 / 16.0 * n.powi(3) + 41.0 / 180.0 * n.powi(4),
        13.0 / 48.0 * n.powi(2) - 3.0 / 5.0 * n.powi(3) + 557.0 / 1440.0 * n.powi(4),
        61.0 / 240.0 * n.powi(3) - 103.0 / 140.0 * n.powi(4),
        49_561.0 / 161_280.0 * n.powi(4),
    ];
    let (lambda, phi) = ((longitude + 87.0).to_radians(), latitude.to_radians());
    let e = 2.0 * n.sqrt() / (1.0 + n);
    let t = (phi.sin().atanh() - e * (e * phi.sin()).atanh()).sinh();
    let (xi, eta) = (t.atan2(lambda.cos()), (lambda.sin() / (1.0 + t * t).sqrt()).atanh());
    let (mut x, mut y) = (eta, xi);
    for (term, alpha) in (1..).map(|i| 2.0 * f64::from(i)).zip(alpha) {
        x += alpha * (term * xi).cos() * (term * eta).sinh();
        y += alpha * (term * xi).sin() * (term * eta).cosh();
    }
    [500_000.0 + 0.9996 * radius * x, 0.9996 * radius * y]
}

/// Codes for texts in the order in which they come.
fn coded<T: std::hash::Hash + Eq>(values: impl Iterator<Item = T>) -> (Vec<u16>, u32) {
    let mut known = HashMap::new();
    let codes = values.map(|value| {
        let next = u16::try_from(known.len()).unwrap();
        *known.entry(value).or_insert(next)
    });
    let codes = codes.collect();
    (codes, u32::try_from(known.len()).unwrap())
}

/// Monday is 0; `text` begins with a date of 2010 to 2019.
fn weekday(text: &str) -> u8 {
    let part = |range: std::ops::Range<usize>| text[range].parse::<usize>().unwrap();
    let (year, month, day) = (part(0..4), part(5..7), part(8..10));
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1];
    let leap_days = (year - 2009) / 4 + usize::from(year % 4 == 0 && month > 2);
    // 1 January 2010 was a Friday.
    u8::try_from((4 + 365 * (year - 2010) + leap_days + before + day - 1) % 7).unwrap()
}

#[test]
fn assaults_in_chicago_agree_with_duckdb() {
    let oracle: Value =
        serde_json::from_str(include_str!("../../oracle/counts/counts_chicago.json")).unwrap();
    let oracle = &oracle["result"];
    let file = include_bytes!("../../oracle/data/chicago_aggravated_assaults_2010-2019.csv.gz").as_slice();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    let dates = || rows.iter().map(|row| &row[0]);
    let (categories, category_size) = coded(rows.iter().map(|row| row[1].to_owned()));
    let (months, month_size) = coded(dates().map(|date| date[..7].to_owned()));
    let weekdays: Vec<u8> = dates().map(weekday).collect();
    let hours: Vec<u8> = dates().map(|date| date[11..13].parse().unwrap()).collect();
    let (cells, cell_size) = coded(rows.iter().map(|row| {
        let [longitude, latitude] = [2, 3].map(|column| row[column].parse::<f64>().unwrap());
        utm16(longitude, latitude).map(|metres| (metres / 250.0).floor().to_bits())
    }));
    let column = |codes, size| CodedColumn { codes, size };
    let by_month =
        [column(Codes::Medium(&categories), category_size), column(Codes::Medium(&months), month_size)];
    let by_hour = [column(Codes::Narrow(&weekdays), 7), column(Codes::Narrow(&hours), 24)];
    let by_cell = [column(Codes::Medium(&cells), cell_size)];
    let tables = count_together(&[&by_month, &by_hour, &by_cell], None).unwrap();
    for table in &tables {
        assert_eq!(table.total(), 148_636);
    }
    let summary = |table: &GroupedCounts| {
        let filled = table.cells().iter().filter(|count| **count > 0).count() as u64;
        (Some(filled), table.cells().iter().max().copied())
    };
    assert_eq!(summary(&tables[0]), (oracle["cat_month"].as_u64(), oracle["cat_month_max"].as_u64()));
    assert_eq!(summary(&tables[2]), (oracle["cells"].as_u64(), oracle["cell_max"].as_u64()));
    for (weekday, hour) in (0..7).flat_map(|weekday| (0..24).map(move |hour| (weekday, hour))) {
        let theirs = oracle["dow_hour"][format!("{weekday}_{hour}")].as_u64();
        assert_eq!(tables[1].get(&[weekday, hour]), theirs, "{weekday} {hour}");
    }
}

/// Rows enough for several threads.
fn many() -> (Vec<u8>, Vec<u16>, Vec<u32>, Vec<bool>) {
    let rows = 0..300_000_u32;
    let mix = |row: u32, by: u32| row.wrapping_mul(2_654_435_761).wrapping_add(by) >> 16;
    let a =
        rows.clone().map(|row| if row % 13 == 0 { u8::MAX } else { u8::try_from(mix(row, 1) % 9).unwrap() });
    let b = rows
        .clone()
        .map(|row| if row % 17 == 0 { u16::MAX } else { u16::try_from(mix(row, 2) % 400).unwrap() });
    let c = rows.clone().map(|row| if row % 19 == 0 { MISSING } else { mix(row, 3) % 5 });
    (a.collect(), b.collect(), c.collect(), rows.map(|row| row % 3 != 0).collect())
}

#[test]
fn narrow_codes_and_threads_make_no_difference() {
    let (a, b, c, keep) = many();
    let wide = |codes: Vec<u32>| codes;
    let a_wide =
        wide(a.iter().map(|code| if *code == u8::MAX { MISSING } else { u32::from(*code) }).collect());
    let b_wide =
        wide(b.iter().map(|code| if *code == u16::MAX { MISSING } else { u32::from(*code) }).collect());
    let column = |codes, size| CodedColumn { codes, size };
    let narrow = [column(Codes::Narrow(&a), 9), column(Codes::Medium(&b), 400), column(Codes::Wide(&c), 5)];
    let wide =
        [column(Codes::Wide(&a_wide), 9), column(Codes::Wide(&b_wide), 400), column(Codes::Wide(&c), 5)];
    let plain = grouped_counts(&wide, Some(&keep)).unwrap();
    assert_eq!(grouped_counts(&narrow, Some(&keep)).unwrap(), plain);
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let groupings: [&[CodedColumn]; 3] = [&narrow, &narrow[1..], &wide[..1]];
        let tables = pool.install(|| count_together(&groupings, Some(&keep)).unwrap());
        assert_eq!(tables[0], plain);
        assert_eq!(tables[1], plain.margin(&[1, 2]).unwrap());
        assert_eq!(tables[2], plain.margin(&[0]).unwrap());
    }
}

#[test]
fn the_same_unknown_code_is_named_by_any_number_of_threads() {
    let (a, mut b, _, _) = many();
    for row in [70_001, 70_000, 170_000, 299_999] {
        b[row] = 400;
    }
    let columns = [
        CodedColumn { codes: Codes::Narrow(&a), size: 9 },
        CodedColumn { codes: Codes::Medium(&b), size: 400 },
    ];
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let error = pool.install(|| count_together(&[&columns[..1], &columns], None).unwrap_err());
        assert_eq!(error, CountError::UnknownCode { column: 1, row: 70_000, code: 400, size: 400 });
    }
}

#[test]
fn a_narrow_code_list_may_be_full_or_larger_than_its_type() {
    let codes: Vec<u8> = (0..=255).collect();
    let table = |size| grouped_counts(&[CodedColumn { codes: Codes::Narrow(&codes), size }], None);
    assert_eq!(table(255).unwrap().get(&[MISSING]), Some(1));
    let larger = table(1000).unwrap();
    assert_eq!((larger.get(&[254]), larger.get(&[255]), larger.get(&[MISSING])), (Some(1), Some(0), Some(1)));
    let smaller = CountError::UnknownCode { column: 0, row: 254, code: 254, size: 254 };
    assert_eq!(table(254).unwrap_err(), smaller);
    assert_eq!(count_together(&[], None).unwrap(), []);
    let uneven: [&[CodedColumn]; 2] = [
        &[CodedColumn { codes: Codes::Narrow(&codes), size: 255 }],
        &[CodedColumn { codes: Codes::Narrow(&codes[1..]), size: 255 }],
    ];
    assert_eq!(
        count_together(&uneven, None).unwrap_err(),
        CountError::Length { column: 0, rows: 255, expected: 256 }
    );
    assert_eq!(count_together(&[&[]], None).unwrap_err(), CountError::NoColumns);
}
