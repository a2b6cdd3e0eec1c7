//! The order between measures: what must be done before what, without going round.

use super::Measure;
use crate::id::MeasureId;
use std::collections::BTreeSet;

/// Why an order cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderGap {
    /// It waits for itself.
    #[error("a measure cannot come after itself")]
    AfterItself,
    /// It waits for something that is not in the plan.
    #[error("it comes after a measure that is not there")]
    NoSuchMeasure,
    /// Each waits for the other.
    #[error("measure {0} comes after this one already")]
    Circle(u32),
}

/// Everything that keeps the order of a measure from being kept, among all measures of the plan. The one with its id among
/// them is left out: this is what it will say.
pub fn order_gaps(measure: &Measure, all: &[Measure]) -> Vec<OrderGap> {
    let mut gaps = Vec::new();
    for before in &measure.details.after {
        if *before == measure.id {
            gaps.push(OrderGap::AfterItself);
            continue;
        }
        match all.iter().find(|known| known.id == *before) {
            None => gaps.push(OrderGap::NoSuchMeasure),
            Some(known) if waits_for(known, measure.id, all) => gaps.push(OrderGap::Circle(known.number)),
            Some(_) => {}
        }
    }
    gaps
}

/// Whether a measure comes after another, directly or by way of others.
fn waits_for(measure: &Measure, other: MeasureId, all: &[Measure]) -> bool {
    let mut seen = BTreeSet::from([measure.id]);
    let mut ahead: Vec<MeasureId> = measure.details.after.clone();
    while let Some(next) = ahead.pop() {
        if next == other {
            return true;
        }
        if seen.insert(next)
            && let Some(known) = all.iter().find(|known| known.id == next)
        {
            ahead.extend(&known.details.after);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::change::tests::measure;
    use super::*;

    fn after(number: u32, before: &[u32]) -> Measure {
        let mut one = measure(number);
        one.details.after = before.iter().map(|number| measure(*number).id).collect();
        one
    }

    #[test]
    fn nothing_waits_for_itself_by_any_way() {
        let all = [after(1, &[]), after(2, &[1]), after(3, &[2])];
        assert!(order_gaps(&after(3, &[1, 2]), &all).is_empty());
        assert_eq!(order_gaps(&after(1, &[1]), &all), [OrderGap::AfterItself]);
        assert_eq!(order_gaps(&after(1, &[3]), &all), [OrderGap::Circle(3)]);
        assert_eq!(order_gaps(&after(1, &[9]), &all), [OrderGap::NoSuchMeasure]);
        // A circle that is there already is not followed for ever.
        let round = [after(1, &[]), after(2, &[3]), after(3, &[2])];
        assert!(order_gaps(&after(1, &[2]), &round).is_empty());
    }
}
