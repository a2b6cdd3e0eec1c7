//! What the house cannot do without goes away for a while: 503 in words of its own, and over when it is over.

use crate::engines::support::{database, server};
use crate::fixture::copy_demo;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use lofte::demo::PASSWORD;
use lofte_app::access;
use lofte_app::house::House;
use lofte_app::proof::Arrival;
use lofte_model::access::Channel;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tower::ServiceExt as _;

struct Seen {
    status: StatusCode,
    retry: bool,
    text: String,
}

async fn get(router: &Router, token: &str, path: &str) -> Seen {
    let request = Request::get(path).header(header::COOKIE, format!("lofte={token}")).body(Body::empty());
    let answer = router.clone().oneshot(request.unwrap()).await.unwrap();
    let (status, retry) = (answer.status(), answer.headers().contains_key(header::RETRY_AFTER));
    let body = to_bytes(answer.into_body(), 4_000_000).await.unwrap();
    Seen { status, retry, text: String::from_utf8(body.to_vec()).unwrap() }
}

/// The token of the coordinator's session.
async fn signed_in(house: &House) -> String {
    let entered =
        access::sign_in(house, &Arrival::by(Channel::Program), "samordnare", PASSWORD).await.unwrap();
    entered.entered().unwrap().token
}

#[track_caller]
fn is_outage(seen: &Seen, words: &str) {
    assert_eq!((seen.status, seen.retry), (StatusCode::SERVICE_UNAVAILABLE, true), "{}", seen.text);
    assert!(seen.text.contains(words), "{}", seen.text);
    for inside in ["postgres", "sqlite", "Teknisk", "os error"] {
        assert!(!seen.text.contains(inside), "{inside}: {}", seen.text);
    }
}

#[tokio::test]
async fn rows_that_are_away_are_not_taken_for_none() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let token = signed_in(&house).await;
    let router = lofte::pages::router(house);
    assert_eq!(get(&router, &token, "/leveranser").await.status, StatusCode::OK);
    let away: PathBuf = home.join("away");
    std::fs::rename(home.join("records"), &away).unwrap();
    is_outage(&get(&router, &token, "/leveranser").await, "Platsen där raderna förvaras");
    assert_eq!(get(&router, &token, "/problem").await.status, StatusCode::OK, "what needs no rows goes on");
    let _ = std::fs::remove_dir_all(home.join("records"));
    std::fs::rename(&away, home.join("records")).unwrap();
    assert_eq!(get(&router, &token, "/leveranser").await.status, StatusCode::OK);
}

/// What is counted by a cluster is not counted by anybody else when its gateway is away; what needs no counting goes on.
#[tokio::test]
async fn a_gateway_that_is_away_is_told_as_itself() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    copy_demo(&home).await;
    // A port that was free a moment ago, and that nobody listens at.
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    std::fs::write(home.join("gateway"), "made-up-for-this-test-made-up-for-this-test").unwrap();
    let settings = std::fs::read_to_string(home.join("lofte.toml")).unwrap();
    let (engine, plain) = (format!("http://{nobody}"), "records = \"\"\n");
    assert!(settings.contains(plain), "{settings}");
    let table = format!("[records]\nengine = \"{engine}\"\nengine_secret = \"gateway\"\n");
    std::fs::write(home.join("lofte.toml"), settings.replace(plain, "") + &table).unwrap();
    let house = House::open(&home).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    let error = lofte_app::picture::refresh(&actor, &house).await.unwrap_err();
    assert_eq!((error.status(), error.code(), error.retry_after().is_some()), (503, "engine-away", true));
    for (language, words) in [
        (lofte_words::Language::Swedish, "Grinden som svarar på frågor om raderna svarar inte"),
        (lofte_words::Language::English, "The gateway that answers questions about rows does not answer"),
    ] {
        assert!(error.tell(language).contains(words), "{}", error.tell(language));
    }
    let token = signed_in(&house).await;
    let report = lofte_app::doctor::report(&actor, &house).await.unwrap();
    let gateway = report.lines.iter().find(|line| line.check == lofte_app::report::Check::Gateway).unwrap();
    assert_eq!(gateway.messages[0].key, "error-engine-away", "{gateway:?}");
    let router = lofte::pages::router(house);
    assert_eq!(get(&router, &token, "/leveranser").await.status, StatusCode::OK);
    assert_eq!(get(&router, &token, "/lagesbild").await.status, StatusCode::OK, "it was counted before");
}

/// A line to a server that can be cut, and mended.
pub(crate) struct Line {
    port: u16,
    open: Arc<Mutex<Option<Vec<TcpStream>>>>,
}

impl Line {
    pub(crate) fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let open = Arc::new(Mutex::new(Some(Vec::new())));
        let seen = Arc::clone(&open);
        std::thread::spawn(move || {
            for near in listener.incoming().map_while(Result::ok) {
                if let Some(streams) = seen.lock().unwrap().as_mut() {
                    let far = TcpStream::connect(&server).unwrap();
                    for (from, to) in [(&near, &far), (&far, &near)] {
                        pass_on(from.try_clone().unwrap(), to.try_clone().unwrap());
                    }
                    streams.extend([near, far]);
                }
            }
        });
        Self { port, open }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn cut(&self) {
        for stream in self.open.lock().unwrap().take().into_iter().flatten() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    pub(crate) fn mend(&self) {
        *self.open.lock().unwrap() = Some(Vec::new());
    }
}

fn pass_on(mut from: TcpStream, mut to: TcpStream) {
    std::thread::spawn(move || {
        let mut piece = [0; 16_384];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            if to.write_all(&piece[..count]).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
    });
}

/// On PostgreSQL where `LOFTE_TEST_POSTGRES` names a server.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_is_told_and_found_again() {
    let Some(server) = server() else { return };
    let address = database(&server);
    let (before, rest) = address.split_once('@').unwrap();
    let (host, name) = rest.split_once('/').unwrap();
    let line = Line::to(host.to_owned());
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    let store = format!("{before}@127.0.0.1:{}/{name}", line.port);
    lofte::demo::make_with(&home, &store, &mut |_, _, _| {}).await.unwrap();
    let house = House::open(&home).await.unwrap();
    let token = signed_in(&house).await;
    let router = lofte::pages::router(house);
    assert_eq!(get(&router, &token, "/problem").await.status, StatusCode::OK);
    line.cut();
    for path in ["/problem", "/loften", "/logga-in"] {
        is_outage(&get(&router, &token, path).await, "svarar inte just nu");
    }
    let seen = get(&router, &token, "/readyz").await;
    assert_eq!((seen.status, seen.text.as_str()), (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"));
    assert_eq!(get(&router, &token, "/healthz").await.status, StatusCode::OK);
    line.mend();
    for path in ["/problem", "/loften", "/logga-in", "/readyz"] {
        assert_eq!(get(&router, &token, path).await.status, StatusCode::OK, "{path}");
    }
}

/// What nobody answered is no outage and no fault, but something that cannot be followed up as it is.
#[tokio::test]
async fn goal_areas_that_nobody_answered_in_are_a_refusal() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    let promises = lofte_app::promise::list(&actor, &house).await.unwrap();
    let goal = promises.iter().find_map(|promise| promise.effect_goal.clone()).unwrap();
    let answers = house.records().answers(house.municipality(), &goal.baseline).await.unwrap().unwrap();
    let nowhere = [lofte_model::place::AreaCode::new("0482X9999")];
    let error = lofte_model::followup::wave_evidence(&answers, &goal.indicator, &nowhere).unwrap_err();
    let error = lofte_app::error::AppError::from(error);
    assert_eq!(error.status(), 422);
    let told = error.tell(lofte_words::Language::Swedish);
    assert!(told.contains("Ingen svarade på frågan i målområdena"), "{told}");
    assert!(!told.contains("Teknisk"), "{told}");
}
