//! Protection of what is published: whatever the numbers, the published table is made or refused.

use super::nonsense::{config, count, number, small, sound, sound_always};
use lofte_analysis::Points;
use lofte_analysis::disclosure::cell_key::{CellKeyParams, noise_table};
use lofte_analysis::disclosure::differencing::{Relation, protect_table_beside};
use lofte_analysis::disclosure::geomasking::{GeomaskingParams, Holding, snap_to_grid};
use lofte_analysis::disclosure::one_way_table::protect_one_way_table;
use lofte_analysis::disclosure::rounding::round_table;
use lofte_analysis::disclosure::table::{Reader, attacker_intervals, protect_table};
use lofte_analysis::disclosure::{Answers, DisclosureParams, ShareParams, disclose_count, disclose_share};
use proptest::prelude::*;

/// Rows, columns and counts of a table, which mostly fit each other.
fn table() -> impl Strategy<Value = (usize, usize, Vec<u64>)> {
    (1_usize..6, 1_usize..6, any::<bool>()).prop_flat_map(|(rows, cols, small)| {
        let cells = if small { 0..9_u64 } else { 0..200 };
        let counts = prop::collection::vec(count(cells), rows * cols);
        let rows = prop_oneof![19 => Just(rows), 1 => Just(0), 1 => Just(usize::MAX)];
        (rows, Just(cols), counts)
    })
}

fn disclosure_params() -> impl Strategy<Value = DisclosureParams> {
    (count(1..9), count(0..9)).prop_map(|(threshold, protect)| DisclosureParams { threshold, protect })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn protected_tables_are_sound((rows, cols, counts) in table(), params in disclosure_params(), more in count(0..9), base in count(1..9), seed: u64) {
        sound(|| protect_table(rows, cols, &counts, &params))?;
        sound(|| protect_one_way_table(&counts, &params))?;
        sound(|| round_table(rows, cols, &counts, base, seed))?;
        sound(|| attacker_intervals(rows, cols, &counts, &[], Reader::OfTheRule))?;
        if let Ok(earlier) = protect_table(rows, cols, &counts, &params) {
            let later: Vec<u64> = counts.iter().map(|count| count.saturating_add(more)).collect();
            sound(|| protect_table_beside(rows, cols, &later, &params, &earlier, Relation::Part))?;
        }
    }

    #[test]
    fn single_numbers_are_sound(
        (one, other) in (count(0..40), count(0..40)), params in disclosure_params(), min_answers in count(0..50),
    ) {
        sound_always(|| disclose_count(one, &params))?;
        let share = ShareParams { min_answers, threshold: params.threshold };
        sound_always(|| disclose_share(Answers { yes: one, no: other }, &share, one))?;
    }

    #[test]
    fn noise_is_sound(largest in small(1..7), variance in number(0.5..6.0), hidden_up_to in small(0..4), keys in prop::collection::vec(count(0..256), 0..20), modulus in count(2..300)) {
        sound(|| noise_table(CellKeyParams { largest, variance, hidden_up_to }))?;
        if let Ok(table) = noise_table(CellKeyParams { largest, variance, hidden_up_to }) {
            sound(|| table.apply(&keys, modulus))?;
        }
    }

    #[test]
    fn dots_are_sound((xs, ys) in super::nonsense::points(0..40), side in number(50.0..500.0), doublings in small(0..5), threshold in count(2..9)) {
        sound(|| snap_to_grid(Points::new(&xs, &ys), Holding::Dwellings(Points::new(&xs, &ys)), &GeomaskingParams { side, doublings, threshold }))?;
    }
}
