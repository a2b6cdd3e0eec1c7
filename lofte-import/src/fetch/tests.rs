//! Answers that we made, served on this machine.

use super::*;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const TODAY: Date = jiff::civil::date(2026, 11, 30);

/// Answers one question after the other, and remembers what was asked.
struct Published {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

fn serve(answers: Vec<String>) -> Published {
    serve_from(|_| answers)
}

/// The answers may name the address that they come from.
fn serve_from(answers: impl FnOnce(&str) -> Vec<String>) -> Published {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v3/", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let mut answers: VecDeque<String> = answers(&base).into();
    std::thread::spawn(move || {
        while let Some(answer) = answers.pop_front() {
            let Ok((stream, _)) = listener.accept() else { return };
            heard.lock().unwrap().push(answer_to(stream, &answer));
        }
    });
    Published { base, asked }
}

/// Reads a question and writes the answer; gives the path that was asked for.
fn answer_to(mut stream: TcpStream, answer: &str) -> String {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }
    // Whoever has heard enough may hang up.
    let _ = stream.write_all(answer.as_bytes());
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn sent_on(to: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn status(line: &str) -> String {
    format!("HTTP/1.1 {line}\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
}

fn fetched(published: &Published, wanted: &Wanted) -> Result<Vec<u8>, FetchError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::with_pause(Duration::ZERO).unwrap();
    let flen = "0482".parse().unwrap();
    runtime.block_on(fetch(&client, (wanted, &published.base), &flen, TODAY))
}

fn code(fetched: Result<Vec<u8>, FetchError>) -> &'static str {
    lofte_model::message::Told::code(&fetched.unwrap_err())
}

const AREAS: &str = r#"{"type":"FeatureCollection","numberMatched":1,"numberReturned":1,"features":[{"type":"Feature","properties":{"desokod":"0482A0010","kommunkod":"0482","regsokod":"0482R001"},"geometry":{"type":"Polygon","coordinates":[[[16.58,59.05],[16.59,59.05],[16.59,59.06],[16.58,59.05]]]}}]}"#;
const RESIDENTS: &str = r#"{"class":"dataset","source":"SCB","id":["Region","Tid"],"size":[1,1],"dimension":{"Region":{"label":"region","category":{"index":["0482A0010_DeSO2025"]}},"Tid":{"label":"år","category":{"index":["2025"]}}},"value":[1612],"extension":{"px":{}}}"#;

#[test]
fn areas_are_asked_by_municipality_and_kept_as_they_came() {
    let published = serve(vec![ok(AREAS)]);
    let wanted = Wanted::Areas(DivisionName::Deso);
    assert_eq!(fetched(&published, &wanted).unwrap(), AREAS.as_bytes());
    let asked = published.asked.lock().unwrap()[0].clone();
    for part in ["typeNames=stat%3ADeSO_2025", "CQL_FILTER=kommunkod%3D%270482%27", "srsName=EPSG%3A4326"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
}

#[test]
fn residents_carry_the_day_of_retrieval_into_the_file_that_is_delivered() {
    let published = serve(vec![ok(RESIDENTS)]);
    let bytes = fetched(&published, &Wanted::Residents(DivisionName::Deso)).unwrap();
    let asked = published.asked.lock().unwrap()[0].clone();
    assert!(asked.starts_with("/v3/tables/TAB6574/data?") && asked.contains("0482*"), "{asked}");
    let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer["extension"]["lofte"]["retrieved"], "2026-11-30");
    assert_eq!(answer["value"], serde_json::json!([1612]));
}

#[test]
fn indicators_come_from_all_pages_with_what_they_are_called() {
    let value = |year: i16| {
        format!(
            r#"{{"kpi":"U1","municipality":"0482","period":{year},"values":[{{"gender":"T","value":61.5,"status":"","count":1}}]}}"#
        )
    };
    let published = serve_from(|base| {
        let next = format!("{base}data/kpi/U1/municipality/0482?page=2");
        vec![
            ok(&format!(r#"{{"count":1,"next_url":"{next}","values":[{}]}}"#, value(2024))),
            ok(&format!(r#"{{"count":1,"next_url":null,"values":[{}]}}"#, value(2025))),
            ok(r#"{"values":[{"id":"U1","title":"Trygg, andel (%)","description":"x"}]}"#),
        ]
    });
    let bytes = fetched(&published, &Wanted::Indicators(vec!["U1".into()])).unwrap();
    let answer: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(answer["values"].as_array().map(Vec::len), Some(2));
    assert_eq!(answer["kpis"], serde_json::json!([{"id": "U1", "title": "Trygg, andel (%)"}]));
    let asked = published.asked.lock().unwrap().clone();
    assert_eq!(
        asked,
        ["/v3/data/kpi/U1/municipality/0482", "/v3/data/kpi/U1/municipality/0482?page=2", "/v3/kpi/U1"]
    );
}

#[test]
fn another_place_that_an_answer_names_is_not_asked() {
    let published = serve(vec![ok(r#"{"next_url":"http://127.0.0.1:1/v3/data","values":[{"kpi":"U1"}]}"#)]);
    assert_eq!(
        code(fetched(&published, &Wanted::Indicators(vec!["U1".into()]))),
        "cut",
        "it is not all of it"
    );
    assert_eq!(published.asked.lock().unwrap().len(), 1);
    let published = serve(vec![sent_on("http://127.0.0.1:1/elsewhere")]);
    assert_eq!(code(fetched(&published, &Wanted::Areas(DivisionName::Regso))), "refused");
}

#[test]
fn whoever_is_busy_is_asked_again_and_not_for_ever() {
    let areas = Wanted::Areas(DivisionName::Regso);
    let busy = || status("503 Service Unavailable");
    assert!(fetched(&serve(vec![busy(), status("429 Too Many Requests"), ok(AREAS)]), &areas).is_ok());
    assert_eq!(code(fetched(&serve(vec![busy(), busy(), busy(), busy()]), &areas)), "busy");
    assert_eq!(code(fetched(&serve(vec![status("404 Not Found")]), &areas)), "refused");
}

#[test]
fn what_is_not_what_was_asked_for_makes_no_file() {
    let areas = Wanted::Areas(DivisionName::Deso);
    for (answer, told) in [
        (r#"{"type":"FeatureCollection","features":[]}"#.to_owned(), "nothing"),
        (AREAS.replace("\"numberMatched\":1", "\"numberMatched\":2"), "cut"),
        ("<html>Underhåll</html>".to_owned(), "other"),
        (RESIDENTS.to_owned(), "other"),
    ] {
        assert_eq!(code(fetched(&serve(vec![ok(&answer)]), &areas)), told, "{answer}");
    }
    let residents = Wanted::Residents(DivisionName::Regso);
    let empty = RESIDENTS.replace("[1612]", "[null]");
    assert_eq!(code(fetched(&serve(vec![ok(&empty)]), &residents)), "nothing");
    assert_eq!(code(fetched(&serve(vec![ok(AREAS)]), &residents)), "other");
    for ids in [vec![], vec!["N07540/../x".to_owned()], vec!["U1".to_owned(); MOST_INDICATORS + 1]] {
        assert_eq!(code(fetched(&serve(Vec::new()), &Wanted::Indicators(ids))), "indicators");
    }
}

#[test]
fn an_answer_that_does_not_end_is_given_up_and_so_is_a_machine_without_a_network() {
    let long = format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(64));
    let published = serve(vec![long]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = Client::with_pause(Duration::ZERO).unwrap();
    let address = Url::parse(&published.base).unwrap();
    let given_up = runtime.block_on(client.get(&address, 10));
    assert!(matches!(given_up, Err(FetchError::TooLarge { .. })), "{given_up:?}");
    // Nobody listens there any more.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/", listener.local_addr().unwrap());
    drop(listener);
    let nobody = Published { base, asked: Arc::default() };
    assert_eq!(code(fetched(&nobody, &Wanted::Areas(DivisionName::Deso))), "unreachable");
}
