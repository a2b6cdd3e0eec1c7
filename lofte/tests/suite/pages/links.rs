//! The same event in two sources: suggested, decided on, counted once, and taken back. The rows are made up.

use super::browser::{Browser, text, value_of};
use axum::http::StatusCode;
use lofte_model::records::{Dimension, Selection};
use std::fmt::Write as _;

const COLUMNS: &str =
    "[columns]\nid = \"Nr\"\ntime = \"Tid\"\ncategory = \"Typ\"\nlatitude = \"Lat\"\nlongitude = \"Lon\"\n";

/// Ten calls of the police of 2011, and seven reports of the guards: four of the same brawls, some metres and minutes away.
async fn two_sources() -> Browser {
    let coordinator = Browser::signed_in("samordnare").await;
    for source in ["polisen", "vaktbolag"] {
        deliver(&coordinator, source, "rader.csv").await;
    }
    coordinator
}

async fn deliver(coordinator: &Browser, source: &str, file_name: &str) {
    let mut police = "Nr;Tid;Typ;Lat;Lon\n".to_owned();
    let mut guards = police.clone();
    for row in 0..10 {
        writeln!(police, "K{row};2011-03-{:02} 22:10;Bråk;59.05{row};16.58{row}", row + 1).unwrap();
        if row < 4 {
            writeln!(guards, "V{row};2011-03-{:02} 22:25;Bråk;59.05{row}3;16.58{row}", row + 1).unwrap();
        }
    }
    guards += "V7;2011-04-01 22:10;Bråk;59.050;16.580\nV8;2011-03-05 03:00;Bråk;59.054;16.584\nV9;2011-03-06 22:10;Klotter;59.055;16.585\n";
    let (kind, rows) = if source == "polisen" { ("offence", police) } else { ("disturbance", guards) };
    let mapping = format!(
        "source = \"{source}\"\nkind = \"{kind}\"\nsynthetic = true\n{COLUMNS}\n[categories]\n\"Bråk\" = \"assault\"\n\"Klotter\" = \"graffiti\"\n"
    );
    let parts = [
        ("source", None, "incidents"),
        ("mapping", None, mapping.as_str()),
        ("file", Some(file_name), rows.as_str()),
    ];
    let job = coordinator.upload(&parts).await.leads_on();
    let done = text(&coordinator.wait(&job).await);
    assert!(done.contains("Ja."), "{done}");
}

async fn counted(browser: &Browser) -> u64 {
    let of_year = Selection {
        period: Some(lofte_model::period::Period::year(2011)),
        ..Selection::all(browser.house.municipality().clone())
    };
    browser.house.records().count(&of_year, &[Dimension::Source]).await.unwrap().total()
}

const SINCE: &str = "sedan dess är det bestämt vilka rader som är samma händelse";
const PAIRS: &str = "/leveranser/dubbletter/par?ar=2011&meter=100&minuter=60&en=offence%3Apolisen&andra=disturbance%3Avaktbolag";
const OF: [(&str, &str); 5] = [
    ("ar", "2011"),
    ("meter", "100"),
    ("minuter", "60"),
    ("en", "offence:polisen"),
    ("andra", "disturbance:vaktbolag"),
];

/// The pairs that a page shows, as its form has them.
fn shown(page: &str) -> Vec<String> {
    page.split("name=\"par\" value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn form<'a>(pairs: &'a [String], ruling: &'a str) -> Vec<(&'a str, &'a str)> {
    let chosen = pairs.iter().map(|pair| ("par", pair.as_str()));
    OF.into_iter().chain(chosen).chain([("beslut", ruling)]).collect()
}

#[tokio::test]
async fn an_event_of_two_lists_is_counted_once_until_the_decision_is_taken_back() {
    let coordinator = two_sources().await;
    assert_eq!(counted(&coordinator).await, 17);
    let page = coordinator.get("/leveranser/dubbletter?ar=2011").await.page();
    let said = text(&page);
    assert!(said.contains("4 par av rader från 2011 kan vara samma händelse."), "{said}");
    assert!(said.contains("Polisen och Vaktbolaget 4 0,0"), "{said}");

    let page = coordinator.get(PAIRS).await.page();
    let pairs = shown(&page);
    assert_eq!(pairs.len(), 4);
    let said = text(&page);
    assert!(
        said.contains("1 mars 2011 kl. 22.10, misshandel") && said.contains("33 meter och 15 minuter"),
        "{said}"
    );
    assert!(!page.contains("59.05") && !page.contains("16.58"), "no point is shown");

    // Nothing chosen, or what is not suggested, is no decision.
    let here = "/leveranser/dubbletter/par";
    coordinator
        .post(here, &form(&[], "en"))
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "Kryssa i minst ett par");
    let made_up = [format!("{}-{}", "0".repeat(32), "1".repeat(32))];
    let refused = coordinator.post(here, &form(&made_up, "en")).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "inte längre bland förslagen");

    // Three are the same, one is not.
    coordinator.post(here, &form(&pairs[..3], "en")).await.leads_on();
    assert_eq!(counted(&coordinator).await, 14);
    assert_eq!(coordinator.post(here, &form(&pairs[3..], "olika")).await.leads_on(), PAIRS);
    assert_eq!(counted(&coordinator).await, 14);
    let listed = text(&coordinator.get("/leveranser/dubbletter?ar=2011").await.page());
    assert!(
        listed.contains("Nej, inga rader från 2011")
            && listed.contains("Beslut 1")
            && listed.contains("Beslut 2"),
        "{listed}"
    );

    // The decision is taken back with a reason, once.
    let decision = "/leveranser/dubbletter/beslut/1";
    let page = coordinator.get(decision).await.page();
    assert!(text(&page).contains("Samma händelse: raderna från Polisen räknas"));
    let version = value_of(&page, "version");
    let back = format!("{decision}/ta-tillbaka");
    let silent = [("version", version.as_str()), ("skal", "")];
    coordinator.post(&back, &silent).await.refused(StatusCode::UNPROCESSABLE_ENTITY, "varför");
    let told = [("version", version.as_str()), ("skal", "Det var två bråk samma kväll")];
    coordinator.post(&back, &told).await.leads_on();
    assert_eq!(counted(&coordinator).await, 17);
    assert!(text(&coordinator.get(decision).await.page()).contains("två bråk samma kväll"));
    assert_eq!(
        shown(&coordinator.get(PAIRS).await.page()).len(),
        3,
        "what was found to be different stays so"
    );
}

#[tokio::test]
async fn an_event_is_never_left_out_on_both_sides_and_a_crash_loses_no_decision() {
    let coordinator = two_sources().await;
    let here = "/leveranser/dubbletter/par";
    let pairs = shown(&coordinator.get(PAIRS).await.page());
    coordinator.post(here, &form(&pairs, "andra")).await.leads_on();
    assert_eq!(counted(&coordinator).await, 13);
    // The files that the rows follow are gone: the casework knows, and they come again when the house is opened.
    let municipality = coordinator.house.municipality().clone();
    coordinator.house.records().set_left_out(&municipality, &[]).await.unwrap();
    assert_eq!(counted(&coordinator).await, 17);
    let again = lofte_app::house::House::open(coordinator.home.path()).await.unwrap();
    assert_eq!(counted(&coordinator).await, 13);
    drop(again);
    // The guards' delivery, whose rows count, is taken back: the police's rows count again.
    let kept = coordinator.house.records().deliveries(&municipality).await.unwrap();
    let guards = kept.iter().find(|delivery| {
        delivery.source == "vaktbolag" && delivery.period.is_some_and(|period| period.from().year() == 2011)
    });
    let angra = format!("/leveranser/{}/angra", guards.unwrap().id);
    let seen = value_of(&coordinator.get(&angra).await.page(), "seen");
    coordinator.post(&angra, &[("seen", &seen)]).await.leads_on();
    assert_eq!(counted(&coordinator).await, 10);
    let decision = text(&coordinator.get("/leveranser/dubbletter/beslut/1").await.page());
    assert!(decision.contains("Gäller inte längre 4 av paren"), "{decision}");
    // The guards' list comes again: what was decided on the rows of another delivery does not bind these.
    deliver(&coordinator, "vaktbolag", "igen.csv").await;
    assert_eq!(counted(&coordinator).await, 17);
    let pairs = shown(&coordinator.get(PAIRS).await.page());
    assert_eq!(pairs.len(), 4, "they are suggested anew");
    coordinator.post(here, &form(&pairs, "en")).await.leads_on();
    assert_eq!(counted(&coordinator).await, 13);
}

#[tokio::test]
async fn a_picture_says_that_what_is_the_same_was_decided_after_it() {
    let coordinator = two_sources().await;
    let count = async || {
        let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
        coordinator.wait(&job).await;
        text(&coordinator.get("/lagesbild/hela").await.page())
    };
    assert!(!count().await.contains(SINCE));
    let pairs = shown(&coordinator.get(PAIRS).await.page());
    coordinator.post("/leveranser/dubbletter/par", &form(&pairs, "en")).await.leads_on();
    let said = text(&coordinator.get("/lagesbild/hela").await.page());
    assert!(said.contains(SINCE), "{said}");
    assert!(!count().await.contains(SINCE));
}

#[tokio::test]
async fn who_may_not_deliver_decides_nothing() {
    let partner = Browser::signed_in("lasare").await;
    partner.get("/leveranser/dubbletter").await.refused(StatusCode::FORBIDDEN, "");
    assert!(!partner.get("/leveranser").await.page().contains("/leveranser/dubbletter"));
    let coordinator = Browser::signed_in("samordnare").await;
    assert_eq!(coordinator.get("/leveranser/dubbletter/par?ar=x").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        coordinator.get("/leveranser/dubbletter/par?en=polisen").await.leads_on(),
        "/leveranser/dubbletter"
    );
    assert_eq!(coordinator.get("/leveranser/dubbletter/beslut/9").await.status, StatusCode::NOT_FOUND);
}
