//! The use cases of the action plan, its library and its dictionary, each called once.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::index_table::{self, Beside};
use lofte_app::{category, dictionary, library, loaded, plan};
use lofte_model::access::Actor;
use lofte_model::decision::Decision;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{LibraryId, MeasureId, PartyId, TermId};
use lofte_model::plan::{
    Details, EvidenceStrength, Horizon, LibraryMeasure, Measure, MeasureKind, MeasureStatus, PlanText,
    PreventionLevel, Told, Wording,
};
use lofte_model::records::Category;
use lofte_model::scheme::TableHead;

fn unseen() -> Fingerprint {
    Fingerprint::of_bytes(b"nothing")
}

fn told() -> Told {
    Told { status: MeasureStatus::NEW, done: 0, note: String::new(), until: None }
}

fn of_library() -> LibraryMeasure {
    LibraryMeasure {
        title: String::new(),
        summary: String::new(),
        kind: MeasureKind::Social,
        level: PreventionLevel::Primary,
        horizon: Horizon::Long,
        work: None,
        evidence: EvidenceStrength::Unknown,
        source: String::new(),
        operative_goal: String::new(),
        following_up: String::new(),
    }
}

pub async fn libraries(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = LibraryId::named("nothing");
    match verb {
        "list" => library::list(actor, house).await.map(drop),
        "to_edit" => library::to_edit(actor, house, id).await.map(drop),
        "add" => library::add(actor, house, of_library()).await.map(drop),
        "amend" => library::amend(actor, house, (id, 1), of_library(), "fel").await.map(drop),
        "withdraw" => library::withdraw(actor, house, id, "fel").await,
        _ => panic!("library::{verb} is not called here"),
    }
}

pub async fn categories(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let slug = Category::new("nothing");
    match verb {
        "list" => category::list(actor, house).await.map(drop),
        "labels" => category::labels(actor, house).await.map(drop),
        "to_edit" => category::to_edit(actor, house, &slug).await.map(drop),
        "add" => category::add(actor, house, "").await.map(drop),
        "rename" => category::rename(actor, house, (&slug, 1), "x", "fel").await.map(drop),
        "withdraw" => category::withdraw(actor, house, &slug, "fel").await,
        _ => panic!("category::{verb} is not called here"),
    }
}

pub async fn loaded_tables(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "list" => loaded::list(actor, house).await.map(drop),
        "weights" => loaded::weights(actor, house).await.map(drop),
        "load_weights" => loaded::load_weights(actor, house, &TableHead::default(), "").await.map(drop),
        "load_weights_file" => loaded::load_weights_file(actor, house, "").await.map(drop),
        "withdraw" => loaded::withdraw(actor, house, "harm_weights-1", "fel").await.map(drop),
        _ => panic!("loaded::{verb} is not called here"),
    }
}

pub async fn index_tables(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let (beside, missing) = (Beside::default(), house.dir().join("no-such-table.csv"));
    match verb {
        "index_table" => index_table::index_table(actor, house).await.map(drop),
        "load" => index_table::load(actor, house, &beside, "").await.map(drop),
        "load_file" => index_table::load_file(actor, house, &beside, &missing).await.map(drop),
        _ => panic!("index_table::{verb} is not called here"),
    }
}

pub async fn dictionaries(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = TermId::named("nothing");
    let wording = || Wording { term: String::new(), meaning: String::new() };
    match verb {
        "terms" => dictionary::terms(actor, house).await.map(drop),
        "to_edit" => dictionary::to_edit(actor, house, id).await.map(drop),
        "add" => dictionary::add(actor, house, wording()).await.map(drop),
        "amend" => dictionary::amend(actor, house, (id, 1), wording(), "fel").await.map(drop),
        "withdraw" => dictionary::withdraw(actor, house, id, "fel").await,
        _ => panic!("dictionary::{verb} is not called here"),
    }
}

fn decision() -> Decision {
    Decision {
        body: "Kommunstyrelsen".into(),
        on: jiff::civil::date(2026, 1, 1),
        paragraph: String::new(),
        registry_number: String::new(),
    }
}

fn hollow(id: MeasureId) -> Measure {
    Measure {
        id,
        number: 0,
        title: String::new(),
        description: String::new(),
        causes: Vec::new(),
        commitment: None,
        kind: MeasureKind::Social,
        owner: PartyId::named("nobody"),
        function: String::new(),
        deadline: jiff::civil::date(2026, 1, 1),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        details: Details::default(),
    }
}

pub async fn plans(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = MeasureId::named("nothing");
    match verb {
        "list" => plan::list(actor, house).await.map(drop),
        "find" => plan::find(actor, house, id).await.map(drop),
        "add" => plan::add(actor, house, hollow(id)).await.map(drop),
        "to_edit" => plan::to_edit(actor, house, id).await.map(drop),
        "amend" => plan::amend(actor, house, hollow(id), 1, "fel").await.map(drop),
        "table" => plan::table(actor, house).await.map(drop),
        "compare" => plan::compare(actor, house, &[]).await.map(drop),
        "compare_file" => {
            plan::compare_file(actor, house, std::path::Path::new("nothing.csv")).await.map(drop)
        }
        "apply" => plan::apply(actor, house, &[], &unseen(), "fel").await.map(drop),
        "tick_moment" => plan::tick_moment(actor, house, (id, 1), None).await.map(drop),
        "text" => plan::text(actor, house).await.map(drop),
        "write_text" => plan::write_text(actor, house, &PlanText::default(), None, "").await,
        "proposal" => plan::proposal(actor, house).await.map(drop),
        "adopt" => plan::adopt(actor, house, decision(), &unseen()).await.map(drop),
        "versions" => plan::versions(actor, house).await.map(drop),
        "version" => plan::version(actor, house, 99).await.map(drop),
        "correct_decision" => {
            plan::correct_decision(actor, house, (99, 1), decision(), "fel").await.map(drop)
        }
        "withdraw_version" => plan::withdraw_version(actor, house, (99, 1), "fel").await.map(drop),
        "standing" => plan::standing(actor, house).await.map(drop),
        "report" => plan::report(actor, house, id, told()).await.map(drop),
        "correct_report" => plan::correct_report(actor, house, (id, 1), told(), "fel").await.map(drop),
        "withdraw_report" => plan::withdraw_report(actor, house, (id, 1), "fel").await.map(drop),
        _ => panic!("plan::{verb} is not called here"),
    }
}
