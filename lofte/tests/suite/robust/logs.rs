//! Logs hold no text, place, name or address out of the data, however much is logged.

use crate::robust::place::{Place, program, text};
use crate::serving::Serving;

/// Words that stand in the files and forms below, and nowhere else.
const MARKS: [&str; 9] = [
    "ZKÄRENDE",
    "ZKFRITEXT",
    "59.0561",
    "59,0561",
    "16.5893",
    "16,5893",
    "zkinloggning",
    "zklösenord",
    "zksida",
];

#[track_caller]
fn clean(what: &str, log: &str) {
    let lower = log.to_lowercase();
    for mark in MARKS {
        assert!(!lower.contains(&mark.to_lowercase()), "{what} logs “{mark}”:\n{log}");
    }
}

fn loud(mut command: std::process::Command) -> std::process::Command {
    command.env("LOFTE_LOG", "trace").env("RUST_LOG", "trace");
    command
}

#[test]
fn an_import_logs_nothing_of_its_rows() {
    let place = Place::new();
    let row = "ZKÄRENDE1;2024-03-01 22:10;Inbrott;59,0561;16,5893;ZKFRITEXT om någon\n";
    let bad = "ZKÄRENDE2;2024-02-31 22:10;ZKFRITEXT;59,0561;16,5893;ZKFRITEXT\n";
    let file = place.write("brott.csv", format!("Nr;Tid;Typ;Lat;Lon;Anteckning\n{row}{bad}"));
    let mapping = place.path("mapping.toml");
    for more in [&["--dry-run"][..], &[]] {
        let mut arguments = vec!["import", "incidents", text(&file), "--mapping", text(&mapping)];
        arguments.extend(more);
        let output = loud(place.command(&arguments)).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        let log = String::from_utf8(output.stderr).unwrap();
        assert!(log.contains("TRACE") || log.contains("DEBUG"), "nothing was logged at all: {log}");
        clean("an import", &log);
    }
}

/// Starts a server that logs all it can, into a file: a pipe that nobody reads would stop it.
fn serve(place: &Place) -> Serving {
    let house = place.house();
    let mut command = loud(program(&["serve", "--dir", text(&house), "--port", "0"]));
    Serving::of(command.stderr(std::fs::File::create(place.path("log.txt")).unwrap()))
}

fn post(serving: &Serving, path: &str, form: &str) -> String {
    let port = serving.port();
    serving.ask(&format!(
        "POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    ))
}

/// Stops it and gives its log.
fn log(place: &Place, serving: Serving) -> String {
    drop(serving);
    std::fs::read_to_string(place.path("log.txt")).unwrap()
}

#[test]
fn signing_in_logs_neither_name_nor_password_nor_address() {
    let place = Place::new();
    let add = ["user", "add", "zkinloggning", "--role", "reader", "--format", "json"];
    let output = loud(place.command(&add)).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    clean("adding an account", &String::from_utf8(output.stderr).unwrap());
    let made: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let link = made["link"].as_str().unwrap();

    let serving = serve(&place);
    let chosen = "password=zkl%C3%B6senord+zkl%C3%B6senord&again=zkl%C3%B6senord+zkl%C3%B6senord";
    let answer = post(&serving, link, chosen);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let right = "login=zkinloggning&password=zkl%C3%B6senord+zkl%C3%B6senord";
    let answer = post(&serving, "/logga-in", right);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: lofte=")).unwrap();
    let token = cookie.split(';').next().unwrap().to_owned();
    let wrong = post(&serving, "/logga-in", "login=zkinloggning&password=zkl%C3%B6senord");
    assert!(wrong.starts_with("HTTP/1.1 401"), "{wrong}");
    let get = |path: &str| {
        serving.ask(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: lofte={token}\r\nConnection: close\r\n\r\n"
        ))
    };
    assert!(get("/").starts_with("HTTP/1.1 200"));
    assert!(get("/zksida?namn=zkinloggning").starts_with("HTTP/1.1 404"));
    let log = log(&place, serving);
    assert!(log.contains("request"), "nothing was logged at all: {log}");
    clean("signing in", &log);
    assert!(!log.contains(&token), "the session's token is logged");
    assert!(!log.contains(link), "the link of an invitation is logged");
}
