//! The pages on measures.

use super::desk::Desk;
use axum::http::StatusCode;
use lofte_app::plan;

#[tokio::test]
async fn a_partner_reports_on_its_own_measures_only() {
    let desk = Desk::new().await;
    let partner = desk.person("bostadsbolag").await;
    // A partner is shown its own measures alone; what the others are is known to the coordinator.
    let coordinator = desk.person("samordnare").await;
    let measures = plan::list(&coordinator.actor, &desk.house).await.unwrap();
    assert!(
        plan::list(&partner.actor, &desk.house)
            .await
            .unwrap()
            .iter()
            .all(|measure| Some(measure.owner) == partner.actor.party)
    );
    let own = measures.iter().find(|measure| Some(measure.owner) == partner.actor.party).unwrap();
    let other = measures.iter().find(|measure| Some(measure.owner) != partner.actor.party).unwrap();
    let report = |note: &'static str, done: &'static str| {
        [
            ("execution", "ongoing"),
            ("fidelity", "partly"),
            ("effect", "unknown"),
            ("done", done),
            ("note", note),
        ]
    };
    assert!(partner.get(&format!("/plan/{}", own.id)).await.html.contains("Spara rapporten"));
    assert!(!partner.get(&format!("/plan/{}", other.id)).await.html.contains("Spara rapporten"));
    let sent = partner.post(&format!("/plan/{}/rapport", own.id), &report("Två lampor bytta.", "2")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let page = partner.get(&format!("/plan/{}", own.id)).await.html;
    assert!(page.contains("Två lampor bytta.") && page.contains("2 ronder"), "{page}");
    let before = own.done();
    let after = plan::find(&partner.actor, &desk.house, own.id).await.unwrap();
    assert_eq!(after.done(), before + 2);

    let refused = partner.post(&format!("/plan/{}/rapport", other.id), &report("Inte mitt.", "1")).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let named =
        partner.post(&format!("/plan/{}/rapport", own.id), &report("Talade med 19121212-1212.", "1")).await;
    assert_eq!(named.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(named.html.contains("id=\"note-error\""));
    let counted = partner.post(&format!("/plan/{}/rapport", own.id), &report("Flera.", "flera")).await;
    assert!(counted.html.contains("id=\"done-error\"") && counted.html.contains("Flera."));
}
