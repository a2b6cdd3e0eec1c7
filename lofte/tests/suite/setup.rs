//! The first run: an empty folder becomes a municipality in the browser, for whoever has the code, whole or not at all.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte::setup::{Setup, router};
use lofte_app::config::FILE;
use lofte_app::house::House;
use lofte_app::place;
use lofte_app::setup::prepare;
use std::path::Path;
use tower::ServiceExt;

const PASSWORD: &str = "fyra ord i rad";

struct Seen {
    status: StatusCode,
    place: String,
    cookies: String,
    text: String,
}

async fn send(router: &Router, method: &str, path: &str, cookie: &str, form: &str) -> Seen {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(form.to_owned()))
        .unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let place = answer.headers().get(header::LOCATION).map(|place| place.to_str().unwrap().to_owned());
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    let cookies: Vec<String> =
        cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Seen { status, place: place.unwrap_or_default(), cookies: cookies.join("; "), text }
}

/// The first run in a folder, with the door opened.
async fn opened(dir: &Path) -> (Router, String) {
    let (setup, code) = Setup::of(dir, |config| config);
    let pages = router(setup);
    let seen = send(&pages, "POST", "/borja/kod", "", &format!("code={code}")).await;
    assert_eq!((seen.status, seen.place.as_str()), (StatusCode::SEE_OTHER, "/borja"));
    (pages, seen.cookies)
}

fn first(password: &str, again: &str) -> String {
    format!("login=samordnare&password={password}&again={again}&contact=V%C3%A4xeln")
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_without_the_code_gets_anywhere() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("flen");
    let (setup, code) = Setup::of(&dir, |config| config);
    let pages = router(setup);
    assert_eq!(code.len(), 23, "twenty letters: a hundred bits");
    for (method, path) in
        [("GET", "/borja"), ("POST", "/borja"), ("GET", "/borja/kommun/0482"), ("POST", "/borja/kommun/0482")]
    {
        let seen = send(&pages, method, path, "lofte-borja=made-up", &first(PASSWORD, PASSWORD)).await;
        assert_eq!(
            (seen.status, seen.place.as_str()),
            (StatusCode::SEE_OTHER, "/borja/kod"),
            "{method} {path}"
        );
    }
    assert_eq!(send(&pages, "GET", "/", "", "").await.place, "/borja");
    let wrong = send(&pages, "POST", "/borja/kod", "", "code=aaaaa-aaaaa-aaaaa-aaaaa").await;
    assert!(
        wrong.status.is_client_error()
            && wrong.text.contains("Det är inte koden")
            && wrong.cookies.is_empty()
    );
    let seen = send(&pages, "POST", "/borja/kod", "", &format!("code={code}")).await;
    assert!(seen.cookies.starts_with("lofte-borja="));
    // Once used it opens nothing more.
    let again = send(&pages, "POST", "/borja/kod", "", &format!("code={code}")).await;
    assert!(again.text.contains("Koden är redan använd") && again.cookies.is_empty());
    assert!(!dir.exists(), "nothing was written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_municipality_is_chosen_seen_and_made_and_one_is_signed_in() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("flen");
    let (pages, token) = opened(&dir).await;
    let choose = send(&pages, "GET", "/borja", &token, "").await;
    assert!(choose.text.contains("Södermanlands län") && choose.text.contains("/borja/kommun/0482"));
    assert_eq!(choose.text.matches("<option value=").count(), 290);
    let near = send(&pages, "POST", "/borja", &token, "asked=Fl%C3%A4n").await;
    assert!(near.status.is_client_error() && near.text.contains("Menade du någon av dessa?"));
    let nowhere = send(&pages, "POST", "/borja", &token, "asked=Atlantis").await;
    assert!(nowhere.text.contains("är ingen kommun"));
    let address = send(&pages, "POST", "/borja", &token, "asked=Flens+kommun").await.place;
    assert_eq!(address, "/borja/kommun/0482");
    let shown = send(&pages, "GET", &address, &token, "").await;
    assert!(
        shown.text.contains("RegSO 2025") && shown.text.contains("0482R001") && shown.text.contains("<svg")
    );
    for bad in ["/borja/kommun/9999", "/borja/kommun/x"] {
        assert_eq!(send(&pages, "GET", bad, &token, "").await.status, StatusCode::NOT_FOUND);
    }
    // What is wrong is told at its field, and nothing is made.
    let differs = send(&pages, "POST", &address, &token, &first(PASSWORD, "fyra andra ord")).await;
    assert!(differs.status.is_client_error() && differs.text.contains("href=\"#again\""));
    let weak = send(&pages, "POST", &address, &token, &first("kort", "kort")).await;
    assert!(weak.text.contains("href=\"#password\"") && !dir.join(FILE).exists());

    let made = send(&pages, "POST", &address, &token, &first(PASSWORD, PASSWORD)).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    assert!(made.text.contains("Flen finns med") && made.text.matches("<li><code>").count() > 4);
    // Signed in at the same address, which is the municipality's now.
    let overview = send(&pages, "GET", "/", &made.cookies, "").await;
    assert!(overview.status == StatusCode::OK && overview.text.contains("Översikt"), "{}", overview.status);
    assert_eq!(send(&pages, "GET", "/borja", &token, "").await.status, StatusCode::NOT_FOUND);
    let places = send(&pages, "GET", "/platser", &made.cookies, "").await;
    assert!(places.text.contains("Indelning: RegSO 2025"));

    let house = House::open(&dir).await.unwrap();
    assert_eq!(place::municipality(&house).await.unwrap().contact, "Växeln");
    let left: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("unfinished")), "{left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_leaves_a_folder_in_which_one_begins_again() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("flen");
    let (pages, token) = opened(&dir).await;
    // A personal number among what residents read is refused when the municipality is written, late.
    let contact = "login=samordnare&password=fyra+ord+i+rad&again=fyra+ord+i+rad&contact=811218-9876";
    let refused = send(&pages, "POST", "/borja/kommun/0482", &token, contact).await;
    assert!(
        refused.status.is_client_error() && refused.text.contains("href=\"#contact\""),
        "{}",
        refused.text
    );
    assert!(prepare(&dir).unwrap(), "it can be begun again");
    let made = send(&pages, "POST", "/borja/kommun/0482", &token, &first(PASSWORD, PASSWORD)).await;
    assert_eq!(made.status, StatusCode::OK);
    assert!(!prepare(&dir).unwrap());
}
