//! Sides and their signatures: further sides, offices, paper, a second pair of eyes, and verdicts that are signed, dissented
//! from, or left unsigned without being hidden.

use crate::engines::support::keys;
use crate::pages::desk::{Desk, between};
use axum::http::StatusCode;
use jiff::civil::{Date, date};
use lofte_app::signing::{self, Paper};
use lofte_app::{
    account, agreement, attachment, extract, followup, mask, party as parties, promise, publication,
};
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::id::{PartyId, PromiseId};
use lofte_model::promise::{CitizenPromise, OnPaper, PromiseState, Side, Sides};
use lofte_publish::promise::Standing;

async fn party(desk: &Desk, name: &str) -> PartyId {
    let coordinator = desk.person("samordnare").await;
    let parties = agreement::parties(&coordinator.actor, &desk.house).await.unwrap();
    parties.into_iter().find(|party| party.name == name).unwrap().id
}

/// A draft like the municipality's second promise, without goal, with further sides by name.
async fn draft(desk: &Desk, id: &str, further: &[&str]) -> CitizenPromise {
    let coordinator = desk.person("samordnare").await;
    let model = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let mut sides = Sides::default();
    for name in further {
        sides.further.push(party(desk, name).await);
    }
    let draft = CitizenPromise {
        id: PromiseId::named(id),
        title: "Löftet med fler sidor".into(),
        effect_goal: None,
        goals: vec![],
        continues: None,
        state: PromiseState::Draft,
        sides,
        ..model
    };
    promise::create(&coordinator.actor, &desk.house, draft).await.unwrap()
}

fn paper(side: Side, office: &str, signed_on: Date, registry_number: &str) -> Paper {
    let paper = OnPaper { signed_on, registry_number: registry_number.into() };
    Paper { side, office: office.into(), paper }
}

async fn seen(actor: &Actor, desk: &Desk, id: PromiseId) -> Fingerprint {
    promise::check(actor, &desk.house, id).await.unwrap().seen
}

#[tokio::test]
async fn a_further_side_signs_by_its_own_account_and_is_shown_to_residents() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let partner = desk.person("bostadsbolag").await;
    let (house, written) = (&desk.house, draft(&desk, "three", &["Bostadsbolaget"]).await);
    let read = seen(&coordinator.actor, &desk, written.id).await;
    let company = Side::Party(party(&desk, "Bostadsbolaget").await);
    let refused = signing::sign(&coordinator.actor, house, written.id, " ", &read).await.unwrap_err();
    assert_eq!(keys(&refused), ["agreement-no-office"]);
    signing::sign(&police.actor, house, written.id, "lokalpolisområdeschef", &read).await.unwrap();
    signing::sign(&coordinator.actor, house, written.id, "kommunstyrelsens ordförande", &read).await.unwrap();
    // Two have signed, and nothing is frozen: the company is awaited, and told so.
    let page = partner.get(&format!("/loften/{}", written.id)).await.html;
    assert!(page.contains("Nu väntar underskrift från Bostadsbolaget"), "{page}");
    assert!(partner.get("/").await.html.contains("väntar på din sidas underskrift"));
    let paper_of_another = paper(company, "vd", house.today(), "A1");
    let refused = signing::note(&coordinator.actor, house, written.id, paper_of_another, &read).await;
    assert_eq!(keys(&refused.unwrap_err()), ["note-has-account"], "who has an account signs itself");
    let asked = partner.get(&format!("/loften/{}/underteckna", written.id)).await.html;
    let fingerprint = between(&asked, "name=\"fingerprint\" value=\"", "\"").to_owned();
    let path = format!("/loften/{}/underteckna", written.id);
    let nameless = partner.post(&path, &[("fingerprint", &fingerprint)]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nameless.html.contains("Ange vilken funktion"), "{}", nameless.html);
    let signed = partner.post(&path, &[("office", "vd"), ("fingerprint", &fingerprint)]).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.html);
    let frozen = promise::find(&coordinator.actor, house, written.id).await.unwrap();
    assert_eq!(frozen.fingerprint().unwrap().to_string(), fingerprint);
    let preview = publication::preview(&coordinator.actor, house).await.unwrap();
    let snapshot = publication::publish(&coordinator.actor, house, &preview.seen).await.unwrap();
    let public = snapshot.promises.iter().find(|promise| promise.id == written.id).unwrap();
    let Standing::Published { signatures, .. } = &public.standing else { panic!("not signed") };
    let told: Vec<_> = signatures.iter().map(|one| (one.name.as_str(), one.office.as_str())).collect();
    let sides =
        [("", "lokalpolisområdeschef"), ("", "kommunstyrelsens ordförande"), ("Bostadsbolaget", "vd")];
    assert_eq!(told, sides);
    let path = format!("/publicering/{}/sidor/loften/{}", snapshot.number, written.number);
    let page = coordinator.get(&path).await.html;
    assert!(page.contains("Bostadsbolaget skrev under") && page.contains("genom vd"), "{page}");
}

#[tokio::test]
async fn paper_is_noted_by_the_coordinator_only_for_those_who_cannot_sign_themselves() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let (house, written) = (&desk.house, draft(&desk, "paper", &["Stationens förvaltare"]).await);
    let (id, station) = (written.id, Side::Party(party(&desk, "Stationens förvaltare").await));
    let (read, today) = (seen(&coordinator.actor, &desk, id).await, house.today());
    let note = async |actor: &Actor, paper: Paper| signing::note(actor, house, id, paper, &read).await;
    let refused = note(&coordinator.actor, paper(Side::Police, "lpo-chef", today, "A1")).await.unwrap_err();
    assert_eq!(keys(&refused), ["note-has-account"]);
    let refused = note(&police.actor, paper(station, "chef", today, "A1")).await.unwrap_err();
    assert_eq!(keys(&refused), ["note-other-side"]);
    for (wrong, key) in [
        (paper(station, " ", today, "A1"), "agreement-no-office"),
        (paper(station, "chef", today.tomorrow().unwrap(), "A1"), "note-not-yet"),
        (paper(station, "chef", today, ""), "note-no-registry-number"),
    ] {
        assert_eq!(keys(&note(&coordinator.actor, wrong).await.unwrap_err()), [key]);
    }
    let other_text = Fingerprint::of_bytes(b"another text");
    let bent = signing::note(&coordinator.actor, house, id, paper(station, "chef", today, "A1"), &other_text);
    assert_eq!(keys(&bent.await.unwrap_err()), ["seen-changed"]);
    // On the page, as the coordinator does it.
    let path = format!("/loften/{id}/papper");
    let form = coordinator.get(&path).await.html;
    assert!(form.contains("Stationens förvaltare") && !form.contains("value=\"police\""), "{form}");
    let (word, fingerprint) = (station.word(), read.to_string());
    let fields = [
        ("side", word.as_str()),
        ("office", "förvaltningschef"),
        ("signed_on", "2023-06-20"),
        ("registry_number", "KS 2023/7"),
        ("fingerprint", &fingerprint),
    ];
    let noted = coordinator.post(&path, &fields).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.html);
    let page = coordinator.get(&format!("/loften/{id}")).await.html;
    assert!(page.contains("Stationens förvaltare undertecknade på papper"), "{page}");
    assert!(page.contains("Noterat") && page.contains("diarienummer KS 2023/7"), "{page}");
    // The police sign by themselves; the municipality signs on paper and notes its own.
    signing::sign(&police.actor, house, id, "lokalpolisområdeschef", &read).await.unwrap();
    let own = paper(Side::Municipality, "kommunstyrelsens ordförande", date(2023, 6, 21), "KS 2023/8");
    let frozen = note(&coordinator.actor, own).await.unwrap();
    assert_eq!(frozen.state.word(), "published");
    assert_eq!(frozen.frozen_on(), Some(today), "it is frozen when it is noted, whatever day the paper says");
}

#[tokio::test]
async fn the_municipality_notes_for_the_police_only_when_they_have_no_open_account() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let (house, written) = (&desk.house, draft(&desk, "no-police", &[]).await);
    let read = seen(&coordinator.actor, &desk, written.id).await;
    let police_paper = || paper(Side::Police, "lokalpolisområdeschef", house.today(), "A1");
    let refused = signing::note(&coordinator.actor, house, written.id, police_paper(), &read).await;
    assert_eq!(keys(&refused.unwrap_err()), ["note-has-account"]);
    let accounts = account::accounts(&police.actor, house).await;
    let accounts = match accounts {
        Ok(accounts) => accounts,
        Err(_) => account::accounts(&coordinator.actor, house).await.unwrap(),
    };
    let theirs = accounts.into_iter().find(|known| known.login == "polis").unwrap();
    let mut tx = house.store().begin(house.municipality()).await.unwrap();
    let known = tx.account(theirs.user).await.unwrap();
    let closed = lofte_store::Account { closed_at: Some(house.now()), ..known.value };
    tx.save_account(&closed, Some(known.version)).await.unwrap();
    let entry = lofte_store::AuditEntry::new(
        house.now(),
        None,
        lofte_model::access::Action::ManagePoliceUsers,
        lofte_store::Noun::Account,
        &theirs.user,
    );
    tx.commit(entry).await.unwrap();
    let noted = signing::note(&coordinator.actor, house, written.id, police_paper(), &read).await.unwrap();
    let signature = noted.signature_of(Side::Police).unwrap();
    assert!(signature.given.is_noted() && signature.by == coordinator.actor.user);
}

#[tokio::test]
async fn nobody_signs_what_they_wrote_where_a_second_pair_of_eyes_is_asked_for() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let (house, written) = (&desk.house, draft(&desk, "eyes", &[]).await);
    let known = promise::to_edit(&coordinator.actor, house, written.id).await.unwrap();
    let sides = Sides { second_reader: true, ..Sides::default() };
    let asked = CitizenPromise { sides, ..known.value };
    promise::edit(&coordinator.actor, house, asked, known.version).await.unwrap();
    let read = seen(&coordinator.actor, &desk, written.id).await;
    let refused = signing::sign(&coordinator.actor, house, written.id, "chefen", &read).await.unwrap_err();
    assert_eq!(keys(&refused), ["promise-second-reader"]);
    signing::sign(&police.actor, house, written.id, "chefen", &read).await.unwrap();
}

#[tokio::test]
async fn a_signature_is_taken_back_with_a_reason_by_its_own_side() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let (house, written) = (&desk.house, draft(&desk, "back", &["Bostadsbolaget"]).await);
    let read = seen(&coordinator.actor, &desk, written.id).await;
    signing::sign(&police.actor, house, written.id, "chefen", &read).await.unwrap();
    signing::sign(&coordinator.actor, house, written.id, "chefen", &read).await.unwrap();
    let take = async |actor: &Actor, reason: &str| {
        signing::take_back(actor, house, written.id, Side::Police, reason).await
    };
    assert_eq!(keys(&take(&coordinator.actor, "fel").await.unwrap_err()), ["promise-no-side"]);
    assert_eq!(keys(&take(&police.actor, " ").await.unwrap_err()), ["signature-no-reason"]);
    let left = take(&police.actor, "Fel funktion").await.unwrap();
    assert_eq!((left.state.word(), left.awaited().len()), ("proposed", 2));
    let page = coordinator.get(&format!("/loften/{}", written.id)).await.html;
    assert!(page.contains("Underskrift från polisen"), "{page}");
    assert!(
        page.contains("Underskriften från polisen togs tillbaka") && page.contains("Fel funktion"),
        "{page}"
    );
    assert_eq!(keys(&take(&police.actor, "igen").await.unwrap_err()), ["agreement-not-signed"]);
}

#[tokio::test]
async fn a_missing_signature_hides_no_verdict_and_a_dissent_stands_beside_it() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let house = &desk.house;
    let housing = promise::named(&coordinator.actor, house, "3").await.unwrap();
    let judged = signing::judged(&coordinator.actor, house, housing.id).await.unwrap().unwrap();
    assert_eq!(judged.awaited, [Side::Police], "as the demo leaves it");
    let public = async || {
        let preview = publication::preview(&coordinator.actor, house).await.unwrap();
        let snapshot = publication::publish(&coordinator.actor, house, &preview.seen).await.unwrap();
        let path = format!("/publicering/{}/sidor/loften/3", snapshot.number);
        (snapshot.promise(3).unwrap().verdict.clone().unwrap(), coordinator.get(&path).await.html)
    };
    let (verdict, page) = public().await;
    assert_eq!((verdict.signatures.len(), verdict.awaited.len()), (1, 1));
    assert!(page.contains("Polisen har inte undertecknat utfallet än."), "{page}");
    let path = format!("/uppfoljning/{}", housing.id);
    let form = police.get(&path).await.html;
    let shown = between(&form, "name=\"seen\" value=\"", "\"").to_owned();
    let dissent = "Ronderna i mars räknades inte.";
    let fields = [("office", "lokalpolisområdeschef"), ("dissent", dissent), ("seen", &shown)];
    let signed = police.post(&format!("{path}/underteckna"), &fields).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.html);
    let (after, page) = public().await;
    assert_eq!(
        (&after.answer, &after.change),
        (&verdict.answer, &verdict.change),
        "arithmetic is not signed away"
    );
    assert_eq!((after.signatures.len(), after.awaited.len()), (2, 0));
    assert!(page.contains("med en avvikande mening") && page.contains(dissent), "{page}");
    // It is taken back with a reason, and a verdict that is no longer the newest cannot be signed.
    signing::take_back_verdict(&police.actor, house, housing.id, Side::Police, "Fel månad").await.unwrap();
    let (gone, page) = public().await;
    assert!(gone.awaited.len() == 1 && !page.contains(dissent), "{page}");
    let stale = Fingerprint::of_bytes(b"an earlier verdict");
    let refused = signing::sign_verdict(&police.actor, house, housing.id, ("chefen", ""), &stale).await;
    assert_eq!(keys(&refused.unwrap_err()), ["seen-changed"]);
}

#[tokio::test]
async fn a_verdict_is_signed_once_it_is_recorded_and_by_its_sides_alone() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let partner = desk.person("bostadsbolag").await;
    let (house, written) = (&desk.house, draft(&desk, "verdict", &["Stationens förvaltare"]).await);
    let (id, read) = (written.id, seen(&coordinator.actor, &desk, written.id).await);
    let station = Side::Party(party(&desk, "Stationens förvaltare").await);
    signing::sign(&coordinator.actor, house, id, "chefen", &read).await.unwrap();
    signing::sign(&police.actor, house, id, "chefen", &read).await.unwrap();
    let of_station = paper(station, "chef", house.today(), "A1");
    signing::note(&coordinator.actor, house, id, of_station.clone(), &read).await.unwrap();
    let refused = signing::sign_verdict(&coordinator.actor, house, id, ("chefen", ""), &read).await;
    assert_eq!(keys(&refused.unwrap_err()), ["verdict-not-recorded"]);
    let shown = Fingerprint::of(&followup::verdict(&coordinator.actor, house, id).await.unwrap()).unwrap();
    followup::judge(&coordinator.actor, house, id, &shown).await.unwrap();
    let seen = signing::judged(&coordinator.actor, house, id).await.unwrap().unwrap().seen;
    let refused = signing::sign_verdict(&partner.actor, house, id, ("vd", ""), &seen).await;
    assert_eq!(keys(&refused.unwrap_err()), ["promise-no-side"]);
    let noted = (of_station, "Vi lagade mer än vi lovade.");
    signing::note_verdict(&coordinator.actor, house, id, noted, &seen).await.unwrap();
    let judged = signing::judged(&police.actor, house, id).await.unwrap().unwrap();
    assert_eq!(judged.awaited, [Side::Municipality, Side::Police]);
    assert_eq!(judged.signatures[0].dissent(), "Vi lagade mer än vi lovade.");
}

#[tokio::test]
async fn an_organisation_that_leaves_keeps_what_it_holds_until_somebody_takes_over() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let id = party(&desk, "Bostadsbolaget").await;
    let path = format!("/overenskommelser/parter/{id}");
    let page = coordinator.get(&path).await.html;
    assert!(page.contains("Håller i") && page.contains("Åtgärd"), "{page}");
    let silent = coordinator.post(&format!("{path}/lamna"), &[("leaving", " ")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = coordinator.post(&format!("{path}/lamna"), &[("leaving", "Upphandlad bort")]).await;
    assert_eq!(gone.status, StatusCode::SEE_OTHER, "{}", gone.html);
    let page = coordinator.get(&path).await.html;
    assert!(page.contains("Deltar inte längre") && page.contains("Upphandlad bort."), "{page}");
    assert!(page.contains("behöver någon annan ta över"), "{page}");
    let overview = coordinator.get("/").await.html;
    assert!(overview.contains("ägs av Bostadsbolaget, som inte längre deltar"), "{overview}");
    // It is offered in no form any more; what it signed keeps its name.
    assert!(!coordinator.get("/loften/nytt").await.html.contains("Bostadsbolaget"));
    let promise = promise::named(&coordinator.actor, &desk.house, "4").await.unwrap();
    let shown = coordinator.get(&format!("/loften/{}", promise.id)).await.html;
    assert!(shown.contains("Bostadsbolaget undertecknade"), "{shown}");
    let twice = coordinator.post(&format!("{path}/lamna"), &[("leaving", "igen")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    let back = coordinator.post(&format!("{path}/ta-in"), &[("leaving", "Nytt avtal")]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    // Another name is kept with what it was, and a code is four digits.
    let version = between(&coordinator.get(&path).await.html, "name=\"version\" value=\"", "\"").to_owned();
    let fields = |code, reason| {
        [
            ("name", "Hyresbolaget"),
            ("kind", "housing"),
            ("code", code),
            ("reason", reason),
            ("version", &*version),
        ]
    };
    let bad = coordinator.post(&path, &fields("48", "Nytt namn")).await;
    assert!(bad.html.contains("En kommunkod är fyra siffror"), "{}", bad.html);
    assert_eq!(coordinator.post(&path, &fields("", "")).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let renamed = coordinator.post(&path, &fields("", "Nytt namn")).await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER, "{}", renamed.html);
    let page = coordinator.get(&path).await.html;
    assert!(page.contains("Hyresbolaget") && page.contains("Förut stod: Bostadsbolaget"), "{page}");
    let stale = coordinator.post(&path, &fields("", "Igen")).await;
    assert_ne!(stale.status, StatusCode::SEE_OTHER, "of a version that is no longer there");
}

#[tokio::test]
async fn a_scan_is_kept_for_those_who_work_with_the_promise_and_never_published() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let house = &desk.house;
    // The demo's fourth promise: the owner of the station signed on paper.
    let signed = promise::named(&coordinator.actor, house, "4").await.unwrap();
    let station = Side::Party(party(&desk, "Stationens förvaltare").await);
    let add = async |actor: &Actor, side: Side, bytes: &[u8]| {
        attachment::add(actor, house, signed.id, (side, false), bytes.to_vec()).await
    };
    let pdf = b"%PDF-1.7 made up for this test";
    for (wrong, key) in [(&b"MZ not a scan"[..], "scan-unknown"), (&b""[..], "scan-unknown")] {
        assert_eq!(keys(&add(&coordinator.actor, station, wrong).await.unwrap_err()), [key]);
    }
    let mut large = pdf.to_vec();
    large.resize(lofte_model::attachment::LARGEST_SCAN + 1, b' ');
    assert_eq!(keys(&add(&coordinator.actor, station, &large).await.unwrap_err()), ["scan-too-large"]);
    assert_eq!(keys(&add(&coordinator.actor, Side::Municipality, pdf).await.unwrap_err()), ["scan-no-paper"]);
    assert_eq!(keys(&add(&police.actor, station, pdf).await.unwrap_err()), ["note-other-side"]);
    let digest = add(&coordinator.actor, station, pdf).await.unwrap();
    assert_eq!(digest, Fingerprint::of_bytes(pdf));
    let path = format!("/loften/{}/skanningar", signed.id);
    let page = police.get(&path).await.html;
    assert!(page.contains(digest.short()) && page.contains("Stationens förvaltare, löftet"), "{page}");
    assert_eq!(police.get(&format!("{path}/{digest}")).await.html.as_bytes(), pdf);
    for login in ["lasare", "bostadsbolag"] {
        let other = desk.person(login).await;
        assert_eq!(other.get(&format!("{path}/{digest}")).await.status, StatusCode::FORBIDDEN, "{login}");
    }
    let preview = publication::preview(&coordinator.actor, house).await.unwrap();
    let public = serde_json::to_string(&preview.next).unwrap();
    assert!(!public.contains(digest.as_str()) && !public.contains("JVBERi0"), "nothing of it is public");
    let erased = coordinator.post(&format!("{path}/{digest}/radera"), &[]).await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.html);
    assert!(attachment::list(&coordinator.actor, house, signed.id).await.unwrap().is_empty());
    let kept = promise::named(&coordinator.actor, house, "4").await.unwrap();
    assert_eq!(kept.state, signed.state, "the signature stays");
}

#[tokio::test]
async fn what_was_written_with_a_signature_is_masked_screened_and_told_to_whom_it_concerns() {
    let desk = Desk::new().await;
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let house = &desk.house;
    let station = promise::named(&coordinator.actor, house, "2").await.unwrap();
    let id = station.id.to_string();
    let judged = async || signing::judged(&police.actor, house, station.id).await.unwrap().unwrap();
    let passage = "ställdes in för insatser på annan plats";
    assert!(
        judged().await.signatures.iter().any(|one| one.dissent().contains(passage)),
        "as the demo has it"
    );
    let of = (lofte_store::Noun::VerdictSignature, id.as_str());
    mask::mask(&coordinator.actor, house, of, passage, "art. 17").await.unwrap();
    assert!(judged().await.signatures.iter().all(|one| !one.dissent().contains(passage)));
    let newest = publication::list(&coordinator.actor, house).await.unwrap()[0].number;
    let shown = publication::find(&coordinator.actor, house, newest).await.unwrap();
    assert!(!serde_json::to_string(&shown).unwrap().contains(passage), "nor is it public any more");
    // A personal identity number is refused in an opinion and in an office.
    let seen = judged().await.seen;
    for said in [("chefen", "Ring 19121212-1212."), ("19121212-1212", "")] {
        let refused = signing::sign_verdict(&police.actor, house, station.id, said, &seen).await;
        assert!(refused.is_err(), "{said:?}");
    }
    // Who signed finds it in the extract about the account.
    let told = extract::extract(&coordinator.actor, house, "polis").await.unwrap();
    let told = serde_json::to_string(&told).unwrap();
    assert!(told.contains("verdict_signature"), "{told}");
    // What an organisation was called before is masked with it.
    let company = party(&desk, "Bostadsbolaget").await;
    let (known, _) = parties::find(&coordinator.actor, house, company).await.unwrap();
    let renamed = lofte_model::party::Party { name: "Hyresbolaget".into(), ..known.value };
    parties::amend(&coordinator.actor, house, renamed, known.version, "Nytt namn").await.unwrap();
    let of = (lofte_store::Noun::Party, company.to_string());
    mask::mask(&coordinator.actor, house, (of.0, &of.1), "Bostadsbolaget", "art. 17").await.unwrap();
    let page = coordinator.get(&format!("/overenskommelser/parter/{company}")).await.html;
    assert!(page.contains("Hyresbolaget") && !page.contains("Bostadsbolaget"), "{page}");
}
