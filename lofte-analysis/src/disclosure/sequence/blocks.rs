//! How tables that follow each other can move together without anybody noticing.
//!
//! A block is some tables in a row. All of them move by the same amounts, in cells that are suppressed in all of them, and
//! the tables before and after stay. Nothing that is shown changes; counts still only grow if no cell of the first moves
//! below the table before it, and none of the last above the table after it. Those are limits to the flow in a network
//! with the sums of rows fixed, so what a block can do to a number is two maximum flows. Every way to move is one that a
//! reader cannot rule out, and what he cannot rule out has no holes; so a number can vary by at least the furthest up that
//! any block takes it and the furthest down that any does.
//!
//! Left out on purpose: tables of a sequence that move by different amounts at once. A number may be safer than is found
//! here, never less safe.

use super::super::DisclosureParams;
use super::super::flow::Work;
use super::super::network::{Move, Network, UNLIMITED};
use super::super::table::{Position, Shape};
use super::Stage;

/// The tables of a sequence, and what their blocks can do.
pub(super) struct Blocks<'a> {
    shape: Shape,
    stages: &'a [Stage],
    params: &'a DisclosureParams,
    /// From one table to the next: whether anything became less.
    corrected: Vec<bool>,
}

/// How far something can go down and up.
#[derive(Clone, Copy)]
struct Room {
    down: u64,
    up: u64,
}

/// Whether anything is less than in the table before, or a row has left.
pub(super) fn is_corrected(shape: Shape, last: &Stage, next: &Stage) -> bool {
    let less = |cell: usize| {
        let row = cell / shape.cols;
        last.present[row] && (!next.present[row] || next.values[cell] < last.values[cell])
    };
    (0..shape.rows * shape.cols).any(less)
}

impl<'a> Blocks<'a> {
    pub(super) fn new(shape: Shape, stages: &'a [Stage], params: &'a DisclosureParams) -> Self {
        let corrected = stages.windows(2).map(|pair| is_corrected(shape, &pair[0], &pair[1])).collect();
        Self { shape, stages, params, corrected }
    }

    /// Whether anything ever became less.
    pub(super) fn is_ever_corrected(&self) -> bool {
        self.corrected.contains(&true)
    }

    /// The moves of the tables from `first` to `last`.
    pub(super) fn network(&self, first: usize, last: usize) -> Network {
        let block = &self.stages[first..=last];
        let mut network = self
            .shape
            .network(&self.stages[first].values, |edge, _| block.iter().all(|stage| stage.hidden[edge]));
        for edge in 0..network.len() {
            match self.shape.position(edge) {
                Position::Inner { row, .. } if block.iter().all(|stage| stage.present[row]) => {
                    let Room { down, up } = self.room(edge, row, first, last);
                    network.limit(edge, down, up);
                }
                Position::ColTotal { .. } => network.limit(edge, UNLIMITED, UNLIMITED),
                Position::Inner { .. } | Position::RowTotal { .. } | Position::GrandTotal => {
                    network.fix(edge);
                }
            }
        }
        network
    }

    /// How far an inner cell of a block can be moved.
    fn room(&self, edge: usize, row: usize, first: usize, last: usize) -> Room {
        let floor = |stage: &Stage| stage.values[edge].saturating_sub(1);
        let lowest = self.stages[first..=last].iter().map(floor).min().unwrap_or(0);
        let mut room = Room { down: lowest, up: UNLIMITED };
        if let Some(before) = first.checked_sub(1) {
            let after = self.across(edge, row, before);
            // A count that was shown and is suppressed now has changed, as far as anybody knows the rule.
            let told = u64::from(!self.stages[before].hidden[edge]);
            room.down = room.down.min(if after.down == UNLIMITED {
                UNLIMITED
            } else {
                after.down.saturating_sub(told)
            });
            room.up = room.up.min(after.up);
        }
        if last + 1 < self.stages.len() {
            let before = self.across(edge, row, last);
            room.down = room.down.min(before.up);
            room.up = room.up.min(before.down);
        }
        room
    }

    /// How far the later of two tables can move from the earlier one in a cell and keep the direction of the change.
    fn across(&self, edge: usize, row: usize, earlier: usize) -> Room {
        let (before, after) = (&self.stages[earlier], &self.stages[earlier + 1]);
        let free = Room { down: UNLIMITED, up: UNLIMITED };
        if before.present[row] && !after.present[row] {
            return free;
        }
        let (from, to) = (before.values[edge], after.values[edge]);
        if to < from {
            Room { down: UNLIMITED, up: from - to }
        } else if to == from && self.corrected[earlier] {
            Room { down: 0, up: 0 }
        } else {
            Room { down: to - from, up: UNLIMITED }
        }
    }

    /// The edges of small counts and small differences that are not shown to be wide enough.
    pub(super) fn narrow(&self) -> Vec<usize> {
        let mut open = self.small();
        let count = self.stages.len();
        let mut reached = vec![Room { down: 0, up: 0 }; open.len()];
        // The longest blocks to the end have the most room: most questions are answered by them.
        let blocks = (0..count).rev().flat_map(|last| (0..=last).map(move |first| (first, last)));
        for (first, last) in blocks {
            if open.is_empty() {
                break;
            }
            let network = self.network(first, last);
            let mut work = Work::new(&network);
            let inside = |stage: Option<usize>| stage.is_some_and(|stage| (first..=last).contains(&stage));
            for (question, reached) in open.iter().zip(&mut reached) {
                let (earlier, later) = (inside(question.earlier), inside(Some(question.later)));
                if earlier == later || !network.hidden(question.edge) {
                    continue;
                }
                let [raised, lowered] = [Move::Raise, Move::Lower]
                    .map(|way| network.reach(question.edge, way, self.params.protect, &mut work));
                let (up, down) = if later { (raised, lowered) } else { (lowered, raised) };
                reached.up = reached.up.max(up);
                reached.down = reached.down.max(down);
            }
            let answered = |reached: &Room| reached.up.saturating_add(reached.down) >= self.params.protect;
            (open, reached) = open.into_iter().zip(reached).filter(|(_, reached)| !answered(reached)).unzip();
        }
        let mut edges: Vec<usize> = open.into_iter().map(|question| question.edge).collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// Every small count, and every small difference of two tables that have the row.
    fn small(&self) -> Vec<Question> {
        let Shape { rows, cols } = self.shape;
        let inner = 0..rows * cols;
        let totals = rows * cols + rows..rows * cols + rows + cols;
        let mut questions = Vec::new();
        for edge in inner.chain(totals) {
            let has = |stage: &Stage| edge >= rows * cols || stage.present[edge / cols];
            let count = |stage: usize| self.stages[stage].values[edge];
            for later in (0..self.stages.len()).filter(|stage| has(&self.stages[*stage])) {
                let earlier = (0..later).filter(|stage| has(&self.stages[*stage]));
                let ask = |earlier: Option<usize>| {
                    let difference = count(later).abs_diff(earlier.map_or(0, count));
                    self.params.suppresses(difference).then_some(Question { edge, earlier, later })
                };
                questions.extend(std::iter::once(None).chain(earlier.map(Some)).filter_map(ask));
            }
        }
        questions
    }
}

/// A number that must stay in doubt: a count, or what it differs from an earlier one.
struct Question {
    edge: usize,
    earlier: Option<usize>,
    later: usize,
}
