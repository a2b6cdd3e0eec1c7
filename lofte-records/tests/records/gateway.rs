//! Records that are asked through a gateway: what comes back is what was sent, and everything else is told as what it is.

use crate::common::{Places, deliver, draft, flen, incidents};
use jiff::civil::date;
use lofte_model::records::{
    Category, CountRow, CountTable, Dimension, Key, RecordKind, Selection, TimePrecision,
};
use lofte_records::engine::question::{Failed, Failure, Line, Question};
use lofte_records::{Gateway, Point, Records, RecordsError, StoredIncident};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const SECRET: &str = "made-up-secret-made-up-secret-made-up";
/// Longer than any answer here takes.
const PATIENCE: Duration = Duration::from_mins(1);

/// Something that listens where the gateway should, and says one thing after the other.
struct Listener {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
    places: Places,
}

/// An answer as bytes: status, kind, body.
fn said(status: &str, kind: &str, body: &str) -> Vec<u8> {
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\nconnection: close\r\n");
    format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A whole answer of these lines.
fn lines(lines: &[Line]) -> String {
    let end = Line::End { lines: lines.len() as u64 };
    let text = |line: &Line| serde_json::to_string(line).unwrap() + "\n";
    lines.iter().chain([&end]).map(text).collect()
}

fn answer(these: &[Line]) -> Vec<u8> {
    said("200 OK", "application/x-ndjson", &lines(these))
}

fn refusal(what: Failed) -> Vec<u8> {
    let failure = Failure { what, path: Some("0482/offence/2024/x.parquet".into()), why: "made up".into() };
    said(&format!("{} X", failure.status()), "application/json", &serde_json::to_string(&failure).unwrap())
}

async fn request(stream: &mut TcpStream) -> String {
    let (mut bytes, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        let read = stream.read(&mut piece).await.unwrap();
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0) || read == 0 {
            return text;
        }
    }
}

impl Listener {
    /// Gives these answers in turn, then closes the port.
    async fn saying(answers: Vec<Vec<u8>>) -> Self {
        Self::saying_by(usize::MAX, answers).await
    }

    /// The same in pieces of so many bytes.
    async fn saying_by(piece: usize, answers: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = Arc::clone(&heard);
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let asked = request(&mut stream).await;
                hears.lock().unwrap().push(asked);
                stream.set_nodelay(true).unwrap();
                for piece in answer.chunks(piece) {
                    stream.write_all(piece).await.unwrap();
                    tokio::task::yield_now().await;
                }
                stream.shutdown().await.unwrap();
            }
        });
        Self { address, heard, places: Places::new() }
    }

    fn secret_file(&self) -> PathBuf {
        let file = self.places.folder.path().join("secret");
        std::fs::write(&file, format!("{SECRET}\n")).unwrap();
        file
    }

    /// Records that hold rows of their own, which must not be counted.
    async fn records(&self) -> Records {
        let [_, records] = self.places.records();
        deliver(&records, draft("own"), &incidents(0..30)).await;
        records.asked_through(Gateway::open(&self.address, &self.secret_file(), PATIENCE).unwrap())
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

async fn count_of(listener: &Listener) -> Result<CountTable, RecordsError> {
    listener.records().await.count(&Selection::all(flen()), &[Dimension::Year]).await
}

fn counted(year: i32, count: u64) -> Line {
    Line::Count(CountRow { keys: vec![Key::Number(year)], count })
}

#[tokio::test]
async fn the_question_travels_with_the_secret_and_the_answer_comes_back_whole() {
    let listener = Listener::saying(vec![answer(&[counted(2023, 7), counted(2024, 9)])]).await;
    let table = count_of(&listener).await.unwrap();
    assert_eq!((table.dimensions, table.rows.len()), (vec![Dimension::Year], 2));
    assert_eq!(table.rows[1], CountRow { keys: vec![Key::Number(2024)], count: 9 });
    let heard = listener.heard().remove(0);
    assert!(heard.starts_with("POST /v1/ask HTTP/1.1\r\n"), "{heard}");
    assert!(heard.to_lowercase().contains(&format!("authorization: bearer {SECRET}")), "{heard}");
    let (_, body) = heard.split_once("\r\n\r\n").unwrap();
    let selection = Selection::all(flen());
    let asked = Question::Count { selection, dimensions: vec![Dimension::Year] };
    assert_eq!(serde_json::from_str::<Question>(body).unwrap(), asked);
}

#[tokio::test]
async fn rows_come_back_to_the_last_bit_and_in_their_files() {
    let start = date(2024, 5, 1).at(12, 30, 15, 250_000_000);
    let point = Point {
        lon: 16.123_456_789_012_345,
        lat: 0.1 + 0.2,
        kind: RecordKind::Fault,
        category: Category::new("åäö \"\n"),
        start,
        precision: TimePrecision::Day,
    };
    let row = |source: &str| StoredIncident {
        kind: RecordKind::Fault,
        source: Arc::from(source),
        category: point.category.clone(),
        start,
        end: None,
        precision: TimePrecision::Minute,
        position: None,
        deso: None,
        own_area: None,
    };
    let file = |source: &str| Line::File { kind: RecordKind::Fault, source: source.into() };
    let incident = || Line::Incident(Box::new(row("")));
    let rows = [file("polisen"), incident(), incident(), file("bolaget"), file("est"), incident()];
    let listener = Listener::saying(vec![answer(&[Line::Point(point.clone())]), answer(&rows)]).await;
    let records = listener.records().await;
    assert_eq!(records.points(&Selection::all(flen())).await.unwrap(), std::slice::from_ref(&point));
    let made = records.fold_incidents(&Selection::all(flen()), Vec::new, Vec::push).await.unwrap();
    assert_eq!(made, [vec![row("polisen"), row("polisen")], vec![], vec![row("est")]]);
}

#[tokio::test]
async fn a_gateway_that_comes_back_is_asked_again() {
    let broken =
        said("200 OK", "application/x-ndjson", &(serde_json::to_string(&counted(2023, 7)).unwrap() + "\n"));
    let front = said("502 Bad Gateway", "text/html", "<h1>nobody there</h1>");
    let listener = Listener::saying(vec![front, broken, answer(&[counted(2023, 7)])]).await;
    assert_eq!(count_of(&listener).await.unwrap().total(), 7);
    assert_eq!(listener.heard().len(), 3);
}

/// Busy, hanging up anywhere in an answer, or giving it byte by byte: a whole answer is waited for, and half a one is none.
#[tokio::test]
async fn half_an_answer_is_none_wherever_it_breaks_off() {
    let whole = answer(&[counted(2023, 7), counted(2024, 9)]);
    let head = whole.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap() + 4;
    let busy = said("503 Service Unavailable", "text/plain", "later");
    for end in [0, head - 2, head + 5, whole.len() - 1] {
        let listener = Listener::saying(vec![busy.clone(), whole[..end].to_vec(), whole.clone()]).await;
        assert_eq!(count_of(&listener).await.unwrap().total(), 16, "broken off at {end}");
        assert_eq!(listener.heard().len(), 3, "broken off at {end}");
        let never = Listener::saying(vec![whole[..end].to_vec(); 3]).await;
        let error = count_of(&never).await.unwrap_err();
        assert!(matches!(error, RecordsError::EngineAway(_)), "broken off at {end}: {error:?}");
    }
    let busy = Listener::saying(vec![busy; 3]).await;
    let error = count_of(&busy).await.unwrap_err();
    assert!(matches!(error, RecordsError::EngineAway(_)), "{error:?}");
    assert_eq!(busy.heard().len(), 3);
}

#[tokio::test]
async fn an_answer_that_drips_is_waited_for() {
    let listener = Listener::saying_by(1, vec![answer(&[counted(2023, 7), counted(2024, 9)])]).await;
    assert_eq!(count_of(&listener).await.unwrap().total(), 16);
}

#[tokio::test]
async fn a_gateway_that_is_away_is_an_outage_and_nothing_else_is_answered_instead() {
    for answers in [vec![], vec![refusal(Failed::Engine); 3], vec![refusal(Failed::Missing); 3]] {
        let (asked, listener) = (answers.len(), Listener::saying(answers.clone()).await);
        let error = count_of(&listener).await.unwrap_err();
        let missing = answers.first().is_some_and(|answer| *answer == refusal(Failed::Missing));
        let told = match &error {
            RecordsError::Missing { path } => missing && path.contains("0482"),
            RecordsError::EngineAway(_) => !missing,
            _ => false,
        };
        assert!(told, "{error:?}");
        assert_eq!(listener.heard().len(), asked, "asked to the end");
    }
}

#[tokio::test]
async fn a_gateway_that_is_silent_is_an_outage_and_not_waited_for_again() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listener = Listener::saying(vec![]).await;
    let address = format!("http://{}", silent.local_addr().unwrap());
    let gateway = Gateway::open(&address, &listener.secret_file(), Duration::from_millis(1)).unwrap();
    let [_, records] = listener.places.records();
    let error = records.asked_through(gateway).points(&Selection::all(flen())).await.unwrap_err();
    assert!(matches!(error, RecordsError::EngineAway(_)), "{error:?}");
    // Whoever connected stands in line still.
    let waiting = silent.into_std().unwrap();
    assert!(waiting.accept().is_ok());
    assert_eq!(waiting.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn a_gateway_that_says_no_is_asked_once() {
    for (what, expected) in [
        (Failed::Unknown, "refused"),
        (Failed::Forbidden, "refused"),
        (Failed::Question, "answer"),
        (Failed::Damaged, "damaged"),
        (Failed::Store, "store"),
    ] {
        let listener = Listener::saying(vec![refusal(what); 2]).await;
        let error = count_of(&listener).await.unwrap_err();
        let told = match &error {
            RecordsError::EngineRefused(_) => "refused",
            RecordsError::EngineAnswer(_) => "answer",
            RecordsError::Damaged { path, .. } if path.ends_with("x.parquet") => "damaged",
            RecordsError::Store(_) => "store",
            _ => "something else",
        };
        assert_eq!((told, listener.heard().len()), (expected, 1), "{error:?}");
    }
}

#[tokio::test]
async fn what_is_no_answer_is_never_taken_for_one() {
    let ndjson = |body: &str| said("200 OK", "application/x-ndjson", body);
    let whole = lines(&[counted(2023, 7)]);
    let failed = Line::Failed(Failure { what: Failed::Damaged, path: Some("x".into()), why: "y".into() });
    for (answers, expected) in [
        (vec![said("200 OK", "text/html", "<p>somebody else</p>")], "answer"),
        (vec![said("404 Not Found", "text/plain", "no")], "answer"),
        (vec![said("302 Found", "text/plain", "")], "answer"),
        (vec![ndjson("{\"count\":\n")], "answer"),
        (vec![ndjson(&whole.replace("\"lines\":1", "\"lines\":2"))], "answer"),
        (vec![ndjson(&(whole.clone() + &whole))], "answer"),
        (vec![answer(&[Line::File { kind: RecordKind::Fault, source: "x".into() }])], "answer"),
        (vec![ndjson(&(serde_json::to_string(&failed).unwrap() + "\n"))], "damaged"),
        (vec![ndjson(""); 3], "away"),
    ] {
        let listener = Listener::saying(answers).await;
        let error = count_of(&listener).await.unwrap_err();
        let told = match &error {
            RecordsError::EngineAnswer(_) => "answer",
            RecordsError::Damaged { .. } => "damaged",
            RecordsError::EngineAway(_) => "away",
            _ => "something else",
        };
        assert_eq!(told, expected, "{error:?}");
    }
}

#[tokio::test]
async fn the_secret_goes_only_where_nobody_listens() {
    let listener = Listener::saying(vec![]).await;
    let (secret, folder) = (listener.secret_file(), listener.places.folder.path());
    let open = |address: &str, file: &std::path::Path| Gateway::open(address, file, PATIENCE);
    for good in
        ["https://gateway.lan.se", "https://gateway.lan.se/rader", "http://localhost:1", "http://[::1]:1"]
    {
        assert!(open(good, &secret).is_ok(), "{good}");
    }
    for bad in ["", "gateway", "http://gateway.lan.se", "http://10.0.0.1", "ftp://localhost", "file:///x"] {
        assert!(matches!(open(bad, &secret), Err(RecordsError::BadEngine { .. })), "{bad}");
    }
    for text in ["", "too short", "made-up-secret-made-up-secret-made-up\nand another"] {
        std::fs::write(folder.join("other"), text).unwrap();
        let error = open("https://gateway.lan.se", &folder.join("other")).unwrap_err();
        assert!(matches!(&error, RecordsError::BadEngine { .. }), "{text}");
        assert!(!error.to_string().contains("made-up"), "the secret is not told: {error}");
    }
    let shown = format!("{:?}", open("https://gateway.lan.se", &secret).unwrap());
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn a_question_names_one_municipality_by_its_code_or_is_none() {
    let selection = Selection::all(flen());
    let text = serde_json::to_string(&Question::Points { selection: selection.clone() }).unwrap();
    assert_eq!(serde_json::from_str::<Question>(&text).unwrap(), Question::Points { selection });
    for (good, bad) in [
        ("\"0482\"", "\"../0481\""),
        ("\"0482\"", "\"\""),
        ("\"0482\"", "[\"0482\",\"0481\"]"),
        ("\"points\"", "\"everything\""),
        ("{\"ask\"", "{\"also\":\"0481\",\"ask\""),
    ] {
        let changed = text.replacen(good, bad, 1);
        assert_ne!(changed, text);
        assert!(serde_json::from_str::<Question>(&changed).is_err(), "{changed}");
    }
}
