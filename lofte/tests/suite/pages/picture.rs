//! The pages on the picture.

use super::browser::{Browser, OFFENCES, text};
use axum::http::StatusCode;

#[tokio::test]
async fn the_picture_answers_in_words_that_the_intervals_carry() {
    let coordinator = Browser::signed_in("samordnare").await;
    let said = text(&coordinator.get("/lagesbild/hela").await.page());
    assert!(said.contains("Ja. Den räknades den 7 april 2026 på alla leveranser som gäller."), "{said}");
    // 267 rows on 1 222 residents: 218.5, Garwood 193.1–246.3, which reaches into the next two areas.
    assert!(
        said.contains(
            "Flen väster: 218 per 1 000 invånare (193–246) under 2025, men det går inte att skilja från Flen söder och \
             Flen nordost: intervallen går i varandra."
        ),
        "{said}"
    );
    assert!(said.contains("8. Flen väster (0482C1030) 267 1 222 218,5 193,1–246,3"), "{said}");
    // Brå: 2 121 offences in 2023, on the population that Brå's own rate implies.
    assert!(said.contains("Talet är högre än i Oxelösund samma år"), "{said}");
    let burglary =
        coordinator.get("/lagesbild/hela?slag=offence.burglary&ar=2024&fraga=trygg_stationen").await.page();
    assert!(burglary.contains("<option value=\"offence.burglary\" selected>"), "the choice is kept");
    assert!(burglary.contains("<input type=\"hidden\" name=\"fraga\" value=\"trygg_stationen\">"));
    assert!(text(&burglary).contains("Anmälda brott: inbrott 2024, per 1 000 invånare"));
    // Too far from the year of the population there are counts but no rates; and nonsense is as nothing.
    let early = text(&coordinator.get("/lagesbild/hela?ar=2019").await.page());
    assert!(early.contains("Det går inte att räkna per invånare för 2019"), "{early}");
    let odd =
        coordinator.get("/lagesbild/hela?slag=%3Cb%3E&ar=x&brott=%22&vecka=-1&fraga=&matning=1").await.page();
    assert!(text(&odd).contains("Flen väster: 218 per 1 000"));
}

#[tokio::test]
async fn the_picture_is_computed_anew_and_adopted_with_words() {
    let coordinator = Browser::signed_in("samordnare").await;
    let job = coordinator.upload_offences(OFFENCES).await.leads_on();
    coordinator.wait(&job).await;
    let stale = text(&coordinator.get("/lagesbild/hela").await.page());
    assert!(stale.contains("sedan dess har en leverans kommit eller tagits tillbaka"), "{stale}");
    let job = coordinator.post("/lagesbild/rakna", &[]).await.leads_on();
    assert!(text(&coordinator.wait(&job).await).contains("Ja. Den bygger nu på alla leveranser som gäller."));

    let form = coordinator.get("/lagesbild/anta").await.page();
    let seen = form.split("name=\"seen\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let refused =
        coordinator.post("/lagesbild/anta", &[("extent", "Stort & växande"), ("seen", &seen)]).await;
    let page = refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Lagen kräver det (2023:196, 4 §)");
    assert!(page.contains("Stort &#38; växande</textarea>"), "what was written is kept");
    assert!(page.contains("Kryssa i att du har läst siffrorna"));
    let mut written =
        vec![("consequences", "Otrygghet"), ("analysis", "Två platser"), ("sure", "1"), ("seen", "då")];
    let refused = coordinator.post("/lagesbild/anta", &written).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Lägesbilden har räknats om sedan du öppnade sidan.");
    written[3].1 = &seen;
    written[1].1 = "Det gäller 19811228-9874";
    let refused = coordinator.post("/lagesbild/anta", &written).await;
    refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "ser ut som ett personnummer");
    written[1].1 = "Två platser";
    assert_eq!(coordinator.post("/lagesbild/anta", &written).await.leads_on(), "/lagesbild/utgavor/3");
    let edition = text(&coordinator.get("/lagesbild/utgavor/3").await.page());
    assert!(
        edition.contains("innehållet stämmer med fingeravtrycket") && edition.contains("Otrygghet"),
        "{edition}"
    );
    assert!(edition.contains("Föregående: Utgåva 2"), "{edition}");
}
