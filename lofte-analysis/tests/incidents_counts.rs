//! The counting kernel: nothing lost, whatever the batches and their order.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use lofte_analysis::incidents::counts::{
    CodedColumn, Codes, CountError, GroupedCounts, MISSING, grouped_counts,
};
use proptest::prelude::*;

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
