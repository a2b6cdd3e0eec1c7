//! How two tables can move together without anybody noticing.
//!
//! Let one table be part of the other, and call what the whole has more than the part the rest. Part and rest are tables
//! with sums and without negative counts, and three kinds of moves keep them so and change nothing that is published:
//!
//! - the part takes from the rest, and the whole stays: round suppressed cells of the part;
//! - the part moves and the whole with it, and the rest stays: round cells that are suppressed in both;
//! - the rest moves and the whole with it, and the part stays: round suppressed cells of the whole.
//!
//! Each is a flow in a network. A number can be moved first by one kind and then by another, from where the first has left
//! the tables. Other moves exist, so a number can vary by at least what is found here.
//!
//! Two editions are not part and whole: there the one moves or the other, each on its own.

use super::differencing::{DisclosiveValue, Relation, is_disclosive_difference};
use super::flow::Work;
use super::network::{Move, Network};
use super::table::{ProtectedTable, Shape};
use super::{DisclosureError, DisclosureParams};

/// Rounds of suppression after which two tables are refused.
const ROUNDS: usize = 3;

/// Two tables with the same rows and columns, sums included.
pub(super) struct Pair<'a> {
    shape: Shape,
    new: &'a [u64],
    earlier: &'a ProtectedTable,
    relation: Relation,
    params: &'a DisclosureParams,
}

impl<'a> Pair<'a> {
    pub(super) fn new(
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
    pub(super) fn small(&self, edge: usize, of: DisclosiveValue) -> bool {
        let [new, before] = [self.new[edge], self.earlier.values[edge]];
        match of {
            DisclosiveValue::Difference => is_disclosive_difference(new, before, self.params),
            DisclosiveValue::New => self.params.suppresses(new),
            DisclosiveValue::Earlier => self.params.suppresses(before),
        }
    }

    /// Every number that is too small to be told.
    pub(super) fn all_small(&self) -> Vec<(usize, DisclosiveValue)> {
        let kinds = [DisclosiveValue::Difference, DisclosiveValue::New, DisclosiveValue::Earlier];
        let all = (0..self.new.len()).flat_map(|edge| kinds.map(|of| (edge, of)));
        all.filter(|(edge, of)| self.small(*edge, *of)).collect()
    }

    /// Suppress what is cheapest so that small counts of the new table, and small differences, are in doubt while the earlier
    /// table stays, as far as that goes.
    pub(super) fn hide_cheaply(&self, hidden: &mut [bool]) {
        let protect = self.params.protect;
        let mut slices = Slices::new(self, hidden);
        let mut narrow: Vec<usize> = self
            .all_small()
            .into_iter()
            .filter(|(edge, of)| {
                *of != DisclosiveValue::Earlier && slices.doubt(*edge, *of, protect).0 < protect
            })
            .map(|(edge, _)| edge)
            .collect();
        narrow.dedup();
        for edge in &narrow {
            hidden[*edge] = true;
        }
        let mut network = self.shape.network(self.new, |edge, _| hidden[edge]);
        for (edge, before) in network.edges.iter_mut().zip(&self.earlier.values) {
            match self.relation {
                Relation::Edition => {}
                Relation::Part => edge.value -= before,
                Relation::Whole => edge.room = before - edge.value,
            }
        }
        network.protect(&narrow, protect, None);
        for (edge, hidden) in hidden.iter_mut().enumerate() {
            *hidden = network.hidden(edge);
        }
    }

    /// Suppress all that some way of moving needs, for each small number that is not in doubt yet: by suppression inner cells where
    /// that is enough, and sums where not.
    pub(super) fn hide_witnesses(&self, hidden: &mut [bool]) -> Result<(), DisclosureError> {
        let protect = self.params.protect;
        let inner = self.shape.rows * self.shape.cols;
        let mut last = None;
        for _ in 0..ROUNDS {
            last = None;
            let mut now = Slices::new(self, hidden);
            let sums_as_now: Vec<bool> =
                hidden.iter().enumerate().map(|(edge, hidden)| *hidden || edge < inner).collect();
            let mut more = [sums_as_now, vec![true; hidden.len()]].map(|hidden| Slices::new(self, &hidden));
            for (edge, of) in self.all_small() {
                if now.doubt(edge, of, protect).0 >= protect {
                    continue;
                }
                let told = DisclosureError::Told { position: self.shape.position(edge) };
                let mut found = more.iter_mut().map(|slices| slices.doubt(edge, of, protect));
                let (_, witness) = found.find(|(doubt, _)| *doubt >= protect).ok_or(told)?;
                for edge in witness {
                    hidden[edge] = true;
                    now.hide_in_new(edge);
                }
                last = Some(told);
            }
            if last.is_none() {
                break;
            }
        }
        last.map_or(Ok(()), Err)
    }
}

/// The kinds of moves.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// The part takes from the rest, and the whole stays; of two editions, the new one moves.
    Swap,
    /// The part and the whole move, and the rest stays; of two editions, the earlier one moves.
    Part,
    /// The rest and the whole move, and the part stays; not for editions.
    Rest,
}

/// The three networks of a pair, for one pattern of suppressed cells.
pub(super) struct Slices {
    relation: Relation,
    /// What is suppressed in the earlier table.
    earlier: Vec<bool>,
    networks: [Network; 3],
    works: [Work; 3],
}

impl Slices {
    pub(super) fn new(pair: &Pair<'_>, hidden: &[bool]) -> Self {
        let earlier: Vec<bool> = pair.earlier.reasons.iter().map(Option::is_some).collect();
        let (new, before) = (pair.new, pair.earlier.values.as_slice());
        let both: Vec<bool> = hidden.iter().zip(&earlier).map(|(one, other)| *one && *other).collect();
        let rest: Vec<u64> = new.iter().zip(before).map(|(one, other)| one.abs_diff(*other)).collect();
        let network = |values: &[u64], pattern: &[bool]| pair.shape.network(values, |edge, _| pattern[edge]);
        let mut networks = match pair.relation {
            Relation::Edition => {
                [network(new, hidden), network(before, &earlier), network(new, &vec![false; new.len()])]
            }
            Relation::Part => [network(before, &earlier), network(before, &both), network(&rest, hidden)],
            Relation::Whole => [network(new, hidden), network(new, &both), network(&rest, &earlier)],
        };
        if pair.relation != Relation::Edition {
            for (edge, rest) in networks[0].edges.iter_mut().zip(rest) {
                edge.room = rest;
            }
        }
        let works = networks.each_ref().map(Work::new);
        Self { relation: pair.relation, earlier, networks, works }
    }

    /// Whether a kind of move goes round suppressed cells of the new table.
    fn in_new(&self, kind: Kind) -> bool {
        match self.relation {
            Relation::Edition => kind == Kind::Swap,
            Relation::Part => kind != Kind::Swap,
            Relation::Whole => kind != Kind::Rest,
        }
    }

    /// Suppress a cell of the new table.
    pub(super) fn hide_in_new(&mut self, edge: usize) {
        for kind in [Kind::Swap, Kind::Part, Kind::Rest] {
            let open = self.in_new(kind) && (kind != Kind::Part || self.earlier[edge]);
            let network = &mut self.networks[kind as usize];
            if open && !network.hidden(edge) {
                network.hide(edge);
            }
        }
    }

    /// How far a number can vary at least, counted no further than `enough` in each direction, and the cells that must be
    /// suppressed in the new table for it.
    pub(super) fn doubt(&mut self, edge: usize, of: DisclosiveValue, enough: u64) -> (u64, Vec<usize>) {
        let mut witness = Vec::new();
        let raised = self.reach(edge, self.moves(of, true), enough, &mut witness);
        let lowered = self.reach(edge, self.moves(of, false), enough, &mut witness);
        (raised.saturating_add(lowered), witness)
    }

    /// The two moves that raise (or lower) a number.
    fn moves(&self, of: DisclosiveValue, up: bool) -> [(Kind, Move); 2] {
        let (with, against) = if up { (Move::Raise, Move::Lower) } else { (Move::Lower, Move::Raise) };
        match (self.relation, of) {
            (Relation::Edition, DisclosiveValue::Difference) => [(Kind::Swap, with), (Kind::Part, against)],
            (Relation::Edition, DisclosiveValue::New) => [(Kind::Swap, with), (Kind::Rest, with)],
            (Relation::Edition, DisclosiveValue::Earlier) => [(Kind::Part, with), (Kind::Rest, with)],
            (_, DisclosiveValue::Difference) => [(Kind::Swap, against), (Kind::Rest, with)],
            // The part, and then the whole.
            (Relation::Part, DisclosiveValue::Earlier) | (Relation::Whole, DisclosiveValue::New) => {
                [(Kind::Swap, with), (Kind::Part, with)]
            }
            (Relation::Part, DisclosiveValue::New) | (Relation::Whole, DisclosiveValue::Earlier) => {
                [(Kind::Part, with), (Kind::Rest, with)]
            }
        }
    }

    /// How far a number moves by one kind, and then by another from where the first has left the tables.
    fn reach(
        &mut self,
        edge: usize,
        [(first, one), (second, other)]: [(Kind, Move); 2],
        enough: u64,
        witness: &mut Vec<usize>,
    ) -> u64 {
        let moved = self.send(first, edge, one, enough);
        // Swapping changes both what the part and what the rest has left to give.
        let shared = first == Kind::Swap && self.relation != Relation::Edition;
        if shared {
            for edge in self.works[first as usize].changed().to_vec() {
                let left = self.works[first as usize].capacity(edge, second == Kind::Rest);
                self.works[second as usize].lend(edge, left);
            }
        }
        let given = if shared && matches!(other, Move::Lower) { moved } else { 0 };
        let left = (enough - moved).min(self.capacity(second, edge, other) - given);
        let more = self.send(second, edge, other, left);
        for (kind, amount) in [(first, moved), (second, more)] {
            let changed = self.works[kind as usize].undo(&self.networks[kind as usize]);
            if amount > 0 && self.in_new(kind) {
                witness.push(edge);
                witness.extend(changed);
            }
        }
        moved + more
    }

    fn capacity(&self, kind: Kind, edge: usize, way: Move) -> u64 {
        self.works[kind as usize].capacity(edge, matches!(way, Move::Raise))
    }

    /// Move a suppressed number by up to `enough`.
    fn send(&mut self, kind: Kind, edge: usize, way: Move, enough: u64) -> u64 {
        let limit = enough.min(self.capacity(kind, edge, way));
        let network = &self.networks[kind as usize];
        if !network.hidden(edge) {
            return 0;
        }
        self.works[kind as usize].send(network, edge, way, Some(limit)).unwrap_or(limit)
    }
}
