//! The practice municipality: apart from the real one, marked everywhere, and begun again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::cli::support::{lofte, program, text};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte::demo::PASSWORD;
use lofte::practice::{Practice, router};
use lofte_app::config::Config;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceExt;

async fn open(dir: &Path) -> (Arc<Practice>, bool) {
    Practice::open(dir, |config| config, &mut |_, _, _| {}).await.unwrap()
}

struct Seen {
    status: StatusCode,
    place: String,
    cookie: String,
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
    let text =
        |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    let (status, place, cookie) = (answer.status(), text(header::LOCATION), text(header::SET_COOKIE));
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
    Seen { status, place, cookie, text: String::from_utf8_lossy(&bytes).into_owned() }
}

async fn sign_in(router: &Router, login: &str) -> String {
    let form = format!("login={login}&password={PASSWORD}");
    let seen = send(router, "POST", "/logga-in", "", &form).await;
    assert_eq!((seen.status, seen.place.as_str()), (StatusCode::SEE_OTHER, "/"));
    seen.cookie
}

fn shown(page: &str) -> String {
    page.split_once("name=\"seen\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned()
}

const ADD_PARTY: &str = "name=Scouterna&kind=association";

#[tokio::test(flavor = "multi_thread")]
async fn it_is_broken_and_begun_again_and_says_everywhere_that_it_is_practice() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("practice");
    let (practice, made) = open(&dir).await;
    assert!(made);
    let pages = router(Arc::clone(&practice)).await;
    let coordinator = sign_in(&pages, "samordnare").await;
    assert!(coordinator.starts_with("ovning-"), "its cookies are its own: {coordinator}");

    // Every page says so, also errors, and what residents read.
    while send(&pages, "GET", "/offentligt", "", "").await.status != StatusCode::OK {
        tokio::task::yield_now().await;
    }
    for path in [
        "/",
        "/logga-in",
        "/finns-inte",
        "/offentligt",
        "/offentligt/finns-inte",
        "/hjalp",
        "/loften/finns-inte",
        "/ovning/borja-om",
    ] {
        let seen = send(&pages, "GET", path, &coordinator, "").await;
        assert!(seen.text.contains("<strong>Övning.</strong>"), "{path}: {}", seen.text);
    }
    let public = send(&pages, "GET", "/offentligt/data/snapshot.json", "", "").await;
    assert!(public.text.contains("Övningskommunen"), "what is taken home says so too");

    let parties = async |cookie: &str| send(&pages, "GET", "/overenskommelser/parter", cookie, "").await.text;
    send(&pages, "POST", "/overenskommelser/parter", &coordinator, ADD_PARTY).await;
    assert!(parties(&coordinator).await.contains("Scouterna"));

    // Only whoever looks after the accounts puts it back, and only what was seen.
    let reader = sign_in(&pages, "lasare").await;
    let question = send(&pages, "GET", "/ovning/borja-om", &coordinator, "").await;
    let seen = shown(&question.text);
    let form = format!("seen={seen}");
    assert_eq!(send(&pages, "POST", "/ovning/borja-om", &reader, &form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(send(&pages, "POST", "/ovning/borja-om", "", &form).await.place, "/logga-in");
    send(&pages, "POST", "/ovning/borja-om", &coordinator, "").await;
    assert!(parties(&coordinator).await.contains("Scouterna"), "nothing that was not seen is put back");
    let begun = send(&pages, "POST", "/ovning/borja-om", &coordinator, &form).await;
    assert_eq!((begun.status, begun.place.as_str()), (StatusCode::SEE_OTHER, "/logga-in"), "{}", begun.text);

    assert_eq!(send(&pages, "GET", "/", &coordinator, "").await.status, StatusCode::SEE_OTHER, "signed out");
    let coordinator = sign_in(&pages, "samordnare").await;
    assert!(!parties(&coordinator).await.contains("Scouterna"), "as on the first day");
    let folders: Vec<String> = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("house-"))
        .collect();
    assert_eq!(folders, ["house-2"]);

    // What was done stays until it is begun again, also when the program is started anew.
    send(&pages, "POST", "/overenskommelser/parter", &coordinator, ADD_PARTY).await;
    practice.house().await.1.store().close().await;
    let (practice, made) = open(&dir).await;
    assert!(!made);
    let pages = router(practice).await;
    let coordinator = sign_in(&pages, "samordnare").await;
    let seen = send(&pages, "GET", "/overenskommelser/parter", &coordinator, "").await.text;
    assert!(seen.contains("Scouterna"));
}

#[tokio::test]
async fn it_never_takes_a_folder_that_holds_something_else() {
    let home = tempfile::tempdir().unwrap();
    let real = home.path().join("real");
    crate::fixture::copy_demo(&real).await;
    let refused = Practice::open(&real, |config| config, &mut |_, _, _| {}).await;
    assert!(refused.is_err(), "a municipality lies there");
    assert!(!Config::read(&real).unwrap().practice && !real.join("start").exists());
    let other = home.path().join("other");
    std::fs::create_dir(&other).unwrap();
    std::fs::write(other.join("brev.txt"), "Hej").unwrap();
    assert!(Practice::open(&other, |config| config, &mut |_, _, _| {}).await.is_err());
    // A real municipality that somebody has moved to where the first day should be.
    let moved = home.path().join("moved");
    std::fs::create_dir(&moved).unwrap();
    crate::fixture::copy_demo(&moved.join("start")).await;
    assert!(Practice::open(&moved, |config| config, &mut |_, _, _| {}).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_it_is_handed_out_and_it_is_served_as_practice_alone() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("practice");
    let (practice, _) = open(&dir).await;
    practice.house().await.1.store().close().await;
    let (house, out) = (dir.join("house-1"), home.path().join("out"));
    let refused = tokio::task::spawn_blocking(move || {
        let in_practice = ["--dir", text(&house)];
        lofte(&[&["publish", "--newest", "--out", text(&out)], &in_practice[..]].concat())
            .refused("Det här är en övning");
        assert!(!out.exists());
        lofte(&[&["serve", "--port", "0"], &in_practice[..]].concat())
            .refused("Starta den med lofte practice");
        // What the machine says of its database is said of the real municipality.
        let list = [&["promise", "list"], &in_practice[..]].concat();
        let mut elsewhere = program();
        elsewhere.args(&list).env("LOFTE_STORE", "postgres://nobody@127.0.0.1:1/real");
        assert!(elsewhere.output().unwrap().status.success());
    });
    refused.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_it_is_practice_is_what_the_house_is_and_not_what_the_process_does() {
    let home = tempfile::tempdir().unwrap();
    let (practice, _) = open(&home.path().join("practice")).await;
    let real = home.path().join("real");
    crate::fixture::copy_demo(&real).await;
    let real = lofte::pages::router(lofte_app::house::House::open(&real).await.unwrap());
    let other = lofte::pages::router(practice.house().await.1);
    for path in ["/logga-in", "/finns-inte"] {
        let says = async |pages: &Router| {
            send(pages, "GET", path, "", "").await.text.contains("<strong>Övning.</strong>")
        };
        assert_eq!((says(&other).await, says(&real).await), (true, false), "{path}");
    }
}
