use super::*;
use crate::id::PartyId;
use crate::survey::Indicator;

fn waves() -> Vec<KnownWave> {
    vec![KnownWave {
        name: WaveName("2023".into()),
        year: 2023,
        items: vec!["ute_sent".into()],
        areas: vec![AreaCode::new("a")],
        too_few_answers: false,
    }]
}

pub(crate) fn goal() -> EffectGoal {
    EffectGoal {
        indicator: Indicator {
            code: "trygg_ute_sent".into(),
            name: "känner sig trygga ute sent".into(),
            item: "ute_sent".into(),
            yes: vec![1, 2],
            no: vec![3, 4, 5],
        },
        areas: vec![AreaCode::new("a")],
        baseline: WaveName("2023".into()),
        follow_up: WaveName("2025".into()),
        follow_up_year: 2025,
        direction: Direction::Increase,
        threshold: 0.0,
        alpha: 0.05,
        practically_unchanged: None,
    }
}

pub(crate) fn promise() -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("station"),
        number: 2,
        title: "Tryggare stationsområde".into(),
        text: "Vi gör stationsområdet tryggare.".into(),
        period: Period::years(2023, 2024),
        areas: vec![],
        problems: vec![ProblemId::named("station")],
        commitments: vec![Commitment {
            number: 1,
            text: "Belysningen ses över".into(),
            parties: vec![PartyId::named("kommun")],
            quantity: Quantity::DoneOrNot,
            details: Details::default(),
        }],
        effect_goal: Some(goal()),
        continues: None,
        state: PromiseState::Draft,
        sealed: None,
        goals: vec![],
    }
}

fn sign(promise: CitizenPromise, role: Role) -> Result<CitizenPromise, PromiseRefusal> {
    promise.sign(role, UserId::named(role.word()), Timestamp::UNIX_EPOCH, &waves())
}

#[test]
fn two_sides_publish_and_freeze() {
    let proposed = sign(promise(), Role::Coordinator).unwrap();
    assert_eq!(proposed.state.word(), "proposed");
    assert!(matches!(sign(proposed.clone(), Role::Coordinator), Err(PromiseRefusal::SameSide)));
    let published = sign(proposed, Role::Police).unwrap();
    assert_eq!(published.state.word(), "published");
    assert_eq!(published.fingerprint(), Some(&Fingerprint::of(&published.frozen()).unwrap()));
    assert!(matches!(published.clone().edit(promise()), Err(PromiseRefusal::Frozen)));
    assert!(matches!(sign(published, Role::Police), Err(PromiseRefusal::Frozen)));
}

#[test]
fn an_edit_takes_the_signature_away() {
    let proposed = sign(promise(), Role::Police).unwrap();
    let edited = proposed.edit(CitizenPromise { title: "Ny".into(), ..promise() }).unwrap();
    assert_eq!(edited.state, PromiseState::Draft);
    assert_eq!(edited.title, "Ny");
}

#[test]
fn partners_and_readers_do_not_sign() {
    for role in [Role::Partner, Role::Reader] {
        assert!(matches!(sign(promise(), role), Err(PromiseRefusal::NoSide)));
    }
}

#[test]
fn history_is_not_signed() {
    let old = CitizenPromise { state: PromiseState::Historical { source: "polisen.se".into() }, ..promise() };
    assert!(matches!(sign(old, Role::Police), Err(PromiseRefusal::Frozen)));
}

/// Each case takes one thing away from a complete promise and names the gap that must appear.
#[test]
fn every_gap_is_named() {
    fn check(change: impl FnOnce(&mut CitizenPromise), expected: &[PromiseGap]) {
        let mut promise = promise();
        change(&mut promise);
        assert_eq!(promise.gaps(&waves()), expected);
    }
    fn check_goal(change: impl FnOnce(&mut EffectGoal), expected: &[PromiseGap]) {
        let mut goal = goal();
        change(&mut goal);
        check(|promise| promise.effect_goal = Some(goal), expected);
    }
    check(|_| {}, &[]);
    check(|p| p.text = " ".into(), &[PromiseGap::NoText]);
    check(|p| p.commitments.clear(), &[PromiseGap::NoCommitment]);
    check(|p| p.commitments[0].parties.clear(), &[PromiseGap::HollowCommitment(1)]);
    check(|p| p.problems.clear(), &[PromiseGap::NoProblem]);
    check(|p| p.effect_goal = None, &[]);
    check_goal(|g| g.indicator.no.push(1), &[PromiseGap::BadIndicator]);
    check_goal(|g| g.baseline = WaveName("2019".into()), &[PromiseGap::NoBaseline(WaveName("2019".into()))]);
    check_goal(|g| g.indicator.item = "x".into(), &[PromiseGap::NoSuchItem("x".into())]);
    let few = [KnownWave { too_few_answers: true, ..waves()[0].clone() }];
    let gaps = EffectGoal { ..goal() }.gaps(&few);
    assert_eq!(gaps, [PromiseGap::TooFewAnswers(WaveName("2023".into()))]);
    check_goal(|g| g.areas.push(AreaCode::new("z")), &[PromiseGap::NoSuchAreas(vec![AreaCode::new("z")])]);
    check_goal(|g| g.follow_up_year = 2023, &[PromiseGap::FollowUpNotAfter]);
    check_goal(|g| g.follow_up = WaveName("2023".into()), &[PromiseGap::FollowUpNotAfter]);
    check_goal(|g| g.alpha = 0.5, &[PromiseGap::BadRule]);
    check_goal(|g| g.threshold = f64::NAN, &[PromiseGap::BadRule]);
    check_goal(|g| g.alpha = 0.21, &[PromiseGap::BadRule]);
    check_goal(|g| g.threshold = 1.0, &[PromiseGap::BadRule]);
    check_goal(|g| g.threshold = -0.05, &[PromiseGap::ThresholdSign]);
    check_goal(|g| g.practically_unchanged = Some(-0.1), &[PromiseGap::UnchangedTooWide]);
    check_goal(|g| g.practically_unchanged = Some(0.02), &[PromiseGap::UnchangedTooWide]);
    check_goal(
        |g| (g.threshold, g.practically_unchanged) = (0.02, Some(0.99)),
        &[PromiseGap::UnchangedTooWide],
    );
    check_goal(|g| (g.threshold, g.practically_unchanged) = (0.02, Some(0.02)), &[]);
    check_goal(|g| g.follow_up_year = 9999, &[PromiseGap::ImplausiblePeriod]);
    for direction in [Direction::Increase, Direction::Decrease] {
        check_goal(|g| (g.direction, g.threshold) = (direction, -1e-9), &[PromiseGap::ThresholdSign]);
    }
}

/// The arrows of `docs/states/promise.md`, as `from -> to: verb`.
fn documented_arrows() -> Vec<(String, String, String)> {
    include_str!("../../../docs/states/promise.md")
        .lines()
        .filter_map(|line| line.trim().split_once(" --> "))
        .filter_map(|(from, rest)| {
            rest.split_once(": ").map(|(to, verb)| (from.into(), to.into(), verb.into()))
        })
        .collect()
}

fn closing(year: i16) -> Closing {
    let at = jiff::civil::date(year, 6, 1).to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp();
    Closing { at, by: UserId::named("one"), publication: 3 }
}

#[test]
fn a_promise_is_closed_once_and_after_its_last_day() {
    let proposed = sign(promise(), Role::Coordinator).unwrap();
    let signed = sign(proposed, Role::Police).unwrap();
    let early = signed.clone().close(closing(signed.period.from().year())).unwrap_err();
    assert!(matches!(early, PromiseRefusal::NotOver(_)), "{early:?}");
    let closed = signed.clone().close(closing(2099)).unwrap();
    assert_eq!(closed.frozen(), signed.frozen(), "nothing else changes");
    assert!(matches!(closed.close(closing(2099)), Err(PromiseRefusal::Closed)));
}

/// Every state meets every verb: where the document has an arrow the code goes there, and nowhere else.
#[test]
fn the_code_has_the_arrows_of_the_document_and_no_others() {
    let arrows = documented_arrows();
    assert_eq!(arrows.len(), 5);
    let draft = promise();
    let proposed = sign(draft.clone(), Role::Coordinator).unwrap();
    let published = sign(proposed.clone(), Role::Police).unwrap();
    let historical = CitizenPromise { state: PromiseState::Historical { source: "x".into() }, ..promise() };
    for start in [draft, proposed, published, historical] {
        let from = start.state.word();
        let goes = |verb: &str| {
            arrows.iter().find(|arrow| arrow.0 == from && arrow.2 == verb).map(|arrow| arrow.1.clone())
        };
        let word =
            |next: Result<CitizenPromise, PromiseRefusal>| next.ok().map(|next| next.state.word().to_owned());
        assert_eq!(word(start.clone().edit(promise())), goes("edit"), "edit from {from}");
        assert_eq!(word(start.clone().close(closing(2099))), goes("close"), "close from {from}");
        // The police, who have not signed yet in any of the states that may be signed.
        assert_eq!(word(sign(start, Role::Police)), goes("sign"), "sign from {from}");
    }
}

#[test]
fn a_period_that_nobody_can_have_meant_is_refused_while_it_is_written_and_by_the_gate() {
    for (from, to) in [(1, 2024), (2023, 9999), (1, 9999), (1989, 2024), (2023, 2101)] {
        let promise = CitizenPromise { period: Period::years(from, to), ..promise() };
        assert_eq!(promise.unwritable(), [PromiseGap::ImplausiblePeriod], "{from}–{to}");
        assert!(promise.gaps(&[]).contains(&PromiseGap::ImplausiblePeriod), "{from}–{to}");
    }
    assert_eq!(promise().unwritable(), []);
}

#[test]
fn at_least_nothing_is_no_undertaking() {
    for (count, unit) in [(0, "vandringar"), (4, " ")] {
        let mut hollow = promise();
        hollow.commitments[0].quantity =
            Quantity::AtLeast { count, unit: unit.into(), per: Pace::WholePeriod };
        assert_eq!(hollow.gaps(&waves()), [PromiseGap::EmptyQuantity(1)], "{count} {unit}");
    }
}
