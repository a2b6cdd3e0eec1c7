//! A promise cannot be bent: neither by a baseline that is delivered again nor by a rule that comes after its answer.

use crate::pages::desk::{Desk, Person, between};
use axum::http::StatusCode;
use lofte_app::delivery::{self, Request, Source};
use lofte_app::error::AppError;
use lofte_app::{followup, promise, publication, signing};
use lofte_model::fingerprint::Fingerprint;
use lofte_model::followup::{Answer, CannotTell};
use lofte_model::promise::{CitizenPromise, PromiseState};
use lofte_model::records::{Correction, Delivery};

pub fn keys(error: &AppError) -> Vec<String> {
    error.messages().into_iter().map(|message| message.key).collect()
}

/// The wave of a year in the demo, with every answer of the first rows turned to another.
fn altered(desk: &Desk, year: i16, rows: usize) -> Request {
    let folder = desk.house.dir().join("underlag");
    let mapping = std::fs::read_to_string(folder.join(format!("trygghet-{year}.toml"))).unwrap();
    let text = std::fs::read_to_string(folder.join(format!("syntetisk-trygghet-{year}.csv"))).unwrap();
    let turned = |(number, line): (usize, &str)| {
        let mut cells: Vec<String> = line.split(';').map(ToOwned::to_owned).collect();
        if (1..=rows).contains(&number) {
            for cell in cells.iter_mut().skip(1).filter(|cell| cell.as_str() == "1") {
                *cell = "4".into();
            }
        }
        cells.join(";")
    };
    let lines: Vec<String> = text.lines().enumerate().map(turned).collect();
    assert_ne!(lines.join("\n"), text.trim_end(), "something is altered");
    let file = folder.join(format!("rattad-{year}.csv"));
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    Request {
        source: Source::new("survey", Some(&mapping)).unwrap(),
        file,
        file_name: format!("rattad-{year}.csv"),
        dry_run: false,
    }
}

async fn of_wave(person: &Person<'_>, desk: &Desk, year: i16) -> Delivery {
    let deliveries = delivery::list(&person.actor, &desk.house).await.unwrap();
    let name = format!("syntetisk-trygghet-{year}.csv");
    deliveries.into_iter().find(|delivery| delivery.file_name == name).unwrap()
}

pub async fn correct(person: &Person<'_>, desk: &Desk, year: i16, rows: usize, reason: &str) -> Delivery {
    let correction = Correction { delivery: of_wave(person, desk, year).await.id, reason: reason.into() };
    let request = altered(desk, year, rows);
    let taken = delivery::correct(&person.actor, &desk.house, correction, request, Box::new(|_, _| {})).await;
    taken.unwrap().delivery.unwrap()
}

#[tokio::test]
async fn a_baseline_that_is_delivered_again_moves_no_verdict_and_both_figures_are_told() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let signed = promise::named(actor, house, "2").await.unwrap();
    let before = followup::verdict(actor, house, signed.id).await.unwrap();
    assert_eq!(before.answer, Answer::Kept);

    // What people signed, adopted and were told rests on it: it is not just taken back.
    let known = of_wave(&coordinator, &desk, 2023).await;
    let refused = delivery::undo(actor, house, known.id, &delivery::seen(&known).unwrap()).await.unwrap_err();
    let told = keys(&refused);
    assert_eq!(told[..2], ["delivery-stands-under", "resting-promise"], "{told:?}");
    assert!(told.contains(&"resting-publication".to_owned()), "{told:?}");
    let page = coordinator.get(&format!("/leveranser/{}", known.id)).await.html;
    assert!(page.contains("Löfte 2, undertecknat") && page.contains("Leverera en rättad fil"), "{page}");
    assert!(!page.contains("Ta tillbaka leveransen"), "{page}");
    let form = coordinator.get(&format!("/leveranser/ny?kalla=survey&rattar={}", known.id)).await.html;
    assert!(form.contains("Vad var fel i den tidigare filen?"), "{form}");

    let silent = Correction { delivery: known.id, reason: "  ".into() };
    let request = altered(&desk, 2023, 300);
    let silent = delivery::correct(actor, house, silent, request, Box::new(|_, _| {})).await.unwrap_err();
    assert_eq!(keys(&silent), ["correction-no-reason"]);
    correct(&coordinator, &desk, 2023, 300, "Svaren var omvända i en del av filen.").await;

    let after = followup::verdict(actor, house, signed.id).await.unwrap();
    assert_eq!((&after.answer, after.change), (&before.answer, before.change), "as it was signed");
    let corrected = after.evidence.corrected.as_ref().unwrap();
    assert_eq!(corrected.reason, "Svaren var omvända i en del av filen.");
    let signed_share = before.evidence.before.as_ref().unwrap().estimate.value;
    assert!((corrected.evidence.estimate.value - signed_share).abs() > 0.001, "{corrected:?}");
    let page = coordinator.get(&format!("/uppfoljning/{}", signed.id)).await.html;
    for told in
        ["Utgångsläget är ändrat efter underskriften", "Svaren var omvända", "Undertecknat utgångsläge: "]
    {
        assert!(page.contains(told), "{told}: {page}");
    }

    // Residents are told it too, under the same fingerprint.
    let seen = Fingerprint::of(&after).unwrap();
    followup::judge(actor, house, signed.id, &seen).await.unwrap();
    let preview = publication::preview(actor, house).await.unwrap();
    let snapshot = publication::publish(actor, house, &preview.seen).await.unwrap();
    let public = snapshot.promise(2).unwrap();
    assert_eq!(public.fingerprint(), signed.fingerprint());
    let told = public.verdict.as_ref().unwrap().corrected.as_ref().unwrap();
    assert_eq!(told.reason, "Svaren var omvända i en del av filen.");
    let newest = snapshot.number;
    let page = coordinator.get(&format!("/publicering/{newest}/sidor/loften/2")).await.html;
    assert!(page.contains("Utgångsläget är ändrat efter underskriften"), "{page}");
    // The earlier publication reads as it did.
    assert!(publication::find(actor, house, 2).await.unwrap().promise(2).unwrap().verdict.is_some());
}

/// A draft on the wave of a year, decided by another; written, not signed.
async fn draft(desk: &Desk, id: &str, (baseline, follow_up): (&str, (&str, i16))) -> CitizenPromise {
    let coordinator = desk.person("samordnare").await;
    let model = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let mut goal = model.effect_goal.clone().unwrap();
    goal.baseline.0 = baseline.into();
    (goal.follow_up.0, goal.follow_up_year) = (follow_up.0.into(), follow_up.1);
    let draft = CitizenPromise {
        id: lofte_model::id::PromiseId::named(id),
        effect_goal: Some(goal),
        state: PromiseState::Draft,
        continues: None,
        carried: vec![],
        ..model
    };
    promise::create(&coordinator.actor, &desk.house, draft).await.unwrap()
}

async fn sign(person: &Person<'_>, promise: &CitizenPromise) -> (StatusCode, String) {
    let path = format!("/loften/{}/underteckna", promise.id);
    let asked = person.get(&path).await.html;
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"").to_owned();
    let signed = person.post(&path, &[("office", "chefen"), ("fingerprint", &fingerprint)]).await;
    (signed.status, asked + &signed.html)
}

#[tokio::test]
async fn a_rule_that_comes_after_its_answer_is_marked_and_decides_nothing() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let late = draft(&desk, "late", ("2023", ("2025", 2025))).await;
    let page = coordinator.get(&format!("/loften/{}", late.id)).await.html;
    assert!(page.contains("Mätningen som ska avgöra är redan levererad."), "{page}");
    for side in [&coordinator, &police] {
        let (status, page) = sign(side, &late).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(page.contains("Regeln bestäms efter mätningen"), "{page}");
    }
    let (actor, house) = (&coordinator.actor, &desk.house);
    let verdict = followup::verdict(actor, house, late.id).await.unwrap();
    assert!(
        matches!(verdict.answer, Answer::CannotTell(CannotTell::RuleAfterMeasurement { began: Some(_), .. })),
        "{:?}",
        verdict.answer
    );
    let seen = Fingerprint::of(&verdict).unwrap();
    followup::judge(actor, house, late.id, &seen).await.unwrap();
    let preview = publication::preview(actor, house).await.unwrap();
    let snapshot = publication::publish(actor, house, &preview.seen).await.unwrap();
    let number = snapshot.promises.iter().find(|promise| promise.id == late.id).unwrap().frozen.number;
    let page = coordinator.get(&format!("/publicering/{}/sidor/loften/{number}", snapshot.number)).await.html;
    assert!(page.contains("Regeln bestämdes efter mätningen. Därför får målet inget utfall."), "{page}");
    assert!(page.contains("Går inte att säga") && !page.contains("innan svaret fanns"), "{page}");
    let (measured, signed) =
        (page.find("Trygghetsmätningen 2025").unwrap(), page.find("Kommunen skrev under").unwrap());
    assert!(measured < signed, "the road tells the days in order");
    // The promise of 2023 was made before its answer, and says so.
    let page = coordinator.get(&format!("/publicering/{}/sidor/loften/2", snapshot.number)).await.html;
    assert!(page.contains("Regeln bestämdes innan svaret fanns"), "{page}");
}

#[tokio::test]
async fn both_sides_sign_the_same_baseline() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let written = draft(&desk, "next", ("2025", ("2027", 2027))).await;
    let (status, page) = sign(&coordinator, &written).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(page.contains("Utgångsläget som fryses") && page.contains("fil med fingeravtryck"), "{page}");
    correct(&coordinator, &desk, 2025, 50, "Fel fil.").await;
    let (status, page) = sign(&police, &written).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("har levererats på nytt sedan den första underskriften"), "{page}");
    // Those who may not read the figures see the seal and no figure.
    let reader = desk.person("lasare").await;
    let shown = promise::named(&reader.actor, &desk.house, "2").await.unwrap().sealed.unwrap();
    let whole = promise::named(&police.actor, &desk.house, "2").await.unwrap().sealed.unwrap();
    assert!(shown.baselines().is_empty() && whole.is_whole() && !whole.baselines().is_empty());
    assert_eq!(whole.fingerprint(), shown.fingerprint());
}

#[tokio::test]
async fn two_sides_that_sign_different_texts_at_the_same_second_do_not_sign_each_others() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let house = &desk.house;
    let written = draft(&desk, "twins", ("2025", ("2027", 2027))).await;
    let read_by_police = promise::check(&police.actor, house, written.id).await.unwrap().seen;
    let known = promise::to_edit(&coordinator.actor, house, written.id).await.unwrap();
    let changed = CitizenPromise { title: "Tryggare på riktigt".into(), ..known.value };
    promise::edit(&coordinator.actor, house, changed, known.version).await.unwrap();
    let read_by_coordinator = promise::check(&coordinator.actor, house, written.id).await.unwrap().seen;
    assert_ne!(read_by_police, read_by_coordinator);
    let (ours, theirs) = tokio::join!(
        signing::sign(&coordinator.actor, house, written.id, "chefen", &read_by_coordinator),
        signing::sign(&police.actor, house, written.id, "chefen", &read_by_police),
    );
    assert_eq!(keys(&theirs.unwrap_err()), ["seen-changed"]);
    let PromiseState::Proposed { first, .. } = ours.unwrap().state else { panic!("not proposed") };
    assert_eq!(first.fingerprint, read_by_coordinator);
}
