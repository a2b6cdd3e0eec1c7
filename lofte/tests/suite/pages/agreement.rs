//! The pages on agreements.

use super::browser::{Browser, choice_of, text, value_of};
use axum::http::StatusCode;
use lofte::demo::PASSWORD;

#[tokio::test]
#[expect(clippy::too_many_lines, reason = "one story, told in order")]
async fn an_agreement_is_written_refused_signed_and_changed() {
    let coordinator = Browser::signed_in("samordnare").await;
    let refused = coordinator
        .post("/overenskommelser/ny", &[("title", "Ny"), ("from", "2027-01-01"), ("to", "2028-12-31")])
        .await;
    let page =
        refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "En överenskommelse behöver minst två parter.");
    assert!(page.contains("value=\"2027-01-01\"") && page.contains("Skriv minst ett syfte."));
    let parties: Vec<&str> =
        page.split("name=\"parties\" value=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
    assert_eq!(parties.len(), 4);
    let mut form = vec![
        ("title", "Överenskommelse 2027–2028"),
        ("parties", parties[0]),
        ("parties", parties[1]),
        ("purposes", "Trygga platser\n\nSnabb hjälp"),
        ("areas", "Stationen"),
        ("from", "2027-01-01"),
        ("to", "2028-12-31"),
    ];
    let place = coordinator.post("/overenskommelser/ny", &form).await.leads_on();
    let said = text(&coordinator.get(&place).await.page());
    assert!(
        said.contains("Inte än. Underskrift saknas från") && said.contains("1 januari 2027–31 december 2028"),
        "{said}"
    );
    let visitor = Browser {
        home: tempfile::tempdir().unwrap(),
        house: coordinator.house.clone(),
        router: coordinator.router.clone(),
        cookie: String::new(),
    };
    let police = visitor.sign_in("polis", PASSWORD).await;
    let sign = format!("{place}/underskrift");
    for signer in [&coordinator, &police] {
        loop {
            let asked = signer.get(&sign).await.page();
            let (seen, Some(party)) = (value_of(&asked, "seen"), choice_of(&asked)) else { break };
            let signature = |day| {
                [("party", party.as_str()), ("office", "ordförande"), ("signed_on", day), ("seen", &seen)]
            };
            let refused = signer.post(&sign, &signature("2999-12-01")).await;
            refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Dagen har inte varit än.");
            let refused = signer.post(&sign, &signature("i går")).await;
            refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Skriv en dag som finns");
            assert_eq!(signer.post(&sign, &signature("2026-01-15")).await.leads_on(), place);
            let refused = signer.post(&sign, &signature("2026-01-15")).await;
            refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "redan undertecknat den här texten");
        }
    }
    let signed = text(&coordinator.get(&place).await.page());
    assert!(
        signed.contains("Ja, alla parter har skrivit under.") && signed.contains("Antecknad av"),
        "{signed}"
    );
    let edit = format!("{place}/andra");
    let version = value_of(&coordinator.get(&edit).await.page(), "version");
    form[0].1 = "Ändrad rubrik";
    form.push(("version", &version));
    assert_eq!(coordinator.post(&edit, &form).await.leads_on(), place);
    let said = text(&coordinator.get(&place).await.page());
    assert!(said.contains("Ändrad rubrik") && said.contains("Underskrift saknas från"), "{said}");
    assert!(said.contains("Underskrifter som har fallit bort") && said.contains("Texten ändrades"), "{said}");
    // Somebody who had the old text before them loses nothing and overwrites nothing unawares.
    form[3].1 = "Ett annat syfte";
    let late = police.post(&edit, &form).await;
    let page = late.refused(StatusCode::CONFLICT, "samordnare ändrade det här");
    assert!(page.contains("Ett annat syfte</textarea>"), "what was written is kept");
    assert!(text(&page).contains("Nu står det: ”Trygga platser; Snabb hjälp”"), "{}", text(&page));
    let version = value_of(&page, "version");
    form.last_mut().unwrap().1 = &version;
    assert_eq!(police.post(&edit, &form).await.leads_on(), place);
    assert_eq!(
        coordinator
            .post("/overenskommelser/parter", &[("name", "Föreningen"), ("kind", "association")])
            .await
            .leads_on(),
        "/overenskommelser/parter"
    );
    let refused = coordinator.post("/overenskommelser/parter", &[("name", " "), ("kind", "business")]).await;
    let page = refused.refused(StatusCode::UNPROCESSABLE_ENTITY, "Skriv vad organisationen heter.");
    assert!(text(&page).contains("Föreningen förening eller samfund"));
}

#[tokio::test]
async fn a_signature_is_struck_out_only_as_it_was_seen() {
    let coordinator = Browser::signed_in("samordnare").await;
    let actor = lofte_app::access::acting_for(&coordinator.house, Some("samordnare")).await.unwrap();
    let agreed = lofte_app::agreement::list(&actor, &coordinator.house).await.unwrap().remove(0);
    let place = format!("/overenskommelser/{}", agreed.id);
    let page = coordinator.get(&place).await.page();
    let (seen, party) = (value_of(&page, "seen"), choice_of(&page).unwrap());
    let strike = format!("{place}/stryk");
    let form = |seen| [("party", party.as_str()), ("reason", "fel dag"), ("seen", seen)];
    for unseen in ["", "0"] {
        let refused = coordinator.post(&strike, &form(unseen)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    }
    assert_eq!(coordinator.post(&strike, &form(&seen)).await.leads_on(), place);
    let said = text(&coordinator.get(&place).await.page());
    assert!(said.contains("Underskrifter som har fallit bort") && said.contains("fel dag"), "{said}");
    // The page from before shows signatures that no longer stand.
    let late = coordinator.post(&strike, &form(&seen)).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", late.text);
}
