//! The pages on measures.

use super::desk::{Desk, Person, between};
use axum::http::StatusCode;
use lofte_app::plan;
use lofte_model::plan::{Measure, MeasureField};

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

/// What the form of a measure sends as it stands, with some fields otherwise.
async fn sent(person: &Person<'_>, measure: &Measure, other: &[(&str, &str)]) -> Vec<(String, String)> {
    let versioned = plan::to_edit(&person.actor, &person.desk.house, measure.id).await.unwrap();
    let (known, version) = (&versioned.value, versioned.version.to_string());
    let cause = &known.causes[0];
    let commitment = known.commitment.as_ref();
    let plain = [
        ("title", known.title.clone()),
        ("causes", format!("{}/{}", cause.problem, cause.cause)),
        (
            "commitment",
            commitment.map(|one| format!("{}/{}", one.promise, one.commitment)).unwrap_or_default(),
        ),
        ("kind", "situational".to_owned()),
        ("owner", known.owner.to_string()),
        ("function", known.function.clone()),
        ("deadline", known.deadline.to_string()),
        ("version", version),
        ("why", "planen växer".to_owned()),
    ];
    let kept = plain.into_iter().filter(|(name, _)| other.iter().all(|(changed, _)| changed != name));
    let mut form: Vec<(String, String)> = kept.map(|(name, value)| (name.to_owned(), value)).collect();
    form.extend(other.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

async fn amend(person: &Person<'_>, measure: &Measure, other: &[(&str, &str)]) -> super::desk::Answer {
    let form = sent(person, measure, other).await;
    let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.post(&format!("/plan/{}/andra", measure.id), &pairs).await
}

async fn measures(person: &Person<'_>) -> Vec<Measure> {
    plan::list(&person.actor, &person.desk.house).await.unwrap()
}

#[tokio::test]
async fn what_is_said_of_a_measure_hangs_together() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let lamp = measures(&coordinator).await.remove(0);
    let own = lamp.id.to_string();
    for (fields, field) in [
        (vec![("start", "2030-01-01")], "start"),
        (vec![("moments", "2031-01-01: Byt")], "moments"),
        (vec![("camera_ground", "14 § lag (2023:196)")], "camera_review"),
        (vec![("camera_review", "2027-01-01")], "camera_ground"),
        (vec![("evidence", "high")], "source"),
        (vec![("hours_doing", "många")], "hours_doing"),
        (vec![("owner", "00000000-0000-4000-8000-000000000000")], "owner"),
        (vec![("after", own.as_str())], "after"),
    ] {
        let refused = amend(&coordinator, &lamp, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(refused.html.contains(&format!("id=\"{field}-error\"")), "{field}: {}", refused.html);
    }
    let fields = [
        ("start", "2023-05-01"),
        ("moments", "2023-06-01: Räkna lamporna\nByt dem (gjort 2023-09-01)"),
        ("deputy", "arbetsledare"),
        ("dose", "alla 40 stolpar"),
        ("hours_doing", "1 200"),
        ("level", "primary"),
        ("evidence", "medium"),
        ("source", "Systematisk översikt om belysning"),
        ("camera_ground", "14 § lag (2023:196)"),
        ("camera_review", "2027-01-01"),
        ("also_in", "ANDTS: plan 2025"),
    ];
    let saved = amend(&coordinator, &lamp, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let page = coordinator.get(&format!("/plan/{}", lamp.id)).await.html;
    for told in [
        "arbetsledare",
        "göra 1\u{a0}200",
        "Räkna lamporna",
        "Gjort 1\u{a0}september 2023",
        "ANDTS: plan 2025",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let again = coordinator.get(&format!("/plan/{}/andra", lamp.id)).await.html;
    assert!(again.contains("2023-06-01: Räkna lamporna\nByt dem (gjort 2023-09-01)"), "{again}");
}

#[tokio::test]
async fn an_owner_ticks_moments_off_and_what_is_late_is_told() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let partner = desk.person("bostadsbolag").await;
    let own = measures(&partner).await.remove(0);
    let other =
        measures(&coordinator).await.into_iter().find(|one| Some(one.owner) != partner.actor.party).unwrap();
    let fields = [("deadline", "2035-01-01"), ("moments", "2024-01-02: Märk upp\nLaga")];
    assert_eq!(amend(&coordinator, &own, &fields).await.status, StatusCode::SEE_OTHER);
    // A measure that is done is not waited for.
    let going = [("execution", "ongoing"), ("fidelity", "unknown"), ("effect", "unknown")];
    partner.post(&format!("/plan/{}/rapport", own.id), &going).await;
    let late = coordinator.get("/plan").await.html;
    assert!(late.contains("Märk upp</a>, skulle vara klart 2\u{a0}januari 2024"), "{late}");

    let ticked =
        partner.post(&format!("/plan/{}/moment", own.id), &[("moment", "1"), ("on", "2024-01-03")]).await;
    assert_eq!(ticked.status, StatusCode::SEE_OTHER, "{}", ticked.html);
    assert!(!coordinator.get("/plan").await.html.contains("Märk upp</a>, skulle"));
    let undone = partner.post(&format!("/plan/{}/moment", own.id), &[("moment", "1"), ("undone", "1")]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert!(coordinator.get("/plan").await.html.contains("Märk upp</a>, skulle"));
    let missing = partner.post(&format!("/plan/{}/moment", own.id), &[("moment", "9")]).await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let early =
        partner.post(&format!("/plan/{}/moment", own.id), &[("moment", "2"), ("on", "2199-01-01")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = partner.post(&format!("/plan/{}/moment", other.id), &[("moment", "1")]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_plan_is_decided_as_it_was_seen_and_changes_are_told() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let police = desk.person("polis").await;
    assert_eq!(police.get("/plan/besluta").await.status, StatusCode::FORBIDDEN);
    write_about_the_plan(&desk, &coordinator).await;
    let shown = coordinator.get("/plan/besluta").await.html;
    assert!(shown.contains("value=\"Trygghetsnämnden\""), "the board is filled in: {shown}");
    let seen = between(&shown, "name=\"seen\" value=\"", "\"").to_owned();
    let decision = |seen: &str, on: &str| {
        let fields = [("body", "Trygghetsnämnden"), ("on", on), ("paragraph", "§ 45"), ("seen", seen)];
        fields.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let post = async |seen: &str, on: &str| {
        let form = decision(seen, on);
        let pairs: Vec<(&str, &str)> =
            form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        coordinator.post("/plan/besluta", &pairs).await
    };
    let early = post(&seen, "2099-01-01").await;
    assert!(early.html.contains("id=\"on-error\""), "{}", early.html);

    let lamp = measures(&coordinator).await.remove(0);
    assert_eq!(amend(&coordinator, &lamp, &[("dose", "varje stolpe")]).await.status, StatusCode::SEE_OTHER);
    let stale = post(&seen, "2026-03-02").await;
    assert_eq!(stale.status, StatusCode::UNPROCESSABLE_ENTITY, "something else was seen");
    let seen = between(&stale.html, "name=\"seen\" value=\"", "\"").to_owned();
    let adopted = post(&seen, "2026-03-02").await;
    assert_eq!(adopted.status, StatusCode::SEE_OTHER, "{}", adopted.html);
    let version = plan::versions(&coordinator.actor, &desk.house).await.unwrap().remove(0);
    assert!(version.is_intact().unwrap());
    let page = coordinator.get(&adopted.location).await.html;
    assert!(page.contains("Trygghetsnämnden 2\u{a0}mars 2026, § 45"), "{page}");
    assert!(coordinator.get("/plan").await.html.contains("Inget är ändrat sedan dess."));

    assert_eq!(amend(&coordinator, &lamp, &[("deadline", "2036-01-01")]).await.status, StatusCode::SEE_OTHER);
    let changes = plan::standing(&coordinator.actor, &desk.house).await.unwrap().changes.unwrap();
    let fields = [MeasureField::Deadline, MeasureField::Dose];
    assert!(
        matches!(&changes.measures[..], [lofte_model::plan::MeasureChange::Changed { fields: told, .. }] if *told == fields),
        "{changes:?}"
    );
    let told = coordinator.get("/plan").await.html;
    assert!(told.contains("Ändrat: senast och hur mycket."), "{told}");

    correct_the_decision(&coordinator, &police, version.number).await;
}

/// What the plan says around its measures, and an edition that is not there.
async fn write_about_the_plan(desk: &Desk, coordinator: &Person<'_>) {
    let read = plan::text(&coordinator.actor, &desk.house).await.unwrap();
    let read = read.map(|read| read.version.to_string()).unwrap_or_default();
    let text = [
        ("read", read.as_str()),
        ("why", "inför beslut"),
        ("edition", "1"),
        ("board", "Trygghetsnämnden"),
        ("style", "detailed"),
        ("introduction", "Planen för året."),
    ];
    let lost = [("read", read.as_str()), ("why", "x"), ("edition", "99"), ("style", "detailed")];
    let lost = coordinator.post("/plan/om", &lost).await;
    assert!(lost.html.contains("id=\"edition-error\""), "{}", lost.html);
    assert_eq!(coordinator.post("/plan/om", &text).await.status, StatusCode::SEE_OTHER);
}

async fn correct_the_decision(coordinator: &Person<'_>, police: &Person<'_>, number: u32) {
    let wrong = [
        ("read", "1"),
        ("body", "Trygghetsnämnden"),
        ("on", "2026-03-02"),
        ("paragraph", "§ 46"),
        ("why", ""),
    ];
    let mute = coordinator.post(&format!("/plan/version/{number}/beslut"), &wrong).await;
    assert!(mute.html.contains("id=\"why-error\""), "{}", mute.html);
    let right = [
        ("read", "1"),
        ("body", "Trygghetsnämnden"),
        ("on", "2026-03-02"),
        ("paragraph", "§ 46"),
        ("why", "fel rad"),
    ];
    assert_eq!(
        coordinator.post(&format!("/plan/version/{number}/beslut"), &right).await.status,
        StatusCode::SEE_OTHER
    );
    let gone = [("read", "2"), ("gone", "återremiss")];
    assert_eq!(
        coordinator.post(&format!("/plan/version/{number}/ta-tillbaka"), &gone).await.status,
        StatusCode::SEE_OTHER
    );
    let page = police.get(&format!("/plan/version/{number}")).await.html;
    assert!(
        page.contains("Förut stod: Trygghetsnämnden 2\u{a0}mars 2026, § 45") && page.contains("återremiss"),
        "{page}"
    );
}

/// What may name somebody goes from what was decided, from what was said before, and nothing is found altered.
#[tokio::test]
async fn a_passage_is_masked_in_a_version_and_in_what_was_said_before() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let passage = "stationsområdet och bostadsområdet";
    let known = plan::text(actor, house).await.unwrap().unwrap();
    let other = lofte_model::plan::PlanText { introduction: "Kort.".into(), ..known.value.clone() };
    plan::write_text(actor, house, &other, Some(known.version), "kortare").await.unwrap();
    assert!(coordinator.get("/plan/om").await.html.contains(passage), "what stood before is shown");
    for thing in ["1", "draft"] {
        let mask =
            lofte_app::mask::mask(actor, house, (lofte_store::Noun::Plan, thing), passage, "art. 17").await;
        assert_eq!(mask.unwrap().places, 1, "{thing}");
    }
    for page in ["/plan/om", "/plan/version/1"] {
        assert!(!coordinator.get(page).await.html.contains(passage), "{page}");
    }
    let found = house.store().check().await.unwrap().findings;
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test]
async fn the_library_fills_what_is_empty_and_writes_nothing_over() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let own = [
        ("title", "Egen belysning"),
        ("summary", "Solceller på stolpar"),
        ("kind", "situational"),
        ("level", "primary"),
        ("horizon", "short"),
        ("evidence", "low"),
        ("source", ""),
    ];
    let refused = coordinator.post("/plan/bibliotek/ny", &own).await;
    assert!(refused.html.contains("id=\"source-error\""), "{}", refused.html);
    let own = own
        .map(|(name, value)| if name == "source" { (name, "Vår egen mätning 2025") } else { (name, value) });
    assert_eq!(coordinator.post("/plan/bibliotek/ny", &own).await.status, StatusCode::SEE_OTHER);
    let list = coordinator.get("/plan/bibliotek").await.html;
    assert!(list.contains("Solceller på stolpar") && list.contains("Trygghetsvandring"), "{list}");
    assert!(!desk.person("lasare").await.get("/plan/bibliotek").await.html.contains("Lägg till en egen"));

    let entries = lofte_app::library::list(&coordinator.actor, &desk.house).await.unwrap();
    let added = entries.iter().find(|entry| entry.own).unwrap();
    let begun = coordinator.get(&format!("/plan/ny?bibliotek={}", added.key)).await.html;
    assert!(begun.contains("value=\"Egen belysning\"") && begun.contains("Vår egen mätning 2025"), "{begun}");
    let typed =
        [("fill", "1"), ("library", added.key.as_str()), ("title", "Det jag skrev"), ("evidence", "unknown")];
    let filled = coordinator.post("/plan/ny", &typed).await;
    assert_eq!(filled.status, StatusCode::OK, "nothing is saved");
    assert!(filled.html.contains("value=\"Det jag skrev\"") && filled.html.contains("Solceller på stolpar"));
    assert!(!filled.html.contains("Vår egen mätning 2025"), "a source belongs to its strength");

    let edit = format!("/plan/bibliotek/{}", added.key);
    assert_eq!(
        coordinator.post(&format!("{edit}/ta-bort"), &[("gone", "")]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        coordinator.post(&format!("{edit}/ta-bort"), &[("gone", "fel")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!coordinator.get("/plan/bibliotek").await.html.contains("Solceller på stolpar"));
}

#[tokio::test]
async fn what_a_word_means_here_is_shown_where_it_is_used() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let word = [("term", "armatur"), ("meaning", "Lampa med stolpe")];
    assert_eq!(coordinator.post("/plan/ord", &word).await.status, StatusCode::SEE_OTHER);
    let twice = coordinator.post("/plan/ord", &[("term", "Armatur"), ("meaning", "annat")]).await;
    assert!(twice.html.contains("id=\"term-error\""), "{}", twice.html);
    let lamp = measures(&coordinator).await.remove(0);
    let page = format!("/plan/{}", lamp.id);
    let reader = desk.person("lasare").await;
    assert!(reader.get(&page).await.html.contains("Lampa med stolpe"), "Byt armaturer");
    let term = [("term", "gångtunneln"), ("meaning", "Under spåren")];
    coordinator.post("/plan/ord", &term).await;
    let promise = lofte_app::promise::named(&reader.actor, &desk.house, "2").await.unwrap().id;
    for place in [format!("/loften/{promise}"), page.clone()] {
        assert!(reader.get(&place).await.html.contains("Under spåren"), "{place}");
    }
    let id = lofte_app::dictionary::terms(&coordinator.actor, &desk.house).await.unwrap();
    let id = id.iter().find(|term| term.wording.term == "armatur").unwrap().id;
    let other = [("term", "armatur"), ("meaning", "Det som lyser"), ("read", "1"), ("why", "enklare")];
    assert_eq!(coordinator.post(&format!("/plan/ord/{id}"), &other).await.status, StatusCode::SEE_OTHER);
    assert!(coordinator.get(&format!("/plan/ord/{id}")).await.html.contains("Förut stod: Lampa med stolpe"));
    let stale = coordinator.post(&format!("/plan/ord/{id}"), &other).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(
        coordinator.post(&format!("/plan/ord/{id}/ta-bort"), &[("gone", "självklart")]).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(!reader.get(&page).await.html.contains("Det som lyser"));
    assert_eq!(reader.post("/plan/ord", &word).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_plan_over_time_says_the_same_in_its_tables() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let page = coordinator.get("/plan/tidslinje?ar=2023").await.html;
    for told in [
        "Åtgärderna över tid",
        "Årshjul 2023",
        "Klipp buskaget vid tunnelns mynningar, gjort 2023-09-28",
        "31 1. Byt armaturer",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert!(page.contains("drawing-narrow"), "for a phone too");
    // A year in which nothing is planned is this one.
    assert_eq!(coordinator.get("/plan/tidslinje?ar=1999").await.status, StatusCode::OK);
}

/// An organisation that takes part no more keeps its measures until another is chosen, and the plan is not decided so.
#[tokio::test]
async fn a_measure_whose_owner_has_left_needs_another() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let orphan = measures(&coordinator).await.pop().unwrap();
    let parties = lofte_app::agreement::parties(actor, house).await.unwrap();
    let other = parties.iter().find(|party| party.id != orphan.owner).unwrap();
    let gone = orphan.owner;
    lofte_app::party::withdraw(actor, house, gone, "lades ner").await.unwrap();
    let page = coordinator.get("/plan").await.html;
    assert!(page.contains("Den som ansvarar deltar inte längre"), "{page}");

    let shown = coordinator.get("/plan/besluta").await.html;
    let seen = between(&shown, "name=\"seen\" value=\"", "\"").to_owned();
    let form = [("body", "Kommunstyrelsen"), ("on", "2026-03-02"), ("seen", seen.as_str())];
    let refused = coordinator.post("/plan/besluta", &form).await;
    assert!(refused.html.contains(&format!("åtgärd {}", orphan.number)), "{}", refused.html);
    let kept = amend(&coordinator, &orphan, &[("dose", "varje månad")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "it keeps what it had: {}", kept.html);
    let given = other.id.to_string();
    assert_eq!(amend(&coordinator, &orphan, &[("owner", &given)]).await.status, StatusCode::SEE_OTHER);
    let back = gone.to_string();
    let back = amend(&coordinator, &orphan, &[("owner", &back)]).await;
    assert!(back.html.contains("id=\"owner-error\""), "{}", back.html);
}
