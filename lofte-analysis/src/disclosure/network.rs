//! What an outsider can work out, as flows in a network; and what to hide so that it is not too much.
//!
//! A table with sums is a circulation: each count is the flow through an edge, and at each node what comes in goes out.
//! Published edges are fixed; a hidden edge may carry any flow from 0 up. Starting from the true flow, a hidden edge
//! can be raised by as much as can be sent back from its head to its tail through other hidden edges, and lowered by
//! as much as can be sent from its tail to its head: two maximum flows, and they give exactly the bounds of the
//! linear program because the network is totally unimodular. To widen a cell, the cheapest path that gives the
//! missing flow is hidden too, again and again until all small cells are wide enough; afterwards every extra cell
//! that turns out not to be needed is shown again.
//!
//! The choice of extra cells is a good one, not the best one: the best is NP-hard (Kelly, Golden, Assad 1992).
//!
//! Source: D. Gusfield, *A Graph Theoretic Approach to Statistical Data Security*, SIAM J. Comput. 17 (1988);
//! L. H. Cox, *Network Models for Complementary Cell Suppression*, JASA 90 (1995).

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A count as the flow from one node to another.
#[derive(Debug, Clone)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    pub value: u64,
    /// How unwilling we are to hide it: an edge of a higher tier is hidden only where no lower one serves.
    pub tier: u8,
    /// What it costs to hide it, within its tier.
    pub cost: u64,
    pub hidden: bool,
}

/// The whole table. Every edge must lie on a cycle of edges in their own direction.
#[derive(Debug, Clone)]
pub(super) struct Network {
    edges: Vec<Edge>,
    /// The edges at each node.
    at: Vec<Vec<usize>>,
}

/// Which way a hidden count is moved.
#[derive(Clone, Copy)]
enum Move {
    Raise,
    Lower,
}

/// A path found: its edges and the least that can be sent along it (none: without limit).
type Path = (Vec<(usize, bool)>, Option<u64>);

impl Network {
    pub(super) fn new(nodes: usize, edges: Vec<Edge>) -> Self {
        let mut at = vec![Vec::new(); nodes];
        for (number, edge) in edges.iter().enumerate() {
            at[edge.from].push(number);
            at[edge.to].push(number);
        }
        Self { edges, at }
    }

    pub(super) fn hidden(&self, edge: usize) -> bool {
        self.edges[edge].hidden
    }

    pub(super) fn len(&self) -> usize {
        self.edges.len()
    }

    /// The lowest and the highest possible value of an edge (no highest: without limit).
    pub(super) fn bounds(&self, edge: usize) -> (u64, Option<u64>) {
        let value = self.edges[edge].value;
        if !self.hidden(edge) {
            return (value, Some(value));
        }
        let raised = self.send(&mut self.values(), edge, Move::Raise, None);
        let lowered = self.send(&mut self.values(), edge, Move::Lower, Some(value));
        (value - lowered.unwrap_or(value), raised.map(|amount| value.saturating_add(amount)))
    }

    /// Hide further edges until each of `small` (hidden already) can vary by at least `width`.
    pub(super) fn protect(&mut self, small: &[usize], width: u64) {
        loop {
            let spread = small.iter().map(|edge| (self.spread(*edge, width), *edge));
            match spread.min() {
                Some((spread, edge)) if spread < width => self.widen(edge, width),
                _ => break,
            }
        }
        let mut extra: Vec<usize> =
            (0..self.len()).filter(|e| self.hidden(*e) && !small.contains(e)).collect();
        extra.sort_by_key(|edge| (Reverse((self.edges[*edge].tier, self.edges[*edge].cost)), *edge));
        for edge in extra {
            self.edges[edge].hidden = false;
            if small.iter().any(|edge| self.spread(*edge, width) < width) {
                self.edges[edge].hidden = true;
            }
        }
    }

    fn values(&self) -> Vec<u64> {
        self.edges.iter().map(|edge| edge.value).collect()
    }

    /// How far an edge can vary, counted no further than `enough`.
    fn spread(&self, edge: usize, enough: u64) -> u64 {
        let raised = self.send(&mut self.values(), edge, Move::Raise, Some(enough)).unwrap_or(enough);
        let rest = (enough - raised).min(self.edges[edge].value);
        raised + self.send(&mut self.values(), edge, Move::Lower, Some(rest)).unwrap_or(rest)
    }

    /// Hide the cheapest path that lets `edge` vary more than now.
    fn widen(&mut self, edge: usize, width: u64) {
        let value = self.edges[edge].value;
        let (mut up, mut down) = (self.values(), self.values());
        let raised = self.send(&mut up, edge, Move::Raise, Some(width)).unwrap_or(width);
        let lowered = self.send(&mut down, edge, Move::Lower, Some(value.min(width - raised))).unwrap_or(0);
        let missing = width - raised - lowered;
        let tiers = self.edges.iter().map(|edge| edge.tier).max().unwrap_or(0);
        for tier in 0..=tiers {
            let mut amount = missing;
            while amount > 0 {
                let raise = self.cheapest(&up, edge, Move::Raise, (amount, tier));
                let lower = (value - lowered >= amount)
                    .then(|| self.cheapest(&down, edge, Move::Lower, (amount, tier)));
                if let Some((_, path)) = [raise, lower.flatten()].into_iter().flatten().min() {
                    for edge in path {
                        self.edges[edge].hidden = true;
                    }
                    return;
                }
                amount /= 2;
            }
        }
    }

    /// Send up to `limit` through the hidden edges other than `edge`, changing `values`; none when without limit.
    fn send(&self, values: &mut [u64], edge: usize, way: Move, limit: Option<u64>) -> Option<u64> {
        let mut sent = 0_u64;
        loop {
            let left = limit.map(|limit| limit - sent);
            if left == Some(0) {
                return Some(sent);
            }
            let Some((path, least)) = self.path(values, edge, way) else {
                return Some(sent);
            };
            // Neither the path nor the caller sets a limit: there is none.
            let amount = match (least, left) {
                (Some(least), Some(left)) => least.min(left),
                (one, other) => one.or(other)?,
            };
            for (edge, forward) in path {
                let value = &mut values[edge];
                *value = if forward { value.saturating_add(amount) } else { *value - amount };
            }
            sent += amount;
        }
    }

    fn ends(&self, edge: usize, way: Move) -> (usize, usize) {
        let Edge { from, to, .. } = self.edges[edge];
        match way {
            Move::Raise => (to, from),
            Move::Lower => (from, to),
        }
    }

    /// A shortest path with room through hidden edges other than `edge`.
    fn path(&self, values: &[u64], edge: usize, way: Move) -> Option<Path> {
        let (start, goal) = self.ends(edge, way);
        let mut came = vec![None; self.at.len()];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front() {
            if node == goal {
                break;
            }
            for next in self.at[node].iter().filter(|next| **next != edge && self.hidden(**next)) {
                let (other, forward) = self.step(*next, node);
                if (forward || values[*next] > 0) && other != start && came[other].is_none() {
                    came[other] = Some((*next, forward, node));
                    queue.push_back(other);
                }
            }
        }
        let (mut path, mut least, mut node) = (Vec::new(), None, goal);
        while node != start {
            let (edge, forward, before) = came[node]?;
            if !forward {
                least = Some(least.map_or(values[edge], |least: u64| least.min(values[edge])));
            }
            path.push((edge, forward));
            node = before;
        }
        Some((path, least))
    }

    /// The cheapest path for an amount through edges up to a tier, hidden or not, other than `edge`: its cost and
    /// its edges.
    fn cheapest(
        &self,
        values: &[u64],
        edge: usize,
        way: Move,
        what: (u64, u8),
    ) -> Option<(u128, Vec<usize>)> {
        let ((start, goal), (amount, tier)) = (self.ends(edge, way), what);
        let mut best: Vec<Option<(u128, usize, usize)>> = vec![None; self.at.len()];
        let mut done = vec![false; self.at.len()];
        let mut queue = BinaryHeap::from([Reverse((0_u128, start))]);
        while let Some(Reverse((cost, node))) = queue.pop() {
            if std::mem::replace(&mut done[node], true) {
                continue;
            }
            for next in self.at[node].iter().filter(|next| **next != edge) {
                let (other, forward) = self.step(*next, node);
                let Edge { hidden, cost: own, tier: own_tier, .. } = self.edges[*next];
                let open = (hidden || own_tier <= tier) && (forward || values[*next] >= amount);
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
    fn step(&self, edge: usize, node: usize) -> (usize, bool) {
        let Edge { from, to, .. } = self.edges[edge];
        if from == node { (to, true) } else { (from, false) }
    }
}
