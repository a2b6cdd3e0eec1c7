//! One promise of two municipalities, each a house of its own: the same text to the byte, signatures that go between them in a
//! file, and each publishes it and says with whom.

use crate::engines::support::keys;
use crate::pages::desk::Desk;
use lofte_app::account::{Invited, NewAccount, accept_link, add_first_account, invite};
use lofte_app::config::Config;
use lofte_app::house::House;
use lofte_app::{access, agreement, joint, place, promise, publication, signing};
use lofte_model::access::{Actor, Channel, Role};
use lofte_model::id::{PartyId, PromiseId};
use lofte_model::party::{Party, PartyKind};
use lofte_model::period::Period;
use lofte_model::place::Municipality;
use lofte_model::promise::{
    CitizenPromise, Commitment, Details, Given, Pace, PromiseState, Quantity, Side, Sides,
};
use tempfile::TempDir;

/// The neighbour's house, with a coordinator and without police.
struct Neighbour {
    _folder: TempDir,
    house: House,
    actor: Actor,
}

impl Neighbour {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("gnesta");
        Config::of("0461").create(&home).unwrap();
        let house = House::open(&home).await.unwrap();
        let municipality = Municipality {
            code: house.municipality().clone(),
            name: "Gnesta kommun".into(),
            synthetic: true,
            contact: "Skriv till oss".into(),
        };
        place::create_municipality(&house, &municipality).await.unwrap();
        let account = NewAccount {
            login: "gnesta".into(),
            password: "fyra ord i rad".into(),
            role: Role::Coordinator,
            party: None,
        };
        let account = add_first_account(&house, account).await.unwrap();
        let actor = access::actor(&house, &account);
        Self { _folder: folder, house, actor }
    }

    async fn take(&self, file: &str) -> joint::TakenIn {
        joint::take_in(&self.actor, &self.house, file.as_bytes()).await.unwrap()
    }

    async fn refused(&self, file: &str) -> Vec<String> {
        keys(&joint::take_in(&self.actor, &self.house, file.as_bytes()).await.unwrap_err())
    }
}

/// A promise of patrols that Flen writes with Gnesta.
async fn written(desk: &Desk) -> CitizenPromise {
    let coordinator = desk.person("samordnare").await;
    let model = promise::named(&coordinator.actor, &desk.house, "2").await.unwrap();
    let gnesta = PartyId::named("test/gnesta");
    let party = Party::new(gnesta, "Gnesta kommun", PartyKind::Municipality);
    let party = Party { code: Some("0461".parse().unwrap()), ..party };
    agreement::save_party(&coordinator.actor, &desk.house, &party).await.unwrap();
    let police = model.commitments[1].parties.clone();
    let draft = CitizenPromise {
        id: PromiseId::named("test/joint"),
        title: "Poliser längs järnvägen".into(),
        text: "Polisen går längs järnvägen i båda kommunerna.".into(),
        period: Period::years(2027, 2028),
        areas: vec![],
        commitments: vec![Commitment {
            number: 1,
            text: "Polisen fotpatrullerar stationerna".into(),
            parties: police,
            quantity: Quantity::AtLeast { count: 4, unit: "pass".into(), per: Pace::Month },
            details: Details::default(),
        }],
        effect_goal: None,
        goals: vec![],
        continues: None,
        state: PromiseState::Draft,
        sides: Sides { further: vec![gnesta], ..Sides::default() },
        ..model
    };
    promise::create(&coordinator.actor, &desk.house, draft).await.unwrap()
}

#[tokio::test]
async fn two_municipalities_sign_one_text_and_each_shows_it() {
    let (desk, gnesta) = (Desk::new().await, Neighbour::new().await);
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let (flen, promise) = (&desk.house, written(&desk).await);
    let read = promise::check(&coordinator.actor, flen, promise.id).await.unwrap().seen;
    signing::sign(&coordinator.actor, flen, promise.id, "kommunstyrelsens ordförande", &read).await.unwrap();
    signing::sign(&police.actor, flen, promise.id, "lokalpolisområdeschef", &read).await.unwrap();
    let path = format!("/loften/{}/gemensamt.json", promise.id);
    let file = coordinator.get(&path).await.html;
    let taken = gnesta.take(&file).await;
    assert!(taken.new && taken.added == 2 && taken.left_out.is_empty(), "{taken:?}");
    assert_eq!(taken.promise.number, 1, "a number of their own");
    assert_eq!(gnesta.take(&file).await.added, 0, "the same file twice is once");
    let there = promise::check(&gnesta.actor, &gnesta.house, promise.id).await.unwrap();
    assert_eq!((there.seen.clone(), there.gaps.len()), (read.clone(), 0), "the same bytes, nothing missing");
    let of_police = taken.promise.signature_of(Side::Police).unwrap();
    assert!(
        matches!(&of_police.given, Given::Elsewhere { municipality, .. } if municipality.contains("Flen"))
    );
    let signed = signing::sign(&gnesta.actor, &gnesta.house, promise.id, "kommunalråd", &read).await.unwrap();
    assert_eq!((signed.state.word(), signed.fingerprint()), ("published", Some(&read)));
    // The neighbour's signature comes back, and freezes the promise where it was written.
    let back = joint::export(&gnesta.actor, &gnesta.house, promise.id).await.unwrap();
    let home = joint::take_in(&coordinator.actor, flen, back.as_bytes()).await.unwrap();
    assert!(!home.new && home.added == 1 && home.promise.fingerprint() == Some(&read), "{home:?}");
    // Each publishes it and says with whom.
    let published = async |actor: &Actor, house: &House| {
        let preview = publication::preview(actor, house).await.unwrap();
        publication::publish(actor, house, &preview.seen).await.unwrap()
    };
    let here = published(&coordinator.actor, flen).await;
    let ours = here.promises.iter().find(|known| known.id == promise.id).unwrap();
    let theirs = published(&gnesta.actor, &gnesta.house).await;
    let theirs = theirs.promise(1).unwrap();
    assert_eq!((ours.number(), theirs.number()), (promise.number, 1));
    assert_eq!(ours.fingerprint(), theirs.fingerprint());
    assert_eq!(ours.frozen, theirs.frozen);
    for public in [ours, theirs] {
        let told = public.joint.as_ref().unwrap();
        assert_eq!(
            (told.number, told.others.as_slice()),
            (promise.number, &["Gnesta kommun".to_owned()][..])
        );
    }
    let page =
        coordinator.get(&format!("/publicering/{}/sidor/loften/{}", here.number, promise.number)).await;
    assert!(page.html.contains("Löftet är gemensamt med Gnesta kommun"), "{}", page.html);
    assert!(page.html.contains("hos Gnesta kommun, noterat"), "{}", page.html);
}

#[tokio::test]
async fn a_file_with_another_text_is_refused_and_nothing_is_lost() {
    let (desk, gnesta) = (Desk::new().await, Neighbour::new().await);
    let coordinator = desk.person("samordnare").await;
    let (flen, promise) = (&desk.house, written(&desk).await);
    let export = async || joint::export(&coordinator.actor, flen, promise.id).await.unwrap();
    let first = export().await;
    assert_eq!(gnesta.refused(&first.replace("stationerna", "Stationerna")).await, ["joint-changed"]);
    assert_eq!(gnesta.refused("{}").await, ["joint-not-one"]);
    gnesta.take(&first).await;
    let known = promise::to_edit(&coordinator.actor, flen, promise.id).await.unwrap();
    let changed = CitizenPromise { text: "En annan text.".into(), ..known.value };
    promise::edit(&coordinator.actor, flen, changed, known.version).await.unwrap();
    assert_eq!(gnesta.refused(&export().await).await, ["joint-differs"]);
    let there = promise::named(&gnesta.actor, &gnesta.house, "1").await.unwrap();
    assert_eq!(there.text, promise.text);
    // Nor can the text be bent where it was taken in.
    let known = promise::to_edit(&gnesta.actor, &gnesta.house, promise.id).await.unwrap();
    let bent = CitizenPromise { text: "Vår text.".into(), ..known.value };
    let refused = promise::edit(&gnesta.actor, &gnesta.house, bent, known.version).await.unwrap_err();
    assert_eq!(keys(&refused), ["promise-their-text"]);
}

#[tokio::test]
async fn who_can_sign_here_is_not_signed_for_by_a_file_and_a_promise_of_one_has_none() {
    let (desk, gnesta) = (Desk::new().await, Neighbour::new().await);
    let (coordinator, police) = (desk.person("samordnare").await, desk.person("polis").await);
    let (flen, promise) = (&desk.house, written(&desk).await);
    let invited = Invited { login: "polis.gnesta".into(), role: Role::Police, party: None };
    let (_, link) = invite(&gnesta.actor, &gnesta.house, invited).await.unwrap();
    accept_link(&gnesta.house, &Channel::Program, &link, "fyra andra ord här").await.unwrap();
    let read = promise::check(&police.actor, flen, promise.id).await.unwrap().seen;
    signing::sign(&police.actor, flen, promise.id, "lokalpolisområdeschef", &read).await.unwrap();
    let file = joint::export(&coordinator.actor, flen, promise.id).await.unwrap();
    let taken = gnesta.take(&file).await;
    assert_eq!((taken.added, taken.left_out), (0, vec![Side::Police]));
    let alone = promise::named(&coordinator.actor, flen, "2").await.unwrap();
    let refused = joint::export(&coordinator.actor, flen, alone.id).await.unwrap_err();
    assert_eq!(keys(&refused), ["joint-no-neighbour"]);
}
