//! The page on categories, and where their labels are read.

use super::browser::{Browser, link, text};
use super::desk::Desk;
use axum::http::StatusCode;
use std::fs;

#[tokio::test]
async fn the_shared_list_is_in_swedish_with_its_notes() {
    let reader = Browser::signed_in("lasare").await;
    let said = text(&reader.get("/kategorier").await.page());
    for words in [
        "Misshandel (assault)",
        "Narkotikabrott (drugs)",
        "Polisen räknar mordbrand för sig",
        "Version 2026-2",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("Lägg till kategorin"), "a reader may not");
}

#[tokio::test]
async fn a_category_of_ones_own_is_added_renamed_and_taken_away() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let boats = [("title", "Båtstöld")];
    assert_eq!(coordinator.post("/kategorier", &boats).await.status, StatusCode::SEE_OTHER);
    for (title, told) in
        [("båtstöld", "heter redan så"), ("Misshandel", "gemensamma listan"), (" ", "vad kategorin ska heta")]
    {
        let refused = coordinator.post("/kategorier", &[("title", title)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.html.contains(told), "{title}: {}", refused.html);
    }
    let page = "/kategorier/batstold";
    let other = [("title", "Stöld av båt"), ("read", "1"), ("why", "tydligare")];
    assert_eq!(coordinator.post(page, &other).await.status, StatusCode::SEE_OTHER);
    assert!(coordinator.get(page).await.html.contains("Förut stod: Båtstöld"));
    assert_eq!(coordinator.post(page, &other).await.status, StatusCode::CONFLICT);
    let reader = desk.person("lasare").await;
    assert!(reader.get("/kategorier").await.html.contains("Stöld av båt"));
    assert_eq!(reader.post("/kategorier", &boats).await.status, StatusCode::FORBIDDEN);
    let gone = coordinator.post(&format!("{page}/ta-bort"), &[("gone", "slås ihop")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER);
    assert!(!reader.get("/kategorier").await.html.contains("Stöld av båt"));
    let actor = &coordinator.actor;
    let labels = lofte_app::category::labels(actor, &desk.house).await.unwrap();
    assert_eq!(labels.own("batstold"), Some("Stöld av båt"), "rows that have it keep its label");
}

#[tokio::test]
async fn rows_of_ones_own_category_are_written_by_its_label() {
    let coordinator = Browser::signed_in("samordnare").await;
    coordinator.post("/kategorier", &[("title", "Båtstöld")]).await;
    let mapping = fs::read_to_string(coordinator.home.path().join("underlag/polisen.toml")).unwrap();
    let mapping = format!("{mapping}\"Båtstöld\" = \"batstold\"\n\"Misshandel\" = \"assault\"\n");
    let rows = "Ärende;Brottsdatum;Klockslag;Brottstyp;Latitud;Longitud\n\
                B-1;2025-05-01;01:00;Båtstöld;59.0580;16.5890\nB-2;2025-05-02;01:00;Misshandel;59.0580;16.5890\n";
    let parts = [
        ("source", None, "incidents"),
        ("mapping_file", Some("polisen.toml"), mapping.as_str()),
        ("file", Some("batar.csv"), rows),
    ];
    let job = coordinator.upload(&parts).await.leads_on();
    let done = coordinator.wait(&job).await;
    assert!(link(&done, "/leveranser/0").starts_with("/leveranser/"), "{}", text(&done));
    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    coordinator.wait(&job).await;
    let said = text(&coordinator.get("/lagesbild/hela?slag=offence.batstold&ar=2025").await.page());
    assert!(said.contains("Anmälda brott: Båtstöld 2025"), "{said}");
    let picture = coordinator.get("/lagesbild/hela").await.page();
    for label in ["anmälda brott: Båtstöld", "anmälda brott: misshandel"] {
        assert!(picture.contains(label), "{label}");
    }
    for slug in [": batstold<", ": assault<"] {
        assert!(!picture.contains(slug), "a slug is shown: {slug}");
    }
}
