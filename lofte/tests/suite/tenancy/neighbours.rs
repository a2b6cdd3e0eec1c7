//! The two municipalities: Flen from the demo, and Gnesta in the same store and folder of rows.

use jiff::civil::date;
use lofte_app::config::Config;
use lofte_app::config_records::RowSettings;
use lofte_app::delivery::{Delivered, Request, Source, import};
use lofte_app::house::House;
use lofte_app::problem::NewProblem;
use lofte_app::{access, agreement, delivery, job, picture, place, plan, problem, promise, publication};
use lofte_model::access::{Actor, Channel, Role};
use lofte_model::agreement::Agreement;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{AgreementId, DeliveryId, JobId, MeasureId, PartyId, ProblemId, PromiseId, UserId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::picture::Assessment;
use lofte_model::place::Municipality;
use lofte_model::plan::{CauseRef, Measure, MeasureKind, MeasureStatus};
use lofte_model::problem::{CauseNumber, NewCause, Perspective, Priority, Problem, Support};
use lofte_model::promise::{CitizenPromise, PromiseState, Sides};
use lofte_model::records::{Category, Delivery, Incident, RecordKind, RowCounts, RowKey, TimePrecision};
use lofte_records::{DeliveryDraft, DeliveryFacts};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// A municipality with its coordinator.
pub struct Neighbour {
    pub house: House,
    pub actor: Actor,
}

/// Things of Flen's whose identities Gnesta tries.
pub struct OfFlen {
    pub agreement: Agreement,
    pub delivery: DeliveryId,
    pub job: JobId,
    pub measure: Measure,
    pub party: Party,
    pub police: UserId,
    pub problem: Problem,
    pub promise: CitizenPromise,
}

pub struct Neighbours {
    _folder: TempDir,
    pub flen: Neighbour,
    pub gnesta: Neighbour,
    pub of_flen: OfFlen,
}

impl Neighbours {
    /// Both at the address; empty for one SQLite file.
    pub async fn new(store: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("flen");
        Box::pin(lofte::demo::make_with(&home, store, &mut |_, _, _| {})).await.unwrap();
        let house = House::open(&home).await.unwrap();
        let actor = access::acting_for(&house, Some("samordnare")).await.unwrap();
        let actor = Actor { channel: Channel::Program, ..actor };
        let flen = Neighbour { house, actor };
        let of_flen = of_flen(&flen).await;
        let gnesta = gnesta(folder.path(), &home, store).await;
        Box::pin(fill(&gnesta)).await;
        Self { _folder: folder, flen, gnesta, of_flen }
    }
}

async fn of_flen(flen: &Neighbour) -> OfFlen {
    let (actor, house) = (&flen.actor, &flen.house);
    let queued = JobId(uuid::Uuid::new_v4());
    job::queue(actor, house, queued, job::Kind::Import, Value::Null).await.unwrap();
    OfFlen {
        agreement: agreement::list(actor, house).await.unwrap().remove(0),
        delivery: delivery::list(actor, house).await.unwrap()[0].id,
        job: queued,
        measure: plan::list(actor, house).await.unwrap().remove(0),
        party: agreement::parties(actor, house).await.unwrap().remove(0),
        police: access::acting_for(house, Some("polis")).await.unwrap().user,
        problem: problem::list(actor, house).await.unwrap().remove(0),
        promise: promise::named(actor, house, "2").await.unwrap(),
    }
}

async fn gnesta(folder: &Path, flen: &Path, store: &str) -> Neighbour {
    let home = folder.join("gnesta");
    let shared = format!("sqlite://{}", flen.join("casework.sqlite").display());
    let config = Config {
        store: if store.is_empty() { shared } else { store.to_owned() },
        records: RowSettings::at(flen.join("records").display().to_string()),
        ..Config::of("0461")
    };
    config.create(&home).unwrap();
    let house = House::open(&home).await.unwrap();
    let municipality = Municipality {
        code: house.municipality().clone(),
        name: "Gnesta".into(),
        synthetic: true,
        contact: String::new(),
    };
    place::create_municipality(&house, &municipality).await.unwrap();
    let account = lofte_app::account::NewAccount {
        login: "gnesta".into(),
        password: "fyra ord i rad".into(),
        role: Role::Coordinator,
        party: None,
    };
    let account = lofte_app::account::add_first_account(&house, account).await.unwrap();
    let actor = access::actor(&house, &account);
    Neighbour { house, actor }
}

/// A little of everything.
async fn fill(gnesta: &Neighbour) {
    let (actor, house) = (&gnesta.actor, &gnesta.house);
    let parties = ["kommunen", "polisen"].map(|name| {
        let id = PartyId::named(&format!("gnesta/{name}"));
        Party::new(id, &format!("Gnesta {name}"), PartyKind::Municipality)
    });
    for party in &parties {
        agreement::save_party(actor, house, party).await.unwrap();
    }
    let together = Agreement {
        id: AgreementId::named("gnesta"),
        title: "Gnestas överenskommelse".into(),
        parties: parties.iter().map(|party| party.id).collect(),
        purposes: vec!["Trygghet i Gnesta".into()],
        areas: vec!["Gnesta".into()],
        period: Period::years(2025, 2026),
        registry_number: None,
        signatures: Vec::new(),
        fallen: Vec::new(),
    };
    agreement::save(actor, house, &together, None).await.unwrap();
    areas(gnesta).await;
    faults(
        gnesta,
        "Nr;Tid;Typ\n1;2025-01-01 10:00;Klotter\n2;2025-01-02 10:00;Klotter\n3;2025-01-03;Klotter\n",
    )
    .await;
    picture::refresh(actor, house).await.unwrap();
    let assessment = Assessment {
        consequences: "Klotter.".into(),
        analysis: "Klotter i tunneln.".into(),
        ..Assessment::default()
    };
    let seen = Fingerprint::of(&picture::draft(actor, house).await.unwrap().unwrap()).unwrap();
    picture::adopt(actor, house, assessment, &seen).await.unwrap();
    let known = problem::create(actor, house, problem()).await.unwrap();
    problem::add_cause(actor, house, known.id, None, cause()).await.unwrap();
    promise::create(actor, house, draft()).await.unwrap();
    plan::add(actor, house, measure(known.id, parties[0].id)).await.unwrap();
    job::queue(actor, house, JobId(uuid::Uuid::new_v4()), job::Kind::Refresh, Value::Null).await.unwrap();
    let preview = publication::preview(actor, house).await.unwrap();
    publication::publish(actor, house, &preview.seen).await.unwrap();
}

pub fn problem() -> NewProblem {
    NewProblem {
        id: ProblemId::named("gnesta"),
        title: "Klotter i Gnesta".into(),
        description: String::new(),
        areas: Vec::new(),
        categories: vec![Category::new("graffiti")],
        edition: Some(1),
        priority: Priority::Prioritised { reason: "Det drabbar många".into() },
    }
}

pub fn cause() -> NewCause {
    NewCause {
        statement: "Mörk tunnel".into(),
        perspective: Perspective::Place,
        evidence_for: String::new(),
        evidence_against: String::new(),
        support: Support::Some,
        influenceable: true,
    }
}

fn draft() -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named("gnesta"),
        number: 0,
        title: "Gnestas löfte".into(),
        text: "Vi tar bort klottret.".into(),
        period: Period::years(2025, 2026),
        areas: Vec::new(),
        problems: vec![ProblemId::named("gnesta")],
        commitments: Vec::new(),
        effect_goal: None,
        continues: None,
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    }
}

fn measure(problem: ProblemId, owner: PartyId) -> Measure {
    Measure {
        id: MeasureId::named("gnesta"),
        number: 0,
        title: "Gnesta lyser upp tunneln".into(),
        description: String::new(),
        causes: vec![CauseRef { problem, cause: CauseNumber::direct(1) }],
        commitment: None,
        kind: MeasureKind::Situational,
        owner,
        function: "driftchef".into(),
        deadline: date(2026, 1, 1),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        details: lofte_model::plan::Details::default(),
    }
}

/// Delivers the one area.
async fn areas(neighbour: &Neighbour) {
    let area = r#"{"type": "Feature", "properties": {"code": "0461A0010", "name": "Gnesta"}, "geometry": {"type": "Polygon",
        "coordinates": [[[17.2, 59.0], [17.4, 59.0], [17.4, 59.1], [17.2, 59.1], [17.2, 59.0]]]}}"#;
    assert_eq!(deliver(neighbour, ("areas", None), "gnesta.geojson", area).await.places, Some(1));
}

/// Delivers fault reports.
pub async fn faults(neighbour: &Neighbour, rows: &str) -> Delivered {
    let mapping = "source = \"felanmalan\"\nkind = \"fault\"\n[columns]\nid = \"Nr\"\ntime = \"Tid\"\n\
                   category = \"Typ\"\n[categories]\n\"Klotter\" = \"graffiti\"\n";
    deliver(neighbour, ("incidents", Some(mapping)), "fel.csv", rows).await
}

async fn deliver(
    neighbour: &Neighbour,
    (source, mapping): (&str, Option<&str>),
    file_name: &str,
    text: &str,
) -> Delivered {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let request = Request {
        source: Source::new(source, mapping).unwrap(),
        file: file.path().to_owned(),
        file_name: file_name.into(),
        dry_run: false,
    };
    import(&neighbour.actor, &neighbour.house, request, Box::new(|_, _| {})).await.unwrap()
}

/// A delivery that is staged and not yet decided upon, as in the middle of an import.
pub async fn stage(house: &House, by: UserId) -> Delivery {
    let draft = DeliveryDraft {
        id: DeliveryId(uuid::Uuid::new_v4()),
        municipality: house.municipality().clone(),
        kind: RecordKind::Fault,
        source: "annan".into(),
        synthetic: true,
    };
    let mut writer = house.records().begin(draft).await.unwrap();
    let row = Incident {
        key: RowKey([7; 16]),
        category: Category::new("graffiti"),
        start: date(2025, 1, 1).at(0, 0, 0, 0),
        end: None,
        precision: TimePrecision::Day,
        position: None,
        deso: None,
        own_area: None,
        place: None,
        said: None,
    };
    writer.push_incident(&row).unwrap();
    let facts = DeliveryFacts {
        file_name: "fel.csv".into(),
        file_fingerprint: Fingerprint::of_bytes(b"fel"),
        file_bytes: 3,
        counts: RowCounts::new(1, 1, 0, 0).unwrap(),
        delivered_at: house.now(),
        delivered_by: by,
    };
    writer.finish(facts).await.unwrap()
}
