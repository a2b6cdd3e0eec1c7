//! The pages on problems and their causes.

use super::desk::Desk;
use axum::http::StatusCode;

#[tokio::test]
async fn a_problem_gets_causes_and_a_measure_that_hits_one() {
    let desk = Desk::new().await;
    let police = desk.person("polis").await;
    let problem = [
        ("title", "Buskörning vid skolan"),
        ("description", "Mopeder på gångvägen"),
        ("areas", "0482C1010"),
        ("areas", "0482C1020"),
        ("edition", "1"),
        ("decision", "prioritised"),
        ("reason", "Många har påtalat det"),
    ];
    let made = police.post("/problem/nytt", &problem).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let list = police.get("/problem").await.html;
    assert!(list.contains("Inget löfte svarar på problem") && list.contains("har ingen orsaksanalys"));
    let cause = |statement: &'static str, parent: &'static str| {
        [
            ("statement", statement),
            ("parent", parent),
            ("perspective", "place"),
            ("support", "hypothesis"),
            ("influenceable", "ja"),
        ]
    };
    let add = format!("{}/orsak", made.location);
    let added = police.post(&add, &cause("Gångvägen är bred och rak", "")).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    police.post(&add, &cause("Den byggdes för bilar", "1")).await;
    let empty = police.post(&add, &cause("", "")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.html.contains("id=\"statement-error\""));
    let page = police.get(&made.location).await.html;
    assert!(page.contains("1 direkt orsak och 1 orsak bakom dem"), "{page}");
    assert!(page.contains("Orsak 1.1"), "{page}");

    let id = made.location.rsplit('/').next().unwrap();
    let reference = format!("{id}/1.1");
    let parties = lofte_app::agreement::parties(&police.actor, &desk.house).await.unwrap();
    let owner = parties[0].id.to_string();
    let measure = [
        ("title", "Sätt upp bommar"),
        ("causes", reference.as_str()),
        ("kind", "situational"),
        ("owner", owner.as_str()),
        ("function", "gatuchef"),
        ("deadline", "2027-06-30"),
    ];
    let planned = police.post("/plan/ny", &measure).await;
    assert_eq!(planned.status, StatusCode::SEE_OTHER, "{}", planned.html);
    assert!(police.get(&made.location).await.html.contains("Sätt upp bommar"));
    assert!(police.get("/plan").await.html.contains("Åtgärder utan löfte"));
}
