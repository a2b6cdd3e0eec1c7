//! One of everything.

mod planning;

use crate::bench::{entry, now};
use jiff::civil::date;
use lofte_model::access::{Channel, Role};
use lofte_model::agreement::Agreement;
use lofte_model::amendment::Change;
use lofte_model::attachment::{Scan, ScanKind};
use lofte_model::coordination::{Coordination, Council, Occasion, OnRecord, Organised, Seat};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{
    Answer, CannotTell, Evidence, Feedback, Stance, Telling, Verdict, VerdictSignature,
};
use lofte_model::id::{AgreementId, DeliveryId, JobId, PartyId, ProblemId, PromiseId, UserId};
use lofte_model::loaded::{LoadedKind, LoadedTable};
use lofte_model::mapping::{ColumnNames, MappingFile, Remembered};
use lofte_model::mask::Mask;
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::picture::{Assessment, Cells, Edition, Method, Provenance, Rates, SituationReport};
use lofte_model::place::{Area, AreaCode, AreaDetails, AreaKind, Municipality, MunicipalityCode, PlaceType};
use lofte_model::problem::{Priority, Problem};
use lofte_model::promise::{CitizenPromise, Given, PromiseState, Side, SideSignature, Sides};
use lofte_model::publication::{Limits, PublicSide, Publication, Shown};
use lofte_model::records::link::{LinkDecision, LinkedPair, RowSource};
use lofte_model::records::{Category, Delivery, RecordKind, RowCounts, RowKey};
use lofte_model::scheme::{Labels, OwnCategory};
use lofte_store::{
    Account, AccountLink, DraftPicture, Factor, JobEnd, LinkPurpose, NewJob, Noun, Origin, Session, Store,
};

pub use planning::{activity, checkpoint, library_entry, measure, plan_text, plan_version, rhythm, term};

pub fn flen_code() -> MunicipalityCode {
    "0482".parse().unwrap()
}

pub fn gnesta_code() -> MunicipalityCode {
    "0461".parse().unwrap()
}

fn municipality(code: MunicipalityCode, name: &str) -> Municipality {
    Municipality { code, name: name.into(), synthetic: true, contact: "kommun@example.se".into() }
}

pub fn flen() -> Municipality {
    municipality(flen_code(), "Flen")
}

pub fn gnesta() -> Municipality {
    municipality(gnesta_code(), "Gnesta")
}

pub fn area(code: &str) -> Area {
    Area {
        code: AreaCode::new(code),
        name: "Stationsområdet".into(),
        kind: AreaKind::Own,
        place_type: PlaceType::Station,
        population: None,
        border: vec![vec![vec![[16.58, 59.05], [16.59, 59.05], [16.59, 59.06], [16.58, 59.05]]]],
        source: "kommunen".into(),
        details: AreaDetails::default(),
    }
}

pub fn party(name: &str) -> Party {
    Party::new(PartyId::named(name), name, PartyKind::Housing)
}

pub fn agreement() -> Agreement {
    Agreement {
        id: AgreementId::named("one"),
        title: "Samverkan".into(),
        parties: vec![PartyId::named("housing"), PartyId::named("police")],
        purposes: vec!["tryggare".into()],
        areas: vec!["plats".into()],
        period: Period::years(2023, 2026),
        registry_number: None,
        signatures: vec![],
        fallen: vec![],
    }
}

pub fn delivery(name: &str, stored: u64) -> Delivery {
    Delivery {
        id: DeliveryId::named(name),
        municipality: flen_code(),
        kind: RecordKind::Offence,
        source: "polisen".into(),
        file_name: "a.csv".into(),
        file_fingerprint: Fingerprint::of_bytes(b"the file"),
        file_bytes: 8,
        counts: RowCounts::new(3, stored, 3 - stored, 0).unwrap(),
        period: None,
        delivered_at: now(),
        delivered_by: UserId::named("one"),
        rests_on: vec![],
        synthetic: true,
        undone: None,
        corrects: None,
        quality: None,
    }
}

pub fn report() -> SituationReport {
    let provenance = Provenance {
        sources: vec!["polisen".into()],
        by_kind: std::collections::BTreeMap::new(),
        deliveries: vec![DeliveryId::named("first")],
        period: Some(Period::year(2023)),
        geography: "DeSO".into(),
        n: 3,
        method: Method::Count,
        synthetic: true,
    };
    SituationReport {
        municipality: flen_code(),
        computed_at: now(),
        rates: Some(Rates { provenance, cells: Cells::Here(vec![]) }),
        official: None,
        tables: None,
        results: None,
        monthly: None,
        week: None,
        shares: None,
        matrix: None,
        harm: None,
        index: None,
        gaps: Vec::new(),
        conclusions: None,
        category_labels: Labels::default(),
    }
}

fn assessment() -> Assessment {
    Assessment { consequences: "följder".into(), analysis: "analys".into(), ..Assessment::default() }
}

pub fn draft() -> DraftPicture {
    DraftPicture { report: Some(report()), assessment: assessment() }
}

pub fn edition(previous: Option<u32>) -> Edition {
    Edition::adopt(report(), assessment(), previous, UserId::named("one"), now()).unwrap()
}

pub fn problem() -> Problem {
    Problem {
        id: ProblemId::named("station"),
        number: 3,
        title: "Otryggt vid stationen".into(),
        description: String::new(),
        areas: vec![AreaCode::new("station")],
        categories: vec![Category::new("damage")],
        edition: Some(1),
        priority: Priority::Prioritised { reason: "vanligt".into() },
        causes: vec![],
    }
}

pub fn promise(number: u32) -> CitizenPromise {
    CitizenPromise {
        id: PromiseId::named(&number.to_string()),
        number,
        title: "Tryggare station".into(),
        text: "Vi gör stationen tryggare.".into(),
        period: Period::years(2023, 2024),
        areas: vec![],
        problems: vec![ProblemId::named("station")],
        commitments: vec![],
        effect_goal: None,
        continues: None,
        carried: vec![],
        state: PromiseState::Draft,
        sealed: None,
        sides: Sides::default(),
        goals: vec![],
    }
}

fn signature(promise: &CitizenPromise, side: Side) -> SideSignature {
    let fingerprint = Fingerprint::of(&promise.frozen()).unwrap();
    let office = "chefen".to_owned();
    SideSignature { side, by: UserId::named("one"), at: now(), fingerprint, office, given: Given::Here }
}

pub fn proposed(promise: CitizenPromise) -> CitizenPromise {
    let first = signature(&promise, Side::Municipality);
    CitizenPromise { state: PromiseState::Proposed { first, further: vec![] }, ..promise }
}

pub fn published(promise: CitizenPromise) -> CitizenPromise {
    let (first, second) = (signature(&promise, Side::Municipality), signature(&promise, Side::Police));
    CitizenPromise {
        state: PromiseState::Published { first, second, further: vec![], answer_known: false, closed: None },
        ..promise
    }
}

pub fn scan() -> Scan {
    let bytes = b"%PDF-1.7 made up".to_vec();
    Scan {
        kind: ScanKind::Pdf,
        side: Side::Police,
        verdict: None,
        by: UserId::named("one"),
        at: now(),
        bytes,
    }
}

pub fn verdict_signature(dissent: &str) -> VerdictSignature {
    VerdictSignature {
        promise: PromiseId::named("2"),
        verdict: 1,
        fingerprint: Fingerprint::of(&verdict()).unwrap(),
        side: Side::Police,
        by: UserId::named("one"),
        at: now(),
        office: "chefen".into(),
        given: Given::Here,
        stance: Stance::of(dissent),
    }
}

pub fn loaded_table() -> LoadedTable {
    LoadedTable {
        kind: LoadedKind::HarmWeights,
        number: 1,
        name: "Påhittade vikter".into(),
        edition: "2026".into(),
        source: "påhittad för testet".into(),
        unit: "dag".into(),
        entries: 1,
        fingerprint: Fingerprint::of_bytes(WEIGHTS.as_bytes()),
        loaded_at: now(),
        loaded_by: UserId::named("one"),
        withdrawn: None,
    }
}

/// What stands in that table.
pub const WEIGHTS: &str = "[weights]\ntheft = 10\n";

pub fn own_category() -> OwnCategory {
    OwnCategory { slug: Category::new("batstold"), title: "Båtstöld".into(), withdrawn: None }
}

pub fn verdict() -> Verdict {
    Verdict {
        promise: PromiseId::named("2"),
        frozen: None,
        answer: Answer::CannotTell(CannotTell::NotYet { year: 2025 }),
        change: None,
        evidence: Evidence::none(),
        commitments: vec![],
        goals: vec![],
    }
}

pub fn feedback(text: &str) -> Feedback {
    Feedback {
        promise: PromiseId::named("2"),
        telling: Telling { text: text.into(), ..Telling::default() },
        stood: vec![],
        at: now(),
        by: UserId::named("one"),
    }
}

pub fn publication(number: u32) -> Publication {
    Publication {
        number,
        at: now(),
        by: UserId::named("one"),
        fingerprint: Fingerprint::of_bytes(b"snapshot"),
        promises: vec![PromiseId::named("2")],
    }
}

pub fn account(login: &str) -> Account {
    Account {
        user: UserId::named(&login.to_lowercase()),
        login: login.into(),
        role: Role::Partner,
        party: Some(PartyId::named("housing")),
        password_hash: Some("$argon2id$one".into()),
        created_at: now(),
        closed_at: None,
        made: Origin { by: Some(UserId::named("one")), through: Some("page".into()) },
        password_at: Some(now()),
        password_origin: Origin { by: Some(UserId::named("one")), through: Some("page".into()) },
    }
}

pub fn session(token: &str, login: &str) -> Session {
    Session {
        token: Fingerprint::of_bytes(token.as_bytes()),
        user: UserId::named(login),
        created_at: now(),
        seen_at: now(),
        expires_at: now() + jiff::SignedDuration::from_hours(8),
        address: Some("192.0.2.0/24".into()),
        browser: Some("Firefox".into()),
    }
}

pub fn link() -> AccountLink {
    AccountLink {
        token: Fingerprint::of_bytes(b"link"),
        user: UserId::named("anna@flen"),
        purpose: LinkPurpose::Reset,
        made_at: now(),
        made: Origin { by: Some(UserId::named("one")), through: Some("page".into()) },
        expires_at: now() + jiff::SignedDuration::from_hours(24),
    }
}

pub fn job(name: &str) -> NewJob {
    NewJob {
        id: JobId::named(name),
        verb: "refresh_picture".into(),
        payload: serde_json::json!({ "reason": name }),
        created_by: Some(UserId::named("one")),
        created_at: now(),
    }
}

pub fn coordination() -> Coordination {
    let seat = |party: &str, office: &str| Seat { party: PartyId::named(party), office: office.into() };
    let council = Council {
        name: "Trygghetsrådet".into(),
        chair: seat("housing", "ordförande"),
        members: vec![seat("police", "lokalpolisområdeschef")],
    };
    let organised = Organised {
        board: "Kommunstyrelsen".into(),
        function: "samordnare".into(),
        contact: "trygg@flen.example".into(),
        council: Some(council),
    };
    let told = OnRecord {
        what: Occasion::CouncilMeeting,
        on: date(2023, 2, 3),
        registry_number: "KS 2023/12".into(),
        note: "stationen".into(),
    };
    let records = Coordination::default().put(told, (now(), UserId::named("one")), date(2023, 3, 1)).unwrap();
    Coordination { organised, ..records }
}

pub fn mapping() -> Remembered {
    let columns = ColumnNames {
        time: Some("Brottsdatum".into()),
        category: Some("Brott".into()),
        ..ColumnNames::default()
    };
    let file = MappingFile {
        source: "polisen".into(),
        kind: "offence".into(),
        columns,
        categories: [("Buskörning".to_owned(), "buskorning".to_owned())].into(),
        ..MappingFile::default()
    };
    let headings = vec!["Brottsdatum".into(), "Brott".into()];
    Remembered::of(file, headings, (now(), UserId::named("one"))).unwrap()
}

pub fn linked() -> LinkDecision {
    let pair = LinkedPair {
        delivery: DeliveryId::named("first"),
        year: 2024,
        kept: RowKey([1; 16]),
        other: RowKey([2; 16]),
    };
    LinkDecision {
        number: 1,
        same: true,
        kept: RowSource { kind: RecordKind::Offence, source: "polisen".into() },
        other: RowSource { kind: RecordKind::Disturbance, source: "vakter".into() },
        pairs: vec![pair],
        at: now(),
        by: UserId::named("one"),
        withdrawn: None,
    }
}

/// Fills Flen with one of everything.
pub async fn fill(store: &Store) {
    let mut tx = store.begin(&flen_code()).await.unwrap();
    tx.save_areas(&[area("station"), area("centrum")]).await.unwrap();
    tx.save_party(&party("housing"), None).await.unwrap();
    tx.save_party(&party("police"), None).await.unwrap();
    tx.save_agreement(&agreement(), None).await.unwrap();
    tx.save_coordination(&coordination(), None).await.unwrap();
    tx.save_delivery(&delivery("first", 3), None).await.unwrap();
    tx.save_mapping(&mapping(), None).await.unwrap();
    tx.save_link(&linked(), None).await.unwrap();
    tx.save_draft_picture(&draft(), None).await.unwrap();
    tx.adopt_picture(&edition(None)).await.unwrap();
    tx.save_problem(&problem(), None).await.unwrap();
    tx.save_promise(&published(promise(2)), None).await.unwrap();
    tx.save_measure(&measure(14), None).await.unwrap();
    tx.save_library_entry(&library_entry(), None).await.unwrap();
    tx.save_own_category(&own_category(), None).await.unwrap();
    tx.add_loaded_table(&loaded_table(), WEIGHTS).await.unwrap();
    tx.save_term(&term(), None).await.unwrap();
    tx.save_plan_text(&plan_text(), None).await.unwrap();
    tx.adopt_plan(&plan_version(None)).await.unwrap();
    tx.save_activity(&activity("walk"), None).await.unwrap();
    tx.save_rhythm(&rhythm(), None).await.unwrap();
    tx.save_checkpoint(&checkpoint(), None).await.unwrap();
    let change = Change { at: now(), by: UserId::named("one"), reason: "fel ord".into() };
    tx.keep(Noun::Measure, &measure(14).id, &measure(14), change).await.unwrap();
    tx.add_verdict(&verdict(), Some(UserId::named("one")), now()).await.unwrap();
    tx.add_scan(PromiseId::named("2"), &scan()).await.unwrap();
    tx.add_verdict_signature(&verdict_signature("vi såg färre")).await.unwrap();
    tx.add_feedback(&feedback("gjort")).await.unwrap();
    tx.add_publication(&publication(1), "{\"å\":1}", "{\"ä\":2}").await.unwrap();
    tx.save_account(&account("Anna@Flen"), None).await.unwrap();
    tx.open_session(&session("token", "anna@flen")).await.unwrap();
    let user = UserId::named("anna@flen");
    tx.know_browser(user, &Fingerprint::of_bytes(b"browser"), now()).await.unwrap();
    tx.add_account_link(&link()).await.unwrap();
    tx.save_feed(user, &Fingerprint::of_bytes(b"calendar"), now()).await.unwrap();
    let factor = Factor::Totp { secret: "JBSWY3DPEHPK3PXP".into(), since: now(), last_step: 0 };
    tx.save_factor(user, &factor).await.unwrap();
    tx.replace_recovery_codes(user, &[Fingerprint::of_bytes(b"a code")]).await.unwrap();
    tx.queue_job(&job("first")).await.unwrap();
    tx.commit(entry()).await.unwrap();
}

/// What becomes of things in Flen later: one is masked, the public side is taken back, limits are chosen, and the job
/// ends. Comes after [`fill`].
pub async fn later(store: &Store) {
    let (by, role) = (UserId::named("one"), Role::Police);
    let mut tx = store.begin(&flen_code()).await.unwrap();
    let promise = PromiseId::named("2").to_string();
    let places = tx.mask(Noun::Promise, &promise, "stationen").await.unwrap();
    let mask = Mask { at: now(), by, role, ground: "art. 17".into(), places, after: None };
    tx.add_mask(Noun::Promise, &promise, &mask).await.unwrap();
    let side = PublicSide { shown: Shown::Newest, at: now(), by, role, reason: "rättat".into() };
    tx.add_public_side(&side).await.unwrap();
    tx.save_limits(&Limits::LOWEST, None).await.unwrap();
    let page = Channel::Page { address: Some("192.0.2.0/24".into()), browser: None };
    tx.commit(entry().through(&page)).await.unwrap();
    let job = store.claim_next(&flen_code(), now()).await.unwrap().unwrap();
    store.finish(&job, JobEnd::Done, None, now()).await.unwrap();
}
