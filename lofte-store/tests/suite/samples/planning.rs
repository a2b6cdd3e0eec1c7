//! Samples of what is planned and done: measures, the plan, its versions, the rhythm of follow-ups and the log.

use crate::bench::now;
use jiff::civil::date;
use lofte_model::activity::{Activity, Entry, Logged};
use lofte_model::amendment::Change;
use lofte_model::decision::Decision;
use lofte_model::followup::rhythm::{Checkpoint, Every, Rhythm, Showed};
use lofte_model::id::{ActivityId, LibraryId, MeasureId, PartyId, ProblemId, PromiseId, TermId, UserId};
use lofte_model::plan::{
    CauseRef, CommitmentRef, Details, EvidenceStrength, Fidelity, Horizon, LibraryEntry, LibraryMeasure,
    Measure, MeasureKind, MeasureStatus, PlanText, PlanVersion, Planned, PreventionLevel, Proposal, Term,
    Wording,
};
use lofte_model::problem::CauseNumber;
use lofte_model::promise::Side;

pub fn measure(number: u32) -> Measure {
    Measure {
        id: MeasureId::named(&number.to_string()),
        number,
        title: "Byt armaturer".into(),
        description: String::new(),
        causes: vec![CauseRef { problem: ProblemId::named("station"), cause: CauseNumber::direct(1) }],
        commitment: Some(CommitmentRef { promise: PromiseId::named("2"), commitment: 1 }),
        kind: MeasureKind::Situational,
        owner: PartyId::named("housing"),
        function: "driftchef".into(),
        deadline: date(2023, 10, 1),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: vec![],
        details: Details::default(),
    }
}

pub fn plan_text() -> PlanText {
    PlanText { board: "Kommunstyrelsen".into(), edition: Some(1), ..PlanText::default() }
}

pub fn library_entry() -> LibraryEntry {
    let measure = LibraryMeasure {
        title: "Ljus".into(),
        summary: "Bättre belysning".into(),
        kind: MeasureKind::Situational,
        level: PreventionLevel::Primary,
        horizon: Horizon::Short,
        work: None,
        evidence: EvidenceStrength::Unknown,
        source: String::new(),
        operative_goal: String::new(),
        following_up: String::new(),
    };
    LibraryEntry { id: LibraryId::named("light"), measure, withdrawn: None }
}

pub fn term() -> Term {
    let wording = Wording { term: "trygghet".into(), meaning: "det som mätningen mäter".into() };
    Term { id: TermId::named("trygghet"), wording, withdrawn: None }
}

pub fn plan_version(previous: Option<u32>) -> PlanVersion {
    let planned =
        Planned { measure: measure(14), owner: "Bostadsbolaget".into(), against: vec!["Mörkt".into()] };
    let decision = Decision {
        body: "Kommunstyrelsen".into(),
        on: date(2024, 3, 4),
        paragraph: "§ 45".into(),
        registry_number: "KS 2024/12".into(),
    };
    let proposal = Proposal { text: plan_text(), measures: vec![planned] };
    PlanVersion::adopt(proposal, decision, previous, UserId::named("one"), now()).unwrap()
}

pub fn rhythm() -> Rhythm {
    let (promise, since, by) = (PromiseId::named("2"), date(2023, 1, 1), UserId::named("one"));
    Rhythm { promise, every: Every::Tertial, since, by }
}

pub fn checkpoint() -> Checkpoint {
    let (promise, day) = (PromiseId::named("2"), date(2023, 4, 30));
    let showed = Showed { by: day, commitments: vec![], late: vec![] };
    let change = Change { at: now(), by: UserId::named("one"), reason: String::new() };
    let checkpoint = Checkpoint { promise, day, showed, remarks: vec![] };
    checkpoint.remarked(Side::Police, "Vakten vid stationen är på plats.", change).unwrap()
}

pub fn activity(name: &str) -> Activity {
    Activity {
        id: ActivityId::named(name),
        commitment: CommitmentRef { promise: PromiseId::named("2"), commitment: 1 },
        party: PartyId::named("police"),
        entry: Entry {
            what: Logged::Done,
            count: 3,
            unit: "pass".into(),
            day: date(2024, 5, 2),
            fidelity: Fidelity::Unknown,
            area: None,
            place: "Torget".into(),
            note: "lugnt".into(),
        },
        at: now(),
        by: UserId::named("one"),
        from: None,
        former: vec![],
        withdrawn: None,
    }
}
