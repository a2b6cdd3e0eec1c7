//! The measures of the demo and the reports on them. All of it is made up for the demo.

use super::texts;
use jiff::civil::{Date, date};
use lofte_model::access::Role;
use lofte_model::decision::Decision;
use lofte_model::id::{MeasureId, PartyId};
use lofte_model::plan::{
    CauseRef, CommitmentRef, Details, Effort, EvidenceStrength, Execution, Fidelity, Horizon, JudgedEffect,
    Measure, MeasureKind, MeasureStatus, Moment, OtherPlan, PlanLink, PlanStyle, PlanText, PreventionLevel,
    Told, Wording, WorkForm,
};
use lofte_model::problem::{CauseNumber, Problem};
use lofte_model::promise::CitizenPromise;

/// What a measure is for: the direct cause it should remove, and the undertaking it fulfils.
struct Aim<'a> {
    problem: &'a Problem,
    cause: u16,
    promise: &'a CitizenPromise,
    commitment: u16,
}

/// One measure for each undertaking.
pub(super) fn measures(
    [station, housing]: &[Problem; 2],
    [at_station, at_home]: &[CitizenPromise; 2],
) -> Vec<Measure> {
    let there = |cause, commitment| Aim { problem: station, cause, promise: at_station, commitment };
    let home = |cause, commitment| Aim { problem: housing, cause, promise: at_home, commitment };
    let (year_end, autumn) = (date(2024, 12, 31), date(2023, 10, 31));
    let (coordinator, municipality) = ("samordnare", texts::municipality());
    let mut measures = vec![
        measure(
            "Byt armaturer i gångtunneln och klipp buskage",
            &there(1, 1),
            texts::station(),
            "driftchef",
            autumn,
        ),
        measure("Fotpatrull fredag och lördag kväll", &there(2, 2), texts::police(), "kommunpolis", year_end),
        measure("Stöd till nattvandring", &there(2, 3), municipality, coordinator, year_end),
        measure(
            "Kvällsronder med lagning inom tre arbetsdagar",
            &home(1, 1),
            texts::housing(),
            "förvaltare",
            year_end,
        ),
        measure("Trygghetsvandringar med boende", &home(2, 2), municipality, coordinator, date(2024, 11, 30)),
    ];
    measures[0].details = light();
    measures[1].details = patrols();
    measures
}

fn light() -> Details {
    let moment =
        |title: &str, due, done| Moment { title: title.to_owned(), due: Some(due), done: Some(done) };
    Details {
        start: Some(date(2023, 7, 3)),
        moments: vec![
            moment("Räkna armaturer som inte lyser", date(2023, 8, 31), date(2023, 8, 29)),
            moment("Klipp buskaget vid tunnelns mynningar", date(2023, 9, 30), date(2023, 9, 28)),
            moment("Byt armaturerna", date(2023, 10, 31), date(2023, 10, 27)),
        ],
        deputy: "arbetsledare".into(),
        following_up: "Armaturer som lyser räknas före och efter; trygghetsmätningen 2025.".into(),
        hours: Effort { planning: Some(8), doing: Some(40), following_up: Some(6) },
        work: Some(WorkForm::OneOff),
        level: Some(PreventionLevel::Primary),
        horizon: Some(Horizon::Short),
        evidence: Some(EvidenceStrength::Medium),
        source: "Welsh och Farrington 2008, Campbell Systematic Reviews 2008:13".into(),
        ..Details::default()
    }
}

fn patrols() -> Details {
    Details {
        start: Some(date(2023, 7, 3)),
        dose: "två pass i veckan, fredag och lördag kväll".into(),
        deputy: "områdespolis".into(),
        documentation: "Passen skrivs upp med plats och tid, utan personer.".into(),
        following_up: "Antal pass varje kvartal; händelser vid stationen.".into(),
        work: Some(WorkForm::Ordinary),
        level: Some(PreventionLevel::Secondary),
        horizon: Some(Horizon::Short),
        evidence: Some(EvidenceStrength::High),
        source: "Braga m.fl. 2019, Hot spots policing, Campbell Systematic Reviews 15".into(),
        ..Details::default()
    }
}

/// What the plan says around its measures.
pub(super) fn text(edition: u32) -> PlanText {
    PlanText {
        style: PlanStyle::Detailed,
        board: "Kommunstyrelsen".into(),
        edition: Some(edition),
        introduction: "Planen gäller stationsområdet och bostadsområdet. Allt i den är påhittat.".into(),
        focus: Vec::new(),
        also_in: vec![PlanLink { under: OtherPlan::Andts, title: "påhittad plan 2023–2026".into() }],
    }
}

/// The decision on the first version.
pub(super) fn decision() -> Decision {
    Decision {
        body: "Kommunstyrelsen".into(),
        on: date(2023, 7, 4),
        paragraph: "§ 100".into(),
        registry_number: "påhittat 2023/1".into(),
    }
}

/// What two contested words mean in the demo.
pub(super) fn wordings() -> [Wording; 2] {
    let wording = |term: &str, meaning: &str| Wording { term: term.into(), meaning: meaning.into() };
    [
        wording(
            "trygghet",
            "Det som trygghetsmätningen frågar om: hur man känner sig, inte hur många brott som sker.",
        ),
        wording(
            "förebygga",
            "Göra något åt en orsak innan något händer. Att utreda det som hänt räknas inte.",
        ),
    ]
}

fn measure(title: &str, aim: &Aim<'_>, owner: PartyId, function: &str, deadline: Date) -> Measure {
    Measure {
        id: MeasureId::named(&format!("demo/{title}")),
        number: 0,
        title: title.to_owned(),
        description: String::new(),
        causes: vec![CauseRef { problem: aim.problem.id, cause: CauseNumber::direct(aim.cause) }],
        commitment: Some(CommitmentRef { promise: aim.promise.id, commitment: aim.commitment }),
        kind: if aim.commitment == 1 { MeasureKind::Situational } else { MeasureKind::Social },
        owner,
        function: function.to_owned(),
        deadline,
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        details: Details::default(),
    }
}

/// A report to come: on which of the measures, by whom, when.
pub(super) struct DemoReport {
    pub(super) measure: usize,
    pub(super) by: Role,
    pub(super) day: (i16, i8, i8),
    pub(super) status: MeasureStatus,
    pub(super) done: u32,
    pub(super) note: &'static str,
}

impl DemoReport {
    pub(super) fn told(&self) -> Told {
        Told { status: self.status, done: self.done, note: self.note.to_owned(), until: None }
    }
}

/// How the measures went.
pub(super) fn reports() -> Vec<DemoReport> {
    use Execution::{Done, NotStarted, Ongoing};
    use Fidelity::{AsIntended, Partly, Unknown};
    use JudgedEffect::{Better, NoDifference};
    use Role::{Coordinator, Partner, Police};
    let unknown = JudgedEffect::Unknown;
    let report = |measure, by, day, (execution, fidelity, effect), done, note| {
        let status = MeasureStatus { execution, fidelity, effect };
        DemoReport { measure, by, day, status, done, note }
    };
    vec![
        report(
            0,
            Coordinator,
            (2023, 10, 27),
            (Done, AsIntended, Better),
            1,
            "Armaturer bytta, buskage klippta.",
        ),
        report(1, Police, (2023, 12, 20), (Ongoing, AsIntended, unknown), 38, "Patrullpass första halvåret."),
        report(1, Police, (2024, 12, 19), (Done, Partly, Better), 61, "Färre pass under sommaren än tänkt."),
        report(
            2,
            Coordinator,
            (2024, 12, 18),
            (NotStarted, Unknown, unknown),
            0,
            "Ingen förening har frågat.",
        ),
        report(3, Partner, (2023, 12, 15), (Ongoing, AsIntended, unknown), 12, "Två ronder i månaden."),
        report(3, Partner, (2024, 12, 16), (Done, AsIntended, NoDifference), 24, "Ronderna genomförda."),
        report(4, Coordinator, (2024, 11, 28), (Done, Partly, unknown), 3, "Tre av fyra vandringar hölls."),
    ]
}
