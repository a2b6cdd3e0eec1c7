//! What an outsider can work out, as flows in a network; and what to suppress so that it is not too much.
//!
//! A table with sums is a circulation: each count is the flow through an edge, and at each node what comes in goes out.
//! Published edges are fixed; a suppressed edge may carry any flow from its floor up. Starting from the true flow, a suppressed edge
//! can be raised by as much as can be sent back from its head to its tail through other suppressed edges, and lowered by
//! as much as can be sent from its tail to its head: two maximum flows, and they give exactly the bounds of the
//! linear program because the network is totally unimodular. To widen a cell, the cheapest path that gives the
//! missing flow is suppressed too, again and again until all small cells are wide enough; afterwards every extra cell
//! that turns out not to be needed is shown again.
//!
//! Suppression more never narrows a cell, so each small cell is widened once. A flow that shows a cell to be wide enough is
//! its witness: as long as the edges of the witness are suppressed, nothing need be computed again, and only the cells whose
//! witness uses an edge are asked when that edge is to be shown.
//!
//! The choice of extra cells is a good one, not the best one: the best is NP-hard (Kelly, Golden, Assad 1992).
//!
//! Source: D. Gusfield, *A Graph Theoretic Approach to Statistical Data Security*, SIAM J. Comput. 17 (1988);
//! L. H. Cox, *Network Models for Complementary Cell Suppression*, JASA 90 (1995).

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;

use super::chance::Chance;
use super::flow::Work;

/// No limit to how far an edge can be raised.
pub(super) const UNLIMITED: u64 = u64::MAX;

/// A count as the flow from one node to another.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub value: u64,
    /// The lowest it can be: 1 for a suppressed count that the reader knows not to be 0.
    pub floor: u64,
    /// How far it can be raised; [`UNLIMITED`] where nothing but the sums limits it.
    pub room: u64,
    /// How unwilling we are to suppress it: an edge of a higher tier is suppressed only where no lower one serves.
    pub tier: u8,
    /// What it costs to suppress it, within its tier.
    pub cost: u64,
    pub hidden: bool,
}

impl Edge {
    /// How far it can be lowered.
    pub(super) fn fall(&self) -> u64 {
        self.value.saturating_sub(self.floor)
    }
}

/// The whole table. Every edge must lie on a cycle of edges in their own direction.
#[derive(Debug, Clone)]
pub(super) struct Network {
    pub(super) edges: Vec<Edge>,
    /// The edges at each node.
    at: Vec<Vec<usize>>,
    /// The suppressed ones of them.
    pub(super) hidden_at: Vec<Vec<usize>>,
}

/// Which way a suppressed count is moved.
#[derive(Clone, Copy)]
pub(super) enum Move {
    Raise,
    Lower,
}

/// The edges that show a small cell to be wide enough.
type Witness = Vec<usize>;

impl Network {
    pub(super) fn new(nodes: usize, edges: Vec<Edge>) -> Self {
        let (mut at, mut hidden_at) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
        for (number, edge) in edges.iter().enumerate() {
            for node in [edge.from, edge.to] {
                at[node].push(number);
                if edge.hidden {
                    hidden_at[node].push(number);
                }
            }
        }
        Self { edges, at, hidden_at }
    }

    pub(super) fn hidden(&self, edge: usize) -> bool {
        self.edges[edge].hidden
    }

    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// The lowest and the highest possible value of an edge (no highest: without limit).
    pub(super) fn bounds(&self, edge: usize, work: &mut Work) -> (u64, Option<u64>) {
        let Edge { value, room, .. } = self.edges[edge];
        if !self.hidden(edge) {
            return (value, Some(value));
        }
        let raised = work.send(self, edge, Move::Raise, Some(room).filter(|room| *room < UNLIMITED));
        work.undo(self);
        let fall = self.edges[edge].fall();
        let lowered = work.send(self, edge, Move::Lower, Some(fall));
        work.undo(self);
        (value - lowered.unwrap_or(fall), raised.map(|amount| value.saturating_add(amount)))
    }

    /// Suppress further edges until each of `small` (suppressed already) can vary by at least `width`. The small ones that cannot
    /// be made to, which happens only where edges have limited room. Chance, if there is any, keeps some edges suppressed that
    /// need not be.
    pub(super) fn protect(&mut self, small: &[usize], width: u64, chance: Option<&Chance>) -> Vec<usize> {
        let first =
            small.par_iter().map_init(|| Work::new(self), |work, edge| self.spread(*edge, width, work));
        let (spreads, mut witnesses): (Vec<u64>, Vec<Witness>) = first.unzip();
        let mut narrow: Vec<usize> = (0..small.len()).filter(|number| spreads[*number] < width).collect();
        narrow.sort_by_key(|number| (spreads[*number], small[*number]));
        let mut work = [Work::new(self), Work::new(self)];
        let (mut extra, mut failed) = (Vec::new(), Vec::new());
        for number in narrow {
            let edge = small[number];
            loop {
                let (spread, witness) = self.spread(edge, width, &mut work[0]);
                witnesses[number] = witness;
                if spread >= width {
                    break;
                }
                let path = self.path_to_widen(edge, width, &mut work);
                if path.is_empty() {
                    failed.push(number);
                    break;
                }
                for edge in path {
                    self.hide(edge);
                    extra.push(edge);
                }
            }
        }
        // What could not be made wide enough asks for nothing.
        for number in &failed {
            witnesses[*number].clear();
        }
        extra.retain(|edge| !chance.is_some_and(|chance| chance.keeps_hidden(*edge)));
        self.show_what_is_not_needed(extra, small, width, witnesses, &mut work[0]);
        failed.into_iter().map(|number| small[number]).collect()
    }

    fn show_what_is_not_needed(
        &mut self,
        mut extra: Vec<usize>,
        small: &[usize],
        width: u64,
        mut witnesses: Vec<Witness>,
        work: &mut Work,
    ) {
        extra.sort_by_key(|edge| (Reverse((self.edges[*edge].tier, self.edges[*edge].cost)), *edge));
        let mut used_by: Vec<Vec<usize>> = vec![Vec::new(); self.len()];
        for (number, witness) in witnesses.iter().enumerate() {
            for edge in witness {
                used_by[*edge].push(number);
            }
        }
        for edge in extra {
            self.show(edge);
            let mut renewed = Vec::new();
            let users = used_by[edge].iter().filter(|number| witnesses[**number].contains(&edge));
            let stays_safe = users.copied().all(|number| {
                let (spread, witness) = self.spread(small[number], width, work);
                renewed.push((number, witness));
                spread >= width
            });
            if !stays_safe {
                self.hide(edge);
                continue;
            }
            for (number, witness) in renewed {
                for edge in &witness {
                    used_by[*edge].push(number);
                }
                witnesses[number] = witness;
            }
        }
    }

    pub(super) fn hide(&mut self, edge: usize) {
        let Edge { from, to, .. } = self.edges[edge];
        self.edges[edge].hidden = true;
        self.hidden_at[from].push(edge);
        self.hidden_at[to].push(edge);
    }

    fn show(&mut self, edge: usize) {
        let Edge { from, to, .. } = self.edges[edge];
        self.edges[edge].hidden = false;
        for node in [from, to] {
            self.hidden_at[node].retain(|other| *other != edge);
        }
    }

    /// Let an edge move by no more than this.
    pub(super) fn limit(&mut self, edge: usize, down: u64, up: u64) {
        let edge = &mut self.edges[edge];
        (edge.value, edge.floor, edge.room) = (down, 0, up);
    }

    /// Let an edge not move at all, suppressed or not, and never be suppressed to some purpose.
    pub(super) fn fix(&mut self, edge: usize) {
        self.limit(edge, 0, 0);
    }

    /// How far an edge can be moved in one direction, counted no further than `enough`.
    pub(super) fn reach(&self, edge: usize, way: Move, enough: u64, work: &mut Work) -> u64 {
        let most = match way {
            Move::Raise => self.edges[edge].room,
            Move::Lower => self.edges[edge].fall(),
        };
        let most = most.min(enough);
        let moved = work.send(self, edge, way, Some(most)).unwrap_or(most);
        work.undo(self);
        moved
    }

    /// How far an edge can vary, counted no further than `enough`, and the edges that must be suppressed for it.
    pub(super) fn spread(&self, edge: usize, enough: u64, work: &mut Work) -> (u64, Witness) {
        let Edge { room, .. } = self.edges[edge];
        let most = enough.min(room);
        let raised = work.send(self, edge, Move::Raise, Some(most)).unwrap_or(most);
        let mut witness = work.undo(self);
        let rest = (enough - raised).min(self.edges[edge].fall());
        let lowered = work.send(self, edge, Move::Lower, Some(rest)).unwrap_or(rest);
        witness.extend(work.undo(self));
        (raised + lowered, witness)
    }

    /// The cheapest edges to suppress so that `edge` can vary more than now; none when nothing helps.
    fn path_to_widen(&self, edge: usize, width: u64, work: &mut [Work; 2]) -> Vec<usize> {
        let (room, fall) = (self.edges[edge].room, self.edges[edge].fall());
        let [up, down] = work;
        let most = width.min(room);
        let raised = up.send(self, edge, Move::Raise, Some(most)).unwrap_or(most);
        let lowered = down.send(self, edge, Move::Lower, Some(fall.min(width - raised))).unwrap_or(0);
        let missing = width - raised - lowered;
        let path = self.cheapest_for_some_of(missing, edge, (room - raised, up), (fall - lowered, down));
        up.undo(self);
        down.undo(self);
        path.into_iter().filter(|edge| !self.hidden(*edge)).collect()
    }

    /// The cheapest path for as much of `missing` as any path of the lowest tier can give.
    fn cheapest_for_some_of(
        &self,
        missing: u64,
        edge: usize,
        (above, up): (u64, &Work),
        (below, down): (u64, &Work),
    ) -> Vec<usize> {
        let tiers = self.edges.iter().map(|edge| edge.tier).max().unwrap_or(0);
        for tier in 0..=tiers {
            let mut amount = missing;
            while amount > 0 {
                let raise =
                    (above >= amount).then(|| self.cheapest(up, edge, Move::Raise, (amount, tier))).flatten();
                let lower = (below >= amount)
                    .then(|| self.cheapest(down, edge, Move::Lower, (amount, tier)))
                    .flatten();
                if let Some((_, path)) = [raise, lower].into_iter().flatten().min() {
                    return path;
                }
                amount /= 2;
            }
        }
        Vec::new()
    }

    /// Where a flow that moves an edge begins and ends.
    pub(super) fn ends(&self, edge: usize, way: Move) -> (usize, usize) {
        let Edge { from, to, .. } = self.edges[edge];
        match way {
            Move::Raise => (to, from),
            Move::Lower => (from, to),
        }
    }

    /// The cheapest path for an amount through edges up to a tier, suppressed or not, other than `edge`: its cost and
    /// its edges.
    fn cheapest(&self, work: &Work, edge: usize, way: Move, what: (u64, u8)) -> Option<(u128, Vec<usize>)> {
        let ((start, goal), (amount, tier)) = (self.ends(edge, way), what);
        let mut best: Vec<Option<(u128, usize, usize)>> = vec![None; self.at.len()];
        let mut done = vec![false; self.at.len()];
        let mut queue = BinaryHeap::from([Reverse((0_u128, start))]);
        while let Some(Reverse((cost, node))) = queue.pop() {
            if node == goal {
                break;
            }
            if std::mem::replace(&mut done[node], true) {
                continue;
            }
            for next in self.at[node].iter().filter(|next| **next != edge) {
                let (other, forward) = self.step(*next, node);
                let Edge { hidden, cost: own, tier: own_tier, .. } = self.edges[*next];
                let open = (hidden || own_tier <= tier) && work.capacity(*next, forward) >= amount;
                let cost = cost + if hidden { 0 } else { u128::from(own) };
                if open && !done[other] && best[other].is_none_or(|(known, ..)| cost < known) {
                    best[other] = Some((cost, *next, node));
                    queue.push(Reverse((cost, other)));
                }
            }
        }
        let (cost, mut path, mut node) = (best[goal]?.0, Vec::new(), goal);
        while node != start {
            let (_, edge, before) = best[node]?;
            path.push(edge);
            node = before;
        }
        Some((cost, path))
    }

    /// The node at the other end, and whether the edge is walked in its own direction.
    pub(super) fn step(&self, edge: usize, node: usize) -> (usize, bool) {
        let Edge { from, to, .. } = self.edges[edge];
        if from == node { (to, true) } else { (from, false) }
    }
}
