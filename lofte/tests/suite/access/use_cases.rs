//! Every use case by its name, called with things that do not exist: whoever may do it gets as far as that.

use super::plans;
use super::rhythm_and_account;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{
    access, account, activity, agreement, backup, coordination, delivered, delivery, doctor, erasure,
    extract, factor, followup, fulfilment, history, job, law, mask, official_report, picture, problem,
    promise, public_side, publication, resting, retention, thread, upgrade,
};
use lofte_model::access::{Action, Actor, Role};
use lofte_model::activity::{Entry, Logged};
use lofte_model::agreement::{Agreement, NewSignature};
use lofte_model::coordination::{Occasion, OnRecord, Organised};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Answer, CannotTell, Evidence, Verdict};
use lofte_model::id::{ActivityId, AgreementId, DeliveryId, JobId, PartyId, ProblemId, PromiseId, UserId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::plan::{CommitmentRef, Fidelity};
use lofte_model::problem::{CauseNumber, NewCause, Perspective, Priority, Support};
use lofte_model::promise::{CitizenPromise, Next, PromiseState, Sides};
use lofte_model::records::{Correction, Selection};
use lofte_publish::report::ReportKind;
use lofte_store::Noun;

/// Calls a use case, and gives nothing but how it went.
pub async fn attempt(name: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let (module, verb) = name.split_once("::").unwrap();
    match module {
        "access" | "account" | "factor" => accounts(verb, actor, house).await,
        "agreement" => agreements(verb, actor, house).await,
        "backup" => backups(verb, actor, house).await,
        "coordination" => coordinations(verb, actor, house).await,
        "law" => laws(verb, actor, house).await,
        "official_report" => official_report::make(actor, house, ReportKind::Bra).await.map(drop),
        "delivery" => deliveries(verb, actor, house).await,
        "delivered" => delivered::figures(actor, house, delivered::Measure::Count).await.map(drop),
        "doctor" => doctor::report(actor, house).await.map(drop),
        "calendar" => rhythm_and_account::calendars(verb, actor, house).await,
        "old" => rhythm_and_account::old_promises(verb, actor, house).await,
        "rhythm" => rhythm_and_account::rhythms(verb, actor, house).await,
        "feedback" => rhythm_and_account::accounts_to_residents(verb, actor, house).await,
        "followup" => follow_up(verb, actor, house).await,
        "activity" => activities(verb, actor, house).await,
        "fulfilment" => fulfilment::of(actor, house, PromiseId::named("nothing")).await.map(drop),
        "history" => histories(verb, actor, house).await,
        "job" => jobs(verb, actor, house).await,
        "library" => plans::libraries(verb, actor, house).await,
        "category" => plans::categories(verb, actor, house).await,
        "link" => super::reading::links(verb, actor, house).await,
        "loaded" => plans::loaded_tables(verb, actor, house).await,
        "index_table" => plans::index_tables(verb, actor, house).await,
        "dictionary" => plans::dictionaries(verb, actor, house).await,
        "mapping" => super::reading::mappings(verb, actor, house).await,
        "staging" => super::reading::files(verb, actor, house).await,
        "mask" => masks(verb, actor, house).await,
        "public_side" => public_sides(verb, actor, house).await,
        "picture" => pictures(verb, actor, house).await,
        "place" => super::places::places(verb, actor, house).await,
        "plan" => plans::plans(verb, actor, house).await,
        "problem" => problems(verb, actor, house).await,
        "promise" => promises(verb, actor, house).await,
        "publication" => publications(verb, actor, house).await,
        "attachment" => super::signatures::scans(verb, actor, house).await,
        "joint" => super::signatures::joint_files(verb, actor, house).await,
        "party" => super::signatures::parties(verb, actor, house).await,
        "signing" => super::signatures::attempt(verb, actor, house, draft(PromiseId::named("nothing"))).await,
        "resting" => resting::on(actor, house, DeliveryId::named("nothing")).await.map(drop),
        "extract" => extract::extract(actor, house, "nobody").await.map(drop),
        "erasure" | "retention" => removals(verb, actor, house).await,
        "thread" => thread::chain(actor, house).await.map(drop),
        "upgrade" => upgrade::standing(actor, house).await.map(drop),
        _ => panic!("{name} is not called here"),
    }
}

async fn accounts(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let (nobody, seen) = (UserId::named("nobody"), Fingerprint::of_bytes(b"nothing"));
    match verb {
        "own" => account::own(actor, house).await.map(drop),
        "invite" => {
            // Each side answers for its own.
            let role = if actor.role == Role::Police { Role::Police } else { Role::Reader };
            let invited = account::Invited { login: format!("ny-{}", actor.role), role, party: None };
            account::invite(actor, house, invited).await.map(drop)
        }
        "make_link" => account::make_link(actor, house, nobody).await.map(drop),
        "close" => account::close(actor, house, nobody, &seen).await,
        "reopen" => account::reopen(actor, house, nobody, "ingen").await.map(drop),
        "rename" => account::rename(actor, house, nobody, "ingen").await,
        "end_sessions" => account::end_sessions(actor, house, nobody).await,
        "erase" => account::erase(actor, house, nobody, &seen).await,
        "signatories" => account::signatories(actor, house, Role::Police).await.map(drop),
        "take_away" => factor::take_away(actor, house, nobody).await,
        "accounts" => account::accounts(actor, house).await.map(drop),
        "audit_log" => access::audit_log(actor, house, 10, None).await.map(drop),
        _ => panic!("access::{verb} is not called here"),
    }
}

async fn agreements(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = AgreementId::named("nothing");
    match verb {
        "list" => agreement::list(actor, house).await.map(drop),
        "find" => agreement::find(actor, house, id).await.map(drop),
        "save" => {
            let empty = Agreement {
                id,
                title: String::new(),
                parties: Vec::new(),
                purposes: Vec::new(),
                areas: Vec::new(),
                period: Period::year(2026),
                registry_number: None,
                signatures: Vec::new(),
                fallen: Vec::new(),
            };
            agreement::save(actor, house, &empty, None).await.map(drop)
        }
        "to_edit" => agreement::to_edit(actor, house, id).await.map(drop),
        "sign" => {
            let party = PartyId::named("nobody");
            let new = NewSignature { party, office: String::new(), signed_on: house.today() };
            agreement::sign(actor, house, id, new, &unseen()).await.map(drop)
        }
        "strike" => {
            let struck = (PartyId::named("nobody"), "fel");
            agreement::strike(actor, house, id, struck, &unseen()).await.map(drop)
        }
        "parties" => agreement::parties(actor, house).await.map(drop),
        "save_party" => {
            let id = PartyId::named(actor.role.word());
            let party = Party::new(id, "En part", PartyKind::Housing);
            agreement::save_party(actor, house, &party).await
        }
        _ => panic!("agreement::{verb} is not called here"),
    }
}

async fn coordinations(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let told = || OnRecord {
        what: Occasion::CouncilMeeting,
        on: house.today(),
        registry_number: String::new(),
        note: String::new(),
    };
    match verb {
        "find" => coordination::find(actor, house).await.map(drop),
        "to_edit" => coordination::to_edit(actor, house).await.map(drop),
        "organise" => coordination::organise(actor, house, Organised::default(), 7, "").await.map(drop),
        "put" => coordination::put(actor, house, told()).await.map(drop),
        "correct" => coordination::correct(actor, house, 99, told(), "fel").await.map(drop),
        "withdraw" => coordination::withdraw(actor, house, 99, "fel").await.map(drop),
        _ => panic!("coordination::{verb} is not called here"),
    }
}

async fn laws(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "stand" => law::stand(actor, house).await.map(drop),
        "clocks" => law::clocks(actor, house).await.map(drop),
        _ => panic!("law::{verb} is not called here"),
    }
}

async fn backups(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "take" => {
            let file = house.dir().join(format!("{}.zip", actor.role));
            backup::take(actor, house, &file, false).await.map(drop)
        }
        "take_checked" => backup::take_checked(actor, house).await.map(drop),
        "take_nightly" => backup::take_nightly(actor, house).await.map(drop),
        "check" => backup::check(actor, house, "nothing.zip").await,
        "check_file" => backup::check_file(actor, house, &house.dir().join("nothing.zip")).await,
        "list" => backup::list(actor, house).await.map(drop),
        "health" => backup::health(actor, house).await.map(drop),
        _ => panic!("backup::{verb} is not called here"),
    }
}

async fn deliveries(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = DeliveryId::named("nothing");
    match verb {
        "import" => {
            let request = delivery::Request {
                source: delivery::Source::new("bra", None)?,
                file: house.dir().join("nothing.csv"),
                file_name: "nothing.csv".into(),
                dry_run: false,
            };
            delivery::import(actor, house, request, Box::new(|_, _| {})).await.map(drop)
        }
        "correct" => {
            let request = delivery::Request {
                source: delivery::Source::new("bra", None)?,
                file: house.dir().join("nothing.csv"),
                file_name: "nothing.csv".into(),
                dry_run: false,
            };
            let correction = Correction { delivery: id, reason: "Fel fil".into() };
            delivery::correct(actor, house, correction, request, Box::new(|_, _| {})).await.map(drop)
        }
        "list" => delivery::list(actor, house).await.map(drop),
        "summaries" => delivery::summaries(actor, house).await.map(drop),
        "find" => delivery::find(actor, house, id).await.map(drop),
        "show" => delivery::show(actor, house, id).await.map(drop),
        "incidents" => {
            let selection = Selection::all(actor.municipality.clone());
            delivery::incidents(actor, house, selection, || (), |(), _| ()).await.map(drop)
        }
        "answers" => {
            let wave = lofte_model::survey::WaveName("nothing".into());
            delivery::answers(actor, house, &wave).await.map(drop)
        }
        "undo" => delivery::undo(actor, house, id, &Fingerprint::of_bytes(b"nothing")).await.map(drop),
        _ => panic!("delivery::{verb} is not called here"),
    }
}

async fn activities(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = ActivityId::named("nothing");
    let entry = Entry {
        what: Logged::Done,
        count: 1,
        unit: String::new(),
        day: house.today(),
        fidelity: Fidelity::Unknown,
        area: None,
        place: String::new(),
        note: String::new(),
    };
    match verb {
        "loggable" => activity::loggable(actor, house).await.map(drop),
        "list" => activity::list(actor, house).await.map(drop),
        "find" => activity::find(actor, house, id).await.map(drop),
        "log" => {
            let commitment = CommitmentRef { promise: PromiseId::named("nothing"), commitment: 1 };
            activity::log(actor, house, commitment, None, entry).await.map(drop)
        }
        "correct" => activity::correct(actor, house, id, 1, entry, "fel").await.map(drop),
        "withdraw" => activity::withdraw(actor, house, id, 1, "fel").await.map(drop),
        "import" => activity::import(actor, house, &house.dir().join("nothing.csv")).await.map(drop),
        _ => panic!("activity::{verb} is not called here"),
    }
}

async fn follow_up(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = PromiseId::named("nothing");
    match verb {
        "verdict" => followup::verdict(actor, house, id).await.map(drop),
        "judge" => followup::judge(actor, house, id, &unseen()).await.map(drop),
        "recorded" => followup::recorded(actor, house).await.map(drop),
        "is_recorded" => {
            let verdict = Verdict {
                promise: id,
                frozen: None,
                answer: Answer::CannotTell(CannotTell::NoRule),
                change: None,
                evidence: Evidence::none(),
                commitments: vec![],
                goals: vec![],
            };
            followup::is_recorded(actor, house, &verdict).await.map(drop)
        }
        "fulfilments" => followup::fulfilments(actor, house).await.map(drop),
        "waiting" => followup::waiting(actor, house).await.map(drop),
        "former_figures" => followup::former_figures(actor, house, id).await.map(drop),
        "state_figure" => {
            let certainty = lofte_model::promise::Certainty::Counted;
            let figure =
                lofte_model::promise::StatedFigure { year: 2027, value: 1.0, certainty, measured_from: None };
            followup::state_figure(actor, house, (id, 1), figure, "").await.map(drop)
        }
        _ => panic!("followup::{verb} is not called here"),
    }
}

async fn histories(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "last_change" => history::last_change(actor, house, Noun::Promise, "x").await.map(drop),
        "fallen_signature" => {
            history::fallen_signature(actor, house, &draft(PromiseId::named("nothing"))).await.map(drop)
        }
        "logins" => history::logins(actor, house).await.map(drop),
        "former" => history::former(actor, house, Action::EditPlan, Noun::Measure, "x").await.map(drop),
        _ => panic!("history::{verb} is not called here"),
    }
}

/// Of something that nobody was shown.
pub fn unseen() -> Fingerprint {
    Fingerprint::of_bytes(b"unseen")
}

async fn masks(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let nothing = (Noun::Promise, "nothing");
    match verb {
        "mask" => mask::mask(actor, house, nothing, "inget sådant", "ingen").await.map(drop),
        "texts" => mask::texts(actor, house, nothing).await.map(drop),
        "of" => mask::of(actor, house, nothing.0, nothing.1).await.map(drop),
        _ => panic!("mask::{verb} is not called here"),
    }
}

async fn public_sides(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "hide" => public_side::hide(actor, house, Some(99), "fel").await.map(drop),
        "restore" => public_side::restore(actor, house, "").await.map(drop),
        "history" => public_side::history(actor, house).await.map(drop),
        _ => panic!("public_side::{verb} is not called here"),
    }
}

async fn removals(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "preview" => retention::preview(actor, house).await.map(drop),
        "prune" => retention::prune(actor, house, &unseen()).await.map(drop),
        "find" => erasure::find(actor, house, Noun::Problem, 99).await.map(drop),
        "erase" => erasure::erase(actor, house, (Noun::Problem, 99), &unseen()).await,
        _ => panic!("retention::{verb} is not called here"),
    }
}

async fn jobs(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = JobId(uuid::Uuid::new_v4());
    match verb {
        "queue" => job::queue(actor, house, id, job::Kind::Refresh, serde_json::Value::Null).await.map(drop),
        "find" => job::find(actor, house, id).await.map(drop),
        "newest" => job::newest(actor, house).await.map(drop),
        _ => panic!("job::{verb} is not called here"),
    }
}

/// Rates of a picture that counts nothing.
fn no_rates() -> lofte_model::picture::Rates {
    lofte_model::picture::Rates {
        provenance: lofte_model::picture::Provenance {
            sources: Vec::new(),
            by_kind: std::collections::BTreeMap::new(),
            deliveries: Vec::new(),
            period: None,
            geography: String::new(),
            n: 0,
            method: lofte_model::picture::Method::Count,
            synthetic: true,
        },
        cells: lofte_model::picture::Cells::Here(Vec::new()),
    }
}

async fn pictures(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "refresh" => picture::refresh(actor, house).await.map(drop),
        "draft" => picture::draft(actor, house).await.map(drop),
        "adopt" => {
            let words = lofte_model::picture::Assessment::default();
            picture::adopt(actor, house, words, &unseen()).await.map(drop)
        }
        "editions" => picture::editions(actor, house).await.map(drop),
        "edition" => picture::edition(actor, house, 99).await.map(drop),
        "held" => picture::held(actor, house).await.map(drop),
        "area_counts" => {
            let (kind, category, year) = (lofte_model::records::RecordKind::Offence, None, 2025);
            let slice = lofte_model::picture::CellSlice { kind, category, year };
            picture::area_counts(actor, house, &no_rates(), &slice).await.map(drop)
        }
        "rate_cells" => picture::rate_cells(actor, house, &no_rates(), |_, _| true).await.map(drop),
        _ => panic!("picture::{verb} is not called here"),
    }
}

fn written(id: ProblemId) -> problem::NewProblem {
    problem::NewProblem {
        id,
        title: "Ett problem".into(),
        description: String::new(),
        areas: Vec::new(),
        categories: Vec::new(),
        edition: None,
        priority: Priority::Prioritised { reason: "Det drabbar många".into() },
    }
}

fn a_cause() -> NewCause {
    NewCause {
        statement: "En orsak".into(),
        perspective: Perspective::Place,
        evidence_for: String::new(),
        evidence_against: String::new(),
        support: Support::Hypothesis,
        influenceable: true,
    }
}

async fn problems(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = ProblemId::named("nothing");
    match verb {
        "list" => problem::list(actor, house).await.map(drop),
        "find" => problem::find(actor, house, id).await.map(drop),
        "create" => {
            let new = written(ProblemId::named(actor.role.word()));
            problem::create(actor, house, new).await.map(drop)
        }
        "to_edit" => problem::to_edit(actor, house, id).await.map(drop),
        "amend" => problem::amend(actor, house, written(id), 1, "fel").await.map(drop),
        "add_cause" => problem::add_cause(actor, house, id, None, a_cause()).await.map(drop),
        "amend_cause" => {
            let of = (id, &CauseNumber::direct(1));
            problem::amend_cause(actor, house, of, a_cause(), "fel").await.map(drop)
        }
        "remove_cause" => {
            let of = (id, &CauseNumber::direct(1));
            problem::remove_cause(actor, house, of, "fel").await.map(drop)
        }
        _ => panic!("problem::{verb} is not called here"),
    }
}

fn draft(id: PromiseId) -> CitizenPromise {
    CitizenPromise {
        id,
        number: 0,
        title: "Ett löfte".into(),
        text: String::new(),
        period: Period::year(2026),
        areas: Vec::new(),
        problems: Vec::new(),
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

async fn promises(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    let id = PromiseId::named("nothing");
    match verb {
        "list" => promise::list(actor, house).await.map(drop),
        "find" => promise::find(actor, house, id).await.map(drop),
        "named" => promise::named(actor, house, "99").await.map(drop),
        "create" => promise::create(actor, house, draft(PromiseId::named(actor.role.word()))).await.map(drop),
        "to_edit" => promise::to_edit(actor, house, id).await.map(drop),
        "edit" => promise::edit(actor, house, draft(id), 1).await.map(drop),
        "begin_next" => {
            let (title, text) = ("Nästa".to_owned(), "Nästa löfte.".to_owned());
            let (period, choices) = (Period::year(2028), vec![]);
            let next = Next { title, text, period, choices, goals: true };
            promise::begin_next(actor, house, id, next).await.map(drop)
        }
        "check" => promise::check(actor, house, id).await.map(drop),
        "waves" => promise::waves(actor, house).await.map(drop),
        _ => panic!("promise::{verb} is not called here"),
    }
}

async fn publications(verb: &str, actor: &Actor, house: &House) -> Result<(), AppError> {
    match verb {
        "preview" => publication::preview(actor, house).await.map(drop),
        "publish" => publication::publish(actor, house, &unseen()).await.map(drop),
        "find" => publication::find(actor, house, 99).await.map(drop),
        "list" => publication::list(actor, house).await.map(drop),
        "promises" => publication::promises(actor, house).await.map(drop),
        "limits" => publication::limits(actor, house).await.map(drop),
        "set_limits" => {
            let none = lofte_model::publication::Limits { threshold: 0, protect: 0 };
            publication::set_limits(actor, house, none).await
        }
        _ => panic!("publication::{verb} is not called here"),
    }
}
