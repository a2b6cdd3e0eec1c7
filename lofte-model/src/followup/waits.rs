//! What waits to be done with a promise between its signatures and its end: nothing on that road waits unseen.
//!
//! Leaves out who is to do it, and what waits before the signatures, which the promise's state says.

use crate::promise::{CitizenPromise, PromiseState};
use jiff::ToSpan;
use jiff::civil::Date;

/// Days before its last day that a promise is said to end soon.
pub const ENDS_SOON: i32 = 30;

/// Something that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Waiting {
    /// It is signed, and residents have not been shown it.
    Publication,
    /// What decides its goal is there, or its year has passed, and no verdict is recorded.
    Verdict,
    /// There is a verdict, or the period is over, and nobody has told residents how it went.
    Account,
    /// The account is written, and residents have not been shown it as it stands.
    AccountPublication,
    /// It ends soon.
    End,
    /// Its account is published and its period over: it can be closed.
    Closing,
}

/// What is known of a promise beside itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five facts, each of which is or is not")]
pub struct Known {
    /// Whether the newest publication holds it.
    pub public: bool,
    /// Whether the measurement that decides its goal is there.
    pub measured: bool,
    /// Whether a verdict is recorded.
    pub judged: bool,
    /// Whether an account of it is written.
    pub told: bool,
    /// Whether that account is in the newest publication.
    pub account_is_public: bool,
}

/// Everything that waits with a promise on a day; nothing before all sides have signed it, and once it is closed nothing
/// but an account that was written anew.
pub fn waiting(promise: &CitizenPromise, known: Known, today: Date) -> Vec<Waiting> {
    if !matches!(&promise.state, PromiseState::Published { .. }) {
        return Vec::new();
    }
    let unshown = known.public && known.told && !known.account_is_public;
    if promise.closing().is_some() {
        return if unshown { vec![Waiting::AccountPublication] } else { Vec::new() };
    }
    let end = promise.period.to();
    let over = today > end;
    let due = promise.decided_by().is_some_and(|day| known.measured || day < today);
    let soon = end.checked_sub(ENDS_SOON.days()).is_ok_and(|from| from <= today) && !over;
    [
        (Waiting::Publication, !known.public),
        (Waiting::Verdict, due && !known.judged),
        (Waiting::Account, (known.judged || over) && !known.told),
        (Waiting::AccountPublication, unshown),
        (Waiting::End, soon),
        (Waiting::Closing, over && known.account_is_public),
    ]
    .into_iter()
    .filter_map(|(waiting, is)| is.then_some(waiting))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::followup::tests::promise;
    use crate::id::UserId;
    use crate::period::Period;
    use crate::promise::{Closing, Direction, Given, Goal, GoalRule, IncidentGoal, Side, SideSignature};
    use crate::records::RecordKind;
    use jiff::Timestamp;
    use jiff::civil::date;

    /// Signed; 2023 and 2024, decided by a wave of 2025.
    fn signed() -> CitizenPromise {
        let promise = promise(Direction::Increase);
        let signature = |side| SideSignature {
            side,
            by: UserId::named("one"),
            at: Timestamp::UNIX_EPOCH,
            fingerprint: crate::fingerprint::Fingerprint::of_bytes(b"text"),
            office: String::new(),
            given: Given::Here,
        };
        let (first, second) = (signature(Side::Municipality), signature(Side::Police));
        let state =
            PromiseState::Published { first, second, further: vec![], answer_known: false, closed: None };
        CitizenPromise { state, ..promise }
    }

    fn incidents(after: Period) -> Goal {
        Goal::Incidents(IncidentGoal {
            name: "stölder".into(),
            incidents: RecordKind::Offence,
            categories: vec![],
            areas: vec![],
            compared_with: vec![],
            before: Period::year(2022),
            after,
            rule: GoalRule { direction: Direction::Decrease, threshold: 0.0, alpha: 0.05 },
        })
    }

    #[test]
    fn an_account_that_is_written_anew_waits_to_be_shown_also_when_the_promise_is_closed() {
        let mut promise = signed();
        let PromiseState::Published { closed, .. } = &mut promise.state else { panic!("signed") };
        *closed = Some(Closing { at: Timestamp::UNIX_EPOCH, by: UserId::named("one"), publication: 1 });
        let shown = Known { public: true, told: true, account_is_public: true, ..Known::default() };
        assert_eq!(waiting(&promise, shown, date(2026, 1, 1)), []);
        let anew = Known { account_is_public: false, ..shown };
        assert_eq!(waiting(&promise, anew, date(2026, 1, 1)), [Waiting::AccountPublication]);
    }

    #[test]
    fn each_step_waits_until_it_is_taken() {
        let mut known = Known::default();
        let check = |known, day, expected: &[Waiting]| {
            assert_eq!(waiting(&signed(), known, day), expected, "{day} {known:?}");
        };
        check(known, date(2023, 7, 1), &[Waiting::Publication]);
        known.public = true;
        check(known, date(2023, 7, 1), &[]);
        check(known, date(2024, 11, 30), &[]);
        check(known, date(2024, 12, 1), &[Waiting::End]);
        check(known, date(2025, 1, 1), &[Waiting::Account]);
        known.measured = true;
        check(known, date(2024, 7, 1), &[Waiting::Verdict]);
        check(known, date(2025, 7, 1), &[Waiting::Verdict, Waiting::Account]);
        known.judged = true;
        check(known, date(2024, 7, 1), &[Waiting::Account]);
        known.told = true;
        check(known, date(2025, 7, 1), &[Waiting::AccountPublication]);
        known.account_is_public = true;
        check(known, date(2025, 7, 1), &[Waiting::Closing]);
    }

    #[test]
    fn a_verdict_is_due_when_its_year_has_passed_although_nothing_came() {
        let public = Known { public: true, told: true, account_is_public: true, ..Known::default() };
        assert_eq!(waiting(&signed(), public, date(2025, 12, 31)), [Waiting::Closing]);
        assert_eq!(waiting(&signed(), public, date(2026, 1, 1)), [Waiting::Verdict, Waiting::Closing]);
        let activities = CitizenPromise { effect_goal: None, ..signed() };
        assert_eq!(waiting(&activities, public, date(2026, 1, 1)), [Waiting::Closing]);
        let months = Period::new(date(2024, 10, 1), date(2025, 3, 31)).unwrap();
        let counted = CitizenPromise { goals: vec![incidents(months)], ..activities };
        assert_eq!(waiting(&counted, public, date(2025, 3, 31)), [Waiting::Closing]);
        assert_eq!(
            waiting(&counted, public, date(2025, 4, 1)),
            [Waiting::Verdict, Waiting::Closing],
            "months are over before their year is"
        );
        let draft = CitizenPromise { state: PromiseState::Draft, ..signed() };
        assert_eq!(waiting(&draft, Known::default(), date(2026, 1, 1)), []);
    }
}
