//! A promise of the demo that still runs: activities without a goal, and what has been logged towards them. All of it is
//! made up for the demo.
//!
//! It continues the promise about the station, so that a newcomer sees one that is judged and one that is at work. The log
//! ends before the last publication of the story; what is due is told by the clock of whoever looks.

use super::{Cast, moment, texts};
use jiff::civil::{Date, date};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{activity, plan, rhythm};
use lofte_model::access::Actor;
use lofte_model::activity::{Entry, Logged};
use lofte_model::followup::rhythm::Every;
use lofte_model::id::{MeasureId, PartyId, PromiseId};
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::plan::{
    self as plan_of, CauseRef, CommitmentRef, Effort, EvidenceStrength, Fidelity, Horizon, Measure,
    MeasureKind, MeasureStatus, Moment, OtherPlan, PlanLink, PreventionLevel, WorkForm,
};
use lofte_model::problem::{CauseNumber, Problem};
use lofte_model::promise::{
    CitizenPromise, Commitment, CommitmentKind, Details, Pace, PromiseState, Quantity, Sides,
};

const STATION: &str = "stationsomradet";

/// The promise of activities for 2026 to 2028.
pub(super) fn presence_promise(problem: &Problem, continues: PromiseId) -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("demo/presence-2026"),
        number: 0,
        title: "Fler på plats vid stationen".into(),
        text: "Polis och vuxna ska synas vid stationen på kvällarna, och det som går sönder ska lagas snabbt. Vi redovisar hur \
               många gånger vi varit där."
            .into(),
        period: Period::years(2026, 2028),
        areas: vec![AreaCode::new(STATION)],
        problems: vec![problem.id],
        commitments: commitments(problem),
        effect_goal: None,
        goals: vec![],
        continues: Some(continues),
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides { further: vec![texts::housing(), texts::station()], ..Sides::default() },
    }
}

fn commitments(problem: &Problem) -> Vec<Commitment> {
    let details = |sort, hours: &str, function: &str, cause| Details {
        sort: Some(sort),
        areas: vec![AreaCode::new(STATION)],
        hours: hours.to_owned(),
        function: function.to_owned(),
        cause: Some(CauseRef { problem: problem.id, cause: CauseNumber::direct(cause) }),
        ..Details::default()
    };
    let at_least = |count, unit: &str, per| Quantity::AtLeast { count, unit: unit.to_owned(), per };
    vec![
        Commitment {
            number: 1,
            text: "Polisen fotpatrullerar stationen och gångtunneln".into(),
            parties: vec![texts::police()],
            quantity: at_least(6, "patrullpass", Pace::Month),
            details: details(CommitmentKind::Enforcement, "fredag och lördag 19–01", "kommunpolis", 2),
        },
        Commitment {
            number: 2,
            text: "Kommunens fältare och föreningar är vuxna på plats".into(),
            parties: vec![texts::municipality()],
            quantity: at_least(20, "kvällar", Pace::Year),
            details: details(CommitmentKind::Social, "fredag och lördag 20–00", "fältsamordnare", 2),
        },
        Commitment {
            number: 3,
            text: "Bostadsbolaget och stationens förvaltare går ljusrond och lagar det som är trasigt".into(),
            parties: vec![texts::housing(), texts::station()],
            quantity: at_least(2, "ljusronder", Pace::Month),
            details: details(CommitmentKind::Situational, "efter mörkrets inbrott", "driftchef", 1),
        },
    ]
}

/// One measure for each undertaking, by number: title, owner, office.
pub(super) async fn plan(house: &House, cast: &Cast, promise: &CitizenPromise) -> Result<(), AppError> {
    let measures = [
        ("Schemalagda fotpatruller vid stationen", texts::police(), "kommunpolis", MeasureKind::Situational),
        ("Vuxna på plats fredag och lördag", texts::municipality(), "fältsamordnare", MeasureKind::Social),
        ("Ljusrond varje månad", texts::housing(), "driftchef", MeasureKind::Situational),
    ];
    for ((title, owner, function, kind), commitment) in measures.into_iter().zip(&promise.commitments) {
        let measure = Measure {
            id: MeasureId::named(&format!("demo/{title}")),
            number: 0,
            title: title.to_owned(),
            description: String::new(),
            causes: commitment.details.cause.iter().cloned().collect(),
            commitment: Some(CommitmentRef { promise: promise.id, commitment: commitment.number }),
            kind,
            owner,
            function: function.to_owned(),
            deadline: date(2028, 12, 31),
            operative_goal: String::new(),
            status: MeasureStatus::NEW,
            reports: Vec::new(),
            details: details_of(commitment.number),
        };
        plan::add(&cast.coordinator, house, measure).await?;
    }
    Ok(())
}

/// What the plan says of each besides.
fn details_of(commitment: u16) -> plan_of::Details {
    let moment = |title: &str, due, done| Moment { title: title.to_owned(), due: Some(due), done };
    let begun = plan_of::Details {
        start: Some(date(2026, 1, 1)),
        work: Some(WorkForm::Ordinary),
        horizon: Some(Horizon::Short),
        ..plan_of::Details::default()
    };
    match commitment {
        1 => plan_of::Details {
            dose: "sex pass i månaden, fredag och lördag".into(),
            deputy: "områdespolis".into(),
            level: Some(PreventionLevel::Secondary),
            evidence: Some(EvidenceStrength::High),
            source: "Braga m.fl. 2019, Hot spots policing, Campbell Systematic Reviews 15".into(),
            following_up: "Passen loggas; löftets takt stäms av varje tertial.".into(),
            moments: vec![
                moment("Schema för våren", date(2026, 1, 20), Some(date(2026, 1, 15))),
                moment("Stäm av platser och tider med lägesbilden", date(2027, 9, 30), None),
            ],
            ..begun
        },
        2 => plan_of::Details {
            dose: "minst 20 kvällar om året".into(),
            deputy: "enhetschef fritid".into(),
            level: Some(PreventionLevel::Primary),
            evidence: Some(EvidenceStrength::Unknown),
            following_up: "Kvällarna loggas; föreningarna frågas efter sommaren.".into(),
            also_in: vec![PlanLink { under: OtherPlan::Andts, title: "vuxna på plats".into() }],
            ..begun
        },
        _ => plan_of::Details {
            dose: "en rond i månaden".into(),
            deputy: "arbetsledare".into(),
            level: Some(PreventionLevel::Primary),
            evidence: Some(EvidenceStrength::Medium),
            source: "Welsh och Farrington 2008, Campbell Systematic Reviews 2008:13".into(),
            hours: Effort { planning: Some(4), doing: Some(24), following_up: Some(4) },
            following_up: "Trasiga armaturer räknas vid varje rond.".into(),
            moments: vec![
                moment("Rita in alla armaturer", date(2026, 1, 31), Some(date(2026, 1, 28))),
                moment("Byt de äldsta armaturerna", date(2027, 10, 1), None),
            ],
            ..begun
        },
    }
}

/// Something that was logged: towards which undertaking, when, and how many.
type Line = (u16, Date, u32);

/// What the police, the municipality and the housing company ticked off in the first months.
fn lines() -> Vec<Line> {
    let day = |month, day| date(2026, month, day);
    vec![
        (1, day(1, 24), 2),
        (1, day(1, 31), 4),
        (1, day(2, 14), 4),
        (1, day(2, 28), 3),
        (1, day(3, 14), 2),
        (1, day(3, 28), 2),
        (2, day(1, 30), 1),
        (2, day(2, 13), 1),
        (2, day(2, 27), 2),
        (2, day(3, 13), 1),
        (2, day(3, 27), 2),
        (3, day(1, 28), 2),
        (3, day(2, 25), 2),
        (3, day(3, 25), 2),
    ]
}

/// Logs them, each by the side whose work it was, on the day itself.
pub(super) async fn log(house: &House, cast: &Cast, promise: &CitizenPromise) -> Result<(), AppError> {
    for (commitment, day, count) in lines() {
        let (by, party, unit): (&Actor, PartyId, &str) = match commitment {
            1 => (&cast.police, texts::police(), "patrullpass"),
            2 => (&cast.coordinator, texts::municipality(), "kvällar"),
            _ => (&cast.partner, texts::housing(), "ljusronder"),
        };
        let entry = Entry {
            what: Logged::Done,
            count,
            unit: unit.to_owned(),
            day,
            fidelity: Fidelity::AsIntended,
            area: Some(AreaCode::new(STATION)),
            place: String::new(),
            note: String::new(),
        };
        let at = house.at(moment(day.year(), day.month(), day.day())?);
        let towards = CommitmentRef { promise: promise.id, commitment };
        activity::log(by, &at, towards, Some(party), entry).await?;
    }
    Ok(())
}

/// The two sides follow it up every quarter; the police have spoken about the first one.
pub(super) async fn check_in(house: &House, cast: &Cast, promise: &CitizenPromise) -> Result<(), AppError> {
    let chosen = house.at(moment(2026, 1, 22)?);
    rhythm::choose(&cast.coordinator, &chosen, promise.id, Every::Quarter, 0).await?;
    let said = "Sjutton pass av arton. Mars blev svagast, när schemat inte räckte till. Passen i april är bemannade.";
    let at = house.at(moment(2026, 4, 2)?);
    rhythm::remark(&cast.police, &at, (promise.id, date(2026, 3, 31)), 0, said, "").await?;
    Ok(())
}
