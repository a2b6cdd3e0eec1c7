//! Two published tables that differ by few: editions, periods and nested areas.
//!
//! January to June was published, then January to July; the municipality was published, then the municipality without its
//! largest town. Each table may be safe alone, and their difference, one month or one village, may show a 2. The new
//! table is therefore protected beside the one that is out already: small differences are hidden like small counts,
//! and the hidden counts of both tables must stay in doubt for someone who has both.
//!
//! What someone with both tables can work out is a linear program over both at once, and not a network. Three kinds of
//! other tables that would look the same are networks: the new table moves and the earlier stays, the earlier moves and
//! the new stays, or both move by the same. A number is called safe when it is wide enough in these alone. So the answer
//! errs to the safe side: what is called safe is safe, and now and then a cell is hidden that need not be.
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
    /// The width of doubt that could be shown: less than `protect`.
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
    let mut alone = shape.network(&values, |edge, value| {
        params.hides(value) || (relation == Relation::Edition && pair.small(edge, LeakOf::Difference))
    });
    alone.protect_small(params);
    let mut hidden: Vec<bool> = (0..alone.len()).map(|edge| alone.hidden(edge)).collect();
    if relation != Relation::Edition {
        pair.keep_earlier_in_doubt(&mut hidden)?;
        pair.keep_new_in_doubt(&mut hidden)?;
    }
    let reason = |(hidden, value): (bool, &u64)| match hidden {
        true if params.hides(*value) => Some(HiddenReason::Primary),
        true => Some(HiddenReason::Secondary),
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
    let mut slices = Slices::new(&pair, &hidden);
    let mut leaks = Vec::new();
    for edge in 0..table.values.len() {
        for of in [LeakOf::Difference, LeakOf::New, LeakOf::Earlier] {
            if pair.small(edge, of) {
                let doubt = slices.doubt(edge, of, params.protect);
                let leak = Leak { position: table.shape.position(edge), of, doubt };
                leaks.extend((doubt < params.protect).then_some(leak));
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

    /// Whether a number is too small to be told.
    fn small(&self, edge: usize, of: LeakOf) -> bool {
        let [new, before] = [self.new[edge], self.earlier.values[edge]];
        match of {
            LeakOf::Difference => difference_tells(new, before, self.params),
            LeakOf::New => self.params.hides(new),
            LeakOf::Earlier => self.params.hides(before),
        }
    }

    /// The numbers of a kind that are too small to be told.
    fn all_small(&self, of: LeakOf) -> Vec<usize> {
        (0..self.new.len()).filter(|edge| self.small(*edge, of)).collect()
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
        let mut together = Slice::new(self.both_move(&vec![true; hidden.len()]));
        let mut slices = Slices::new(self, hidden);
        for edge in self.all_small(LeakOf::Earlier) {
            if slices.doubt(edge, LeakOf::Earlier, protect) < protect {
                for edge in together.witness(edge, protect).ok_or_else(|| self.told(edge))? {
                    hidden[edge] = true;
                    slices.both.hide(edge);
                }
            }
        }
        Ok(())
    }

    /// Hide in the new table what would otherwise give away a small count of it, or a small difference.
    fn keep_new_in_doubt(&self, hidden: &mut [bool]) -> Result<(), DisclosureError> {
        let protect = self.params.protect;
        let mut slices = Slices::new(self, hidden);
        let mut narrow = |of: LeakOf| -> Vec<usize> {
            self.all_small(of).into_iter().filter(|edge| slices.doubt(*edge, of, protect) < protect).collect()
        };
        let (differences, counts) = (narrow(LeakOf::Difference), narrow(LeakOf::New));
        for edge in &differences {
            hidden[*edge] = true;
        }
        let mut wanted = [differences.as_slice(), &counts].concat();
        wanted.sort_unstable();
        wanted.dedup();
        let mut network = self.new_moves(hidden);
        let failed = network.protect(&wanted, protect);
        for (edge, hidden) in hidden.iter_mut().enumerate() {
            *hidden = network.hidden(edge);
        }
        let mut together = Slice::new(self.both_move(&vec![true; hidden.len()]));
        for edge in failed {
            let mut narrow = |of: LeakOf, list: &[usize], hidden: &[bool]| {
                list.contains(&edge) && Slices::new(self, hidden).doubt(edge, of, protect) < protect
            };
            if narrow(LeakOf::New, &counts, hidden) {
                for edge in together.witness(edge, protect).unwrap_or_default() {
                    hidden[edge] = true;
                }
            }
            if narrow(LeakOf::New, &counts, hidden) || narrow(LeakOf::Difference, &differences, hidden) {
                return Err(self.told(edge));
            }
        }
        Ok(())
    }
}

/// The three ways in which the tables can move.
struct Slices {
    new: Slice,
    earlier: Slice,
    both: Slice,
}

impl Slices {
    fn new(pair: &Pair<'_>, hidden: &[bool]) -> Self {
        Self {
            new: Slice::new(pair.new_moves(hidden)),
            earlier: Slice::new(pair.earlier_moves()),
            both: Slice::new(pair.both_move(hidden)),
        }
    }

    /// How far a number can vary at least, counted no further than `enough` in each direction.
    fn doubt(&mut self, edge: usize, of: LeakOf, enough: u64) -> u64 {
        let (one, other) = match of {
            // The difference rises when the one rises or the other falls.
            LeakOf::Difference => {
                let (raised, lowered) = self.earlier.reach(edge, enough);
                (self.new.reach(edge, enough), (lowered, raised))
            }
            LeakOf::New => (self.new.reach(edge, enough), self.both.reach(edge, enough)),
            LeakOf::Earlier => (self.earlier.reach(edge, enough), self.both.reach(edge, enough)),
        };
        one.0.max(other.0).saturating_add(one.1.max(other.1))
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

    /// How far an edge can be raised and lowered, each counted no further than `enough`.
    fn reach(&mut self, edge: usize, enough: u64) -> (u64, u64) {
        if self.network.hidden(edge) { self.network.reach(edge, enough, &mut self.work) } else { (0, 0) }
    }

    /// This edge and those that must be hidden with it to make it wide enough, if it is.
    fn witness(&mut self, edge: usize, enough: u64) -> Option<Vec<usize>> {
        let (spread, mut witness) =
            self.network.hidden(edge).then(|| self.network.spread(edge, enough, &mut self.work))?;
        witness.push(edge);
        (spread >= enough).then_some(witness)
    }

    fn hide(&mut self, edge: usize) {
        if !self.network.hidden(edge) {
            self.network.hide(edge);
        }
    }
}
