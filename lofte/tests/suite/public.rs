//! The public side, asked over HTTP with the snapshot of the demo: every page is there, and nothing else gets out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::fixture::copy_demo;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use lofte_app::house::House;
use lofte_app::{access, delivery, picture, plan, problem, publication};
use lofte_publish::Snapshot;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

/// The demo, made once for all tests.
struct Demo {
    snapshot: Arc<Snapshot>,
    /// What the working side knows and residents must not: what it is, and as it is written.
    secrets: Vec<(&'static str, String)>,
}

static DEMO: LazyLock<Demo> = LazyLock::new(|| {
    let made = std::thread::spawn(|| tokio::runtime::Runtime::new().unwrap().block_on(make()));
    made.join().unwrap()
});

async fn make() -> Demo {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("demo");
    copy_demo(&home).await;
    let house = House::open(&home).await.unwrap();
    let actor = access::acting_for(&house, None).await.unwrap();
    let mut secrets = Vec::new();
    for account in lofte_app::account::accounts(&actor, &house).await.unwrap() {
        secrets.push(("account", account.user.to_string()));
        secrets.push(("login", account.login));
    }
    for delivery in delivery::list(&actor, &house).await.unwrap() {
        secrets.push(("delivery", delivery.id.to_string()));
        secrets.push(("file", delivery.file_name));
    }
    for measure in plan::list(&actor, &house).await.unwrap() {
        secrets.push(("measure", measure.id.to_string()));
        secrets.extend(measure.reports.into_iter().map(|report| ("note", report.told.note)));
    }
    for problem in problem::list(&actor, &house).await.unwrap() {
        secrets.push(("problem", problem.description));
        secrets.extend(problem.causes.into_iter().map(|cause| ("cause", cause.statement)));
    }
    for head in picture::editions(&actor, &house).await.unwrap() {
        let edition = picture::edition(&actor, &house, head.number).await.unwrap();
        secrets.push(("assessment", edition.assessment.analysis));
    }
    secrets.retain(|(_, text)| !text.is_empty());
    let snapshot = publication::newer_than(&house, 0).await.unwrap().unwrap();
    Demo { snapshot: Arc::new(snapshot), secrets }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8(self.body.to_vec()).unwrap()
    }

    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(shown: Option<Arc<Snapshot>>, path: &str, known: &str) -> Answer {
    let (_sender, showing) = tokio::sync::watch::channel(shown.into());
    let router = axum::Router::new().nest("/offentligt", lofte::public::router(showing));
    let request = Request::get(path).header(header::IF_NONE_MATCH, known).body(Body::empty()).unwrap();
    let response = router.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body }
}

async fn get(path: &str) -> Answer {
    ask(Some(Arc::clone(&DEMO.snapshot)), path, "").await
}

/// Every page and data file of the demo, documents apart.
fn addresses() -> Vec<String> {
    let fixed = [
        "",
        "/lagesbild",
        "/om",
        "/data/promises.json",
        "/data/promises.csv",
        "/data/counts.csv",
        "/data/shares.csv",
        "/data/snapshot.json",
    ];
    let promises = DEMO.snapshot.promises.iter().map(|promise| format!("/loften/{}", promise.frozen.number));
    fixed
        .map(ToOwned::to_owned)
        .into_iter()
        .chain(promises)
        .map(|path| format!("/offentligt{path}"))
        .collect()
}

#[tokio::test]
async fn every_page_and_file_is_there_and_may_be_kept() {
    for path in addresses() {
        let answer = get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let expected = match path.rsplit_once('.').map(|(_, extension)| extension) {
            Some("json") => "application/json",
            Some("csv") => "text/csv; charset=utf-8",
            _ => "text/html; charset=utf-8",
        };
        assert_eq!(answer.header(header::CONTENT_TYPE), expected, "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=30", "{path}");
        let tag = answer.header(header::ETAG);
        assert!(tag.contains(DEMO.snapshot.fingerprint.as_str()), "{path}");
        let again = ask(Some(Arc::clone(&DEMO.snapshot)), &path, tag).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert!(again.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_cannot_be_known() {
    let tag = get("/offentligt").await.header(header::ETAG).to_owned();
    for path in ["/offentligt/finns-inte", "/offentligt/loften/999", "/offentligt/data/hemligt.csv"] {
        let answer = ask(Some(Arc::clone(&DEMO.snapshot)), path, &tag).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(answer.header(header::ETAG), "", "{path}");
    }
}

#[tokio::test]
async fn the_first_page_answers_the_question_and_leads_on() {
    let page = get("/offentligt").await.text();
    assert!(page.contains("Håller kommunen och polisen vad de lovar?"));
    assert!(page.contains("Syntetiska uppgifter"));
    assert!(page.contains("Målet nått") && page.contains("Delvis gjort"), "both axes: {page}");
    assert!(!page.contains("Hållet"));
    for promise in &DEMO.snapshot.promises {
        assert!(page.contains(&format!("href=\"/offentligt/loften/{}\"", promise.frozen.number)));
        assert!(page.contains(&promise.frozen.title));
    }
    assert!(!page.contains("/logga-in"), "residents are not asked to sign in");
}

#[tokio::test]
async fn a_promise_page_tells_promise_measures_rule_verdict_and_road() {
    let kept = DEMO.snapshot.promise(2).unwrap();
    let page = get("/offentligt/loften/2").await.text();
    for commitment in &kept.commitments {
        assert!(page.contains(&commitment.commitment.text));
        assert!(!commitment.measures.is_empty());
        for measure in &commitment.measures {
            assert!(page.contains(&measure.title));
        }
    }
    let parts = [
        "Gjorde kommunen och polisen det de lovade?",
        "Av löftets åtaganden (3) är",
        "Ledde det till det som var målet?",
        "Ja. Andelen som ",
        "mätning före och efter",
        "Gjort: ",
        "Minsta förändring som går att se",
        "Svarsandel",
        "Målet är nått om andelen som",
        "Genomförd",
        "Fingeravtryck",
        "Kommunen skrev under",
        "Polisen skrev under",
        "/offentligt/loften/2/lofte.pdf",
        "Källa",
    ];
    for part in parts {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains(kept.fingerprint().unwrap().as_str()));
    let before = get("/offentligt/loften/1").await.text();
    assert!(before.contains("Det går inte att säga. Löftet har inget mål som går att mäta."));
}

#[tokio::test]
async fn an_answer_that_has_not_come_says_when_it_will() {
    let mut snapshot = (*DEMO.snapshot).clone();
    for promise in &mut snapshot.promises {
        promise.verdict = None;
    }
    let snapshot = Arc::new(snapshot);
    let page = ask(Some(Arc::clone(&snapshot)), "/offentligt/loften/2", "").await.text();
    assert!(page.contains("Utfallet kommer efter mätningen 2025."));
    assert!(page.contains("Inte uppföljt än"));
    let first = ask(Some(snapshot), "/offentligt", "").await.text();
    assert!(first.contains("Inget effektmål är uppföljt än."));
}

#[tokio::test]
async fn what_is_not_there_is_told_with_a_way_out() {
    for path in [
        "/offentligt/loften/99",
        "/offentligt/loften/x",
        "/offentligt/loften/99/lofte.pdf",
        "/offentligt/nej",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("href=\"/offentligt\""), "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "", "{path}");
    }
    for path in addresses() {
        let answer = ask(None, &path, "").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("inte publicerat något än"), "{path}");
    }
}

#[tokio::test]
async fn every_promise_is_a_tagged_pdf() {
    for promise in &DEMO.snapshot.promises {
        let answer = get(&format!("/offentligt/loften/{}/lofte.pdf", promise.frozen.number)).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/pdf");
        assert!(answer.body.starts_with(b"%PDF-"));
        assert!(String::from_utf8_lossy(&answer.body).contains("/StructTreeRoot"), "tagged");
        assert_eq!(answer.header(header::CACHE_CONTROL), "public, max-age=30");
        // What the document holds is tested where it is set; here, that it is the document of this promise.
        let set = DEMO.snapshot.pdf(promise.frozen.number, &fonts()).unwrap();
        assert!(answer.body == set, "promise {}", promise.frozen.number);
    }
}

fn fonts() -> lofte_publish::Fonts {
    lofte_publish::Fonts::new(lofte::assets::document_fonts())
}

/// Words and numbers of a text: what stands between other signs.
fn tokens(text: &str) -> BTreeSet<&str> {
    text.split(|sign: char| !(sign.is_alphanumeric() || ".-_".contains(sign))).collect()
}

#[tokio::test]
async fn nothing_of_the_working_side_gets_out() {
    assert!(DEMO.secrets.iter().any(|(what, _)| *what == "note"), "the demo has notes that could leak");
    let borders = include_str!("../../data/flen/deso.geojson");
    let (_, borders) = borders.split_once("\"coordinates\"").unwrap();
    let borders: BTreeSet<&str> =
        tokens(borders).into_iter().filter(|token| token.len() > 6 && token.contains('.')).collect();
    assert!(borders.len() > 1000);
    for path in addresses() {
        let body = get(&path).await.text();
        let tokens = tokens(&body);
        for (what, secret) in &DEMO.secrets {
            let out =
                if secret.contains(' ') { body.contains(secret) } else { tokens.contains(secret.as_str()) };
            assert!(!out, "{path} tells a {what}: {secret}");
        }
        let out: Vec<_> = borders.intersection(&tokens).collect();
        assert!(out.is_empty(), "{path} tells coordinates: {out:?}");
    }
}

/// The equations of one published table: unknown cells by place, and what a line leaves for them.
type Lines = BTreeMap<String, (BTreeSet<String>, i64)>;

/// What a line with one unknown cell gives away is put into its other line, and so on; nothing small comes out.
fn nothing_small_is_left(table: &str, mut lines: Lines) {
    while let Some((line, cell, left)) = lines.iter().find_map(|(line, (unknown, left))| {
        (unknown.len() == 1).then(|| (line.clone(), unknown.iter().next().unwrap().clone(), *left))
    }) {
        assert!(left == 0 || left.abs() >= 5, "{table}: {line} gives {cell} away as {left}");
        for (unknown, rest) in lines.values_mut() {
            if unknown.remove(&cell) {
                *rest -= left;
            }
        }
    }
}

#[tokio::test]
async fn a_hidden_count_cannot_be_had_by_subtraction() {
    let csv = get("/offentligt/data/counts.csv").await;
    let mut reader = csv::Reader::from_reader(&csv.body[..]);
    let header = reader.headers().unwrap().clone();
    let column = |name: &str| header.iter().position(|known| known == name).unwrap();
    let [kind, year, category, level, code, count, hidden] =
        ["kind", "year", "category", "level", "area_code", "count", "hidden"].map(column);
    let mut tables: BTreeMap<String, Lines> = BTreeMap::new();
    let mut hidden_cells = 0;
    for row in reader.records() {
        let row = row.unwrap();
        if &row[kind] == "statistic" {
            continue;
        }
        assert_eq!(row[count].is_empty(), &row[hidden] == "true");
        hidden_cells += usize::from(row[count].is_empty());
        let sign = if row[level].contains("total") { -1 } else { 1 };
        let place = format!("{}|{}|{}", &row[category], &row[level], &row[code]);
        let lines = tables.entry(format!("{} {}", &row[kind], &row[year])).or_default();
        let area = row[level].replace("_total", "");
        for line in match &row[level] {
            "area" | "outside_areas" => {
                vec![format!("row {}", &row[category]), format!("column {area} {}", &row[code])]
            }
            "category_total" => vec![format!("row {}", &row[category]), "totals of categories".to_owned()],
            "total" => vec!["totals of categories".to_owned(), "totals of areas".to_owned()],
            _ => vec![format!("column {area} {}", &row[code]), "totals of areas".to_owned()],
        } {
            // A total is the sum of its line, and itself a term of the totals' line.
            let sign = match (line.starts_with("totals"), &row[level] == "total") {
                (true, false) => 1,
                (true, true) => -1,
                (false, _) => sign,
            };
            let (unknown, known) = lines.entry(line).or_default();
            match row[count].parse::<i64>() {
                Ok(count) => *known += sign * count,
                Err(_) => {
                    unknown.insert(place.clone());
                }
            }
        }
    }
    assert!(hidden_cells > 0, "the demo hides something, or this test says nothing");
    for (table, lines) in &tables {
        nothing_small_is_left(table, lines.clone());
        for (line, (unknown, rest)) in lines {
            if unknown.is_empty() && lines.len() > 3 {
                assert_eq!(*rest, 0, "{table}: {line} does not add up");
            }
        }
    }
    let page = get("/offentligt/lagesbild").await.text();
    assert_eq!(page.matches("<span class=\"withheld\">döljs</span>").count(), hidden_cells);
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .collect()
}

#[test]
fn the_public_side_can_see_nothing_but_a_snapshot() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/public");
    let forbidden = ["House", "lofte_app::", "crate::jobs", "lofte_store", "lofte_records", "lofte_import"];
    let files = sources(&folder);
    assert!(files.len() > 5);
    for file in files {
        let source = fs::read_to_string(&file).unwrap();
        // The side of a house follows its publications, and may do nothing else with the house.
        let source = if file.ends_with("public/mod.rs") {
            let source = source.replace("lofte_app::public_side::displayed(&house, &known)", "");
            let source = source.replace("lofte_app::public_side::Known::default()", "");
            let source = source.replace("lofte_app::public_side::Displayed", "");
            let source = source.replace("use lofte_app::house::House;", "");
            source.replace("pub fn of_house(house: House)", "").replace("async fn follow(house: House,", "")
        } else {
            source
        };
        // Which errors there are is no secret.
        let source = source.replace("lofte_app::error::", "");
        for name in forbidden {
            assert!(!source.contains(name), "{} names {name}", file.display());
        }
    }
}
