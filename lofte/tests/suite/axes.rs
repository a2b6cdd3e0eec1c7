//! A verdict stands on two axes: what was done, and what it led to. A promise of activities alone is signed, published
//! and judged on what it promised, and says that it promises no effect.

use crate::fixture::give_feedback;
use crate::pages::desk::{Desk, Person, between};
use axum::http::StatusCode;
use lofte_app::{feedback, followup, plan, promise, publication};
use lofte_model::followup::Outcome;
use lofte_model::followup::waits::Waiting;
use lofte_model::id::MeasureId;
use lofte_model::plan::{
    CauseRef, CommitmentRef, Execution, Fidelity, JudgedEffect, Measure, MeasureKind, MeasureStatus, Told,
};
use lofte_model::promise::CitizenPromise;
use lofte_publish::document::Fonts;

/// The form of a promise of walks, without any goal.
async fn walks(person: &Person<'_>, desk: &Desk) -> Vec<(&'static str, String)> {
    let problems = lofte_app::problem::list(&person.actor, &desk.house).await.unwrap();
    let parties = lofte_app::agreement::parties(&person.actor, &desk.house).await.unwrap();
    let form = [
        ("title", "Minst fyra trygghetsvandringar"),
        ("text", "Vi går minst fyra trygghetsvandringar i centrum."),
        ("from", "2027-01-01"),
        ("to", "2027-12-31"),
        ("commitment_1_text", "Trygghetsvandringar i centrum"),
        ("commitment_1_kind", "at_least"),
        ("commitment_1_count", "4"),
        ("commitment_1_unit", "vandringar"),
        ("commitment_1_per", "whole_period"),
    ];
    let mut form: Vec<_> = form.map(|(name, value)| (name, value.to_owned())).into();
    form.push(("problems", problems[0].id.to_string()));
    form.push(("commitment_1_parties", parties[0].id.to_string()));
    form
}

fn borrowed<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Writes a promise of walks and has both sides sign it.
pub async fn signed_walks(desk: &Desk) -> CitizenPromise {
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let form = walks(&coordinator, desk).await;
    let made = coordinator.post("/loften/nytt", &borrowed(&form)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = coordinator.get(&made.location).await.html;
    assert!(page.contains("Inget saknas") && page.contains("Lovar insatser, inte effekt"), "{page}");
    let sign = format!("{}/underteckna", made.location);
    for side in [&coordinator, &police] {
        let asked = side.get(&sign).await.html;
        assert!(asked.contains("Lovar insatser, inte effekt"), "{asked}");
        let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"").to_owned();
        let signed = side.post(&sign, &[("office", "chefen"), ("fingerprint", &fingerprint)]).await;
        assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.html);
    }
    promise::list(&coordinator.actor, &desk.house).await.unwrap().pop().unwrap()
}

/// A measure for the walks, and how many of them are reported in the middle of the year.
async fn walked(desk: &Desk, promise: &CitizenPromise, done: u32) {
    let coordinator = desk.person("samordnare").await;
    let problems = lofte_app::problem::list(&coordinator.actor, &desk.house).await.unwrap();
    let problem = problems.iter().find(|problem| !problem.causes.is_empty()).unwrap();
    let measure = Measure {
        id: MeasureId::named("walks"),
        number: 0,
        title: "Trygghetsvandringar".into(),
        description: String::new(),
        causes: vec![CauseRef { problem: problem.id, cause: problem.causes[0].number.clone() }],
        commitment: Some(CommitmentRef { promise: promise.id, commitment: 1 }),
        kind: MeasureKind::Social,
        owner: coordinator.actor.party.unwrap_or_else(|| promise.commitments[0].parties[0]),
        function: "säkerhetssamordnare".into(),
        deadline: jiff::civil::date(2027, 12, 31),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: vec![],
        details: lofte_model::plan::Details::default(),
    };
    let measure = plan::add(&coordinator.actor, &desk.house, measure).await.unwrap();
    let midsummer = desk.house.at("2027-06-20T10:00:00Z".parse().unwrap());
    let status = MeasureStatus {
        execution: Execution::Ongoing,
        fidelity: Fidelity::AsIntended,
        effect: JudgedEffect::Unknown,
    };
    let told = Told { status, done, note: String::new(), until: None };
    plan::report(&coordinator.actor, &midsummer, measure.id, told).await.unwrap();
}

#[tokio::test]
async fn a_promise_of_activities_is_signed_published_and_judged_on_what_it_promised() {
    let desk = Desk::new().await;
    let promise = signed_walks(&desk).await;
    let coordinator = desk.person("samordnare").await;
    let list = coordinator.get("/loften").await.html;
    assert!(list.contains("Undertecknat") && list.contains("Pågår"), "{list}");
    walked(&desk, &promise, 3).await;

    // The year is over: three walks of four is done in part, however the measure calls itself.
    let after = desk.house.at("2028-01-10T10:00:00Z".parse().unwrap());
    let verdict = followup::verdict(&coordinator.actor, &after, promise.id).await.unwrap();
    assert_eq!((verdict.commitments[0].outcome, verdict.commitments[0].done), (Outcome::Partly, 3));
    assert!(verdict.outcomes().is_empty());
    let preview = publication::preview(&coordinator.actor, &after).await.unwrap();
    let snapshot = publication::publish(&coordinator.actor, &after, &preview.seen).await.unwrap();
    let public = snapshot.promise(promise.number).unwrap();
    assert_eq!(public.commitments[0].outcome.as_ref().unwrap().outcome, Outcome::Partly);

    let list = coordinator.get("/loften").await.html;
    assert!(list.contains("Publicerat"), "{list}");
    let newest = publication::list(&coordinator.actor, &desk.house).await.unwrap()[0].number;
    let page = coordinator.get(&format!("/publicering/{newest}/sidor/loften/{}", promise.number)).await.html;
    for told in [
        "Gjorde kommunen och polisen det de lovade?",
        "Delvis gjort",
        "Gjort: 3 av minst 4 vandringar.",
        "Lovar insatser, inte effekt",
        "Löftet lovar insatser, inte effekt.",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(!page.contains("Hållet") && !page.contains("Regeln bestämdes"), "{page}");
    let first = coordinator.get(&format!("/publicering/{newest}/sidor")).await.html;
    assert!(first.contains("2 lovar insatser och har inget effektmål."), "{first}");
    let text = snapshot.document_text(promise.number, &Fonts::default()).unwrap().replace('\n', " ");
    assert!(text.contains("Lovar insatser, inte effekt") && text.contains("Delvis gjort"), "{text}");
    let csv = String::from_utf8(snapshot.promises_csv().unwrap()).unwrap();
    let row = csv.lines().find(|line| line.contains("Trygghetsvandringar i centrum")).unwrap();
    assert!(row.contains(",4,\"partly\",") && row.contains(",\"false\","), "{row}");
}

#[tokio::test]
async fn every_list_that_says_how_it_went_says_both() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    for path in ["/", "/uppfoljning"] {
        let page = coordinator.get(path).await.html;
        assert!(page.contains("genomförd") && page.contains("Effektmålet är nått i 1."), "{path}: {page}");
    }
    for path in ["/loften", "/uppfoljning"] {
        let page = coordinator.get(path).await.html;
        assert!(page.contains("Gjort?") && page.contains("Effekt?") && page.contains("Målet nått"), "{path}");
        assert!(page.contains("Delvis gjort") && !page.contains("Hållet"), "{path}");
    }
    let named = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let page = coordinator.get(&format!("/uppfoljning/{}", named.id)).await.html;
    assert!(page.contains("Gjorde vi det vi lovade?") && page.contains("Ledde det till"), "{page}");
    assert!(page.contains("mätning före och efter"), "{page}");
}

fn keys(error: &lofte_app::error::AppError) -> Vec<String> {
    error.messages().into_iter().map(|message| message.key).collect()
}

#[tokio::test]
async fn from_signature_to_account_nothing_waits_unseen_and_a_promise_is_closed_after_its_account() {
    let desk = Desk::new().await;
    let promise = signed_walks(&desk).await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let waits = async |house: &lofte_app::house::House| {
        let all = followup::waiting(actor, house).await.unwrap();
        all.into_iter().find(|(known, _)| known.id == promise.id).map(|(_, waits)| waits).unwrap_or_default()
    };
    let page = coordinator.get("/").await.html;
    assert!(
        page.contains(&format!("Löfte {} är undertecknat men inte publicerat", promise.number)),
        "{page}"
    );
    assert_eq!(waits(house).await, [Waiting::Publication]);
    let publish = async |house: &lofte_app::house::House| {
        let preview = publication::preview(actor, house).await.unwrap();
        publication::publish(actor, house, &preview.seen).await.unwrap();
    };
    publish(house).await;
    assert_eq!(waits(house).await, []);
    let late = house.at("2027-12-10T10:00:00Z".parse().unwrap());
    assert_eq!(waits(&late).await, [Waiting::End]);
    let refused = feedback::close(actor, &late, promise.id).await.unwrap_err();
    assert_eq!(keys(&refused), ["close-not-over"]);

    let after = house.at("2028-01-10T10:00:00Z".parse().unwrap());
    assert_eq!(waits(&after).await, [Waiting::Account]);
    let refused = feedback::close(actor, &after, promise.id).await.unwrap_err();
    assert_eq!(keys(&refused), ["close-no-account"]);
    give_feedback(actor, &after, promise.id, "Tre av fyra blev av.").await.unwrap();
    let refused = feedback::close(actor, &after, promise.id).await.unwrap_err();
    assert_eq!(keys(&refused), ["close-no-account"], "written is not published");
    publish(&after).await;
    assert_eq!(waits(&after).await, [Waiting::Closing]);
    let closed = feedback::close(actor, &after, promise.id).await.unwrap();
    assert_eq!(closed.frozen(), promise.frozen());
    assert_eq!(waits(&after).await, []);
    let again = feedback::close(actor, &after, promise.id).await.unwrap_err();
    assert_eq!(keys(&again), ["close-already"]);
    assert!(coordinator.get("/loften").await.html.contains("Avslutat"));
    // What is closed reads as it did, and can be published again.
    publish(&after).await;
}
