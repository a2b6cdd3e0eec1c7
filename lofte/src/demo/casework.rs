//! The problems and promises of the demo, written for it: themes as published for Flen 2022 and 2023–24, all wording and
//! detail ours.

use super::texts;
use jiff::civil::date;
use lofte_app::problem::NewProblem;
use lofte_model::coordination::{Council, Occasion, OnRecord, Organised, Seat};
use lofte_model::id::{PartyId, ProblemId, PromiseId};
use lofte_model::period::Period;
use lofte_model::picture::Assessment;
use lofte_model::place::AreaCode;
use lofte_model::problem::Priority;
use lofte_model::promise::{
    CitizenPromise, Commitment, Details, Direction, EffectGoal, Pace, PromiseState, Quantity, Sides,
};
use lofte_model::records::Category;
use lofte_model::survey::{Indicator, WaveName};

/// The areas that the promise on housing is about.
const HOUSING: [&str; 4] = ["0482C1010", "0482C1020", "0482C1030", "0482C1040"];
const STATION: &str = "stationsomradet";

/// What the parties say of the first edition.
pub(super) fn first_assessment() -> Assessment {
    Assessment {
        extent: "Anmälda brott och EST-rapporter är flest i tätorten och kring stationen. Läs tabellerna: \
                 antalen är små på landsbygden och får inte jämföras utan intervall."
            .into(),
        consequences: "Boende väljer bort promenader och resor på kvällen.".into(),
        analysis: "Två problem återkommer i flera källor: otryggheten i tätortens bostadsområden och på \
                   stationsområdet. För stationen räknas inga tal per invånare, eftersom de som är där inte bor där."
            .into(),
        limits: "Alla händelserader är syntetiska. Rapporter från allmänheten speglar vem som rapporterar.".into(),
    }
}

/// Who leads, who coordinates and who meets.
pub(super) fn organised() -> Organised {
    let seat = |party: PartyId, office: &str| Seat { party, office: office.to_owned() };
    Organised {
        board: "Kommunstyrelsen".into(),
        function: "Trygghetsstrateg".into(),
        contact: "trygghet@flen.example, Sveavägen 1".into(),
        council: Some(Council {
            name: "Trygghetsrådet".into(),
            chair: seat(texts::municipality(), "kommunstyrelsens ordförande"),
            members: vec![
                seat(texts::police(), "lokalpolisområdeschef"),
                seat(texts::municipality(), "kommundirektör"),
                seat(texts::housing(), "verkställande direktör"),
            ],
        }),
    }
}

/// What happened, the earliest first. The plan has not been followed up in time, so that the clock shows what it does then.
pub(super) fn on_record() -> Vec<OnRecord> {
    let record = |what, on, number: &str, note: &str| OnRecord {
        what,
        on,
        registry_number: number.to_owned(),
        note: note.to_owned(),
    };
    vec![
        record(Occasion::PlanFollowedUp, date(2024, 3, 12), "KS 2024/31", "Åtgärderna 2023"),
        record(Occasion::ReportToAssembly, date(2025, 11, 24), "KF 2025/118", "Läget i planen och löftena"),
        record(Occasion::CouncilMeeting, date(2026, 2, 3), "KS 2026/12", "Ny lägesbild"),
    ]
}

/// The problem at the station.
pub(super) fn station_problem(edition: u32) -> NewProblem {
    NewProblem {
        id: ProblemId::named("demo/station"),
        title: "Otryggt stationsområde på kvällen".into(),
        description: "Resenärer undviker stationsområdet efter mörkrets inbrott, mest fredag och lördag."
            .into(),
        areas: vec![AreaCode::new(STATION)],
        categories: Vec::new(),
        edition: Some(edition),
        priority: Priority::Prioritised {
            reason: "Återkommer i alla källor och går att påverka av parterna".into(),
        },
    }
}

/// The problem in the housing areas.
pub(super) fn housing_problem(edition: u32) -> NewProblem {
    NewProblem {
        id: ProblemId::named("demo/housing"),
        title: "Otrygghet i tätortens bostadsområden".into(),
        description: "Inbrott, skadegörelse och trasig belysning kring bostäder.".into(),
        areas: HOUSING.map(AreaCode::new).to_vec(),
        categories: ["burglary", "vandalism", "lighting", "unsafe_place"].map(Category::new).to_vec(),
        edition: Some(edition),
        priority: Priority::Prioritised { reason: "Berör många och har varit långvarigt".into() },
    }
}

/// A problem that is left, with the reason.
pub(super) fn left_problem(edition: u32) -> NewProblem {
    NewProblem {
        id: ProblemId::named("demo/littering"),
        title: "Nedskräpning vid badplatser".into(),
        description: "Säsongsbunden, få rapporter.".into(),
        areas: Vec::new(),
        categories: vec![Category::new("littering")],
        edition: Some(edition),
        priority: Priority::Deprioritised { reason: "Löses i ordinarie drift; få berörs".into() },
    }
}

/// The promise on housing areas.
pub(super) fn housing_promise(problem: ProblemId, history: PromiseId) -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("demo/housing-2023"),
        number: 0,
        title: "Tryggare bostadsområden".into(),
        text: "Vi gör det tryggare att bo i tätortens bostadsområden. Att fler känner sig trygga ute sent ska gå att \
               läsa av i trygghetsmätningen 2025."
            .into(),
        period: Period::years(2023, 2024),
        areas: HOUSING.map(AreaCode::new).to_vec(),
        problems: vec![problem],
        commitments: vec![
            commitment(
                1,
                "Bostadsbolaget går ronder efter mörkrets inbrott och åtgärdar trasig belysning inom tre arbetsdagar",
                &[texts::housing()],
                Quantity::AtLeast { count: 2, unit: "ronder".into(), per: Pace::Month },
            ),
            commitment(
                2,
                "Polis och kommun håller trygghetsvandringar tillsammans med boende",
                &[texts::municipality(), texts::police()],
                Quantity::AtLeast { count: 4, unit: "vandringar".into(), per: Pace::WholePeriod },
            ),
        ],
        effect_goal: Some(goal("trygg_ute_sent", "ute_sent", "känner sig trygga ute sent på kvällen i sitt bostadsområde", &HOUSING)),
        continues: Some(history),
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    }
}

/// The promise on the station area.
pub(super) fn station_promise(problem: ProblemId, history: PromiseId) -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("demo/station-2023"),
        number: 0,
        title: "Tryggare stationsområde".into(),
        text: "Vi gör stationsområdet tryggare att resa från och vänta på. Att fler känner sig trygga där på kvällen \
               ska gå att läsa av i trygghetsmätningen 2025."
            .into(),
        period: Period::years(2023, 2024),
        areas: vec![AreaCode::new(STATION)],
        problems: vec![problem],
        commitments: vec![
            commitment(
                1,
                "Belysningen i gångtunneln och vid cykelparkeringen byts och buskage klipps",
                &[texts::station(), texts::municipality()],
                Quantity::DoneOrNot,
            ),
            commitment(
                2,
                "Polisen fotpatrullerar stationsområdet på fredags- och lördagskvällar",
                &[texts::police()],
                Quantity::AtLeast { count: 6, unit: "patrullpass".into(), per: Pace::Month },
            ),
            commitment(
                3,
                "Föreningar som vill nattvandra vid stationen får stöd av kommunen",
                &[texts::municipality()],
                Quantity::OnRequest,
            ),
        ],
        effect_goal: Some(goal("trygg_stationen", "stationen", "känner sig trygga på stationsområdet en kväll", &[])),
        continues: Some(history),
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    }
}

fn commitment(number: u16, text: &str, parties: &[PartyId], quantity: Quantity) -> Commitment {
    let details = Details::default();
    Commitment { number, text: text.to_owned(), parties: parties.to_vec(), quantity, details }
}

fn goal(code: &str, item: &str, name: &str, areas: &[&str]) -> EffectGoal {
    EffectGoal {
        indicator: Indicator {
            code: code.to_owned(),
            name: name.to_owned(),
            item: item.to_owned(),
            yes: vec![1, 2],
            no: vec![3, 4],
        },
        areas: areas.iter().map(|area| AreaCode::new(*area)).collect(),
        baseline: WaveName("2023".into()),
        follow_up: WaveName("2025".into()),
        follow_up_year: 2025,
        direction: Direction::Increase,
        threshold: 0.0,
        alpha: 0.05,
        practically_unchanged: None,
    }
}
