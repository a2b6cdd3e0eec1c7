//! The pages on publishing.

use super::desk::{Desk, between};
use axum::http::StatusCode;
use lofte_app::{promise, publication};

#[tokio::test]
async fn the_coordinator_publishes_after_a_question() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let before = publication::list(&coordinator.actor, &desk.house).await.unwrap().len();
    let page = coordinator.get("/publicering").await.html;
    assert!(page.contains("Dolda antal") && page.contains("href=\"/publicering/ny\""), "{page}");
    assert!(!police.get("/publicering").await.html.contains("href=\"/publicering/ny\""));
    assert_eq!(police.post("/publicering/ny", &[]).await.status, StatusCode::FORBIDDEN);
    let asked = coordinator.get("/publicering/ny").await.html;
    assert!(asked.contains("Tryggare stationsområde"), "{asked}");
    // The pages as they will be are at hand, lead to each other and are not kept by browsers.
    for path in ["", "/loften/2", "/lagesbild", "/om", "/data/counts.csv"] {
        let page = coordinator.get(&format!("/publicering/forhandsvisning{path}")).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!page.html.contains("=\"/offentligt"), "{path} leads out of the preview");
        assert_eq!(page.html.contains("det här är inte publicerat"), !path.ends_with("csv"), "{path}");
    }
    assert_eq!(coordinator.get("/publicering/1/sidor/loften/2").await.status, StatusCode::OK);
    assert_eq!(coordinator.get("/publicering/99/sidor").await.status, StatusCode::NOT_FOUND);
    let reader = desk.person("lasare").await;
    assert_eq!(reader.get("/publicering/forhandsvisning").await.status, StatusCode::FORBIDDEN);
    assert_eq!(reader.get("/publicering/1/sidor").await.status, StatusCode::OK);
    // What comes after the question was asked is not published by it.
    let promise = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let here = format!("/uppfoljning/{}/aterkoppling", promise.id);
    let read = between(&coordinator.get(&here).await.html, "name=\"seen\" value=\"", "\"").to_owned();
    let told = [("text", "Ett besked som ingen hade läst."), ("next", ""), ("seen", read.as_str())];
    assert_eq!(coordinator.post(&here, &told).await.status, StatusCode::SEE_OTHER);
    let seen = |page: &str| between(page, "name=\"seen\" value=\"", "\"").to_owned();
    let late = coordinator.post("/publicering/ny", &[("seen", &seen(&asked)), ("read", "promise-2")]).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html.contains("har ändrats sedan du läste det"), "{}", late.html);
    assert!(late.html.contains("Ett besked som ingen hade läst."), "what is new is shown");
    // Each part that is new is ticked off.
    let unread = coordinator.post("/publicering/ny", &[("seen", &seen(&late.html))]).await;
    assert!(unread.html.contains("Kryssa i varje del när du har läst den."), "{}", unread.html);
    let done =
        coordinator.post("/publicering/ny", &[("seen", &seen(&late.html)), ("read", "promise-2")]).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/publicering"));
    assert_eq!(publication::list(&coordinator.actor, &desk.house).await.unwrap().len(), before + 1);
}
