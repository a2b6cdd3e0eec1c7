//! Two published tables that differ by few: editions, periods and nested areas.
//!
//! January to June was published, then January to July; the municipality was published, then the municipality without its
//! largest town. Each table may be safe alone, and their difference, one month or one village, may show a 2. The new
//! table is therefore protected beside the one that is out already: small differences are suppressed like small counts,
//! and the suppressed counts of both tables must stay in doubt for someone who has both.
//!
//! What someone with both tables can work out is a linear program over both at once, and not a network. Three kinds of
//! other tables that would look the same are networks (module `pair`), and a number is called safe when it is wide enough
//! in those. So the answer errs to the safe side: what is called safe is safe, and now and then a cell is suppressed that need
//! not be, or two tables are refused that could be had.
//!
//! Left out on purpose: three or more tables at once (compare the new one with each before), and tables with other rows
//! or columns (publish the sums they have in common as a table, and compare that).

use serde::{Deserialize, Serialize};

use super::pair::{Pair, Slices};
use super::table::{Position, ProtectedTable, Shape};
use super::{DisclosureError, DisclosureParams, SuppressionReason};

/// What the table that is out already is to the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Another edition of the same: rows have come late, been withdrawn or corrected.
    Edition,
    /// A part of the new one: a shorter period, an area inside it. No count is larger than the new one.
    Part,
    /// The new one is a part of it. No count is smaller than the new one. Little can be suppressed here that is not out already:
    /// where many counts, or many of the differences, are small, the part is refused. Give it fewer rows or columns, or
    /// publish parts before wholes.
    Whole,
}

/// Which number is in too little doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisclosiveValue {
    /// The difference of the two counts, 1 to k - 1.
    Difference,
    /// A small count of the new table.
    New,
    /// A small count of the earlier table.
    Earlier,
}

/// A number that the two tables together may give away. For the working side only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DisclosiveCell {
    /// The cell.
    pub position: Position,
    /// The number.
    pub of: DisclosiveValue,
    /// The width of doubt that could be shown: less than `protect`.
    pub doubt: u64,
}

/// Whether the difference of two published counts is itself a count too small to be shown.
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), section 5.2.3 (disclosure by differencing).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::{DisclosureParams, differencing::is_disclosive_difference};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// assert!(is_disclosive_difference(83, 81, &params) && is_disclosive_difference(81, 83, &params));
/// assert!(!is_disclosive_difference(83, 83, &params) && !is_disclosive_difference(83, 78, &params));
/// ```
pub fn is_disclosive_difference(one: u64, other: u64, params: &DisclosureParams) -> bool {
    params.suppresses(one.abs_diff(other))
}

/// Suppress what must be suppressed in a table that is published after another with the same rows and columns.
///
/// As [`protect_table`](super::table::protect_table), and beyond it: where the two counts differ by 1 to k - 1 the new
/// count is suppressed; such differences, and the small counts of both tables, can vary by at least `protect` for someone
/// who has both tables and knows how they are related. `earlier` is the earlier table as it was protected then; protect
/// it again from the same counts, which gives the same cells.
///
/// # Errors
/// As [`protect_table`](super::table::protect_table); [`DisclosureError::OtherShape`]; [`DisclosureError::NotPart`];
/// [`DisclosureError::Told`] when no suppression in the new table is enough.
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), chapter 5; D. Gusfield, *A graph theoretic
/// approach to statistical data security*, SIAM Journal on Computing 17 (1988).
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::differencing::{Relation, protect_table_beside};
/// use lofte_analysis::disclosure::{DisclosureParams, table::protect_table};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// let to_june = protect_table(2, 2, &[20, 30, 40, 50], &params)?;
/// // July adds 2 in the first cell and 9 or more elsewhere.
/// let to_july = protect_table_beside(2, 2, &[22, 41, 52, 59], &params, &to_june, Relation::Part)?;
/// assert!(to_july.published().get().cells[0].shown().is_none());
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn protect_table_beside(
    rows: usize,
    cols: usize,
    counts: &[u64],
    params: &DisclosureParams,
    earlier: &ProtectedTable,
    relation: Relation,
) -> Result<ProtectedTable, DisclosureError> {
    let shape = Shape::new(rows, cols, counts)?;
    let values = shape.values(counts)?;
    let pair = Pair::new(shape, &values, earlier, relation, params)?;
    let mut alone = shape.network(&values, |edge, value| {
        params.suppresses(value)
            || (relation == Relation::Edition && pair.small(edge, DisclosiveValue::Difference))
    });
    alone.zeros_are_shown(counts.len());
    alone.protect_small(params, None);
    let mut hidden: Vec<bool> = (0..alone.len()).map(|edge| alone.hidden(edge)).collect();
    if relation != Relation::Edition {
        pair.hide_cheaply(&mut hidden);
        pair.hide_witnesses(&mut hidden)?;
    }
    let reason = |(hidden, value): (bool, &u64)| match hidden {
        true if params.suppresses(*value) => Some(SuppressionReason::Primary),
        true => Some(SuppressionReason::Secondary),
        false => None,
    };
    let reasons = hidden.into_iter().zip(&values).map(reason).collect();
    Ok(ProtectedTable::new(shape, values, reasons, params))
}

/// The numbers that two published tables together may give away.
///
/// None means that every small count of both tables, and every difference of 1 to k - 1, can vary by at least `protect`.
/// A number in the list has not been shown to be safe; most of them can in fact be worked out. Use it for tables that
/// are out already.
///
/// # Errors
/// [`DisclosureError::OtherShape`], [`DisclosureError::NotPart`].
///
/// # References
/// A. Hundepool and others, *Statistical Disclosure Control* (2012), chapter 5.
///
/// # Examples
/// ```
/// use lofte_analysis::disclosure::differencing::{DisclosiveValue, Relation, disclosive_cells};
/// use lofte_analysis::disclosure::{DisclosureParams, table::protect_table};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// let to_june = protect_table(2, 2, &[20, 30, 40, 50], &params)?;
/// let to_july = protect_table(2, 2, &[22, 41, 52, 59], &params)?;
/// let leaks = disclosive_cells(&to_july, &to_june, &params, Relation::Part)?;
/// assert_eq!((leaks.len(), leaks[0].of, leaks[0].doubt), (1, DisclosiveValue::Difference, 0));
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn disclosive_cells(
    table: &ProtectedTable,
    earlier: &ProtectedTable,
    params: &DisclosureParams,
    relation: Relation,
) -> Result<Vec<DisclosiveCell>, DisclosureError> {
    let pair = Pair::new(table.shape, &table.values, earlier, relation, params)?;
    let hidden: Vec<bool> = table.reasons.iter().map(Option::is_some).collect();
    let mut slices = Slices::new(&pair, &hidden);
    let mut leaks = Vec::new();
    for (edge, of) in pair.all_small() {
        let doubt = slices.doubt(edge, of, params.protect).0;
        if doubt < params.protect {
            leaks.push(DisclosiveCell { position: table.shape.position(edge), of, doubt });
        }
    }
    Ok(leaks)
}
