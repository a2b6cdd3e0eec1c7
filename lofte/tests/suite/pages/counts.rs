//! A table of counts pasted, typed or delivered, and what the picture makes of it.

use super::browser::{Browser, text};
use axum::http::StatusCode;
use lofte_app::picture;
use lofte_model::picture::Told;
use std::fmt::Write as _;

const TABLE: &str = "/leveranser/tabell";

/// Two years of months for the municipality and one withheld figure for an area.
fn pasted() -> String {
    let mut table = "Område\tKategori\tMånad\tAntal\n".to_owned();
    for (year, each) in [(2024, 20), (2025, 9)] {
        for month in 1..=12 {
            let _ = writeln!(table, "Hela kommunen\tVåld utomhus\t{year}-{month:02}\t{each}");
        }
    }
    table + "0482A0010\tVåld utomhus\t2025-12\t<5\nSumma\t\t\t348\n"
}

#[tokio::test]
async fn a_pasted_table_is_delivered_shown_for_itself_and_taken_back() {
    let coordinator = Browser::signed_in("samordnare").await;
    let form = coordinator.get(TABLE).await.page();
    assert!(form.contains("Klistra in tabellen"));
    let sent =
        coordinator.post(TABLE, &[("kalla", "polisen"), ("slag", "offence"), ("tabell", &pasted())]).await;
    let page = coordinator.wait(&sent.leads_on()).await;
    let said = text(&page);
    assert!(said.contains("Alla 25 rader var nya"), "{said}");
    assert!(said.contains("summor av andra rader") && said.contains("räknas inte som noll"), "{said}");

    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    coordinator.wait(&job).await;
    let page =
        coordinator.get("/lagesbild/hela?tabell=polisen.offence.month&antal=vald_utomhus").await.page();
    let said = text(&page);
    assert!(said.contains("Vad säger de tabeller med antal som vi har fått?"), "{said}");
    assert!(said.contains("Våld utomhus: Färre i hela kommunen, mer än slumpen ger."), "{said}");
    assert!(said.contains("108 240 −55 %"), "{said}");
    assert!(said.contains("kan finnas också bland de rader som levererats"), "{said}");

    let actor = lofte_app::access::acting_for(&coordinator.house, None).await.unwrap();
    let report = picture::draft(&actor, &coordinator.house).await.unwrap().unwrap();
    let tables = report.tables.unwrap();
    assert_eq!((tables.cells.len(), tables.provenance.n), (2, 25));
    assert!(tables.cells.iter().any(|series| matches!(series.counts.as_slice(), [Told::Withheld(_)])));
    // The rows of the demo are what they were.
    let monthly = report.monthly.unwrap();
    assert!(monthly.provenance.sources.iter().all(|source| source != "tabell"));
}

#[tokio::test]
async fn boxes_are_shown_filled_in_and_delivered() {
    let coordinator = Browser::signed_in("samordnare").await;
    let boxes = coordinator.get(&format!("{TABLE}?langd=quarter&fran=2025-1&till=2025-2")).await.page();
    assert!(boxes.contains("name=\"hela kommunen.2025 kv 1\""), "{boxes}");
    let form = [
        ("langd", "quarter"),
        ("fran", "2025-1"),
        ("till", "2025-2"),
        ("kategori", "Skadegörelse"),
        ("hela kommunen.2025 kv 1", "14"),
        ("0482A0010.2025 kv 2", ".."),
    ];
    let sent = coordinator.post(TABLE, &form).await;
    let page = coordinator.wait(&sent.leads_on()).await;
    assert!(text(&page).contains("Alla 4 rader var nya"), "{}", text(&page));
    let unsaid: Vec<(&str, &str)> = form.into_iter().filter(|(name, _)| *name != "kategori").collect();
    coordinator
        .post(TABLE, &unsaid)
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "Skriv vad som är räknat");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_while_the_table_still_stands_there() {
    let coordinator = Browser::signed_in("samordnare").await;
    let post = |table: &'static str| {
        let coordinator = &coordinator;
        async move { coordinator.post(TABLE, &[("tabell", table)]).await }
    };
    let page = post("Område;Antal\nCentrum;3\n")
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "Det finns ingen kolumn");
    assert!(page.contains("Centrum;3"));
    post("")
        .await
        .refused(StatusCode::UNPROCESSABLE_ENTITY, "Klistra in en tabell, eller skriv minst ett antal");
    let reader = Browser::signed_in("lasare").await;
    reader.get(TABLE).await.refused(StatusCode::FORBIDDEN, "Rollen läsare får inte göra det här");
    reader
        .post(TABLE, &[("tabell", "x")])
        .await
        .refused(StatusCode::FORBIDDEN, "Rollen läsare får inte göra det här");
}

#[tokio::test]
async fn every_source_says_what_there_is_to_know_of_it() {
    let reader = Browser::signed_in("lasare").await;
    for name in lofte_app::delivery::words() {
        let said = text(&reader.get(&format!("/leveranser/kallor/{name}")).await.page());
        for heading in lofte_import::sources::SourceCard::HEADINGS {
            assert!(said.contains(heading), "{name} lacks {heading}");
        }
        assert!(!said.contains("source-title-"), "{name}");
    }
}
