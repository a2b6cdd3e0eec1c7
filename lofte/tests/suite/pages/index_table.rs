//! A table of the problem index: loaded from a file and from pasted lines, refused with every fault by row and column, used by the
//! picture, and taken back. All cut points are made up for these tests.

use super::browser::{Browser, Seen, text};
use axum::http::StatusCode;
use lofte_app::error::AppError;
use lofte_app::index_table::{Beside, load, load_file};
use lofte_app::{extract, loaded, mask, picture};
use lofte_model::index_table::IndexHead;
use lofte_store::Noun;
use lofte_words::Language;

const PAGE: &str = "/leveranser/indextabell";
/// The made-up table that the demo lays beside its other files.
const EXAMPLE: &str = include_str!("../../../src/demo/indextabell.toml");

async fn send(browser: &Browser, file: Option<(&str, &str)>, rows: &str) -> Seen {
    let head = [
        ("name", "Påhittad"),
        ("version", "1"),
        ("source", "påhittad för testet"),
        ("levels", ""),
        ("rows", rows),
    ];
    let mut parts: Vec<(&str, Option<&str>, &str)> =
        head.iter().map(|(name, value)| (*name, None, *value)).collect();
    let (name, contents) = file.unwrap_or(("", ""));
    parts.push(("file", Some(name), contents));
    browser.upload_to(PAGE, &parts).await
}

const HEADER: &str = "Fråga;Grupp;Gräns 1;Gräns 2;Gräns 3;Gräns 4;Gräns 5;Gräns 6;Problem;Inte problem";

#[tokio::test]
async fn a_table_is_refused_by_row_and_column_loaded_and_taken_back() {
    let coordinator = Browser::signed_in("samordnare").await;
    let wrong = format!("{HEADER}\nute_sent;;10;5;30;40;50;60;3, 4;1, 2\nstationen;;10;20;30;40;50;ja;3;1");
    for (rows, told) in [
        (wrong.as_str(), "Rad 2, gräns 2: 5 procent är inte mer än gränsen före, 10."),
        (wrong.as_str(), "Rad 3, gräns 6: ”ja” är inget tal."),
        ("Fråga;Gräns 1\nute_sent;5", "Tabellen, gräns 2: här saknas något."),
        ("", "Tabellen, frågan: här saknas något."),
    ] {
        let refused = send(&coordinator, None, rows).await;
        assert!(text(&refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Fel")).contains(told), "{told}");
    }
    let rows = format!("{HEADER}\nute_sent;Otrygghet;10;20;30;40;50;60;3, 4;1, 2");
    assert_eq!(send(&coordinator, Some(("index.csv", &rows)), "").await.leads_on(), PAGE);
    assert_eq!(send(&coordinator, None, &rows.replace("60", "70")).await.leads_on(), PAGE);
    let said = text(&coordinator.get(PAGE).await.page());
    for words in ["1. Påhittad", "2. Påhittad", "Ersatt av en senare", "Fingeravtryck", "70,0", "3, 4"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let gone = "/tabeller/index_table-2/ta-tillbaka";
    let unsaid = coordinator.post(gone, &[("why-index_table-2", "")]).await;
    assert!(text(&unsaid.refused(StatusCode::UNPROCESSABLE_ENTITY, "Indextabell")).contains("Fel"));
    assert_eq!(coordinator.post(gone, &[("why-index_table-2", "fel utgåva")]).await.leads_on(), PAGE);
    let said = text(&coordinator.get(PAGE).await.page());
    assert!(said.contains("60,0") && said.contains("fel utgåva"), "the one before counts again: {said}");
    let reader = coordinator.sign_in("lasare", lofte::demo::PASSWORD).await;
    assert!(text(&reader.get(PAGE).await.page()).contains("Påhittad"));
    let _ = send(&reader, None, &rows).await.refused(StatusCode::FORBIDDEN, "");
}

#[tokio::test]
async fn the_picture_says_the_index_of_each_area_and_by_which_table() {
    let coordinator = Browser::signed_in("samordnare").await;
    let before = text(&coordinator.get("/lagesbild/hela").await.page());
    assert!(!before.contains("enligt indexet?"), "no table comes with the program");
    assert_eq!(send(&coordinator, Some(("index.toml", EXAMPLE)), "").await.leads_on(), PAGE);
    assert!(text(&coordinator.get("/lagesbild/hela").await.page()).contains("vilken indextabell som gäller"));
    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    coordinator.wait(&job).await;
    let said = text(&coordinator.get("/lagesbild/hela").await.page());
    for words in [
        "Hur stora är problemen enligt indexet?",
        "Problemindex per område 2025",
        "Utan steg",
        "räknat på 2 av tabellens 3 frågor",
        "nedskrapning (frågan finns inte i mätningen)",
        "påhittad för testet",
        "Fingeravtryck",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let actor = coordinator.actor("samordnare").await;
    let report = picture::draft(&actor, &coordinator.house).await.unwrap().unwrap();
    let index = report.index.unwrap();
    assert_eq!((index.table.as_str(), index.indicators, index.waves.len()), ("index_table-1", 3, 2));
    for cell in index.waves.iter().flat_map(|wave| &wave.cells).filter_map(|cell| cell.found) {
        assert!((0.0..=6.0).contains(&cell.index) && (cell.smooth - cell.index) <= 1.0);
    }
    let whole = index.waves[1].whole().unwrap();
    let mean = index.waves[1].parts.iter().map(|part| f64::from(part.points)).sum::<f64>() / 2.0;
    assert!((whole.index - mean).abs() < 1e-9 && whole.interval.is_some());
}

#[tokio::test]
async fn what_was_loaded_is_in_the_extract_can_be_masked_and_screened() {
    let coordinator = Browser::signed_in("samordnare").await;
    let (actor, house) = (coordinator.actor("samordnare").await, &coordinator.house);
    let head = |name: &str| IndexHead { name: name.into(), version: "1".into(), source: "påhittad".into() };
    let beside = |name: &str| Beside { head: head(name), ..Beside::default() };
    let rows = format!("{HEADER}\n19121212-1212;;10;20;30;40;50;60;3;1");
    assert!(load(&actor, house, &beside("En tabell"), &rows).await.is_err(), "a personal number is in it");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), EXAMPLE.replace("[5.0, ", "[50.0, ")).unwrap();
    let Err(AppError::Refused(told)) = load_file(&actor, house, &beside(""), file.path()).await else {
        panic!("cut points do not increase");
    };
    let told = told[0].tell(Language::Swedish);
    assert!(
        told.starts_with("Indikator nummer 1, gräns 2: 10 procent är inte mer än gränsen före, 50."),
        "{told}"
    );
    std::fs::write(file.path(), EXAMPLE.replace("group", "grupp")).unwrap();
    assert!(load_file(&actor, house, &beside(""), file.path()).await.is_err(), "an unknown key");
    let json = r#"{"indicators": [{"question": "ute_sent", "cuts": [5, 10, 20, 30, 40, 50]}]}"#;
    std::fs::write(file.path(), json).unwrap();
    let table = load_file(&actor, house, &beside("Vinterns tabell"), file.path()).await.unwrap();
    assert_eq!((table.id().as_str(), table.entries), ("index_table-1", 1));
    let found = extract::extract(&actor, house, "samordnare").await.unwrap();
    assert!(serde_json::to_string(&found).unwrap().contains("index_table-1"));
    mask::mask(&actor, house, (Noun::LoadedTable, "index_table-1"), "Vinterns", "gallring").await.unwrap();
    let all = loaded::list(&actor, house).await.unwrap();
    assert!(!all[0].name.contains("Vinterns"), "{}", all[0].name);
}
