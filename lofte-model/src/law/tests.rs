use super::*;
use crate::coordination::{Council, OnRecord, Organised, Seat};
use crate::id::{PartyId, UserId};
use jiff::Timestamp;
use jiff::civil::date;

const TODAY: Date = date(2026, 11, 30);

fn standing(facts: &Facts, duty: Duty) -> Standing {
    facts.shown(TODAY).into_iter().find(|shown| shown.duty == duty).unwrap().standing
}

fn with_record(what: Occasion, on: Date) -> Facts {
    let told = OnRecord { what, on, registry_number: "KS 2026/1".into(), note: String::new() };
    let by = (Timestamp::UNIX_EPOCH, UserId::named("one"));
    Facts { coordination: Coordination::default().put(told, by, TODAY).unwrap(), ..Facts::default() }
}

#[test]
fn an_empty_house_has_nothing_to_show_and_no_cameras() {
    for shown in Facts::default().shown(TODAY) {
        let expected = if shown.duty == Duty::Cameras { Standing::NotUsed } else { Standing::Missing };
        assert_eq!((shown.standing, shown.evidence.len()), (expected, 0), "{:?}", shown.duty);
    }
}

#[test]
fn every_section_but_the_eighth_asks_for_something() {
    let asking: BTreeSet<u8> = Duty::ALL.iter().map(|duty| duty.section()).collect();
    let expected: BTreeSet<u8> = SECTIONS.filter(|section| *section != 8).collect();
    assert_eq!(asking, expected);
    assert!(Duty::ALL.is_sorted_by_key(|duty| duty.section()));
}

#[test]
fn a_picture_shows_the_parts_it_holds_until_it_is_too_old() {
    let edition = |on, parts: &[Part]| Facts {
        editions: vec![PictureFact { number: 1, on, parts: parts.iter().copied().collect() }],
        ..Facts::default()
    };
    let held = edition(date(2025, 6, 1), &[Part::Mapping, Part::Analysis]);
    assert_eq!(standing(&held, Duty::Picture(Part::Mapping)), Standing::Found);
    assert_eq!(standing(&held, Duty::Picture(Part::Extent)), Standing::Missing);
    assert_eq!(standing(&held, Duty::PictureUpdated), Standing::Found);
    assert_eq!(standing(&edition(date(2024, 11, 29), &[]), Duty::PictureUpdated), Standing::Lapsed);
    assert_eq!(standing(&edition(date(2024, 11, 30), &[]), Duty::PictureUpdated), Standing::Found);
}

#[test]
fn the_plan_shows_what_rests_on_the_picture_and_when_it_was_followed_up() {
    let plan = Facts { measures: 5, measures_on_picture: 3, ..Facts::default() };
    assert_eq!(standing(&plan, Duty::Plan), Standing::Found);
    assert_eq!(standing(&plan, Duty::PlanDecided), Standing::Missing);
    assert_eq!(standing(&plan, Duty::PlanOnPicture), Standing::Partly);
    let whole = Facts { measures_on_picture: 5, ..plan };
    assert_eq!(standing(&whole, Duty::PlanOnPicture), Standing::Found);
    let decision = |on| DecisionFact { body: "KS".into(), on, registry_number: String::new() };
    let decided = Facts { decisions: vec![decision(date(2024, 6, 1))], ..whole };
    assert_eq!(standing(&decided, Duty::PlanDecided), Standing::Found);
    assert_eq!(standing(&decided, Duty::PlanFollowedUp), Standing::Lapsed);
    let followed = with_record(Occasion::PlanFollowedUp, date(2026, 3, 1));
    assert_eq!(standing(&followed, Duty::PlanFollowedUp), Standing::Found);
}

#[test]
fn what_should_go_on_lapses_after_a_year() {
    for (what, duty) in
        [(Occasion::CouncilMeeting, Duty::CouncilMet), (Occasion::ReportToAssembly, Duty::ReportedToAssembly)]
    {
        assert_eq!(standing(&with_record(what, date(2025, 11, 30)), duty), Standing::Found);
        assert_eq!(standing(&with_record(what, date(2025, 11, 29)), duty), Standing::Lapsed);
    }
}

#[test]
fn a_contact_point_that_nobody_is_shown_is_half_of_one() {
    let council = Council {
        name: "Rådet".into(),
        chair: Seat { party: PartyId::named("kommunen"), office: "ordförande".into() },
        members: Vec::new(),
    };
    let organised = Organised {
        board: "Kommunstyrelsen".into(),
        function: "samordnare".into(),
        contact: "trygg@kommunen.example".into(),
        council: Some(council),
    };
    let coordination = Coordination { organised, records: Vec::new() };
    let inside = Facts { coordination, ..Facts::default() };
    assert_eq!(standing(&inside, Duty::ContactPoint), Standing::Partly);
    let shown = Facts { contact_is_public: true, publication: Some((1, TODAY)), ..inside };
    for duty in [Duty::ContactPoint, Duty::PublicInformation, Duty::Function, Duty::Board, Duty::Council] {
        assert_eq!(standing(&shown, duty), Standing::Found, "{duty:?}");
    }
}

#[test]
fn only_what_runs_and_everybody_has_signed_is_an_agreement_and_cameras_need_a_ground() {
    let agreement = |in_force| {
        let fact = AgreementFact { id: AgreementId::named("x"), title: "x".into(), in_force };
        Facts { agreements: vec![fact], ..Facts::default() }
    };
    assert_eq!(standing(&agreement(true), Duty::Agreement), Standing::Found);
    assert_eq!(standing(&agreement(false), Duty::Agreement), Standing::Missing);
    let cameras = |grounded| Facts { cameras: 2, cameras_grounded: grounded, ..Facts::default() };
    assert_eq!(standing(&cameras(0), Duty::Cameras), Standing::Missing);
    assert_eq!(standing(&cameras(1), Duty::Cameras), Standing::Partly);
    assert_eq!(standing(&cameras(2), Duty::Cameras), Standing::Found);
}
