//! Two municipalities in one store and one folder of rows: neither sees, changes or hinders the other.
//!
//! Flen is the demo, full of everything; Gnesta has a little of each. Every use case is called by Gnesta's coordinator
//! with what is Flen's, on SQLite always and on PostgreSQL where `LOFTE_TEST_POSTGRES` names a server.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

pub(crate) mod neighbours;

use crate::engines::support::{VARIABLE, database, everything, keys, server};
use lofte_app::error::AppError;
use lofte_app::{
    access, account, agreement, delivery, factor, feedback, followup, job, picture, plan, problem, promise,
    publication, rhythm, signing,
};
use lofte_model::access::Channel;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::Telling;
use lofte_model::id::JobId;
use lofte_model::plan::{MeasureStatus, Told};
use neighbours::{Neighbours, cause, faults};
use serde_json::Value;

#[test]
fn postgres_is_not_skipped_silently() {
    let in_ci = std::env::var("CI").is_ok_and(|value| value == "true");
    assert!(!in_ci || server().is_some(), "CI does not try PostgreSQL: {VARIABLE} is not set");
}

#[tokio::test]
async fn neighbours_on_sqlite() {
    Box::pin(live_apart(Neighbours::new("").await)).await;
}

#[tokio::test]
async fn neighbours_on_postgres() {
    let Some(server) = server() else {
        eprintln!("{VARIABLE} is not set: SQLite only");
        return;
    };
    Box::pin(live_apart(Neighbours::new(&database(&server)).await)).await;
}

async fn live_apart(both: Neighbours) {
    let flen = everything(&both.flen.actor, &both.flen.house).await;
    assert!(!flen.to_string().to_lowercase().contains("gnesta"), "Flen sees something of Gnesta's");
    gnesta_sees_its_own(&both).await;
    nothing_of_flens_is_found(&both).await;
    nothing_of_flens_is_changed(&both).await;
    nothing_of_flens_is_built_on(&both).await;
    accounts_open_one_house(&both).await;
    work_is_done_at_home(&both).await;
    let after = everything(&both.flen.actor, &both.flen.house).await;
    for (noun, before) in flen.as_object().unwrap() {
        if !["audit", "jobs"].contains(&noun.as_str()) {
            assert_eq!(before, &after[noun], "{noun} of Flen were changed from Gnesta");
        }
    }
    rows_are_apart(&both).await;
}

/// What is not there for the asker.
#[track_caller]
fn not_found<T>(what: &str, outcome: Result<T, AppError>) {
    let Err(error) = outcome else { panic!("{what}: Flen's was found") };
    assert_eq!(error.status(), 404, "{what}: {error:?}");
}

/// What the rules refuse.
#[track_caller]
fn refused<T>(what: &str, outcome: Result<T, AppError>) {
    let Err(error) = outcome else { panic!("{what}: Flen's was used") };
    assert!([404, 409, 422].contains(&error.status()), "{what}: {error:?}, {:?}", keys(&error));
}

async fn gnesta_sees_its_own(both: &Neighbours) {
    let (actor, house) = (&both.gnesta.actor, &both.gnesta.house);
    let own = everything(actor, house).await;
    let count = |noun: &str| own[noun].as_array().unwrap().len();
    let one =
        ["accounts", "agreements", "areas", "deliveries", "editions", "jobs", "parties", "plan", "problems"];
    for noun in one.into_iter().chain(["promises", "publications"]) {
        let expected = if noun == "parties" { 2 } else { 1 };
        assert_eq!(count(noun), expected, "{noun} that Gnesta sees: {}", own[noun]);
    }
    assert_eq!((count("waves"), count("verdicts"), count("feedback")), (0, 0, 0));
    assert!(!own.to_string().contains("0482"), "Gnesta sees something of Flen's");
    let sources = delivery::summaries(actor, house).await.unwrap();
    assert_eq!(sources.iter().map(|source| source.rows).sum::<u64>(), 3);
    let draft = picture::draft(actor, house).await.unwrap().unwrap();
    assert!(draft.shares.is_none() && draft.official.is_none(), "survey and statistics are Flen's");
    assert_eq!(draft.rates.unwrap().provenance.n, 3);
    let shown = publication::newer_than(house, 0).await.unwrap().unwrap();
    assert!(!serde_json::to_string(&shown).unwrap().contains("Flen"));
    assert!(
        !serde_json::to_string(&publication::preview(actor, house).await.unwrap().next)
            .unwrap()
            .contains("Flen")
    );
}

async fn nothing_of_flens_is_found(both: &Neighbours) {
    let (actor, house, theirs) = (&both.gnesta.actor, &both.gnesta.house, &both.of_flen);
    not_found("agreement::to_edit", agreement::to_edit(actor, house, theirs.agreement.id).await);
    not_found("publication::find", publication::find(actor, house, 2).await);
    not_found("agreement::find", agreement::find(actor, house, theirs.agreement.id).await);
    not_found("delivery::show", delivery::show(actor, house, theirs.delivery).await);
    not_found("followup::verdict", followup::verdict(actor, house, theirs.promise.id).await);
    not_found("job::find", job::find(actor, house, theirs.job).await);
    not_found("picture::edition", picture::edition(actor, house, 2).await);
    not_found("plan::find", plan::find(actor, house, theirs.measure.id).await);
    not_found("problem::find", problem::find(actor, house, theirs.problem.id).await);
    not_found("promise::find", promise::find(actor, house, theirs.promise.id).await);
    not_found("promise::named", promise::named(actor, house, &theirs.promise.id.to_string()).await);
    not_found("promise::check", promise::check(actor, house, theirs.promise.id).await);
    not_found("access::holder", access::holder(house, both.flen.actor.user).await);
    not_found("access::acting_for", access::acting_for(house, Some("samordnare")).await);
}

async fn nothing_of_flens_is_changed(both: &Neighbours) {
    let (actor, house, theirs) = (&both.gnesta.actor, &both.gnesta.house, &both.of_flen);
    let seen = Fingerprint::of(&theirs.promise.frozen()).unwrap();
    not_found("delivery::undo", delivery::undo(actor, house, theirs.delivery, &seen).await);
    not_found("followup::judge", followup::judge(actor, house, theirs.promise.id, &seen).await);
    let day = jiff::civil::date(2026, 4, 30);
    not_found("rhythm::of", rhythm::of(actor, house, theirs.promise.id).await);
    not_found("rhythm::at", rhythm::at(actor, house, theirs.promise.id, day).await);
    let every = lofte_model::followup::rhythm::Every::Tertial;
    not_found("rhythm::choose", rhythm::choose(actor, house, theirs.promise.id, every, 0).await);
    let said = rhythm::remark(actor, house, (theirs.promise.id, day), 0, "Ja.", "");
    not_found("rhythm::remark", said.await);
    not_found("feedback::draft", feedback::draft(actor, house, theirs.promise.id).await);
    let telling = Telling { text: "Så gick det.".into(), ..Telling::default() };
    not_found("feedback::give", feedback::give(actor, house, theirs.promise.id, telling, &seen).await);
    let told = Told { status: MeasureStatus::NEW, done: 1, note: String::new(), until: None };
    let report = plan::report(actor, house, theirs.measure.id, told);
    not_found("plan::report", report.await);
    not_found("add_cause", problem::add_cause(actor, house, theirs.problem.id, None, cause()).await);
    not_found("promise::edit", promise::edit(actor, house, theirs.promise.clone(), 1).await);
    not_found("promise::sign", signing::sign(actor, house, theirs.promise.id, "chefen", &seen).await);
    not_found("account::close", account::close(actor, house, theirs.police, &seen).await);
    not_found("account::make_link", account::make_link(actor, house, theirs.police).await);
    not_found("account::rename", account::rename(actor, house, theirs.police, "ny").await);
    not_found("account::reopen", account::reopen(actor, house, theirs.police, "ny").await);
    not_found("account::end_sessions", account::end_sessions(actor, house, theirs.police).await);
    not_found("account::erase", account::erase(actor, house, theirs.police, &seen).await);
    not_found("factor::take_away", factor::take_away(actor, house, theirs.police).await);
    // The same identity in two municipalities is two things: Gnesta gets one of its own, and Flen keeps its.
    let party = lofte_model::party::Party { name: "Gnestas part".into(), ..theirs.party.clone() };
    agreement::save_party(actor, house, &party).await.unwrap();
    let seen = agreement::parties(&both.flen.actor, &both.flen.house).await.unwrap();
    assert!(seen.contains(&theirs.party) && !seen.contains(&party));
    let taken = job::queue(actor, house, theirs.job, job::Kind::Refresh, Value::Bool(true));
    taken.await.unwrap();
    assert_eq!(job::find(&both.flen.actor, &both.flen.house, theirs.job).await.unwrap().verb, "import");
}

async fn nothing_of_flens_is_built_on(both: &Neighbours) {
    let (actor, house, theirs) = (&both.gnesta.actor, &both.gnesta.house, &both.of_flen);
    let measure = lofte_model::plan::Measure {
        id: lofte_model::id::MeasureId::named("gnesta/on-flens-cause"),
        ..theirs.measure.clone()
    };
    refused("plan::add", plan::add(actor, house, measure.clone()).await);
    let own_causes = plan::list(actor, house).await.unwrap()[0].causes.clone();
    let measure = lofte_model::plan::Measure { causes: own_causes, ..measure };
    refused("plan::add for Flen's promise", plan::add(actor, house, measure).await);
    let new = problem::NewProblem { edition: Some(2), ..neighbours::problem() };
    refused("problem::create", problem::create(actor, house, new).await);
    let draft = promise::list(actor, house).await.unwrap().remove(0);
    let on_flens_wave = lofte_model::promise::CitizenPromise {
        effect_goal: theirs.promise.effect_goal.clone(),
        commitments: theirs.promise.commitments.clone(),
        ..draft
    };
    let edited = promise::edit(actor, house, on_flens_wave, 1).await.unwrap();
    let (id, seen) = (edited.id, Fingerprint::of(&edited.frozen()).unwrap());
    let gate = promise::check(actor, house, id).await.unwrap();
    assert!(gate.baseline.is_none() && !gate.gaps.is_empty(), "Flen's survey is no baseline here");
    refused("promise::sign on Flen's survey", signing::sign(actor, house, id, "chefen", &seen).await);
}

async fn accounts_open_one_house(both: &Neighbours) {
    let (gnesta, flen) = (&both.gnesta.house, &both.flen.house);
    let arrival = lofte_app::proof::Arrival::by(Channel::Program);
    let wrong = access::sign_in(gnesta, &arrival, "polis", lofte::demo::PASSWORD).await;
    assert!(matches!(wrong, Err(AppError::WrongPassword)), "Flen's account in Gnesta");
    let entry = access::sign_in(flen, &arrival, "polis", lofte::demo::PASSWORD).await.unwrap();
    let token = entry.entered().unwrap().token;
    assert_eq!(access::signed_in(flen, &token).await.unwrap().login, "polis");
    let elsewhere = access::signed_in(gnesta, &token).await;
    assert!(matches!(elsewhere, Err(AppError::SignedOut)), "Flen's session in Gnesta: {elsewhere:?}");
}

/// A program that serves Gnesta neither takes nor gives up Flen's work, nor puts right what Flen has under way.
async fn work_is_done_at_home(both: &Neighbours) {
    let (gnesta, flen) = (&both.gnesta.house, &both.flen.house);
    let store = gnesta.store();
    while let Some(job) = store.claim_next(gnesta.municipality(), gnesta.now()).await.unwrap() {
        assert_eq!(&job.municipality, gnesta.municipality());
    }
    let claimed = flen.store().claim_next(flen.municipality(), flen.now()).await.unwrap().unwrap();
    assert_eq!(claimed.id, both.of_flen.job);
    store.abandon_running_jobs(gnesta.municipality(), gnesta.now()).await.unwrap();
    let job = job::find(&both.flen.actor, flen, both.of_flen.job).await.unwrap();
    assert_eq!(job.state, lofte_store::JobState::Running);

    let staged = neighbours::stage(&both.flen.house, both.flen.actor.user).await.id;
    delivery::recover(gnesta).await.unwrap();
    assert_eq!(flen.records().pending().await.unwrap(), [(flen.municipality().clone(), staged)]);
    delivery::recover(flen).await.unwrap();
    assert!(flen.records().pending().await.unwrap().is_empty());
    assert!(job::find(&both.gnesta.actor, gnesta, JobId(uuid::Uuid::new_v4())).await.is_err());
}

/// The same file in both is no duplicate, and taking it back in the one leaves it in the other.
async fn rows_are_apart(both: &Neighbours) {
    let rows = async |neighbour: &neighbours::Neighbour| -> u64 {
        let sources = delivery::summaries(&neighbour.actor, &neighbour.house).await.unwrap();
        sources.iter().map(|source| source.rows).sum()
    };
    let (flen, gnesta) = (rows(&both.flen).await, rows(&both.gnesta).await);
    let theirs = faults(&both.flen, "Nr;Tid;Typ\nX1;2025-01-01 10:00;Klotter\n").await;
    let own = faults(&both.gnesta, "Nr;Tid;Typ\nX1;2025-01-01 10:00;Klotter\n").await;
    assert_eq!((theirs.counts.stored(), own.counts.stored()), (1, 1));
    assert_eq!((rows(&both.flen).await, rows(&both.gnesta).await), (flen + 1, gnesta + 1));
    let own = own.delivery.unwrap();
    let seen = delivery::seen(&own).unwrap();
    delivery::undo(&both.gnesta.actor, &both.gnesta.house, own.id, &seen).await.unwrap();
    assert_eq!((rows(&both.flen).await, rows(&both.gnesta).await), (flen + 1, gnesta));
}
