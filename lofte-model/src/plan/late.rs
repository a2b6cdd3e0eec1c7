//! What is late: measures and moments whose day has passed, the oldest first.

use super::{Measure, Moment};
use jiff::civil::Date;

/// Something that should have been done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Late<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// The moment of it; `None` for the measure as a whole.
    pub moment: Option<&'a Moment>,
    /// The day that has passed.
    pub due: Date,
}

/// Everything that is late on a day: first what has waited longest, and of one day by number. Moments of a measure that is
/// done or given up are not waited for.
pub fn late(measures: &[Measure], today: Date) -> Vec<Late<'_>> {
    let mut found = Vec::new();
    for measure in measures {
        if measure.is_over() {
            continue;
        }
        if measure.is_late(today) {
            found.push(Late { measure, moment: None, due: measure.deadline });
        }
        let moments = measure.details.moments.iter().filter(|moment| moment.is_late(today));
        found.extend(
            moments.filter_map(|moment| Some(Late { measure, moment: Some(moment), due: moment.due? })),
        );
    }
    found.sort_by_key(|late| (late.due, late.measure.number));
    found
}

#[cfg(test)]
mod tests {
    use super::super::Execution;
    use super::super::change::tests::measure;
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_oldest_comes_first_and_what_is_done_is_not_waited_for() {
        let moment = |title: &str, due, done| Moment { title: title.into(), due: Some(due), done };
        let (mut one, mut two, mut three) = (measure(1), measure(2), measure(3));
        one.deadline = date(2026, 6, 1);
        one.details.moments = vec![
            moment("gjort", date(2026, 1, 1), Some(date(2026, 1, 9))),
            moment("sent", date(2026, 2, 1), None),
            moment("i tid", date(2026, 5, 1), None),
        ];
        two.deadline = date(2026, 1, 1);
        three.deadline = date(2025, 1, 1);
        three.status.execution = Execution::Done;
        three.details.moments = vec![moment("glömt", date(2024, 1, 1), None)];
        let measures = [one, two, three];
        let told: Vec<(u32, Option<&str>)> = late(&measures, date(2026, 3, 1))
            .iter()
            .map(|late| (late.measure.number, late.moment.map(|moment| moment.title.as_str())))
            .collect();
        assert_eq!(told, [(2, None), (1, Some("sent"))]);
    }
}
