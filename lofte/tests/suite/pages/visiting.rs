//! The pages on deliveries, picture, agreements and accounts, as a stranger, a reader and the coordinator see them.

use super::browser::{Browser, OFFENCES, text};
use axum::http::StatusCode;

const PAGES: [&str; 19] = [
    "/leveranser",
    "/leveranser/ny",
    "/leveranser/kallor/incidents",
    "/leveranser/kallor/bra",
    "/leveranser/kallor/survey",
    "/leveranser/kallor/areas",
    "/leveranser/kallor/own_areas",
    "/leveranser/kallor/population",
    "/leveranser/kallor/counts",
    "/leveranser/kallor/police",
    "/leveranser/kallor/rescue_service",
    "/leveranser/tabell",
    "/lagesbild",
    "/lagesbild/anta",
    "/lagesbild/utgavor/1",
    "/overenskommelser",
    "/overenskommelser/parter",
    "/konto",
    "/logg",
];

#[tokio::test]
async fn nobody_sees_anything_without_signing_in() {
    let stranger = Browser::stranger().await;
    for path in PAGES.into_iter().chain(["/konton", "/jobb/x", "/leveranser/x", "/overenskommelser/ny"]) {
        assert_eq!(stranger.get(path).await.leads_on(), format!("/logga-in?till={path}"), "{path}");
    }
    let upload = stranger.upload_offences(OFFENCES).await;
    assert_eq!(upload.leads_on(), "/logga-in");
    // The style page shows nothing of the municipality.
    assert!(stranger.get("/stil").await.page().contains("Exempel"));
}

#[tokio::test]
async fn every_page_is_there_for_the_coordinator_in_swedish() {
    let coordinator = Browser::signed_in("samordnare").await;
    for path in PAGES.into_iter().chain(["/konton", "/overenskommelser/ny"]) {
        let page = coordinator.get(path).await.page();
        assert!(page.contains("<html lang=\"sv\">") && page.contains("<h1>"), "{path}");
        let said = text(&page);
        for raw in ["coordinator", "garwood_rate", "offence ", "burglary", "source-", "did-", "error-"] {
            let may = path.starts_with("/leveranser/kallor") || path == "/leveranser/ny";
            assert!(may || !said.contains(raw), "{path} says {raw}: {said}");
        }
    }
}

#[tokio::test]
async fn a_reader_reads_and_changes_nothing() {
    let reader = Browser::signed_in("lasare").await;
    for path in ["/leveranser", "/lagesbild", "/overenskommelser", "/konto"] {
        let page = reader.get(path).await.page();
        for action in
            ["/leveranser/ny\"", "/lagesbild/rakna", "/lagesbild/anta", "/overenskommelser/ny", "/andra\""]
        {
            assert!(!page.contains(action), "{path} offers {action}");
        }
    }
    let not_allowed = "Rollen läsare får inte göra det här";
    for path in [
        "/leveranser/ny",
        "/lagesbild/anta",
        "/lagesbild/utgavor/2",
        "/overenskommelser/ny",
        "/konton",
        "/logg",
    ] {
        reader.get(path).await.refused(StatusCode::FORBIDDEN, not_allowed);
    }
    reader.upload_offences(OFFENCES).await.refused(StatusCode::FORBIDDEN, not_allowed);
    assert!(!reader.home.path().join("staged").exists());
    for path in ["/lagesbild/rakna", "/overenskommelser/parter", "/konton", "/lagesbild/anta"] {
        let form = [("name", "Nytt"), ("kind", "police"), ("role", "reader")];
        reader.post(path, &form).await.refused(StatusCode::FORBIDDEN, not_allowed);
    }
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let coordinator = Browser::signed_in("samordnare").await;
    let id = "00000000-0000-0000-0000-000000000000";
    for path in [
        format!("/leveranser/{id}"),
        "/leveranser/inget".into(),
        format!("/leveranser/{id}/angra"),
        "/leveranser/kallor/okand".into(),
        format!("/jobb/{id}"),
        "/jobb/inget".into(),
        "/lagesbild/utgavor/99".into(),
        "/lagesbild/utgavor/x".into(),
        format!("/overenskommelser/{id}"),
        "/overenskommelser/x/andra".into(),
        format!("/konton/{id}/stang"),
    ] {
        let seen = coordinator.get(&path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}: {}", seen.text);
        let at_home = seen.text.contains("aria-label=\"Huvudmeny\"") && !seen.text.contains("/logga-in");
        assert!(at_home, "whoever is signed in keeps the menu: {}", seen.text);
    }
}
