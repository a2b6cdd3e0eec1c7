//! Guests who send half a request, or nothing, or too slowly, or too much at once; and a server that is to stop.
//!
//! The limits of each test are short only for the stage that it is about, and longer than anybody waits for all others,
//! so that nothing depends on how fast the machine is: a guest waits until the server lets go.

use crate::fixture::copy_demo;
use crate::robust::place::{Place, lofte, program, text};
use crate::serving::Serving;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use lofte::serving::{Side, serve};
use lofte_app::limits::Limits;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;
use tokio::sync::oneshot;

/// Longer than anybody waits.
const EVER: Duration = Duration::from_hours(24);
/// As good as at once.
const SHORT: Duration = Duration::from_millis(100);

/// No limits that a test meets.
fn generous() -> Limits {
    Limits { head: EVER, idle: EVER, request: EVER, pace_window: EVER, stopping: EVER, ..Limits::default() }
}

/// A server with these limits, in a thread of its own.
struct Host {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<std::thread::JoinHandle<()>>,
}

impl Host {
    fn new(limits: Limits) -> Self {
        let router = Router::new()
            .route("/", get(async || "hej"))
            .route("/who", get(async |ConnectInfo(peer): ConnectInfo<SocketAddr>| peer.ip().to_string()))
            .route("/never", get(std::future::pending::<()>))
            .route("/large", get(async || "x".repeat(64 << 20)))
            .route("/form", post(async |text: String| text.len().to_string()))
            .route("/file", post(async |text: String| text.len().to_string()));
        let side = Side { router, brings_a_file: |request| request.uri().path() == "/file" };
        let (stop, stopped) = oneshot::channel();
        let (told, address) = std::sync::mpsc::channel();
        let ended = std::thread::spawn(move || {
            tokio::runtime::Runtime::new().unwrap().block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                told.send(listener.local_addr().unwrap()).unwrap();
                serve(side, listener, &limits, async { drop(stopped.await) }).await;
            });
        });
        Self { address: address.recv().unwrap(), stop: Some(stop), ended: Some(ended) }
    }

    fn guest(&self, says: &str) -> Guest {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(says.as_bytes()).unwrap();
        Guest(stream)
    }

    /// Tells it to stop, and waits until it has.
    fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.ended.take().unwrap().join().unwrap();
    }
}

struct Guest(TcpStream);

impl Guest {
    /// All that comes until the server lets go.
    fn hears(mut self) -> String {
        let mut heard = Vec::new();
        // A connection that is cut while we still send counts as one that ended.
        let _ = self.0.read_to_end(&mut heard);
        String::from_utf8_lossy(&heard).into_owned()
    }

    /// The head of an answer and as much of its body as it announces.
    fn answer(&mut self) -> String {
        let mut heard = Vec::new();
        let mut byte = [0];
        while !heard.ends_with(b"\r\n\r\n") {
            self.0.read_exact(&mut byte).unwrap();
            heard.push(byte[0]);
        }
        let head = String::from_utf8(heard).unwrap();
        let length =
            head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.0.read_exact(&mut body).unwrap();
        head + &String::from_utf8(body).unwrap()
    }
}

const WHOLE: &str = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const LAST: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

#[test]
fn half_a_head_is_not_waited_for() {
    let host = Host::new(Limits { head: SHORT, ..generous() });
    assert_eq!(host.guest("GET / HTTP/1.1\r\nHost:").hears(), "");
    // Also the second on the same connection.
    let mut second = host.guest(WHOLE);
    assert!(second.answer().ends_with("hej"));
    second.0.write_all(b"GET /").unwrap();
    assert_eq!(second.hears(), "");
    host.stop();
}

#[test]
fn who_says_nothing_is_let_go() {
    let host = Host::new(Limits { idle: SHORT, ..generous() });
    assert_eq!(host.guest("").hears(), "");
    assert!(host.guest(WHOLE).hears().ends_with("hej"), "between two requests too");
    host.stop();
}

#[test]
fn a_body_that_comes_too_slowly_is_told_the_limit() {
    for path in ["/form", "/file"] {
        let host = Host::new(Limits { pace_window: SHORT, pace: 30 << 10, ..generous() });
        let heard =
            host.guest(&format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhal")).hears();
        assert!(heard.starts_with("HTTP/1.1 408"), "{heard}");
        assert!(heard.contains("minst 30 kB"), "{heard}");
        host.stop();
    }
}

#[test]
fn an_answer_that_nobody_takes_is_given_up() {
    let host = Host::new(Limits { pace_window: SHORT, ..generous() });
    let guest = host.guest("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
    // The server stops only when nobody is connected any more: it has let go of who takes nothing.
    host.stop();
    drop(guest);
}

#[test]
fn a_request_has_its_time_unless_it_brings_a_file() {
    let host = Host::new(Limits { request: SHORT, ..generous() });
    let heard = host.guest("GET /never HTTP/1.1\r\nHost: x\r\n\r\n").hears();
    assert!(heard.starts_with("HTTP/1.1 503") && heard.to_lowercase().contains("retry-after: 10"), "{heard}");
    let head = |path: &str| {
        format!("POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nfi")
    };
    assert!(host.guest(&head("/form")).hears().starts_with("HTTP/1.1 503"));
    let mut patient = host.guest(&head("/file"));
    // By now the time of a request that brings no file is over.
    assert!(host.guest(&head("/form")).hears().starts_with("HTTP/1.1 503"));
    patient.0.write_all(b"le").unwrap();
    let heard = patient.hears();
    assert!(heard.starts_with("HTTP/1.1 200") && heard.ends_with('4'), "{heard}");
    host.stop();
}

#[test]
fn one_too_many_is_turned_away_and_the_next_finds_a_place() {
    let host = Host::new(Limits { connections: 2, ..generous() });
    let (mut first, mut second) = (host.guest(WHOLE), host.guest(WHOLE));
    assert!(first.answer().ends_with("hej") && second.answer().ends_with("hej"));
    let heard = host.guest("").hears();
    assert!(heard.starts_with("HTTP/1.1 503") && heard.contains("Retry-After"), "{heard}");
    first.0.write_all(LAST.as_bytes()).unwrap();
    assert!(first.hears().ends_with("hej"));
    // The place is free when the server has let go, which is a little after we have heard it.
    let mut heard = String::new();
    while !heard.ends_with("hej") {
        heard = host.guest(LAST).hears();
    }
    drop(second);
    host.stop();
}

#[test]
fn another_protocol_is_not_spoken() {
    let host = Host::new(generous());
    let heard = host.guest("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").hears();
    assert!(!heard.starts_with("HTTP/2") && !heard.contains("200"), "{heard}");
    host.stop();
}

#[test]
fn who_asks_is_known_by_address() {
    let host = Host::new(generous());
    assert!(
        host.guest("GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .hears()
            .ends_with("127.0.0.1")
    );
    host.stop();
}

#[test]
fn stopping_waits_for_nobody_who_has_not_asked_a_whole_question() {
    let host = Host::new(generous());
    let mut kept = host.guest(WHOLE);
    assert!(kept.answer().ends_with("hej"));
    let (half, silent) = (host.guest("GET / HTTP/1.1\r\nHost:"), host.guest(""));
    host.stop();
    for guest in [kept, half, silent] {
        assert_eq!(guest.hears(), "");
    }
}

#[test]
fn stopping_waits_for_the_others_only_so_long() {
    let host = Host::new(Limits { stopping: SHORT, ..generous() });
    let (never, form) = (
        host.guest("GET /never HTTP/1.1\r\nHost: x\r\n\r\n"),
        host.guest("POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhal"),
    );
    host.stop();
    assert_eq!(never.hears() + &form.hears(), "");
}

/// The program itself, told to stop as a supervisor does it.
#[test]
fn a_half_sent_request_does_not_hold_the_program() {
    let place = Place::new();
    let settings = place.house().join("lofte.toml");
    let more = std::fs::read_to_string(&settings).unwrap() + "\n[limits]\nstopping = 0.1\n";
    std::fs::write(&settings, more).unwrap();
    let mut serving = Serving::of(&mut program(&["serve", "--dir", text(&place.house()), "--port", "0"]));
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200"));
    let mut half = serving.connect();
    half.write_all(b"POST /logga-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nlogin=").unwrap();
    serving.terminate();
    assert!(serving.wait().success());
}

#[test]
fn a_misspelt_limit_is_refused() {
    let place = Place::new();
    let settings = place.house().join("lofte.toml");
    let good = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, good + "\n[limits]\nconections = 3\n").unwrap();
    let ran = lofte(&["delivery", "list", "--dir", text(&place.house())]).refused();
    assert!(ran.err.contains("conections"), "{ran:?}");
}

/// Asked by whoever watches over the program, who has no account.
#[tokio::test]
async fn health_is_told_without_signing_in_and_without_details() {
    use axum::body::Body;
    use axum::http::{Request, StatusCode};
    use tower::ServiceExt as _;
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("house");
    copy_demo(&home).await;
    let settings = home.join("lofte.toml");
    let good = std::fs::read_to_string(&settings).unwrap();
    let ask = async |path: &'static str| {
        let router = lofte::pages::router(lofte_app::house::House::open(&home).await.unwrap());
        let answer = router.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
        let status = answer.status();
        let body = axum::body::to_bytes(answer.into_body(), 1000).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    };
    assert_eq!(ask("/healthz").await, (StatusCode::OK, "ok\n".into()));
    assert_eq!(ask("/readyz").await, (StatusCode::OK, "ok\n".into()));
    let not_ready = (StatusCode::SERVICE_UNAVAILABLE, "not ready\n".to_owned());
    std::fs::write(&settings, format!("{good}\n[limits]\nfree_disk = {}\n", i64::MAX)).unwrap();
    assert_eq!(ask("/readyz").await, not_ready, "the disk is too full");
    std::fs::write(&settings, &good).unwrap();
    let (records, away) = (home.join("records"), home.join("away"));
    std::fs::rename(&records, &away).unwrap();
    assert_eq!(ask("/readyz").await, not_ready, "the rows are away");
    assert_eq!(ask("/healthz").await.0, StatusCode::OK, "but the program runs");
    let _ = std::fs::remove_dir_all(&records);
    std::fs::rename(&away, &records).unwrap();
    assert_eq!(ask("/readyz").await.0, StatusCode::OK, "and that is over when it is over");
}
