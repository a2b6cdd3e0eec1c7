//! The account to residents: every undertaking stands in it with its computed outcome, whatever is written or left out, on
//! pages and in the document alike; and a promise is closed after it is asked, with its account public.

use crate::axes::signed_walks;
use crate::fixture::give_feedback;
use crate::pages::desk::{Desk, between};
use axum::http::StatusCode;
use lofte_app::{activity, feedback, promise, publication};
use lofte_model::activity::{Entry, Logged};
use lofte_model::followup::Telling;
use lofte_model::followup::feedback::Said;
use lofte_model::plan::{CommitmentRef, Fidelity};
use lofte_publish::document::Fonts;
use lofte_publish::telling::{account, learning_cards, said};
use lofte_words::SV;

fn seen(page: &str) -> String {
    between(page, "name=\"seen\" value=\"", "\"").to_owned()
}

#[tokio::test]
async fn the_form_tells_every_undertaking_and_what_is_computed_has_no_field() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let promise = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let here = format!("/uppfoljning/{}/aterkoppling", promise.id);
    let page = coordinator.get(&here).await.html;
    let form = between(&page, "name=\"seen\"", "</form>");
    for commitment in &promise.commitments {
        assert!(form.contains(&commitment.text), "{}", commitment.text);
        assert!(form.contains(&format!("name=\"done_{}\"", commitment.number)));
    }
    assert!(form.contains("99 av minst 144 patrullpass"), "{form}");
    assert!(!form.contains("name=\"outcome"), "what is computed cannot be sent");

    // Words of one undertaking only; somebody tries to send an outcome and an undertaking that does not exist.
    let sent = [
        ("seen", seen(&page)),
        ("text", "Så gick det.".to_owned()),
        ("done_2", "Passen gick på kvällarna.".to_owned()),
        ("why_2", "Personalen räckte inte.".to_owned()),
        ("done_9", "Något annat.".to_owned()),
        ("outcome_3", "fulfilled".to_owned()),
        ("learned", "Lova inte mer än bemanningen räcker till.".to_owned()),
    ];
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let saved = coordinator.post(&here, &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let told = coordinator.get(&saved.location).await.html;
    for commitment in &promise.commitments {
        assert!(told.contains(&commitment.text), "{}", commitment.text);
    }
    assert!(told.contains("Personalen räckte inte.") && !told.contains("Något annat."), "{told}");
    assert!(coordinator.get("/uppfoljning/lardomar").await.html.contains("Lova inte mer"));

    // Written of what stood before: not saved, and nothing that was written is lost.
    let late = coordinator.post(&here, &sent).await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(late.html.contains("har ändrats sedan du öppnade sidan"), "{}", late.html);
    assert!(late.html.contains("Passen gick på kvällarna."), "{}", late.html);
    let reader = desk.person("lasare").await;
    assert_eq!(reader.get(&here).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn page_easy_page_and_document_tell_the_account_in_the_same_words() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let promise = promise::named(actor, house, "2").await.unwrap();
    let one = |commitment, done: &str, why: &str| Said {
        commitment,
        done: done.into(),
        why: why.into(),
        source: String::new(),
    };
    let telling = Telling {
        text: "Så gick det på stationen.".into(),
        next: "Passen fortsätter.".into(),
        said: vec![one(1, "Lamporna är bytta.", ""), one(3, "", "Ingen svarade föreningarna.")],
        goals: vec![],
        learned: "Namnge en funktion.".into(),
    };
    let read = feedback::draft(actor, house, promise.id).await.unwrap().seen;
    feedback::give(actor, house, promise.id, telling.clone(), &read).await.unwrap();
    let snapshot = publication::preview(actor, house).await.unwrap().next;
    let public = snapshot.promise(2).unwrap();
    assert_eq!(public.commitments.len(), promise.commitments.len());
    assert_eq!(public.feedback.as_ref().unwrap().telling, telling);
    let told = account(SV, public).unwrap();
    assert_eq!(told.learned, ["Namnge en funktion."]);
    let mut words: Vec<String> = [told.text, told.learned, told.next].into_iter().flatten().collect();
    for commitment in &public.commitments {
        words.extend(said(SV, public, commitment.commitment.number).into_iter().map(|(_, text)| text));
        words.push(commitment.commitment.text.clone());
    }
    let read_pages = |html: String| html.replace("&#39;", "'");
    let page = read_pages(coordinator.get("/publicering/forhandsvisning/loften/2").await.html);
    let easy = read_pages(coordinator.get("/publicering/forhandsvisning/loften/2?sprak=latt").await.html);
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let document = squeezed(&snapshot.document_text(2, &Fonts::default()).unwrap().replace("-\n", ""));
    for word in &words {
        assert!(page.contains(word.as_str()), "the page lacks {word}");
        assert!(easy.contains(word.as_str()), "the easy page lacks {word}");
        assert!(document.contains(&squeezed(word)), "the document lacks {word}: {document}");
    }
    let cards = learning_cards(SV, &snapshot);
    assert_eq!(cards[0].number, 2);
    assert!(cards[0].happened.contains("Av löftets åtaganden (3)"), "{}", cards[0].happened);
    let learned = coordinator.get("/publicering/forhandsvisning/lardomar").await.html;
    assert!(learned.contains("Namnge en funktion.") && learned.contains("Tryggare stationsområde"));
    // Everything that is new is on the list that whoever publishes reads.
    let changes = publication::preview(actor, house).await.unwrap().changes;
    for text in ["Lamporna är bytta.", "Ingen svarade föreningarna.", "Namnge en funktion."] {
        assert!(changes.iter().any(|change| change.after.as_deref() == Some(text)), "{text}");
    }
}

#[tokio::test]
async fn closing_is_asked_first_is_told_in_public_and_ends_the_log() {
    let desk = Desk::new().await;
    let promise = signed_walks(&desk).await;
    let late = desk.at("2028-01-10T10:00:00Z");
    let (coordinator, house) = (late.person("samordnare").await, &late.house);
    let here = format!("/uppfoljning/{}/avsluta", promise.id);
    let asked = coordinator.get(&here).await.html;
    assert!(asked.contains("Avsluta löfte") && asked.contains("Låt det vara öppet"), "{asked}");
    let refused = coordinator.post(&here, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("återkopplingen"), "{}", refused.html);

    give_feedback(&coordinator.actor, house, promise.id, "Tre av fyra blev av.").await.unwrap();
    let preview = publication::preview(&coordinator.actor, house).await.unwrap();
    publication::publish(&coordinator.actor, house, &preview.seen).await.unwrap();
    let closed = coordinator.post(&here, &[]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.html);

    let entry = Entry {
        what: Logged::Done,
        count: 1,
        unit: String::new(),
        day: jiff::civil::date(2027, 5, 2),
        fidelity: Fidelity::Unknown,
        area: None,
        place: String::new(),
        note: String::new(),
    };
    let commitment = CommitmentRef { promise: promise.id, commitment: 1 };
    let refused = activity::log(&coordinator.actor, house, commitment, None, entry).await.unwrap_err();
    assert_eq!(refused.messages()[0].key, "activity-closed");
    let log = coordinator.get(&format!("/insatser/lofte/{}/1", promise.id)).await.html;
    assert!(log.contains("Löftet är avslutat") && !log.contains("Spara insatsen"), "{log}");

    let snapshot = publication::preview(&coordinator.actor, house).await.unwrap().next;
    assert!(snapshot.promise(promise.number).unwrap().closed.is_some());
    let path = format!("/publicering/forhandsvisning/loften/{}", promise.number);
    let public = coordinator.get(&path).await.html;
    let public = public.replace('\u{a0}', " ");
    assert!(public.contains("Löftet är avslutat, 10 januari 2028."), "{public}");
}

#[tokio::test]
async fn the_log_says_when_no_promise_runs_any_more() {
    let desk = Desk::new().await.at("2040-01-10T10:00:00Z");
    let page = desk.person("polis").await.get("/insatser").await.html;
    assert!(page.contains("Inget av löftena pågår nu") && !page.contains("Tryck på knappen"), "{page}");
}

#[tokio::test]
async fn the_next_promise_answers_for_every_undertaking_of_the_one_before() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let earlier = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let here = format!("/loften/{}/nasta", earlier.id);
    assert!(coordinator.get(&format!("/loften/{}", earlier.id)).await.html.contains(&here));
    let page = coordinator.get(&here).await.html;
    for commitment in &earlier.commitments {
        assert!(page.contains(&commitment.text), "{}", commitment.text);
    }
    assert!(page.contains("value=\"2025-01-01\"") && page.contains("value=\"2026-12-31\""), "{page}");

    let base = [("title", "Tryggare station"), ("text", "Vi fortsätter."), ("goals", "on")];
    let period = [("from", "2025-01-01"), ("to", "2026-12-31")];
    let silent = [("fate_1", "drop"), ("fate_2", "change")];
    let refused = coordinator.post(&here, &[&base[..], &period, &silent].concat()).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("Skriv varför åtagande 1 inte förs vidare"), "{}", refused.html);
    assert!(refused.html.contains("Välj vad som blir av åtagande 3"), "{}", refused.html);
    assert!(refused.html.contains("Vi fortsätter."), "what was written stays");

    let whole =
        [("fate_1", "drop"), ("reason_1", "Lamporna är bytta."), ("fate_2", "change"), ("fate_3", "take")];
    let begun = coordinator.post(&here, &[&base[..], &period, &whole].concat()).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.html);
    let promises = promise::list(&coordinator.actor, &desk.house).await.unwrap();
    let next = promises.iter().find(|promise| promise.title == "Tryggare station").unwrap();
    assert_eq!(next.continues, Some(earlier.id));
    assert_eq!(begun.location, format!("/loften/{}/andra", next.id));
    let texts: Vec<&str> = next.commitments.iter().map(|known| known.text.as_str()).collect();
    assert_eq!(texts, [&earlier.commitments[1].text, &earlier.commitments[2].text]);
    let (was, goal) = (earlier.effect_goal.as_ref().unwrap(), next.effect_goal.as_ref().unwrap());
    assert_eq!((&goal.baseline, goal.follow_up_year), (&was.follow_up, 2027));
    // Both promises tell it, and the form that edits the new one keeps it.
    for promise in [&earlier, next] {
        let page = coordinator.get(&format!("/loften/{}", promise.id)).await.html;
        assert!(
            page.contains("Skäl: Lamporna är bytta.") && page.contains("förs vidare som åtagande 2"),
            "{page}"
        );
    }
    let sign = coordinator.get(&format!("/loften/{}/underteckna", next.id)).await.html;
    assert!(sign.contains("Skäl: Lamporna är bytta."), "what is signed is shown: {sign}");
    let edited = promise::to_edit(&coordinator.actor, &desk.house, next.id).await.unwrap();
    let without = lofte_model::promise::CitizenPromise { carried: vec![], ..edited.value.clone() };
    let edited = promise::edit(&coordinator.actor, &desk.house, without, edited.version).await.unwrap();
    assert_eq!(edited.carried, next.carried);
}
