use super::*;
use crate::promise::{Details, Pace};
use jiff::civil::date;
use proptest::prelude::*;

const YEAR: i16 = 2024;

fn after() -> Date {
    date(YEAR + 1, 1, 15)
}

fn commitment(quantity: Quantity) -> Commitment {
    Commitment { number: 3, text: "x".into(), parties: vec![], quantity, details: Details::default() }
}

fn at_least(count: u32, per: Pace) -> Quantity {
    Quantity::AtLeast { count, unit: "pass".into(), per }
}

fn at_most(count: u32, per: Pace) -> Quantity {
    Quantity::AtMost { count, unit: "dagar".into(), per }
}

fn logged(day: Date, count: u64) -> Deed {
    Deed {
        party: PartyId::named("polis"),
        by: ToldBy::Log,
        days: Period::new(day, day).unwrap(),
        count,
        asked: 0,
        fidelity: Fidelity::Unknown,
        execution: None,
    }
}

fn reported(from: Date, to: Date, count: u64, execution: Execution) -> Deed {
    Deed {
        by: ToldBy::Report { measure: 1 },
        days: Period::new(from, to).unwrap(),
        execution: Some(execution),
        ..logged(to, count)
    }
}

fn on(quantity: Quantity, deeds: &[Deed], today: Date) -> Fulfilment {
    let doings = Doings { commitment: 3, deeds: deeds.to_vec(), silent: 0 };
    fulfil(&commitment(quantity), Period::year(YEAR), &doings, today)
}

fn outcome(quantity: Quantity, deeds: &[Deed]) -> Outcome {
    on(quantity, deeds, after()).outcome
}

#[test]
fn at_least_so_many() {
    let walks = || at_least(4, Pace::WholePeriod);
    let may = date(YEAR, 5, 2);
    assert_eq!(outcome(walks(), &[]), Outcome::CannotBeShown);
    assert_eq!(outcome(walks(), &[logged(may, 0)]), Outcome::NotFulfilled);
    assert_eq!(outcome(walks(), &[logged(may, 3)]), Outcome::Partly);
    assert_eq!(outcome(walks(), &[logged(may, 3), logged(may, 1)]), Outcome::Fulfilled);
    assert_eq!(on(walks(), &[logged(may, 3)], date(YEAR, 12, 31)).outcome, Outcome::NotDueYet);
    assert_eq!(on(walks(), &[logged(may, 4)], date(YEAR, 12, 31)).outcome, Outcome::Fulfilled);
    assert_eq!(on(walks(), &[], date(YEAR - 1, 12, 31)).outcome, Outcome::NotDueYet);
}

/// 72 of 100 on 1 October: 74 would have been at an even pace.
#[test]
fn while_the_period_runs_the_pace_is_told() {
    let controls = || at_least(100, Pace::WholePeriod);
    let behind = on(controls(), &[logged(date(YEAR, 3, 1), 72)], date(YEAR, 10, 1));
    assert_eq!((behind.done, behind.promised, behind.by_now), (72, Some(100), Some(74)));
    assert_eq!(behind.keeps_pace(&controls()), Some(false));
    let kept = on(controls(), &[logged(date(YEAR, 3, 1), 74)], date(YEAR, 10, 1));
    assert_eq!(kept.keeps_pace(&controls()), Some(true));
    assert_eq!(on(controls(), &[], after()).keeps_pace(&controls()), None);
}

/// Twelve in January are not one in every month.
#[test]
fn enough_in_all_but_not_in_every_month_is_done_in_part() {
    let monthly = || at_least(1, Pace::Month);
    let heaped = on(monthly(), &[logged(date(YEAR, 1, 5), 12)], after());
    assert_eq!((heaped.outcome, heaped.spells_missed), (Outcome::Partly, 11));
    let every: Vec<Deed> = (1..=12).map(|month| logged(date(YEAR, month, 5), 1)).collect();
    assert_eq!(outcome(monthly(), &every), Outcome::Fulfilled);
    // A report for the whole year does not say in which months.
    let yearly = reported(date(YEAR, 1, 1), date(YEAR, 12, 20), 12, Execution::Done);
    assert_eq!(outcome(monthly(), &[yearly]), Outcome::Fulfilled);
}

#[test]
fn at_most_so_many() {
    let most = || at_most(10, Pace::WholePeriod);
    let may = date(YEAR, 5, 2);
    assert_eq!(outcome(most(), &[]), Outcome::CannotBeShown);
    assert_eq!(outcome(most(), &[logged(may, 10)]), Outcome::Fulfilled);
    assert_eq!(outcome(most(), &[logged(may, 11)]), Outcome::NotFulfilled);
    assert_eq!(on(most(), &[logged(may, 11)], date(YEAR, 6, 1)).outcome, Outcome::NotFulfilled);
    assert_eq!(on(most(), &[logged(may, 10)], date(YEAR, 6, 1)).outcome, Outcome::NotDueYet);
    let monthly = at_most(2, Pace::Month);
    assert_eq!(outcome(monthly, &[logged(may, 3)]), Outcome::Partly);
}

#[test]
fn as_intended_needs_more_than_a_number() {
    let process = || Quantity::AsIntended { count: 2, unit: "möten".into(), per: Pace::WholePeriod };
    let held = |fidelity| Deed { fidelity, ..logged(date(YEAR, 5, 2), 2) };
    assert_eq!(outcome(process(), &[held(Fidelity::AsIntended)]), Outcome::Fulfilled);
    assert_eq!(outcome(process(), &[held(Fidelity::Partly)]), Outcome::Partly);
    assert_eq!(outcome(process(), &[held(Fidelity::Unknown)]), Outcome::CannotBeShown);
    assert_eq!(on(process(), &[held(Fidelity::AsIntended)], after()).as_intended, Some(2));
}

#[test]
fn nobody_asked_is_neither_late_nor_broken() {
    let nobody = on(Quantity::OnRequest, &[], after());
    assert_eq!((nobody.outcome, nobody.keeps_pace(&Quantity::OnRequest)), (Outcome::NobodyAsked, None));
    let told = reported(date(YEAR, 1, 1), date(YEAR, 12, 1), 0, Execution::NotStarted);
    assert_eq!(outcome(Quantity::OnRequest, &[told]), Outcome::NobodyAsked);
    let asked = Deed { asked: 2, ..logged(date(YEAR, 5, 2), 0) };
    let helped = logged(date(YEAR, 6, 2), 1);
    assert_eq!(outcome(Quantity::OnRequest, std::slice::from_ref(&asked)), Outcome::NotFulfilled);
    assert_eq!(outcome(Quantity::OnRequest, &[asked.clone(), helped.clone()]), Outcome::Partly);
    assert_eq!(outcome(Quantity::OnRequest, &[asked, helped.clone(), helped.clone()]), Outcome::Fulfilled);
    assert_eq!(outcome(Quantity::OnRequest, &[helped]), Outcome::Fulfilled);
}

#[test]
fn done_or_not_is_what_the_newest_dated_report_of_every_measure_says() {
    let told = |month, execution| reported(date(YEAR, 1, 1), date(YEAR, month, 1), 0, execution);
    let second = |deed: Deed| Deed { by: ToldBy::Report { measure: 2 }, ..deed };
    assert_eq!(outcome(Quantity::DoneOrNot, &[]), Outcome::CannotBeShown);
    assert_eq!(outcome(Quantity::DoneOrNot, &[told(3, Execution::Ongoing)]), Outcome::Partly);
    assert_eq!(outcome(Quantity::DoneOrNot, &[told(3, Execution::Dropped)]), Outcome::NotFulfilled);
    let both = [told(9, Execution::Done), told(3, Execution::Ongoing)];
    assert_eq!(outcome(Quantity::DoneOrNot, &both), Outcome::Fulfilled);
    let half = [told(9, Execution::Done), second(told(9, Execution::NotStarted))];
    assert_eq!(outcome(Quantity::DoneOrNot, &half), Outcome::Partly);
    let doings = Doings { commitment: 3, deeds: both.to_vec(), silent: 1 };
    let silent = fulfil(&commitment(Quantity::DoneOrNot), Period::year(YEAR), &doings, after());
    assert_eq!((silent.outcome, silent.grade), (Outcome::Partly, Some(EvidenceGrade::Impression)));
}

#[test]
fn what_is_dated_outside_the_period_does_not_count_and_is_told() {
    let late =
        [logged(date(YEAR + 1, 1, 2), 3), logged(date(YEAR - 1, 12, 31), 2), logged(date(YEAR, 5, 2), 1)];
    let told = on(at_least(4, Pace::WholePeriod), &late, after());
    assert_eq!((told.outcome, told.done), (Outcome::Partly, 1));
    assert_eq!(told.outside, Outside { deeds: 2, count: 5 });
}

#[test]
fn what_is_both_reported_and_logged_counts_once() {
    let both =
        [logged(date(YEAR, 5, 2), 3), reported(date(YEAR, 1, 1), date(YEAR, 12, 1), 4, Execution::Ongoing)];
    assert_eq!(on(at_least(4, Pace::WholePeriod), &both, after()).done, 4);
    let another = Deed { party: PartyId::named("kommun"), ..logged(date(YEAR, 5, 2), 3) };
    let shared = [both[0].clone(), both[1].clone(), another];
    assert_eq!(on(at_least(4, Pace::WholePeriod), &shared, after()).done, 7);
}

#[test]
fn a_whole_promise_is_what_all_its_undertakings_are() {
    use Outcome::{CannotBeShown, Fulfilled, NobodyAsked, NotDueYet, NotFulfilled, Partly};
    let cases: [(&[Outcome], Option<Outcome>); 9] = [
        (&[], None),
        (&[Fulfilled, Fulfilled], Some(Fulfilled)),
        (&[Fulfilled, NobodyAsked], Some(Fulfilled)),
        (&[NobodyAsked], Some(NobodyAsked)),
        (&[NotFulfilled, NotFulfilled], Some(NotFulfilled)),
        (&[Fulfilled, NotFulfilled], Some(Partly)),
        (&[Fulfilled, CannotBeShown], Some(Partly)),
        (&[CannotBeShown, CannotBeShown], Some(CannotBeShown)),
        (&[Fulfilled, NotDueYet, Partly], Some(NotDueYet)),
    ];
    for (outcomes, expected) in cases {
        assert_eq!(Outcome::of_all(outcomes.iter().copied()), expected, "{outcomes:?}");
    }
}

/// Worse to better among the answers that say how much was done; the others say that nobody can tell yet.
fn rank(outcome: Outcome) -> Option<u8> {
    match outcome {
        Outcome::NotFulfilled => Some(0),
        Outcome::Partly => Some(1),
        Outcome::Fulfilled => Some(2),
        Outcome::CannotBeShown | Outcome::NotDueYet | Outcome::NobodyAsked => None,
    }
}

fn any_pace() -> impl Strategy<Value = Pace> {
    prop::sample::select(Pace::ALL.to_vec())
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let day = |offset: i64| date(YEAR, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
    let execution = prop::sample::select(Execution::ALL.to_vec());
    let fidelity = prop::sample::select(Fidelity::ALL.to_vec());
    (-60_i64..430, 0_i64..120, 0_u64..40, 0_u64..3, any::<bool>(), 0_u32..3, (execution, fidelity)).prop_map(
        move |(to, length, count, asked, log, party, (execution, fidelity))| Deed {
            party: PartyId::named(&party.to_string()),
            by: if log { ToldBy::Log } else { ToldBy::Report { measure: party } },
            days: Period::new(day(if log { to } else { to - length }), day(to)).unwrap(),
            count,
            asked: if log { asked } else { 0 },
            fidelity,
            execution: (!log).then_some(execution),
        },
    )
}

fn any_quantity() -> impl Strategy<Value = Quantity> {
    let unit = || "pass".to_owned();
    let number = || (1_u32..30, any_pace());
    prop_oneof![
        number().prop_map(move |(count, per)| Quantity::AtLeast { count, unit: unit(), per }),
        number().prop_map(move |(count, per)| Quantity::AtMost { count, unit: unit(), per }),
        number().prop_map(move |(count, per)| Quantity::AsIntended { count, unit: unit(), per }),
        Just(Quantity::OnRequest),
        Just(Quantity::DoneOrNot),
    ]
}

fn any_today() -> impl Strategy<Value = Date> {
    (-40_i64..450).prop_map(|offset| date(YEAR, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap())
}

/// The same, with one entry added that was done as intended, or with one deed that was more.
fn with_more(deeds: &[Deed], which: usize, more: u64, add: bool) -> Vec<Deed> {
    let mut all = deeds.to_vec();
    if add {
        all.push(Deed { fidelity: Fidelity::AsIntended, ..logged(date(YEAR, 6, 15), more) });
    } else {
        let length = all.len();
        if let Some(deed) = all.get_mut(which % length.max(1)) {
            deed.count += more;
        }
    }
    all
}

proptest! {
    #[test]
    fn more_done_never_makes_at_least_worse_nor_at_most_better(
        deeds in prop::collection::vec(any_deed(), 1..12),
        (count, per) in (1_u32..30, any_pace()),
        (which, more, add) in (0_usize..12, 1_u64..50, any::<bool>()),
        today in any_today(),
    ) {
        let richer = with_more(&deeds, which, more, add);
        let grows = [at_least(count, per), Quantity::AsIntended { count, unit: "pass".into(), per }, Quantity::DoneOrNot];
        for quantity in grows {
            let (less, more) = (on(quantity.clone(), &deeds, today), on(quantity.clone(), &richer, today));
            prop_assert!(less.done <= more.done);
            if let (Some(less), Some(more)) = (rank(less.outcome), rank(more.outcome)) {
                prop_assert!(less <= more, "{quantity:?}");
            }
            prop_assert!(less.outcome != Outcome::Fulfilled || more.outcome == Outcome::Fulfilled, "{quantity:?}");
        }
        let (less, more) = (on(at_most(count, per), &deeds, today), on(at_most(count, per), &richer, today));
        if let (Some(less), Some(more)) = (rank(less.outcome), rank(more.outcome)) {
            prop_assert!(less >= more);
        }
        prop_assert!(less.outcome != Outcome::NotFulfilled || more.outcome == Outcome::NotFulfilled);
    }

    #[test]
    fn the_order_in_which_it_was_told_does_not_matter(
        deeds in prop::collection::vec(any_deed(), 0..10),
        turn in 0_usize..10,
        quantity in any_quantity(),
        today in any_today(),
    ) {
        let mut turned = deeds.clone();
        turned.rotate_left(turn % deeds.len().max(1));
        turned.reverse();
        prop_assert_eq!(on(quantity.clone(), &deeds, today), on(quantity, &turned, today));
    }

    #[test]
    fn no_undertaking_disappears(
        quantities in prop::collection::vec(any_quantity(), 0..8),
        told in prop::collection::vec((0_u16..12, any_deed()), 0..12),
        today in any_today(),
    ) {
        let commitments: Vec<Commitment> = (1..).zip(quantities).map(|(number, quantity)| {
            Commitment { number, ..commitment(quantity) }
        }).collect();
        let numbers: Vec<u16> = commitments.iter().map(|commitment| commitment.number).collect();
        let promise = CitizenPromise { period: Period::year(YEAR), commitments, ..crate::followup::tests::activities() };
        let doings: Vec<Doings> = told.into_iter()
            .map(|(commitment, deed)| Doings { commitment, deeds: vec![deed], silent: 0 })
            .collect();
        let all = fulfilments(&promise, &doings, today);
        prop_assert_eq!(all.iter().map(|one| one.commitment).collect::<Vec<_>>(), numbers);
        prop_assert_eq!(Outcome::of_all(all.iter().map(|one| one.outcome)).is_none(), all.is_empty());
    }

    #[test]
    fn nothing_told_is_lost(deeds in prop::collection::vec(any_deed(), 0..12)) {
        let told = on(at_least(5, Pace::Month), &deeds, date(YEAR + 5, 1, 1));
        let inside = deeds.iter().filter(|deed| Period::year(YEAR).contains(deed.days.to())).count();
        prop_assert_eq!(told.outside.deeds, (deeds.len() - inside) as u64);
    }
}
