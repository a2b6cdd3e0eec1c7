//! Writing a promise as real ones are: more undertakings than there were rows, of every kind, with suggestions beside each.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use crate::pages::desk::{Desk, Person};
use axum::http::StatusCode;
use lofte_app::{agreement, promise};
use lofte_model::promise::{Pace, Quantity};

async fn seven(person: &Person<'_>, desk: &Desk) -> Vec<(String, String)> {
    let parties = agreement::parties(&person.actor, &desk.house).await.unwrap();
    let mut form = vec![
        ("title".to_owned(), "Tryggare väg hem".to_owned()),
        ("text".to_owned(), "Fler ska känna sig trygga på väg hem.".to_owned()),
        ("from".to_owned(), "2027-01-01".to_owned()),
        ("to".to_owned(), "2028-12-31".to_owned()),
        ("commitment_rows".to_owned(), "7".to_owned()),
    ];
    let kinds = [
        ("at_least", "quarter"),
        ("at_most", "tertial"),
        ("as_intended", "school_term"),
        ("on_request", ""),
        ("done_or_not", ""),
        ("at_least", "half_year"),
        ("at_least", "whole_period"),
    ];
    for (number, (kind, per)) in (1..).zip(kinds) {
        let mut put = |part: &str, value: &str| {
            form.push((format!("commitment_{number}_{part}"), value.to_owned()));
        };
        put("text", if number == 5 { "Verka för ökad trygghet" } else { "Vi vandrar genom parken" });
        put("parties", &parties[0].id.to_string());
        put("kind", kind);
        if !per.is_empty() {
            put("count", "4");
            put("unit", "vandringar");
            put("per", per);
        }
    }
    form.push(("commitment_7_place".to_owned(), "Sveaparken".to_owned()));
    form.push(("commitment_7_hours".to_owned(), "kvällar i maj".to_owned()));
    form
}

fn borrowed(form: &[(String, String)]) -> Vec<(&str, &str)> {
    form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn one_more_row_keeps_what_was_written_and_saves_nothing() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let before = promise::list(&person.actor, &desk.house).await.unwrap().len();
    let mut form = seven(&person, &desk).await;
    form.push(("more_commitments".to_owned(), "1".to_owned()));
    let page = person.post("/loften/nytt", &borrowed(&form)).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.html.contains("name=\"commitment_8_text\"") && page.html.contains("Verka för ökad trygghet")
    );
    assert_eq!(promise::list(&person.actor, &desk.house).await.unwrap().len(), before);
}

#[tokio::test]
async fn every_kind_of_undertaking_is_written_and_shown_with_suggestions() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let form = seven(&person, &desk).await;
    let saved = person.post("/loften/nytt", &borrowed(&form)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let promises = promise::list(&person.actor, &desk.house).await.unwrap();
    let written = promises.iter().max_by_key(|promise| promise.number).unwrap();
    assert_eq!(written.commitments.len(), 7);
    let unit = || "vandringar".to_owned();
    let most = Quantity::AtMost { count: 4, unit: unit(), per: Pace::Tertial };
    let intended = Quantity::AsIntended { count: 4, unit: unit(), per: Pace::SchoolTerm };
    assert_eq!((&written.commitments[1].quantity, &written.commitments[2].quantity), (&most, &intended));
    let page = person.get(&saved.location).await.html;
    for shown in [
        "Högst 4 vandringar varje tertial",
        "genomförda som avsett",
        "Sveaparken",
        "kvällar i maj",
        "”verka för” säger vad ni vill, inte vad ni gör",
        "Säg vilken funktion som svarar för det",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    let again = person.get(&format!("{}/andra", saved.location)).await.html;
    assert!(again.contains("value=\"kvällar i maj\"") && again.contains("name=\"commitment_7_text\""));
}

#[tokio::test]
async fn what_is_signed_gets_no_suggestions() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let signed = promise::named(&person.actor, &desk.house, "2").await.unwrap();
    let page = person.get(&format!("/loften/{}", signed.id)).await.html;
    assert!(!page.contains("Förslag:"), "{page}");
}
