//! Goals of other kinds than a survey share: written one kind at a time, frozen with what they start from, judged by the
//! same test, and told to residents without telling of few.

use crate::bending::{correct, keys};
use crate::pages::desk::{Desk, Person, between};
use crate::wording::public_page;
use axum::http::StatusCode;
use jiff::civil::date;
use lofte_app::delivery::{self, Request, Source};
use lofte_app::house::House;
use lofte_app::{followup, promise, publication, signing};
use lofte_model::followup::goals::GoalEvidence;
use lofte_model::followup::{Answer, CannotTell, EvidenceGrade, GoalResult, Verdict};
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::promise::{
    Certainty, CitizenPromise, Direction, EffectGoal, Goal, GoalRule, IncidentGoal, MeanGoal, MonthlyCounts,
    PromiseState, StatedFigure,
};
use lofte_model::records::RecordKind;
use lofte_publish::document::Fonts;
use lofte_words::number;
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
        carried: vec![],
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
    let early = followup::state_figure(&coordinator.actor, &desk.house, (signed.id, 1), figure, "").await;
    assert!(early.is_err(), "nobody has measured 2028 yet");
    let told = followup::state_figure(&coordinator.actor, &later, (signed.id, 1), figure, "").await.unwrap();
    assert_eq!((told.answer.clone(), told.goals[0].grade), (Answer::Kept, EvidenceGrade::BeforeAfter));
    let again = followup::verdict(&coordinator.actor, &later, signed.id).await.unwrap();
    assert!(again.says_as(&told) && followup::is_recorded(&coordinator.actor, &later, &again).await.unwrap());
    correct_the_figure(&coordinator, &later, &signed, figure).await;
    residents_are_told(&coordinator, &later, &signed).await;
}

/// A slip is corrected with the reason, and what stood before is told.
async fn correct_the_figure(
    coordinator: &Person<'_>,
    later: &House,
    signed: &CitizenPromise,
    figure: StatedFigure,
) {
    let right = StatedFigure { value: 0.75, ..figure };
    let state = |figure, why| followup::state_figure(&coordinator.actor, later, (signed.id, 1), figure, why);
    assert_eq!(keys(&state(right, " ").await.unwrap_err()), ["amendment-no-reason"]);
    assert_eq!(keys(&state(figure, "fel rad").await.unwrap_err()), ["amendment-same"]);
    let corrected = state(right, "fel rad i tabellen").await.unwrap();
    assert_eq!(corrected.answer, Answer::Kept);
    let page = coordinator.get(&format!("/uppfoljning/{}", signed.id)).await.html;
    for told in ["Förut stod 74,0\u{a0}% (270 svar).", "fel rad i tabellen", "Rätta siffran ur tabellen"] {
        assert!(page.contains(told), "{told}: {page}");
    }
    let text = state(figure, "tabellen är rättad").await.unwrap().evidence;
    let GoalEvidence::Stated { former, .. } = &text.goals[0] else { panic!("another kind") };
    assert_eq!(former.iter().map(|one| one.was.value).collect::<Vec<_>>(), [0.74, 0.75]);
    let page = coordinator.get(&format!("/uppfoljning/{}", signed.id)).await.html;
    assert!(page.contains("har ökat med 10,9\u{a0}procentenheter"), "{page}");
}

async fn residents_are_told(coordinator: &Person<'_>, later: &House, signed: &CitizenPromise) {
    let preview = publication::preview(&coordinator.actor, later).await.unwrap();
    let snapshot = publication::publish(&coordinator.actor, later, &preview.seen).await.unwrap();
    let page = format!("/publicering/{}/sidor/loften/{}", snapshot.number, signed.number);
    let page = coordinator.get(&page).await.html;
    for told in [
        "Målet nått",
        "Ja. Andelen som känner sig trygga ute sent har ökat",
        "63,1\u{a0}% (264 svar)",
        "Förut stod 75,0\u{a0}%",
    ] {
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

/// Delivers ten more disturbances of a year, late.
async fn ten_more(desk: &Desk, person: &Person<'_>, year: i16) {
    let folder = desk.house.dir().join("underlag");
    let file = folder.join("sena.csv");
    let row = |day: i16| format!("S{year}-{day};{year}-03-{day:02} 18:00;Nedskräpning;59,06476;16,56877\n");
    let rows: String = (1..=10).map(row).collect();
    std::fs::write(&file, format!("Nr;Tidpunkt;Typ;Latitud;Longitud\n{rows}")).unwrap();
    let mapping = std::fs::read_to_string(folder.join("est.toml")).unwrap();
    let request = Request {
        source: Source::new("incidents", Some(&mapping)).unwrap(),
        file,
        file_name: "sena.csv".into(),
        dry_run: false,
    };
    delivery::import(&person.actor, &desk.house, request, Box::new(|_, _| {})).await.unwrap();
}

#[tokio::test]
async fn what_any_goal_starts_from_is_told_beside_the_signed_when_it_is_delivered_again() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let waves = promise::waves(actor, house).await.unwrap();
    let first = waves.iter().find(|wave| wave.year == 2023).unwrap();
    let share = Goal::Share(EffectGoal {
        indicator: first.indicators.iter().find(|one| one.code == "trygg_stationen").unwrap().clone(),
        areas: vec![],
        baseline: first.name.clone(),
        follow_up: lofte_model::survey::WaveName("2027".into()),
        follow_up_year: 2027,
        direction: Direction::Increase,
        threshold: 0.0,
        alpha: 0.05,
        practically_unchanged: None,
    });
    let Goal::Incidents(offences) = burglaries(&[], 2024, 2027) else { panic!("another kind") };
    let disturbances = Goal::Incidents(IncidentGoal { incidents: RecordKind::Disturbance, ..offences });
    let written = draft(&desk, "again", vec![disturbances, share]).await;
    let signed = sign(&desk, written.id).await;
    let before = followup::verdict(actor, house, signed.id).await.unwrap();
    ten_more(&desk, &coordinator, 2024).await;
    correct(&coordinator, &desk, 2023, 300, "Svaren var omvända.").await;

    let after = followup::verdict(actor, house, signed.id).await.unwrap();
    let results = |verdict: &Verdict| verdict.goals.iter().map(|one| one.result.clone()).collect::<Vec<_>>();
    assert_eq!((results(&after), &after.answer), (results(&before), &before.answer), "as it was signed");
    let GoalEvidence::Counts { before: counted, corrected: Some(now), .. } = &after.evidence.goals[0] else {
        panic!("{:?}", after.evidence.goals[0])
    };
    let sum = |counts: &MonthlyCounts| counts.treated.iter().sum::<u64>();
    assert_eq!(sum(&now.before), sum(counted) + 10);
    let page = coordinator.get(&format!("/uppfoljning/{}", signed.id)).await.html;
    let counts = format!("Undertecknat utgångsläge: {} händelser.", number::count(sum(counted)));
    for told in [counts.as_str(), "utan angivet skäl", "Svaren var omvända. Undertecknat utgångsläge"] {
        assert!(page.contains(told), "{told}: {page}");
    }

    // Residents are told that, and neither figure: the two of them would tell of ten.
    let seen = lofte_model::fingerprint::Fingerprint::of(&after).unwrap();
    followup::judge(actor, house, signed.id, &seen).await.unwrap();
    let preview = publication::preview(actor, house).await.unwrap();
    let snapshot = publication::publish(actor, house, &preview.seen).await.unwrap();
    let page = public_page(&Arc::new(snapshot), &signed.number.to_string()).await;
    assert!(page.contains("utan angivet skäl. Utfallet jämför med det undertecknade."), "{page}");
    assert!(!page.contains("händelser."), "{page}");
}

#[tokio::test]
async fn a_further_share_of_a_wave_is_added_in_the_form_and_categories_are_chosen() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let written = draft(&desk, "form", vec![]).await;
    let known = promise::to_edit(&coordinator.actor, &desk.house, written.id).await.unwrap();
    let (here, version) = (format!("/loften/{}/mal", written.id), known.version.to_string());
    let form = coordinator.get(&format!("{here}/handelser")).await.html;
    assert!(form.contains("name=\"categories\" value=\"burglary\""), "{form}");
    let form = coordinator.get(&format!("{here}/matning")).await.html;
    assert!(form.contains("Andelen som känner sig trygga på stationsområdet en kväll"), "{form}");
    let fields = [
        ("version", version.as_str()),
        ("indicator", "trygg_stationen"),
        ("baseline", "2025"),
        ("follow_up", "2027"),
        ("follow_up_year", "2027"),
        ("direction", "increase"),
        ("threshold", "2"),
        ("risk", "5"),
    ];
    let lacking: Vec<(&str, &str)> =
        fields.into_iter().filter(|(name, _)| !["indicator", "follow_up"].contains(name)).collect();
    let refused = coordinator.post(&format!("{here}/matning"), &lacking).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let added = coordinator.post(&format!("{here}/matning"), &fields).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    let promise = promise::find(&coordinator.actor, &desk.house, written.id).await.unwrap();
    let [Goal::Share(share)] = promise.goals.as_slice() else { panic!("{:?}", promise.goals) };
    assert!((share.threshold - 0.02).abs() < 1e-12 && share.indicator.code == "trygg_stationen");
}

async fn deliver_table(person: &Person<'_>, desk: &Desk, source: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tabell.csv");
    std::fs::write(&file, text).unwrap();
    let source = Source::new(source, None).unwrap();
    let request = Request { source, file, file_name: "tabell.csv".into(), dry_run: false };
    let delivered = delivery::import(&person.actor, &desk.house, request, Box::new(|_, _| {})).await.unwrap();
    assert!(delivered.delivery.is_some(), "{delivered:?}");
}

#[tokio::test]
async fn a_delivered_table_fills_in_where_a_goal_starts_and_changes_no_baseline() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let results = |share: &str| {
        format!(
            "Indikator;Område;År;Andel (%);Antal svar\nTrygg ute sent;Hela kommunen;2025;{share};264\nTrygg ute sent;Hela kommunen;2023;55;\n"
        )
    };
    deliver_table(&coordinator, &desk, "survey_results", &results("63,1")).await;
    let months = (1..=12).map(|month| format!("Hela kommunen;Skadegörelse;2025-{month:02};{month}\n"));
    let counts = format!("Område;Kategori;Månad;Antal\n{}", months.collect::<String>());
    deliver_table(&coordinator, &desk, "counts", &counts).await;

    let written = draft(&desk, "fetched", vec![]).await;
    let path = format!("/loften/{}/mal/andel", written.id);
    let blank = coordinator.get(&path).await.html;
    assert!(
        blank.contains("Trygg ute sent, hela kommunen, 2025:") && !blank.contains("kommunen, 2023:"),
        "{blank}"
    );
    let key = "share|trygg_ute_sent|trygghetsmatning|||2025";
    let filled = coordinator.get(&format!("{path}?ur={}", key.replace('|', "%7C"))).await.html;
    for (name, value) in [("name", "Trygg ute sent"), ("year", "2025"), ("value", "63,1"), ("answers", "264")]
    {
        let field = between(&filled, &format!("id=\"{name}\" name=\"{name}\""), ">");
        assert!(field.contains(&format!("value=\"{value}\"")), "{name}: {field}");
    }
    let of_counts = format!("/loften/{}/mal/antal", written.id);
    let key = "count|vandalism|polisen|||2025";
    let filled = coordinator.get(&format!("{of_counts}?ur={}", key.replace('|', "%7C"))).await.html;
    assert!(between(&filled, "id=\"value\" name=\"value\"", ">").contains("value=\"78\""), "{filled}");

    let read = version(&coordinator, &path).await;
    let form: Vec<_> =
        table(&[("name", "Trygg ute sent")]).into_iter().chain([("version", read.as_str())]).collect();
    assert_eq!(coordinator.post(&path, &form).await.status, StatusCode::SEE_OTHER);
    deliver_table(&coordinator, &desk, "survey_results", &results("58,4")).await;
    let kept = promise::find(&coordinator.actor, &desk.house, written.id).await.unwrap();
    let Goal::Stated(goal) = &kept.goals[0] else { panic!("{:?}", kept.goals) };
    assert!((goal.baseline.value - 0.631).abs() < 1e-12);
}
