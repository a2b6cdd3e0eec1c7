//! Two published tables that differ by few: editions, periods and nested areas.
//!
//! January to June was published, then January to July; the municipality was published, then the municipality without its
//! largest town. Each table may be safe alone, and their difference, one month or one village, may show a 2. The new
//! table is therefore protected beside the one that is out already: small differences are hidden like small counts,
//! and the hidden counts of both tables must stay in doubt for someone who has both.
//!
//! What someone with both tables can work out is a linear program over both at once, and not a network. Three kinds of
//! second tables that would look the same are networks, and here one of them has to be wide enough: the new table moves
//! and the earlier stays, the earlier moves and the new stays, or both move by the same. So the answer errs to the safe
//! side: what is called safe is safe, and now and then a cell is hidden that need not be.
//!
//! Left out on purpose: three or more tables at once (compare the new one with each before), and tables with other rows
//! or columns (publish the sums they have in common as a table, and compare that).

use serde::{Deserialize, Serialize};

use super::flow::Work;
use super::network::Network;
use super::table::{Position, ProtectedTable, Shape};
use super::{DisclosureError, DisclosureParams, HiddenReason};

/// What the table that is out already is to the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Another edition of the same: rows have come late, been withdrawn or corrected.
    Edition,
    /// A part of the new one: a shorter period, an area inside it. No count is larger than the new one.
    Part,
    /// The new one is a part of it. No count is smaller than the new one.
    Whole,
}

/// Which number is in too little doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeakOf {
    /// The difference of the two counts, 1 to k - 1.
    Difference,
    /// A small count of the new table.
    New,
    /// A small count of the earlier table.
    Earlier,
}

/// A number that the two tables together may give away. For the working side only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// The cell.
    pub position: Position,
    /// The number.
    pub of: LeakOf,
    /// The width of doubt that could be shown; less than `protect`.
    pub doubt: u64,
}

/// Whether the difference of two published counts is itself a count too small to be shown.
///
/// ```
/// use lofte_analysis::disclosure::{DisclosureParams, difference::difference_tells};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// assert!(difference_tells(83, 81, &params) && difference_tells(81, 83, &params));
/// assert!(!difference_tells(83, 83, &params) && !difference_tells(83, 78, &params));
/// ```
pub fn difference_tells(one: u64, other: u64, params: &DisclosureParams) -> bool {
    params.hides(one.abs_diff(other))
}

/// Hide what must be hidden in a table that is published after another with the same rows and columns.
///
/// As [`protect_table`](super::table::protect_table), and beyond it: where the two counts differ by 1 to k - 1 the new
/// count is hidden; such differences, and the small counts of both tables, can vary by at least `protect` for someone
/// who has both tables and knows how they are related. `earlier` is the earlier table as it was protected then; protect
/// it again from the same counts, which gives the same cells.
///
/// Errors: as [`protect_table`](super::table::protect_table); [`DisclosureError::OtherShape`];
/// [`DisclosureError::NotPart`]; [`DisclosureError::Told`] when no hiding in the new table is enough.
///
/// ```
/// use lofte_analysis::disclosure::difference::{Relation, protect_table_beside};
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
    let differences = pair.differences();
    let mut alone = shape.network(&values, |edge, value| {
        params.hides(value) || (relation == Relation::Edition && differences.contains(&edge))
    });
    let small: Vec<usize> = (0..values.len()).filter(|edge| params.hides(values[*edge])).collect();
    alone.protect_small(params);
    let mut hidden: Vec<bool> = (0..alone.len()).map(|edge| alone.hidden(edge)).collect();
    if relation != Relation::Edition {
        pair.keep_earlier_in_doubt(&mut hidden)?;
        pair.keep_new_in_doubt(&mut hidden, &small, &differences)?;
    }
    let mut reasons: Vec<Option<HiddenReason>> =
        hidden.iter().map(|hidden| hidden.then_some(HiddenReason::Secondary)).collect();
    for edge in small {
        reasons[edge] = Some(HiddenReason::Primary);
    }
    Ok(ProtectedTable::new(shape, values, reasons, params))
}

/// The numbers that two published tables together may give away.
///
/// None means that every small count of both tables, and every difference of 1 to k - 1, can vary by at least `protect`.
/// A number in the list has not been shown to be safe; most of them can in fact be worked out. Use it for tables that
/// are out already.
///
/// Errors: [`DisclosureError::OtherShape`], [`DisclosureError::NotPart`].
///
/// ```
/// use lofte_analysis::disclosure::difference::{LeakOf, Relation, leaks};
/// use lofte_analysis::disclosure::{DisclosureParams, table::protect_table};
/// let params = DisclosureParams { threshold: 5, protect: 5 };
/// let to_june = protect_table(2, 2, &[20, 30, 40, 50], &params)?;
/// let to_july = protect_table(2, 2, &[22, 41, 52, 59], &params)?;
/// let leaks = leaks(&to_july, &to_june, &params, Relation::Part)?;
/// assert_eq!((leaks.len(), leaks[0].of, leaks[0].doubt), (1, LeakOf::Difference, 0));
/// # Ok::<(), lofte_analysis::disclosure::DisclosureError>(())
/// ```
pub fn leaks(
    table: &ProtectedTable,
    earlier: &ProtectedTable,
    params: &DisclosureParams,
    relation: Relation,
) -> Result<Vec<Leak>, DisclosureError> {
    let pair = Pair::new(table.shape, &table.values, earlier, relation, params)?;
    let hidden: Vec<bool> = table.reasons.iter().map(Option::is_some).collect();
    let mut slices = [pair.new_moves(&hidden), pair.earlier_moves(), pair.both_move(&hidden)].map(Slice::new);
    let mut doubt = |edge: usize, slice: usize| slices[slice].spread(edge, params.protect);
    let mut leaks = Vec::new();
    for edge in 0..table.values.len() {
        let [new, before] = [table.values[edge], earlier.values[edge]];
        let questions = [
            (LeakOf::Difference, params.hides(new.abs_diff(before)), [0, 1]),
            (LeakOf::New, params.hides(new), [0, 2]),
            (LeakOf::Earlier, params.hides(before), [1, 2]),
        ];
        for (of, small, [one, other]) in questions {
            let enough = |doubt: u64| !small || doubt >= params.protect;
            let mut widest = if small { doubt(edge, one) } else { 0 };
            if !enough(widest) {
                widest = widest.max(doubt(edge, other));
            }
            if !enough(widest) {
                leaks.push(Leak { position: table.shape.position(edge), of, doubt: widest });
            }
        }
    }
    Ok(leaks)
}

/// Two tables with the same rows and columns, sums included.
struct Pair<'a> {
    shape: Shape,
    new: &'a [u64],
    earlier: &'a ProtectedTable,
    relation: Relation,
    params: &'a DisclosureParams,
}

impl<'a> Pair<'a> {
    fn new(
        shape: Shape,
        new: &'a [u64],
        earlier: &'a ProtectedTable,
        relation: Relation,
        params: &'a DisclosureParams,
    ) -> Result<Self, DisclosureError> {
        if shape != earlier.shape {
            return Err(DisclosureError::OtherShape);
        }
        let (part, whole) = match relation {
            Relation::Edition => (new, new),
            Relation::Part => (earlier.values.as_slice(), new),
            Relation::Whole => (new, earlier.values.as_slice()),
        };
        match part.iter().zip(whole).position(|(part, whole)| part > whole) {
            Some(edge) => Err(DisclosureError::NotPart { position: shape.position(edge) }),
            None => Ok(Self { shape, new, earlier, relation, params }),
        }
    }

    /// Where the counts differ by too few.
    fn differences(&self) -> Vec<usize> {
        let tells = |edge: &usize| difference_tells(self.new[*edge], self.earlier.values[*edge], self.params);
        (0..self.new.len()).filter(tells).collect()
    }

    /// The new table moves and the earlier stays, so that the difference moves too.
    fn new_moves(&self, hidden: &[bool]) -> Network {
        let mut network = self.shape.network(self.new, |edge, _| hidden[edge]);
        for (edge, before) in network.edges.iter_mut().zip(&self.earlier.values) {
            match self.relation {
                Relation::Edition => {}
                Relation::Part => edge.value -= before,
                Relation::Whole => edge.room = before - edge.value,
            }
        }
        network
    }

    /// The earlier table moves and the new one stays.
    fn earlier_moves(&self) -> Network {
        let values = &self.earlier.values;
        let mut network = self.shape.network(values, |edge, _| self.earlier.reasons[edge].is_some());
        for (edge, new) in network.edges.iter_mut().zip(self.new) {
            match self.relation {
                Relation::Edition => {}
                Relation::Part => edge.room = new - edge.value,
                Relation::Whole => edge.value -= new,
            }
        }
        network
    }

    /// Both move by the same where both are hidden, so that the difference stays.
    fn both_move(&self, hidden: &[bool]) -> Network {
        let hide = |edge: usize, _| hidden[edge] && self.earlier.reasons[edge].is_some();
        let mut network = self.shape.network(self.new, hide);
        for (edge, before) in network.edges.iter_mut().zip(&self.earlier.values) {
            edge.value = edge.value.min(*before);
        }
        network
    }

    fn told(&self, edge: usize) -> DisclosureError {
        DisclosureError::Told { position: self.shape.position(edge) }
    }

    /// Hide in the new table what would otherwise give away a small count of the earlier one.
    fn keep_earlier_in_doubt(&self, hidden: &mut [bool]) -> Result<(), DisclosureError> {
        let protect = self.params.protect;
        let mut alone = Slice::new(self.earlier_moves());
        let mut together = Slice::new(self.both_move(&vec![true; hidden.len()]));
        for edge in 0..hidden.len() {
            if self.params.hides(self.earlier.values[edge]) && alone.spread(edge, protect) < protect {
                together.hide_witness(edge, protect, hidden).then_some(()).ok_or_else(|| self.told(edge))?;
            }
        }
        Ok(())
    }

    /// Hide in the new table what would otherwise give away a small count of it, or a small difference.
    fn keep_new_in_doubt(
        &self,
        hidden: &mut [bool],
        small: &[usize],
        differences: &[usize],
    ) -> Result<(), DisclosureError> {
        let protect = self.params.protect;
        let mut earlier_alone = Slice::new(self.earlier_moves());
        let open: Vec<usize> = differences
            .iter()
            .copied()
            .filter(|edge| earlier_alone.spread(*edge, protect) < protect)
            .collect();
        for edge in &open {
            hidden[*edge] = true;
        }
        let mut both = Slice::new(self.both_move(hidden));
        let mut wanted: Vec<usize> =
            small.iter().copied().filter(|edge| both.spread(*edge, protect) < protect).collect();
        wanted.extend(&open);
        wanted.sort_unstable();
        wanted.dedup();
        let mut network = self.new_moves(hidden);
        let failed = network.protect(&wanted, protect);
        (0..hidden.len()).for_each(|edge| hidden[edge] = network.hidden(edge));
        let mut together = Slice::new(self.both_move(&vec![true; hidden.len()]));
        for edge in failed {
            if open.contains(&edge) || !together.hide_witness(edge, protect, hidden) {
                return Err(self.told(edge));
            }
        }
        Ok(())
    }
}

/// One way in which the tables can move.
struct Slice {
    network: Network,
    work: Work,
}

impl Slice {
    fn new(network: Network) -> Self {
        let work = Work::new(&network);
        Self { network, work }
    }

    fn spread(&mut self, edge: usize, enough: u64) -> u64 {
        if self.network.hidden(edge) { self.network.spread(edge, enough, &mut self.work).0 } else { 0 }
    }

    /// Hide the edges that show this one to be wide enough; whether it is.
    fn hide_witness(&mut self, edge: usize, enough: u64, hidden: &mut [bool]) -> bool {
        if !self.network.hidden(edge) {
            return false;
        }
        let (spread, witness) = self.network.spread(edge, enough, &mut self.work);
        if spread >= enough {
            hidden[edge] = true;
            for edge in witness {
                hidden[edge] = true;
            }
        }
        spread >= enough
    }
}
