//! Maximum flow through the suppressed edges of a network, by Dinic's method, in memory that is used again.
//!
//! Most flows asked for are small and found at once, so what a flow has changed is written down and undone afterwards,
//! and nothing is copied.
//!
//! Source: Y. Dinitz, *Algorithm for solution of a problem of maximum flow in a network*, Soviet Math. Dokl. 11 (1970).

use super::network::{Edge, Move, Network, UNLIMITED};

const FAR: u32 = u32::MAX;

/// The flow as it has been changed, and places to work in.
#[derive(Debug)]
pub(super) struct Work {
    /// How far each edge can still be lowered.
    fall: Vec<u64>,
    room: Vec<u64>,
    /// Edges whose flow has been changed.
    changed: Vec<usize>,
    /// Edges that can be lowered by another amount than in the network for a while.
    lent: Vec<usize>,
    /// Steps from the start.
    level: Vec<u32>,
    /// The next edge to try at each node.
    next: Vec<usize>,
    queue: Vec<usize>,
    path: Vec<(usize, bool)>,
}

impl Work {
    pub(super) fn new(network: &Network) -> Self {
        Self {
            fall: network.edges.iter().map(Edge::fall).collect(),
            room: network.edges.iter().map(|edge| edge.room).collect(),
            changed: Vec::new(),
            lent: Vec::new(),
            level: vec![FAR; network.hidden_at.len()],
            next: vec![0; network.hidden_at.len()],
            queue: Vec::new(),
            path: Vec::new(),
        }
    }

    /// How much more can be sent through an edge in a direction; [`UNLIMITED`] without limit.
    pub(super) fn capacity(&self, edge: usize, forward: bool) -> u64 {
        if forward { self.room[edge] } else { self.fall[edge] }
    }

    /// Send up to `limit` through the suppressed edges other than `edge`; none when without limit.
    pub(super) fn send(
        &mut self,
        network: &Network,
        edge: usize,
        way: Move,
        limit: Option<u64>,
    ) -> Option<u64> {
        let ends = network.ends(edge, way);
        let mut sent = 0_u64;
        while limit != Some(sent) && self.levels(network, edge, ends) {
            sent = sent.saturating_add(self.block(network, edge, ends, limit.map(|limit| limit - sent))?);
        }
        Some(sent)
    }

    /// Back to the true flow; the edges that had been changed, each once.
    pub(super) fn undo(&mut self, network: &Network) -> Vec<usize> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        for edge in changed.iter().chain(&self.lent) {
            self.fall[*edge] = network.edges[*edge].fall();
            self.room[*edge] = network.edges[*edge].room;
        }
        self.lent.clear();
        changed
    }

    /// The edges whose flow has been changed, with repetitions.
    pub(super) fn changed(&self) -> &[usize] {
        &self.changed
    }

    /// Let an edge be lowered by another amount until everything is undone.
    pub(super) fn lend(&mut self, edge: usize, fall: u64) {
        self.fall[edge] = fall;
        self.lent.push(edge);
    }

    /// Number the nodes by their distance from the start; whether the goal can be reached.
    fn levels(&mut self, network: &Network, edge: usize, (start, goal): (usize, usize)) -> bool {
        self.level.fill(FAR);
        self.next.fill(0);
        self.level[start] = 0;
        self.queue.clear();
        self.queue.push(start);
        let mut done = 0;
        while let Some(node) = self.queue.get(done).copied() {
            done += 1;
            for hidden in &network.hidden_at[node] {
                let (other, forward) = network.step(*hidden, node);
                if *hidden != edge && self.level[other] == FAR && self.capacity(*hidden, forward) > 0 {
                    self.level[other] = self.level[node] + 1;
                    if other == goal {
                        return true;
                    }
                    self.queue.push(other);
                }
            }
        }
        false
    }

    /// Send along shortest paths until none is left; none when a path has no limit.
    fn block(
        &mut self,
        network: &Network,
        edge: usize,
        (start, goal): (usize, usize),
        limit: Option<u64>,
    ) -> Option<u64> {
        let (mut sent, mut node) = (0_u64, start);
        self.path.clear();
        loop {
            if node == goal {
                sent = sent.saturating_add(self.push(limit.map(|limit| limit - sent))?);
                if limit == Some(sent) {
                    return Some(sent);
                }
                self.path.clear();
                node = start;
            } else if let Some(hidden) = network.hidden_at[node].get(self.next[node]) {
                let (other, forward) = network.step(*hidden, node);
                let nearer = self.level[other] == self.level[node] + 1;
                if nearer && *hidden != edge && self.capacity(*hidden, forward) > 0 {
                    self.path.push((*hidden, forward));
                    node = other;
                } else {
                    self.next[node] += 1;
                }
            } else {
                // A dead end: step back and try the next edge there.
                let Some((hidden, _)) = self.path.pop() else { return Some(sent) };
                node = network.step(hidden, node).0;
                self.next[node] += 1;
            }
        }
    }

    /// Send as much along the path as fits and is wanted; none when without limit.
    fn push(&mut self, limit: Option<u64>) -> Option<u64> {
        let least = self.path.iter().map(|(edge, forward)| self.capacity(*edge, *forward)).min();
        let least = least.unwrap_or(UNLIMITED).min(limit.unwrap_or(UNLIMITED));
        if least == UNLIMITED && limit.is_none() {
            return None;
        }
        for (edge, forward) in &self.path {
            let (fall, room) = (&mut self.fall[*edge], &mut self.room[*edge]);
            if *forward {
                *fall = fall.saturating_add(least);
                *room = if *room == UNLIMITED { UNLIMITED } else { *room - least };
            } else {
                *fall -= least;
                *room = if *room == UNLIMITED { UNLIMITED } else { *room + least };
            }
            self.changed.push(*edge);
        }
        Some(least)
    }
}
