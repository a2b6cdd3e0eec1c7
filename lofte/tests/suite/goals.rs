//! Goals of other kinds than a survey share: written one kind at a time, frozen with what they start from, judged by the
//! same test, and told to residents without telling of few.

use crate::pages::desk::{Desk, Person, between};
use crate::wording::public_page;
use axum::http::StatusCode;
use jiff::civil::date;
use lofte_app::{followup, promise, publication, signing};
use lofte_model::followup::{Answer, CannotTell, EvidenceGrade, GoalResult};
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::promise::{
    Certainty, CitizenPromise, Direction, Goal, GoalRule, IncidentGoal, MeanGoal, PromiseState, StatedFigure,
};
use lofte_model::records::RecordKind;
use lofte_publish::document::Fonts;
use std::sync::Arc;

const RULE: GoalRule = GoalRule { direction: Direction::Decrease, threshold: 0.0, alpha: 0.05 };

/// A draft of the municipality's second promise with other goals, valid 2027.
async fn draft(desk: &Desk, id: &str, goals: Vec<Goal>) -> CitizenPromise {
    let coordinator = desk.person("samordnare").await;
    let model = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let draft = CitizenPromise {
        id: lofte_model::id::PromiseId::named(id),
        period: Period::year(2027),
        effect_goal: None,
        goals,
        continues: None,
        state: PromiseState::Draft,
        ..model
    };
    promise::create(&coordinator.actor, &desk.house, draft).await.unwrap()
}

async fn sign(desk: &Desk, id: lofte_model::id::PromiseId) -> CitizenPromise {
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let seen = promise::check(&coordinator.actor, &desk.house, id).await.unwrap();
    assert_eq!(seen.gaps, []);
    signing::sign(&coordinator.actor, &desk.house, id, "chefen", &seen.seen).await.unwrap();
    signing::sign(&police.actor, &desk.house, id, "chefen", &seen.seen).await.unwrap()
}

fn table<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields = [
        ("name", "andelen som känner sig trygga ute sent"),
        ("source", "Polisens trygghetsmätning 2025, tabell 4"),
        ("place", "Flens kommun"),
        ("year", "2025"),
        ("value", "63,1"),
        ("answers", "264"),
        ("follow_up_year", "2028"),
        ("direction", "increase"),
        ("threshold", "0"),
        ("risk", "5"),
    ];
    let given = |name: &str| more.iter().any(|(known, _)| *known == name);
    fields.into_iter().filter(|(name, _)| !given(name)).chain(more.iter().copied()).collect()
}

async fn version(person: &Person<'_>, path: &str) -> String {
    between(&person.get(path).await.html, "name=\"version\" value=\"", "\"").to_owned()
}

#[tokio::test]
async fn a_table_from_the_police_is_baseline_and_outcome() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let written = draft(&desk, "table", vec![]).await;
    let kinds = coordinator.get(&format!("/loften/{}/mal", written.id)).await.html;
    let path = format!("/loften/{}/mal/andel", written.id);
    assert!(kinds.contains(&path), "{kinds}");
    let read = version(&coordinator, &path).await;
    // What is missing or cannot be is told where it is mended.
    for (more, field) in [
        (vec![("answers", "")], "lower"),
        (vec![("answers", "12")], "answers"),
        (vec![("value", "163")], "value"),
        (vec![("follow_up_year", "2024")], "follow_up_year"),
        (vec![("threshold", "-2")], "threshold"),
        (vec![("lower", "70"), ("upper", "75")], "lower"),
    ] {
        let form: Vec<_> = table(&more).into_iter().chain([("version", read.as_str())]).collect();
        let refused = coordinator.post(&path, &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{more:?}");
        assert!(refused.html.contains(&format!("id=\"{field}-error\"")), "{field}: {}", refused.html);
    }
    let form: Vec<_> = table(&[]).into_iter().chain([("version", read.as_str())]).collect();
    let added = coordinator.post(&path, &form).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    let page = coordinator.get(&added.location).await.html;
    for told in ["Avgör", "som för ett enkelt slumpmässigt urval", "från 2025 till 2028", "Ta bort mål 1"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let signed = sign(&desk, written.id).await;
    let waits = followup::verdict(&coordinator.actor, &desk.house, signed.id).await.unwrap();
    assert_eq!(waits.answer, Answer::CannotTell(CannotTell::NotYet { year: 2028 }));

    // The table of 2028 comes: the figure is written down, and the verdict with it.
    let later = desk.house.at("2029-01-15T10:00:00Z".parse().unwrap());
    let certainty = Certainty::Answers { n: 270 };
    let figure = StatedFigure { year: 2028, value: 0.74, certainty, measured_from: Some(date(2028, 9, 1)) };
    let early = followup::state_figure(&coordinator.actor, &desk.house, signed.id, 1, figure).await;
    assert!(early.is_err(), "nobody has measured 2028 yet");
    let told = followup::state_figure(&coordinator.actor, &later, signed.id, 1, figure).await.unwrap();
    assert_eq!((told.answer.clone(), told.goals[0].grade), (Answer::Kept, EvidenceGrade::BeforeAfter));
    let again = followup::verdict(&coordinator.actor, &later, signed.id).await.unwrap();
    assert!(again.says_as(&told) && followup::is_recorded(&coordinator.actor, &later, &again).await.unwrap());
    let page = coordinator.get(&format!("/uppfoljning/{}", signed.id)).await.html;
    assert!(page.contains("har ökat med 10,9\u{a0}procentenheter"), "{page}");

    let preview = publication::preview(&coordinator.actor, &later).await.unwrap();
    let snapshot = publication::publish(&coordinator.actor, &later, &preview.seen).await.unwrap();
    let page = format!("/publicering/{}/sidor/loften/{}", snapshot.number, signed.number);
    let page = coordinator.get(&page).await.html;
    for told in
        ["Målet nått", "Ja. Andelen som känner sig trygga ute sent har ökat", "63,1\u{a0}% (264 svar)"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    let easy = public_page(&Arc::new(snapshot.clone()), &format!("{}?sprak=latt", signed.number)).await;
    for told in
        ["Så avgör vi: Målet är nått om", "Vi har bara en tabell med siffror.", "63,1\u{a0}% (264 svar)"]
    {
        assert!(easy.contains(told), "{told}: {easy}");
    }
    let text = snapshot.document_text(signed.number, &Fonts::default()).unwrap().replace('\n', " ");
    assert!(text.contains("Målet nått") && text.contains("enkelt slumpmässigt urval"), "{text}");
}

fn burglaries(areas: &[&str], before: i16, after: i16) -> Goal {
    Goal::Incidents(IncidentGoal {
        name: "antalet anmälda brott".into(),
        incidents: RecordKind::Offence,
        categories: vec![],
        areas: areas.iter().map(|area| AreaCode::new(*area)).collect(),
        compared_with: vec![],
        before: Period::year(before),
        after: Period::year(after),
        rule: RULE,
    })
}

#[tokio::test]
async fn incidents_before_and_after_come_from_the_deliveries_and_only_a_coarse_change_goes_out() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let goals = vec![burglaries(&[], 2024, 2027), burglaries(&[], 2025, 2027)];
    let written = draft(&desk, "incidents", goals).await;
    let page = coordinator.get(&format!("/loften/{}", written.id)).await.html;
    for told in ["händelser före.", "I fyra fall av fem syns en minskning på minst", "Redovisas bredvid"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let signed = sign(&desk, written.id).await;
    let sealed = signed.sealed.as_ref().unwrap();
    let before: u64 = sealed.of(1).unwrap().counts.as_ref().unwrap().treated.iter().sum();
    assert!(before > 100 && !sealed.of(1).unwrap().deliveries.is_empty(), "{before}");
    let waits = followup::verdict(&coordinator.actor, &desk.house, signed.id).await.unwrap();
    assert_eq!(waits.answer, Answer::CannotTell(CannotTell::NotYet { year: 2027 }));
    // The year is over and nothing of it is delivered: that is no year without crime.
    let later = desk.house.at("2028-02-01T10:00:00Z".parse().unwrap());
    let verdict = followup::verdict(&coordinator.actor, &later, signed.id).await.unwrap();
    assert_eq!(verdict.answer, Answer::CannotTell(CannotTell::NotYet { year: 2027 }));
    assert_eq!(verdict.outcomes().len(), 2);
    assert!(verdict.outcomes()[1].adjusted && !verdict.outcomes()[0].adjusted);
    let seen = lofte_model::fingerprint::Fingerprint::of(&verdict).unwrap();
    followup::judge(&coordinator.actor, &later, signed.id, &seen).await.unwrap();
    let preview = publication::preview(&coordinator.actor, &later).await.unwrap();
    let snapshot = publication::publish(&coordinator.actor, &later, &preview.seen).await.unwrap();
    let json = String::from_utf8(snapshot.promises_json().unwrap()).unwrap();
    assert!(!json.contains(&format!(":{before},")) && !json.contains("treated"), "no count goes out");
}

#[tokio::test]
async fn the_mean_of_a_wave_is_frozen_like_a_share_and_late_goals_are_marked() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let waves = promise::waves(&coordinator.actor, &desk.house).await.unwrap();
    let item = waves[0].indicators[0].item.clone();
    let mean = |follow_up: &str, follow_up_year| {
        Goal::Mean(MeanGoal {
            name: "medelvärdet av hur trygga de känner sig".into(),
            item: item.clone(),
            lowest: 1,
            highest: 4,
            group: None,
            areas: vec![],
            baseline: waves[0].name.clone(),
            follow_up: lofte_model::survey::WaveName(follow_up.into()),
            follow_up_year,
            rule: RULE,
        })
    };
    let written = draft(&desk, "mean", vec![mean("2027", 2027), mean("2025", 2025)]).await;
    let signed = sign(&desk, written.id).await;
    let baseline = signed.sealed.as_ref().unwrap().of(1).unwrap().wave.clone().unwrap();
    assert!((1.0..=4.0).contains(&baseline.evidence.estimate.value) && baseline.wave.items.len() == 1);
    let verdict = followup::verdict(&coordinator.actor, &desk.house, signed.id).await.unwrap();
    assert_eq!(verdict.goals[0].result, GoalResult::TooEarly { year: 2027 });
    assert!(
        matches!(verdict.goals[1].result, GoalResult::CannotTell(CannotTell::RuleAfterMeasurement { .. })),
        "{:?}",
        verdict.goals[1].result
    );
}
