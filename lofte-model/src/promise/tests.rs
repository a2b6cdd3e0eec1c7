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
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        goals: vec![],
        sides: Sides::default(),
    }
}

fn sign(promise: CitizenPromise, side: Side) -> Result<CitizenPromise, PromiseRefusal> {
    let by = UserId::named(&side.word());
    promise.sign(NewSignature::here(side, "chefen"), by, Timestamp::UNIX_EPOCH, &waves())
}

#[test]
fn two_sides_publish_and_freeze() {
    let proposed = sign(promise(), Side::Municipality).unwrap();
    assert_eq!(proposed.state.word(), "proposed");
    assert!(matches!(sign(proposed.clone(), Side::Municipality), Err(PromiseRefusal::SameSide)));
    let published = sign(proposed, Side::Police).unwrap();
    assert_eq!(published.state.word(), "published");
    assert_eq!(published.fingerprint(), Some(&Fingerprint::of(&published.frozen()).unwrap()));
    assert!(matches!(published.clone().edit(promise()), Err(PromiseRefusal::Frozen)));
    assert!(matches!(sign(published, Side::Police), Err(PromiseRefusal::Frozen)));
}

#[test]
fn an_edit_takes_the_signature_away() {
    let proposed = sign(promise(), Side::Police).unwrap();
    let edited = proposed.edit(CitizenPromise { title: "Ny".into(), ..promise() }).unwrap();
    assert_eq!(edited.state, PromiseState::Draft);
    assert_eq!(edited.title, "Ny");
}

/// A promise with two organisations besides municipality and police.
fn of_four() -> (CitizenPromise, [Side; 2]) {
    let further = vec![PartyId::named("bolag"), PartyId::named("region")];
    let sides = [Side::Party(further[0]), Side::Party(further[1])];
    (CitizenPromise { sides: Sides { further, ..Sides::default() }, ..promise() }, sides)
}

#[test]
fn only_its_sides_sign_a_promise() {
    let (four, [company, _]) = of_four();
    assert!(matches!(sign(promise(), company), Err(PromiseRefusal::NoSide)));
    assert!(sign(four, company).is_ok());
}

#[test]
fn all_sides_freeze_in_any_order_and_none_before_the_last() {
    let (four, [company, region]) = of_four();
    for order in [
        [Side::Municipality, Side::Police, company, region],
        [region, company, Side::Police, Side::Municipality],
        [company, Side::Municipality, region, Side::Police],
    ] {
        let mut signed = four.clone();
        for (place, side) in order.into_iter().enumerate() {
            assert_eq!(signed.awaited().len(), 4 - place);
            assert_eq!(signed.fingerprint(), None);
            signed = sign(signed, side).unwrap();
            assert!(matches!(
                sign(signed.clone(), side),
                Err(PromiseRefusal::SameSide | PromiseRefusal::Frozen)
            ));
        }
        assert_eq!(signed.state.word(), "published");
        let told: Vec<Side> = signed.state.signatures().iter().map(|signature| signature.side).collect();
        assert_eq!(told, order);
        assert_eq!(signed.fingerprint(), Some(&Fingerprint::of(&signed.frozen()).unwrap()));
        let kept: CitizenPromise = serde_json::from_value(serde_json::to_value(&signed).unwrap()).unwrap();
        assert_eq!(kept, signed);
    }
}

/// A promise without further sides is written and fingerprinted as before there were any.
#[test]
fn a_promise_of_two_keeps_its_bytes() {
    let two = sign(sign(promise(), Side::Municipality).unwrap(), Side::Police).unwrap();
    let frozen = serde_json::to_string(&two.frozen()).unwrap();
    assert!(!frozen.contains("sides"), "{frozen}");
    let old = r#"{"side":"police","by":"7e0f3d6a-58c4-5c5a-9a53-0c2a6a7a3c55","at":"2023-06-28T08:00:00Z","fingerprint":"4ec66c48c5b71dd0dbdbe805faac9e36ebe02552b54b602446658c56ea7949df"}"#;
    let read: SideSignature = serde_json::from_str(old).unwrap();
    assert_eq!((read.office.as_str(), &read.given), ("", &Given::Here));
    assert_eq!(serde_json::to_string(&read).unwrap(), old);
    let state = format!(r#"{{"state":"published","first":{old},"second":{old}}}"#);
    let read: PromiseState = serde_json::from_str(&state).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), state);
    let four = of_four().0;
    assert_ne!(Fingerprint::of(&four.frozen()).unwrap(), Fingerprint::of(&promise().frozen()).unwrap());
}

#[test]
fn a_signature_has_an_office_and_a_paper_that_can_be_found() {
    let paper = |signed_on, registry_number: &str| {
        Given::OnPaper(OnPaper { signed_on, registry_number: registry_number.into() })
    };
    let day = |year| jiff::civil::date(year, 1, 1);
    let note = |office: &str, given| {
        let new = NewSignature { side: Side::Police, office: office.into(), given };
        promise().sign(new, UserId::named("one"), Timestamp::UNIX_EPOCH, &waves())
    };
    assert!(matches!(note(" ", Given::Here), Err(PromiseRefusal::NoOffice)));
    assert!(matches!(note("chef", paper(day(1971), "A1")), Err(PromiseRefusal::NotYet(_))));
    assert!(matches!(note("chef", paper(day(1970), " ")), Err(PromiseRefusal::NoRegistryNumber)));
    let noted = note(" chef ", paper(day(1970), " A1 ")).unwrap();
    let signature = noted.signature_of(Side::Police).unwrap();
    assert_eq!((signature.office.as_str(), signature.day()), ("chef", day(1970)));
    assert_eq!(signature.given, paper(day(1970), "A1"));
}

#[test]
fn nobody_signs_beside_another_text() {
    let mut proposed = sign(promise(), Side::Police).unwrap();
    proposed.title.push('!');
    assert!(matches!(sign(proposed, Side::Municipality), Err(PromiseRefusal::OtherText)));
}

#[test]
fn a_signature_is_taken_back_until_the_last_one() {
    let (four, [company, _]) = of_four();
    let two = sign(sign(four, company).unwrap(), Side::Police).unwrap();
    assert!(matches!(two.clone().unsign(Side::Municipality), Err(PromiseRefusal::NothingToTakeBack)));
    let one = two.unsign(company).unwrap();
    assert_eq!((one.state.word(), one.awaited().len()), ("proposed", 3));
    let none = one.unsign(Side::Police).unwrap();
    assert_eq!((&none.state, &none.sealed), (&PromiseState::Draft, &None));
    let published = sign(sign(promise(), Side::Police).unwrap(), Side::Municipality).unwrap();
    assert!(matches!(published.unsign(Side::Police), Err(PromiseRefusal::Frozen)));
}

/// What another municipality wrote keeps its number and its text here; what is only ours may change.
#[test]
fn the_text_of_a_neighbour_is_theirs() {
    let (four, _) = of_four();
    let ours = four.sides.further[1];
    let joint =
        Joint { from: "0482".parse().unwrap(), name: "Flens kommun".into(), number: four.number, ours };
    let sides = Sides { joint: Some(joint), ..four.sides.clone() };
    let here = CitizenPromise { number: 31, sides, problems: vec![], ..four.clone() };
    assert_eq!(Fingerprint::of(&here.frozen()).unwrap(), Fingerprint::of(&four.frozen()).unwrap());
    assert_eq!(here.our_side(), Side::Party(ours));
    let linked = CitizenPromise { problems: vec![ProblemId::named("vart")], ..here.clone() };
    let signed = sign(linked.clone(), Side::Party(ours)).unwrap();
    let again = signed.clone().edit(CitizenPromise { problems: vec![], ..linked.clone() }).unwrap();
    assert_eq!(again.state, signed.state, "what is ours is no part of what was signed");
    let bent = CitizenPromise { title: "Annat".into(), ..linked };
    assert!(matches!(signed.edit(bent), Err(PromiseRefusal::TheirText(name)) if name == "Flens kommun"));
}

#[test]
fn history_is_not_signed() {
    let old = CitizenPromise { state: PromiseState::Historical { source: "polisen.se".into() }, ..promise() };
    assert!(matches!(sign(old, Side::Police), Err(PromiseRefusal::Frozen)));
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
    let proposed = sign(promise(), Side::Municipality).unwrap();
    let signed = sign(proposed, Side::Police).unwrap();
    let early = signed.clone().close(closing(signed.period.from().year())).unwrap_err();
    assert!(matches!(early, PromiseRefusal::NotOver(_)), "{early:?}");
    let closed = signed.clone().close(closing(2099)).unwrap();
    assert_eq!(closed.frozen(), signed.frozen(), "nothing else changes");
    assert!(matches!(closed.close(closing(2099)), Err(PromiseRefusal::Closed)));
}

/// Every state meets every verb: where the document has an arrow the code goes there, and nowhere else. A verb that has two
/// arrows from a state goes the one way where others are awaited, and the other where none are.
#[test]
fn the_code_has_the_arrows_of_the_document_and_no_others() {
    let arrows = documented_arrows();
    assert_eq!(arrows.len(), 8);
    let (four, [company, region]) = of_four();
    let proposed = |sides: &[Side]| sides.iter().fold(four.clone(), |one, side| sign(one, *side).unwrap());
    let first = proposed(&[company]);
    let almost = proposed(&[company, region, Side::Municipality]);
    let published = sign(almost.clone(), Side::Police).unwrap();
    let historical = CitizenPromise { state: PromiseState::Historical { source: "x".into() }, ..promise() };
    let mut gone: Vec<(String, String, String)> = Vec::new();
    for start in [four.clone(), first, almost, published, historical] {
        let from = start.state.word();
        let mut goes = |verb: &str, next: Result<CitizenPromise, PromiseRefusal>| {
            let to = next.ok().map(|next| next.state.word().to_owned());
            let known: Vec<&String> = arrows
                .iter()
                .filter(|arrow| arrow.0 == from && arrow.2 == verb)
                .map(|arrow| &arrow.1)
                .collect();
            match to {
                Some(to) => {
                    assert!(known.contains(&&to), "{verb} from {from} goes to {to}, not to {known:?}");
                    gone.push((from.to_owned(), to, verb.to_owned()));
                }
                None => assert!(known.is_empty(), "{verb} from {from} should go to {known:?}"),
            }
        };
        goes("edit", start.clone().edit(promise()));
        goes("close", start.clone().close(closing(2099)));
        goes("take_back", start.clone().unsign(company));
        // The police, who have not signed yet in any of the states that may be signed.
        goes("sign", sign(start, Side::Police));
    }
    gone.sort();
    gone.dedup();
    assert_eq!(gone.len(), arrows.len(), "an arrow is never gone: {gone:?}");
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
