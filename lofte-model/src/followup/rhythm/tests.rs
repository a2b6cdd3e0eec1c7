use super::*;
use crate::followup::tests::promise;
use crate::id::PartyId;
use crate::promise::{Direction, Side};
use proptest::prelude::*;

#[test]
fn tertials_and_quarters_are_those_of_the_calendar_and_months_those_of_the_promise() {
    let odd = Period::new(date(2024, 1, 31), date(2024, 9, 15)).unwrap();
    assert_eq!(Every::Tertial.days(odd), [date(2024, 4, 30), date(2024, 8, 31)]);
    assert_eq!(Every::Quarter.days(odd), [date(2024, 3, 31), date(2024, 6, 30)]);
    let two = Every::Months { months: 2 }.days(Period::new(date(2024, 1, 1), date(2024, 5, 10)).unwrap());
    assert_eq!(two, [date(2024, 2, 29), date(2024, 4, 30)]);
    assert_eq!(Every::Never.days(odd), []);
    assert!(!Every::Months { months: 0 }.is_possible() && !Every::Months { months: 13 }.is_possible());
    assert_eq!(Every::Months { months: 0 }.days(odd), []);
}

proptest! {
    #[test]
    fn days_lie_in_the_period_one_after_the_other(start in 0_i32..4000, length in 0_i32..2000, months in 0_u8..20) {
        let from = date(2020, 1, 1).checked_add(start.days()).unwrap();
        let period = Period::new(from, from.checked_add(length.days()).unwrap()).unwrap();
        for every in [Every::Tertial, Every::Quarter, Every::Months { months }, Every::Never] {
            let days = every.days(period);
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]), "{every:?} {days:?}");
            prop_assert!(days.iter().all(|day| period.contains(*day)));
        }
    }
}

fn change(reason: &str) -> Change {
    Change { at: Timestamp::UNIX_EPOCH, by: UserId::named("one"), reason: reason.into() }
}

fn checkpoint() -> Checkpoint {
    let promise = promise(Direction::Increase);
    let day = date(2024, 4, 30);
    let showed = Showed::of(&promise, &[], &[], day);
    assert_eq!(showed.commitments.len(), promise.commitments.len());
    Checkpoint { promise: promise.id, day, showed, remarks: vec![] }
}

#[test]
fn each_side_speaks_once_and_what_it_said_before_stays() {
    let first = checkpoint().remarked(Side::Police, " Som planerat. ", change("")).unwrap();
    assert_eq!(first.remark(Side::Police).unwrap().text, "Som planerat.");
    assert!(!first.is_done());
    assert_eq!(first.clone().remarked(Side::Police, "Som planerat.", change("fel")), Err(NoAmendment::Same));
    assert_eq!(first.clone().remarked(Side::Police, "Sent.", change(" ")), Err(NoAmendment::NoReason));
    let corrected = first.clone().remarked(Side::Police, "Sent.", change("fel dag")).unwrap();
    let remark = corrected.remark(Side::Police).unwrap();
    assert_eq!((remark.text.as_str(), remark.former[0].was.as_str()), ("Sent.", "Som planerat."));
    assert_eq!(corrected.showed, first.showed, "what it showed is kept");
    let party = Side::Party(PartyId::named("bostad"));
    let done = corrected.remarked(party, "", change("")).unwrap();
    assert!(!done.is_done());
    assert!(done.remarked(Side::Municipality, "", change("")).unwrap().is_done());
}

#[test]
fn what_passed_before_the_rhythm_was_chosen_is_not_waited_for() {
    let promise = promise(Direction::Increase);
    let (every, by) = (Every::Tertial, UserId::named("one"));
    let rhythm = Rhythm { promise: promise.id, every, since: date(2024, 5, 1), by };
    assert_eq!(passed(&promise, &rhythm, date(2024, 8, 31)), []);
    assert_eq!(passed(&promise, &rhythm, date(2024, 9, 1)), [date(2024, 8, 31)]);
}

#[test]
fn a_checkpoint_reads_back_as_it_was_written() {
    let said = checkpoint().remarked(Side::Party(PartyId::named("bostad")), "Ja.", change("")).unwrap();
    let json = serde_json::to_string(&said).unwrap();
    assert_eq!(serde_json::from_str::<Checkpoint>(&json).unwrap(), said);
    let rhythm = Rhythm {
        promise: said.promise,
        every: Every::Months { months: 6 },
        since: date(2024, 1, 1),
        by: UserId::named("one"),
    };
    let json = serde_json::to_string(&rhythm).unwrap();
    assert_eq!(serde_json::from_str::<Rhythm>(&json).unwrap(), rhythm);
}
