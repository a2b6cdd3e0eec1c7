//! What was written is corrected with a reason, by those who may, and what stood before stays with it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::pages::desk::{Desk, between};
use axum::http::StatusCode;
use lofte_app::{agreement, plan, problem, publication};
use lofte_model::plan::Measure;

async fn patrols(desk: &Desk) -> Measure {
    let person = desk.person("samordnare").await;
    let measures = plan::list(&person.actor, &desk.house).await.unwrap();
    measures.into_iter().find(|measure| measure.title.contains("Fotpatrull")).unwrap()
}

#[tokio::test]
async fn forty_that_should_be_four_is_corrected_and_residents_see_the_day_and_both() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let measure = patrols(&desk).await;
    let here = format!("/plan/{}/rapport/2", measure.id);
    assert!(police.get(&format!("/plan/{}", measure.id)).await.html.contains(&here));
    let sent = |done: &'static str, reason: &'static str| {
        [
            ("execution", "done"),
            ("fidelity", "partly"),
            ("effect", "better"),
            ("done", done),
            ("until", "2024-12-19"),
            ("note", "Färre pass under sommaren än tänkt."),
            ("reason", reason),
        ]
    };
    let mute = police.post(&here, &sent("6", "")).await;
    assert_eq!(mute.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(mute.html.contains("Skriv varför."), "{}", mute.html);
    assert_eq!(police.post(&here, &sent("6", "fel tangent")).await.status, StatusCode::SEE_OTHER);
    let corrected = patrols(&desk).await;
    assert_eq!((measure.done(), corrected.done()), (99, 44));
    let page = police.get(&format!("/plan/{}", measure.id)).await.html;
    assert!(page.contains("fel tangent") && page.contains("Förut stod: 61 patrullpass"), "{page}");
    let coordinator = desk.person("samordnare").await;
    let preview = publication::preview(&coordinator.actor, &desk.house).await.unwrap();
    let shown = serde_json::to_string(&preview.next).unwrap();
    assert!(shown.contains(r#""was":61,"now":6"#) && !shown.contains("fel tangent"));
    let partner = desk.person("bostadsbolag").await.post(&here, &sent("7", "x")).await;
    assert_eq!(partner.status, StatusCode::NOT_FOUND, "somebody else's measure");
}

#[tokio::test]
async fn a_report_on_the_wrong_measure_is_taken_back_and_the_status_is_the_one_before() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let measure = patrols(&desk).await;
    let here = format!("/plan/{}/rapport/2/ta-tillbaka", measure.id);
    assert_eq!(police.post(&here, &[("why", "")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What is refused is told at its own field, with what was written in it.
    let refused = police.post(&here, &[("why", "gäller 19121212-1212")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = refused.html.split_once("/ta-tillbaka\"").unwrap().1;
    assert!(form.contains("value=\"gäller 19121212-1212\"") && form.contains("aria-invalid"), "{form}");
    assert_eq!(police.post(&here, &[("why", "fel åtgärd")]).await.status, StatusCode::SEE_OTHER);
    let after = patrols(&desk).await;
    assert_eq!((after.done(), after.reports.len()), (38, 2));
    assert_eq!(after.status, after.reports[0].told.status);
    assert_eq!(police.post(&here, &[("why", "igen")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_measure_gets_another_owner_when_its_owner_leaves_and_nothing_is_lost() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let measure = patrols(&desk).await;
    let parties = agreement::parties(&coordinator.actor, &desk.house).await.unwrap();
    let new = parties.iter().find(|party| party.id != measure.owner).unwrap();
    let here = format!("/plan/{}/andra", measure.id);
    let form = coordinator.get(&here).await.html;
    let version = between(&form, "name=\"version\" value=\"", "\"").to_owned();
    let cause = format!("{}/{}", measure.causes[0].problem, measure.causes[0].cause);
    let towards = measure.commitment.as_ref().unwrap();
    let towards = format!("{}/{}", towards.promise, towards.commitment);
    let owner = new.id.to_string();
    let sent = |why: &'static str| {
        vec![
            ("version", version.clone()),
            ("title", measure.title.clone()),
            ("causes", cause.clone()),
            ("commitment", towards.clone()),
            ("kind", "social".to_owned()),
            ("owner", owner.clone()),
            ("function", "områdespolis".to_owned()),
            ("deadline", measure.deadline.to_string()),
            ("why", why.to_owned()),
        ]
    };
    let post = async |form: Vec<(&'static str, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        coordinator.post(&here, &form).await
    };
    assert_eq!(post(sent("")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = post(sent("ansvarig har slutat")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    assert_eq!(post(sent("en gång till")).await.status, StatusCode::CONFLICT);
    let after = patrols(&desk).await;
    assert_eq!((after.owner, after.reports, after.status), (new.id, measure.reports.clone(), measure.status));
    let page = coordinator.get(&format!("/plan/{}", measure.id)).await.html;
    assert!(page.contains("ansvarig har slutat") && page.contains("kommunpolis"), "{page}");
}

#[tokio::test]
async fn a_problem_is_changed_with_a_reason_and_its_former_text_can_be_masked() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let problems = problem::list(&coordinator.actor, &desk.house).await.unwrap();
    let known = &problems[0];
    let here = format!("/problem/{}/andra", known.id);
    let form = coordinator.get(&here).await.html;
    assert!(form.contains(&known.title), "{form}");
    let version = between(&form, "name=\"version\" value=\"", "\"").to_owned();
    let sent = [
        ("version", version.as_str()),
        ("title", "En annan rubrik"),
        ("description", ""),
        ("decision", "deprioritised"),
        ("reason", "Löses i ordinarie drift"),
        ("why", "rubriken pekade ut en gård"),
    ];
    assert_eq!(coordinator.post(&here, &sent).await.status, StatusCode::SEE_OTHER);
    let page = coordinator.get(&format!("/problem/{}", known.id)).await.html;
    assert!(page.contains("rubriken pekade ut en gård") && page.contains(&known.title), "{page}");
    let of = (lofte_store::Noun::Problem, known.id.to_string());
    let masked =
        lofte_app::mask::mask(&coordinator.actor, &desk.house, (of.0, &of.1), &known.title, "art. 17").await;
    assert!(masked.unwrap().places >= 1);
    let page = coordinator.get(&format!("/problem/{}", known.id)).await.html;
    assert!(!page.contains(&known.title), "{page}");
}

#[tokio::test]
async fn a_cause_is_changed_in_its_place_and_not_taken_out_while_a_measure_is_tied_to_it() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let measure = patrols(&desk).await;
    let of = &measure.causes[0];
    let here = format!("/problem/{}/orsak/{}", of.problem, of.cause);
    let out = coordinator.post(&format!("{here}/ta-bort"), &[("out", "fel")]).await;
    assert_eq!(out.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", out.html);
    let sent = [
        ("statement", "Ingen vuxen är där efter klockan tio"),
        ("perspective", "place"),
        ("support", "some"),
        ("influenceable", "ja"),
        ("why", "tydligare"),
    ];
    assert_eq!(coordinator.post(&here, &sent).await.status, StatusCode::SEE_OTHER);
    let page = coordinator.get(&format!("/problem/{}", of.problem)).await.html;
    assert!(page.contains("Ingen vuxen är där efter klockan tio") && page.contains("tydligare"), "{page}");
    let reader = desk.person("lasare").await.get(&here).await;
    assert_eq!(reader.status, StatusCode::FORBIDDEN);
}
