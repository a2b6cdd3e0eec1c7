//! The pages of questions: each answers in words, and its table is the command's.

use super::browser::{Browser, text};
use crate::cli::support::lofte;
use axum::http::StatusCode;
use std::collections::BTreeSet;

/// Every question with the ways to answer it.
const WAYS: [(&str, &[&str]); 10] = [
    ("storst", &["antal"]),
    ("vaxer", &["per-ar", "tolv-manader", "manader"]),
    ("ovanligt", &["senaste-veckan", "tre-veckor", "tretton-veckor"]),
    ("var", &["rutor", "vaxande", "omraden", "egna", "anhopningar", "koncentration"]),
    ("nar", &["veckan", "tidsspann"]),
    ("aterkommer", &["nara", "skurar"]),
    ("kallor", &["kalla-kategori"]),
    ("boende", &[]),
    ("jamfor", &[]),
    (
        "egen",
        &[
            "antal-ar",
            "kategori-ar",
            "kategori-omrade",
            "timme",
            "per-ar-totalt",
            "veckor-mot-tidigare-ar",
            "lika-grannar",
            "anhopningar-i-tid",
        ],
    ),
];

/// A narrow selection, so that the slowest method is quick.
const NARROW: &str = "rader=offence&fran=2025-01-01&till=2025-12-31";

/// The command that a page shows.
fn command(page: &str) -> Vec<String> {
    let shown = page.split("<code>lofte analyse ").nth(1).unwrap().split("</code>").next().unwrap();
    let shown = shown.replace("&#34;", "\"").replace("&quot;", "\"");
    let (mut words, mut quoted) = (vec![String::new()], false);
    for sign in shown.chars() {
        match sign {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            sign => words.last_mut().unwrap().push(sign),
        }
    }
    words
}

/// A page once its answer is there.
async fn answered(coordinator: &Browser, path: &str) -> String {
    loop {
        let page = coordinator.get(path).await.page();
        if !page.contains("data-poll=") {
            return page;
        }
        assert!(text(&page).contains("Svaret är på väg"), "{}", text(&page));
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_answers_in_swedish_words() {
    let coordinator = Browser::signed_in("samordnare").await;
    for (question, ways) in WAYS {
        for way in ways.iter().copied().chain([""]) {
            let page = answered(&coordinator, &format!("/lagesbild/{question}?satt={way}&{NARROW}")).await;
            let said = text(&page);
            for raw in ["burglary", "0482A0", "analyse-", "source-", "{ $"] {
                let said = said.split("Samma svar i en terminal").next().unwrap();
                assert!(!said.contains(raw), "{question} {way} says {raw}: {said}");
            }
            assert!(page.contains("<html lang=\"sv\">") && page.contains("<h1>"), "{question} {way}");
            if !ways.is_empty() {
                assert!(said.contains("Anmälda brott; "), "{question} {way}: {said}");
                assert!(said.contains("Källa") && said.contains("Period"), "{question} {way}: {said}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_of_a_question_is_that_of_the_command_digit_for_digit() {
    let coordinator = Browser::signed_in("samordnare").await;
    let house = coordinator.home.path().to_str().unwrap();
    let printed_by = |arguments: &[&str], format: &str, language: &str| {
        let end = ["--dir", house, "--as", "samordnare", "--format", format, "--lang", language];
        lofte(&[arguments, &end].concat()).done().out
    };
    for (question, ways) in WAYS {
        for way in ways {
            let rows = format!("?satt={way}&{NARROW}");
            let page = answered(&coordinator, &format!("/lagesbild/{question}{rows}")).await;
            let command = command(&page);
            let command: Vec<&str> =
                std::iter::once("analyse").chain(command.iter().map(String::as_str)).collect();
            let csv = coordinator.get(&format!("/lagesbild/{question}/tabell.csv{rows}")).await.page();
            let printed = printed_by(&command, "csv", "en");
            assert_eq!(csv, printed, "{question} {way}");
            // What the page shows are the figures that a person at a terminal sees: its codes are names here.
            let table = printed_by(&command, "table", "sv").replace('\u{a0}', "");
            let figures = |row: &str| -> Vec<String> {
                let cells = row.split_whitespace().map(str::to_owned);
                cells.filter(|cell| cell.contains(|sign: char| sign.is_ascii_digit())).collect()
            };
            let printed: BTreeSet<Vec<String>> = table.lines().map(figures).collect();
            for row in page.split("<tr").skip(2) {
                let row = row.split("</tr>").next().unwrap();
                let cells =
                    row.split("class=\"numeric\">").skip(1).map(|cell| cell.split('<').next().unwrap());
                let cells: Vec<String> =
                    cells.map(|cell| cell.replace(['\u{a0}', ' '], "").replace("&#60;", "<")).collect();
                let cells: Vec<String> = cells
                    .into_iter()
                    .filter(|cell| cell.contains(|sign: char| sign.is_ascii_digit()))
                    .collect();
                let there = printed
                    .iter()
                    .any(|line| line.ends_with(&cells) || cells.iter().all(|cell| line.contains(cell)));
                assert!(cells.is_empty() || there, "{question} {way}: {cells:?} is not in\n{table}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn friday_evening_at_the_station_can_be_asked() {
    let coordinator = Browser::signed_in("samordnare").await;
    let areas = coordinator.get("/lagesbild/nar").await.page();
    let station = areas.split("\">Stationsområdet</option>").next().unwrap();
    let station = station.rsplit("value=\"").next().unwrap();
    let rows = format!("?satt=veckan&plats={station}&dag=5&fran_timme=18&till_timme=22");
    let page = coordinator.get(&format!("/lagesbild/nar{rows}")).await.page();
    assert!(text(&page).contains("Alla händelser; Stationsområdet; fredag kl. 18–22"), "{}", text(&page));
    assert!(
        command(&page).contains(&format!("area={station} weekday=5 hours=18-21")),
        "{:?}",
        command(&page)
    );
    let json = coordinator.get(&format!("/lagesbild/nar/svar.json{rows}")).await.page();
    let answer: serde_json::Value = serde_json::from_str(&json).unwrap();
    let all = coordinator.get(&format!("/lagesbild/nar/svar.json?plats={station}")).await.page();
    let all: serde_json::Value = serde_json::from_str(&all).unwrap();
    let used = |answer: &serde_json::Value| answer["input"]["used"].as_u64().unwrap();
    assert!(used(&answer) > 0 && used(&answer) * 10 < used(&all), "{} of {}", used(&answer), used(&all));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_given_as_files_and_nothing_else() {
    let coordinator = Browser::signed_in("samordnare").await;
    let svg = coordinator.get("/lagesbild/storst/figur.svg").await.page();
    assert!(
        svg.starts_with("<svg xmlns=")
            && svg.trim_end().ends_with("</svg>")
            && svg.matches("<svg").count() == 1
    );
    let map = coordinator.get(&format!("/lagesbild/var/karta.geojson?{NARROW}")).await.page();
    let map: serde_json::Value = serde_json::from_str(&map).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    let book = coordinator.download(&format!("/lagesbild/storst/tabell.xlsx?{NARROW}")).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tabell.xlsx");
    std::fs::write(&file, book).unwrap();
    let sheet = lofte_import::sheet::sheet(&file, &["Kategori", "Antal"]).unwrap();
    assert!(sheet.rows.len() > 5, "{sheet:?}");
    // Counts lie on no map; the rest is nowhere.
    coordinator
        .get("/lagesbild/storst/karta.geojson")
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "karta");
    for path in ["/lagesbild/storst/annat.csv", "/lagesbild/vet-inte", "/lagesbild/boende/tabell.csv"] {
        let seen = coordinator.get(path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_rows_cannot_carry_is_said_and_nothing_is_made_up() {
    let coordinator = Browser::signed_in("samordnare").await;
    // Four days are no trend, and no week of hours.
    let few = "fran=2025-03-01&till=2025-03-04&rader=offence&kategori=burglary";
    let trend = text(&coordinator.get(&format!("/lagesbild/vaxer?{few}")).await.page());
    assert!(trend.contains("Det går inte att säga av de rader som finns"), "{trend}");
    let none = text(&coordinator.get("/lagesbild/nar?fran=1990-01-01&till=1990-12-31").await.page());
    assert!(none.contains("Det går inte att säga av de rader som finns"), "{none}");
    // What somebody writes into the address is as if nothing had been chosen.
    let odd = coordinator
        .get("/lagesbild/storst?rader=%3Cb%3E&kategori=%22&plats=..&fran=x&dag=99&fran_timme=-1")
        .await
        .page();
    assert!(text(&odd).contains("Alla händelser."), "{}", text(&odd));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_that_began_later_is_no_rise() {
    let coordinator = Browser::signed_in("samordnare").await;
    let page = coordinator.get("/lagesbild/vaxer").await.page();
    let command = command(&page);
    let from = command.iter().position(|word| word == "--from").unwrap();
    assert_eq!(command[from + 1], "2022-01-01", "the day on which the last source began: {command:?}");
    let said = text(&page);
    let answer = said.split("Svaret ").nth(1).unwrap().split("Alla händelser").next().unwrap();
    let rises =
        answer.split("(+").skip(1).map(|rise| rise.split(' ').next().unwrap().parse::<f64>().unwrap());
    assert!(rises.into_iter().all(|rise| rise < 50.0), "nothing has doubled: {answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_read_small_counts_asks_nothing() {
    let reader = Browser::signed_in("lasare").await;
    for path in ["/lagesbild/storst", "/lagesbild/storst/tabell.csv"] {
        reader.get(path).await.refused(StatusCode::FORBIDDEN, "Rollen läsare får inte göra det här");
    }
    let page = reader.get("/lagesbild/hela").await.page();
    assert!(
        page.contains("/offentligt/lagesbild") && !page.contains("<figure"),
        "the published one is named"
    );
}
