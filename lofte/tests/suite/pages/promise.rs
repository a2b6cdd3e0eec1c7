//! The pages on promises: written, refused, signed.

use super::desk::{Desk, Person, between};
use axum::http::StatusCode;
use lofte_app::promise;
use lofte_model::promise::PromiseState;

#[tokio::test]
async fn two_signatures_on_the_text_that_was_shown_publish() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let made = coordinator.post("/loften/nytt", &borrowed(&whole_promise(&coordinator).await)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = coordinator.get(&made.location).await.html;
    assert!(page.contains("Inget saknas: löftet kan undertecknas."), "{page}");
    assert!(page.contains("Mätningen kan i fyra fall av fem visa en verklig förändring på minst"), "{page}");
    assert!(page.contains("med mer än 2,5 procentenheter"), "{page}");

    let sign = format!("{}/underteckna", made.location);
    let asked = coordinator.get(&sign).await.html;
    for signed in ["Räknas som ja", "Svar räknas från", "2028, som görs 2028"] {
        assert!(asked.contains(signed), "{signed} is not in {asked}");
    }
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"").to_owned();
    // Only what was shown can be signed.
    let stale = coordinator.post(&sign, &[("office", "chefen"), ("fingerprint", "0")]).await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY);
    let signed = coordinator
        .post(&sign, &[("office", "kommunstyrelsens ordförande"), ("fingerprint", &fingerprint)])
        .await;
    assert_eq!((signed.status, signed.location.as_str()), (StatusCode::SEE_OTHER, made.location.as_str()));
    // One side signs once, and waits for the other.
    assert_eq!(coordinator.get(&sign).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(coordinator.get(&made.location).await.html.contains("Kommunen har undertecknat"));
    assert!(police.get("/loften").await.html.contains("väntar på din sidas underskrift"));

    let signed =
        police.post(&sign, &[("office", "lokalpolisområdeschef"), ("fingerprint", &fingerprint)]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER);
    let page = police.get(&made.location).await.html;
    assert!(page.contains(&fingerprint), "{page}");
    let edit = format!("{}/andra", made.location);
    assert_eq!(coordinator.get(&edit).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let promises = promise::list(&coordinator.actor, &desk.house).await.unwrap();
    assert!(matches!(promises.last().unwrap().state, PromiseState::Published { .. }));
}

#[tokio::test]
async fn a_promise_reads_back_as_it_was_written_and_an_edit_takes_the_signature_away() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let form = whole_promise(&coordinator).await;
    let made = coordinator.post("/loften/nytt", &borrowed(&form)).await;
    let written = promise::list(&coordinator.actor, &desk.house).await.unwrap().pop().unwrap();
    let goal = written.effect_goal.clone().unwrap();
    assert_eq!((goal.threshold, goal.alpha, goal.follow_up_year), (0.025, 0.05, 2028));
    assert_eq!(written.problems.len(), 2);
    assert_eq!(written.commitments[0].parties.len(), 2);

    let sign = format!("{}/underteckna", made.location);
    let asked = coordinator.get(&sign).await.html;
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"");
    coordinator.post(&sign, &[("office", "chefen"), ("fingerprint", fingerprint)]).await;
    let edit = format!("{}/andra", made.location);
    let filled = coordinator.get(&edit).await.html;
    assert!(filled.contains("faller underskrifterna bort"));
    for kept in ["value=\"Tryggare väg hem\"", "value=\"2027-01-01\"", "value=\"2,5\"", "value=\"gångvägar\""]
    {
        assert!(filled.contains(kept), "{kept}");
    }
    let mut changed = with(&form, "title", "Tryggare väg hem från stationen");
    changed.push(("version", between(&filled, "name=\"version\" value=\"", "\"").into()));
    let saved = coordinator.post(&edit, &borrowed(&changed)).await;
    assert_eq!(saved.location, made.location);
    let edited = promise::list(&coordinator.actor, &desk.house).await.unwrap().pop().unwrap();
    assert_eq!(edited.state, PromiseState::Draft);
    assert_eq!(edited.title, "Tryggare väg hem från stationen");
    assert_eq!(edited.effect_goal, written.effect_goal);
}

#[tokio::test]
async fn a_draft_that_lacks_things_says_which_and_where_they_are_mended() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let form = [("title", "Något"), ("text", "Något bättre."), ("from", "2027-01-01"), ("to", "2027-12-31")];
    let made = coordinator.post("/loften/nytt", &form).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let page = coordinator.get(&made.location).await.html;
    assert!(page.contains("2 saker saknas"), "{page}");
    for field in ["commitment_1_text", "problems"] {
        let link = format!("href=\"{}/andra#{field}\"", made.location);
        assert!(page.contains(&link), "{link}");
    }
    assert!(!page.contains("/underteckna"));
    assert!(coordinator.get("/problem").await.html.contains("svarar inte på något problem"));
}

#[tokio::test]
async fn a_refused_form_keeps_what_was_filled_in() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let whole = whole_promise(&coordinator).await;
    let refused = [
        ("to", "2026-12-31", "Perioden slutar innan den börjar"),
        ("from", "i morgon", "Skriv en dag som finns"),
        ("title", "", "Skriv både rubrik och text"),
        ("commitment_1_count", "många", "Skriv ett heltal, minst 1"),
        ("threshold", "lite", "Skriv ett tal"),
        ("follow_up_year", "nästa", "Skriv ett år"),
    ];
    for (field, value, sentence) in refused {
        let answer = coordinator.post("/loften/nytt", &borrowed(&with(&whole, field, value))).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.html.contains(&format!("<li><a href=\"#{field}\">{sentence}")), "{field}");
        assert!(answer.html.contains(&format!("id=\"{field}-error\"")), "{field}");
        assert!(answer.html.contains("Fler ska känna sig trygga på väg hem."), "{field}");
        assert!(answer.html.contains(&format!("value=\"{value}\"")), "{field}");
    }
    let problem = [
        ("title", "Buller"),
        ("description", "På torget nattetid"),
        ("decision", "prioritised"),
        ("reason", " "),
    ];
    let answer = coordinator.post("/problem/nytt", &problem).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.html.contains("id=\"reason-error\"") && answer.html.contains("På torget nattetid"));
    let measure = [("title", "Sänk farten"), ("deadline", "snart"), ("function", "trafikingenjör")];
    let answer = coordinator.post("/plan/ny", &measure).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in
        ["id=\"deadline-error\"", "id=\"owner-error\"", "id=\"kind-error\"", "value=\"trafikingenjör\""]
    {
        assert!(answer.html.contains(kept), "{kept}");
    }
}

/// A promise that lacks nothing, built on the wave of 2025 in the demo.
pub async fn whole_promise(person: &Person<'_>) -> Vec<(&'static str, String)> {
    let house = &person.desk.house;
    let waves = promise::waves(&person.actor, house).await.unwrap();
    let baseline = waves.iter().max_by_key(|wave| wave.year).unwrap();
    let problems = lofte_app::problem::list(&person.actor, house).await.unwrap();
    let parties = lofte_app::agreement::parties(&person.actor, house).await.unwrap();
    vec![
        ("title", "Tryggare väg hem".into()),
        ("text", "Fler ska känna sig trygga på väg hem.".into()),
        ("from", "2027-01-01".into()),
        ("to", "2028-12-31".into()),
        ("problems", problems[0].id.to_string()),
        ("problems", problems[1].id.to_string()),
        ("commitment_1_text", "Vi lyser upp gångvägen".into()),
        ("commitment_1_parties", parties[0].id.to_string()),
        ("commitment_1_parties", parties[1].id.to_string()),
        ("commitment_1_kind", "at_least".into()),
        ("commitment_1_count", "3".into()),
        ("commitment_1_unit", "gångvägar".into()),
        ("commitment_1_per", "year".into()),
        ("indicator", baseline.indicators[0].code.clone()),
        ("baseline", baseline.name.to_string()),
        ("follow_up", "2028".into()),
        ("follow_up_year", "2028".into()),
        ("direction", "increase".into()),
        ("threshold", "2,5".into()),
        ("risk", "5".into()),
    ]
}

pub fn borrowed<'a>(form: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    form.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// The same form with another value for a name.
pub fn with(form: &[(&'static str, String)], name: &'static str, value: &str) -> Vec<(&'static str, String)> {
    let mut form: Vec<_> = form.iter().filter(|(known, _)| *known != name).cloned().collect();
    form.push((name, value.to_owned()));
    form
}
