//! Every address that the program answers at, read out of its sources, asked as each role, as nobody, and with what is
//! another municipality's.
//!
//! What came back stands in `docs/endpoints.md`, which a reviewer reads when it changes. Forms are sent empty: who may
//! send one is asked before what is in it. What each use case asks of its asker is tried in `access.rs`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use crate::tenancy::neighbours::Neighbours;
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use lofte_app::access::{self, SignIn};
use lofte_app::house::House;
use lofte_app::proof::Arrival;
use lofte_app::{agreement, delivery, job, plan, problem, promise};
use lofte_model::access::{Channel, Role};
use lofte_model::id::JobId;
use lofte_words::SV;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tower::ServiceExt;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/endpoints.md");
const LOGINS: [(&str, Role); 4] = [
    ("samordnare", Role::Coordinator),
    ("polis", Role::Police),
    ("bostadsbolag", Role::Partner),
    ("lasare", Role::Reader),
];

/// A method and an address with its gaps, as the router has it.
type Endpoint = (String, &'static str);

/// Every endpoint, read out of the sources.
fn endpoints() -> BTreeSet<Endpoint> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for (folder, prefix) in [("pages", ""), ("web", ""), ("public/pages", "/offentligt")] {
        for file in sources(&src.join(folder)) {
            let source = fs::read_to_string(&file).unwrap();
            for route in source.split(".route(").skip(1) {
                let (path, methods) = read(&source, route);
                let path = if path == "/" && !prefix.is_empty() { String::new() } else { path };
                assert!(!methods.is_empty(), "{path} in {} has no method", file.display());
                found.extend(methods.into_iter().map(|method| (format!("{prefix}{path}"), method)));
            }
        }
    }
    assert!(found.len() > 100, "only {} endpoints were found", found.len());
    found
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Address and methods of what stands inside `.route(…)`.
fn read(source: &str, route: &str) -> (String, Vec<&'static str>) {
    let mut depth = 1_u32;
    let end = route.find(|sign| {
        depth = match sign {
            '(' => depth + 1,
            ')' => depth - 1,
            _ => depth,
        };
        depth == 0
    });
    let (path, handler) = route[..end.unwrap()].split_once(',').unwrap();
    let between = |before: &str, after: char| {
        let (_, rest) = source.split_once(before).unwrap();
        rest.split_once(after).unwrap().0.to_owned()
    };
    let path = path.trim();
    let path = match path.strip_prefix('"') {
        Some(path) => path.trim_end_matches('"').to_owned(),
        None => between(&format!("const {path}: &str = \""), '"'),
    };
    let handler = handler.trim();
    let handler = if handler.contains('(') {
        handler.to_owned()
    } else {
        between(&format!("let {} = ", handler.trim_end_matches(',')), ';')
    };
    let methods = [("get(", "GET"), ("post(", "POST")];
    (path, methods.into_iter().filter(|(call, _)| handler.contains(call)).map(|(_, name)| name).collect())
}

/// What stands in the gaps of addresses, by the first word of the address.
type Things = BTreeMap<&'static str, String>;

fn filled(path: &str, things: &Things) -> String {
    let first = path.split('/').nth(1).unwrap_or_default();
    let mut out = String::new();
    for part in path.split('/').skip(1) {
        let thing = match part {
            "{noun}" => "problem".to_owned(),
            "{id}" if first == "maskera" => things["problem"].clone(),
            "{promise}" if first == "insatser" => things["loften"].clone(),
            "{id}" if first == "tabeller" => "okant".to_owned(),
            "{report}" | "{cause}" => "1".to_owned(),
            "{id}" | "{promise}" => things[first].clone(),
            "{commitment}" | "{number}" => "2".to_owned(),
            "{name}" if first == "lagen" => "bra.docx".to_owned(),
            "{kind}" if first == "trad" => "lofte".to_owned(),
            "{name}" if first == "trad" => "2".to_owned(),
            "{name}" if first == "leveranser" => "incidents".to_owned(),
            "{name}" | "{token}" | "{*name}" | "{source}" | "{slug}" => "okant".to_owned(),
            "{*path}" => "om".to_owned(),
            "{code}" => "0482A0010".to_owned(),
            "{digest}" => "0".repeat(64),
            "{chapter}" => "lofte".to_owned(),
            "{question}" => "storst".to_owned(),
            "{file}" => "tabell.csv".to_owned(),
            "{day}" => "2026-08-31".to_owned(),
            "{kind}" => "andel".to_owned(),
            part => part.to_owned(),
        };
        write!(out, "/{thing}").unwrap();
    }
    assert!(!out.contains('{'), "{path} has a gap that nobody fills");
    out
}

/// A house of one's own, the demo, with a job in it.
async fn house() -> (TempDir, House, Things) {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("house");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let actor = access::acting_for(&house, Some("samordnare")).await.unwrap();
    let queued = JobId(uuid::Uuid::new_v4());
    job::queue(&actor, &house, queued, job::Kind::Refresh, serde_json::Value::Null).await.unwrap();
    let promise = promise::named(&actor, &house, "2").await.unwrap();
    let logged = crate::activities::logged(&house, promise.id).await;
    let promise = promise.id.to_string();
    let things = BTreeMap::from([
        ("insatser", logged.id.to_string()),
        ("jobb", queued.to_string()),
        ("konton", access::acting_for(&house, Some("lasare")).await.unwrap().user.to_string()),
        ("leveranser", delivery::list(&actor, &house).await.unwrap()[0].id.to_string()),
        ("loften", promise.clone()),
        ("overenskommelser", agreement::list(&actor, &house).await.unwrap()[0].id.to_string()),
        ("plan", plan::list(&actor, &house).await.unwrap()[0].id.to_string()),
        ("problem", problem::list(&actor, &house).await.unwrap()[0].id.to_string()),
        ("uppfoljning", promise),
    ]);
    (dir, house, things)
}

/// What a new session sends with its requests.
async fn cookie(house: &House, login: &str, password: &str) -> String {
    let entered = access::sign_in(house, &Arrival::by(Channel::Program), login, password).await;
    let entered = entered.unwrap_or_else(|error| panic!("{login} cannot sign in any more: {error}"));
    let SignIn { token, .. } = entered.entered().unwrap();
    format!("lofte={token}")
}

/// What came back: the status, and where it leads.
async fn ask(router: &Router, method: &str, path: &str, cookie: &str) -> (StatusCode, String) {
    let request = Request::builder()
        .method(Method::from_bytes(method.as_bytes()).unwrap())
        .uri(path)
        .header(header::COOKIE, cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::empty())
        .unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let location = response.headers().get(header::LOCATION);
    let location = location.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default();
    (response.status(), location)
}

/// The answer in a word.
fn word((status, location): &(StatusCode, String)) -> &'static str {
    match status.as_u16() {
        200 | 202 => "svar",
        303 | 307 if location.starts_with("/logga-in") => "logga in",
        401 => "logga in",
        303 | 307 => "vidare",
        403 => "nej",
        400 | 415 | 422 => "ofullständigt",
        404 => "finns inte",
        409 => "redan ändrat",
        _ => "fel",
    }
}

/// What one role is answered everywhere: pages first, which change nothing, then forms, each from a new session.
async fn answers(login: Option<&str>, endpoints: &BTreeSet<Endpoint>) -> BTreeMap<Endpoint, &'static str> {
    let (_dir, house, things) = house().await;
    let router = lofte::pages::router(house.clone());
    // The public side takes the newest publication up by itself.
    while ask(&router, "GET", "/offentligt", "").await.0 != StatusCode::OK {
        tokio::task::yield_now().await;
    }
    let mut found = BTreeMap::new();
    for method in ["GET", "POST"] {
        let mut session = String::new();
        let mut asked: Vec<&Endpoint> = endpoints.iter().filter(|(_, known)| *known == method).collect();
        // Whoever erases the own account cannot ask anything more.
        asked.sort_by_key(|(path, _)| path == "/konto/radera");
        for endpoint in asked {
            if let Some(login) = login.filter(|_| session.is_empty() || method == "POST") {
                session = cookie(&house, login, lofte::demo::PASSWORD).await;
            }
            let answer = ask(&router, method, &filled(&endpoint.0, &things), &session).await;
            assert!(!answer.0.is_server_error(), "{method} {} as {login:?}: {answer:?}", endpoint.0);
            found.insert(endpoint.clone(), word(&answer));
        }
    }
    found
}

async fn page() -> String {
    let endpoints = endpoints();
    let mut columns = vec![answers(None, &endpoints).await];
    for (login, _) in LOGINS {
        columns.push(answers(Some(login), &endpoints).await);
    }
    let mut page = String::from(
        "# Alla adresser, och vem som svaras vad\n\n\
         Skriven av `lofte/tests/suite/endpoints.rs`, som läser adresserna ur källkoden och frågar dem i demokommunen\n\
         (`LOFTE_BLESS=1` skriver om den). Formulär skickas tomma.\n\n\
         **svar** en sida eller fil · **vidare** sänds till en annan sida · **nej** nekas · **logga in** sänds till\n\
         inloggningen · **ofullständigt** formuläret var tomt, och den som frågar får skicka det ·\n\
         **finns inte** det finns inget sådant, eller inte för den som frågar\n\n",
    );
    let roles: Vec<String> =
        LOGINS.iter().map(|(_, role)| SV.say(&format!("role-{}", role.word()))).collect();
    writeln!(page, "| Adress | Metod | utan inloggning | {} |", roles.join(" | ")).unwrap();
    writeln!(page, "|---|---|{}", "---|".repeat(1 + roles.len())).unwrap();
    for endpoint in &endpoints {
        let cells: Vec<&str> = columns.iter().map(|column| column[endpoint]).collect();
        let (path, method) = endpoint;
        let path = if path.is_empty() { "/" } else { path };
        writeln!(page, "| `{path}` | {method} | {} |", cells.join(" | ")).unwrap();
    }
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn every_endpoint_answers_each_role_as_the_list_says() {
    let page = page().await;
    if std::env::var("LOFTE_BLESS").is_ok_and(|value| value == "1") {
        fs::write(PAGE, &page).unwrap();
    }
    let committed = fs::read_to_string(PAGE).unwrap_or_default();
    let changed: Vec<&str> =
        page.lines().filter(|line| !committed.lines().any(|known| known == *line)).collect();
    assert!(
        committed == page,
        "docs/endpoints.md says otherwise; LOFTE_BLESS=1 writes it anew: {changed:#?}"
    );
}

/// A reader only reads, signs in and looks after the own account: no other form says what it lacks to one.
#[tokio::test(flavor = "multi_thread")]
async fn who_may_send_a_form_is_asked_before_what_is_in_it() {
    let answers = answers(Some("lasare"), &endpoints()).await;
    let own = ["/konto/", "/logga-in", "/aterstall", "/valkommen/"];
    let told: Vec<&str> = answers
        .iter()
        .filter(|((path, method), answer)| {
            *method == "POST" && **answer == "ofullständigt" && !own.iter().any(|own| path.starts_with(own))
        })
        .map(|((path, _), _)| path.as_str())
        .collect();
    assert!(told.is_empty(), "a reader is told what these lack: {told:?}");
    assert_eq!(answers[&("/leveranser/ny".to_owned(), "POST")], "nej");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_municipality_is_found_at_any_endpoint() {
    let both = Neighbours::new("").await;
    let flen = &both.of_flen;
    let logged = crate::activities::logged(&both.flen.house, flen.promise.id).await;
    let theirs = BTreeMap::from([
        ("insatser", logged.id.to_string()),
        ("jobb", flen.job.to_string()),
        ("konton", flen.police.to_string()),
        ("leveranser", flen.delivery.to_string()),
        ("loften", flen.promise.id.to_string()),
        ("overenskommelser", flen.agreement.id.to_string()),
        ("plan", flen.measure.id.to_string()),
        ("problem", flen.problem.id.to_string()),
        ("uppfoljning", flen.promise.id.to_string()),
    ]);
    let house = &both.gnesta.house;
    let router = lofte::pages::router(house.clone());
    let mut tried = 0;
    for (path, method) in endpoints() {
        if path.contains("{id}") || path.contains("{promise}") {
            let session = cookie(house, "gnesta", "fyra ord i rad").await;
            let answer = ask(&router, method, &filled(&path, &theirs), &session).await;
            let nothing = ["finns inte", "nej", "ofullständigt"].contains(&word(&answer));
            assert!(nothing, "{method} {path} with what is Flen's: {answer:?}");
            assert!(method == "POST" || word(&answer) == "finns inte", "{method} {path}: {answer:?}");
            tried += 1;
        }
    }
    assert!(tried > 30, "only {tried} endpoints were tried");
}
