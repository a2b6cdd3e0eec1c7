//! What holds of every form: sent twice, by two at once, after the session has ended, or as no form.

use super::desk::{Desk, between};
use super::promise::{borrowed, whole_promise, with};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use lofte_app::{access, promise};

#[tokio::test]
async fn two_at_one_form_lose_nothing_and_a_signature_that_falls_is_told() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let form = whole_promise(&coordinator).await;
    let made = coordinator.post("/loften/nytt", &borrowed(&form)).await;
    let edit = format!("{}/andra", made.location);
    let version = |html: &str| between(html, "name=\"version\" value=\"", "\"").to_owned();
    let both_read = version(&coordinator.get(&edit).await.html);

    let first = with(&with(&form, "title", "Ny rubrik från kommunen"), "version", &both_read);
    assert_eq!(coordinator.post(&edit, &borrowed(&first)).await.status, StatusCode::SEE_OTHER);
    let second = with(&with(&form, "text", "Ny text från polisen."), "version", &both_read);
    let late = police.post(&edit, &borrowed(&second)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.html.contains("samordnare ändrade det här"), "{}", late.html);
    assert!(late.html.contains("Ny text från polisen."), "what was written is still there");
    assert!(late.html.contains("Nu står det: ”Ny rubrik från kommunen”"), "{}", late.html);
    let kept = promise::named(&police.actor, &desk.house, made.location.rsplit('/').next().unwrap());
    assert_eq!(kept.await.unwrap().title, "Ny rubrik från kommunen", "nothing was written over");
    // A form without its version is not taken for the newest.
    assert_eq!(police.post(&edit, &borrowed(&form)).await.status, StatusCode::CONFLICT);
    let again = with(&second, "version", &version(&late.html));
    assert_eq!(police.post(&edit, &borrowed(&again)).await.status, StatusCode::SEE_OTHER);

    let sign = format!("{}/underteckna", made.location);
    let asked = coordinator.get(&sign).await.html;
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"");
    coordinator.post(&sign, &[("office", "chefen"), ("fingerprint", fingerprint)]).await;
    let now = version(&police.get(&edit).await.html);
    let changed = with(&with(&form, "text", "Ändrad efter underskriften."), "version", &now);
    assert_eq!(police.post(&edit, &borrowed(&changed)).await.status, StatusCode::SEE_OTHER);
    let waits = "din sidas underskrift föll bort när texten ändrades";
    assert!(coordinator.get("/").await.html.contains(waits));
    assert!(!police.get("/").await.html.contains(waits), "the other side has nothing to do about it");
    let page = coordinator.get(&made.location).await.html;
    assert!(
        page.contains("Underskriften från kommunen föll bort") && page.contains("när polis ändrade löftet"),
        "{page}"
    );
    let asked = coordinator.get(&sign).await.html;
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"");
    coordinator.post(&sign, &[("office", "chefen"), ("fingerprint", fingerprint)]).await;
    assert!(!coordinator.get("/").await.html.contains(waits), "signed again");
}

const PROBLEM: [(&str, &str); 4] = [
    ("title", "Mörkt vid badplatsen"),
    ("description", "Lamporna vid badplatsen är trasiga sedan i höstas."),
    ("decision", "prioritised"),
    ("reason", "Många går där"),
];

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_thing() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let count = async || lofte_app::problem::list(&coordinator.actor, &desk.house).await.unwrap().len();
    let before = count().await;
    let page = coordinator.get("/problem/nytt").await.html;
    let number = between(&page, "name=\"form_number\" value=\"", "\"").to_owned();
    let mut form = PROBLEM.to_vec();
    form.push(("form_number", &number));
    let (one, other) =
        tokio::join!(coordinator.post("/problem/nytt", &form), coordinator.post("/problem/nytt", &form));
    assert_eq!(one.status, StatusCode::SEE_OTHER, "{}", one.html);
    assert_eq!((one.status, &one.location), (other.status, &other.location));
    assert_eq!(count().await, before + 1);
    let third = coordinator.post("/problem/nytt", &form).await;
    assert_eq!(third.location, one.location);
    assert_eq!(count().await, before + 1);
    // A form that was refused may be sent again, and another form is another thing.
    let page = coordinator.get("/problem/nytt").await.html;
    let number = between(&page, "name=\"form_number\" value=\"", "\"").to_owned();
    let mut form = PROBLEM.to_vec();
    form.extend([("form_number", number.as_str())]);
    let refused = [("title", " "), ("form_number", number.as_str())];
    assert_eq!(coordinator.post("/problem/nytt", &refused).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(coordinator.post("/problem/nytt", &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(count().await, before + 2);
}

#[tokio::test]
async fn a_text_survives_a_session_that_ended_for_its_writer_alone() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    coordinator.get("/problem/nytt").await;
    let token = coordinator.cookie.trim_start_matches("lofte=").to_owned();
    access::sign_out(&coordinator.actor, &desk.house, &token).await.unwrap();
    let sent = coordinator.post("/problem/nytt", &PROBLEM).await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, "/logga-in?kvar"));
    let told = coordinator.get(&sent.location).await.html;
    assert!(told.contains("Det du skrev är inte sparat, men det finns kvar."), "{told}");

    let other = desk.person("polis").await;
    assert!(!other.get("/").await.html.contains("/fortsatt"));
    assert_eq!(other.get("/fortsatt").await.location, "/");
    let again = desk.person("samordnare").await;
    assert!(again.get("/").await.html.contains("href=\"/fortsatt\""));
    let page = again.get("/fortsatt").await.html;
    assert!(page.contains("Lamporna vid badplatsen är trasiga sedan i höstas."), "{page}");
    assert!(page.contains("action=\"/problem/nytt\"") && page.contains("value=\"Mörkt vid badplatsen\""));
    let saved = again.post("/problem/nytt", &PROBLEM).await;
    assert!(saved.location.starts_with("/problem/"), "{}", saved.html);
    assert!(!again.get("/").await.html.contains("href=\"/fortsatt\""), "it is sent");
}

#[tokio::test]
async fn what_the_framework_refuses_is_told_in_our_words() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let send = |method: &str, path: &str, kind: &str, body: &'static str| {
        let request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, kind);
        let request = request.header(header::COOKIE, &person.cookie).body(Body::from(body)).unwrap();
        person.ask(request)
    };
    for (method, path, kind, body, status, words) in [
        ("POST", "/problem/nytt", "application/json", "{}", 415, "inte ett formulär"),
        ("DELETE", "/problem", "text/plain", "", 405, "tar inte emot det som skickades"),
    ] {
        let answer = send(method, path, kind, body).await;
        assert_eq!(answer.status.as_u16(), status, "{method} {path} {kind}");
        assert!(answer.html.contains(words) && answer.html.contains("<html"), "{}", answer.html);
        assert!(!answer.html.contains("Content-Type") && !answer.html.contains("Failed"), "{}", answer.html);
    }
}
