//! Promises from before the program: by hand and from a file, with source and account, all of a file or nothing.

use crate::fixture::copy_demo;
use crate::pages::desk::{Desk, Person};
use axum::http::StatusCode;
use lofte_app::error::AppError;
use lofte_app::old::{self, OldPromise, Taken};
use lofte_app::{agreement, feedback, promise, publication};
use lofte_model::id::PartyId;
use lofte_model::party::Party;
use lofte_model::promise::{CitizenPromise, PromiseState, Quantity};
use lofte_words::Language;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/aldre-loften.csv")
}

/// The one organisation of the file that the demo does not know.
async fn with_association(person: &Person<'_>) {
    let id = PartyId::named("association");
    let party = serde_json::json!({ "id": id, "name": "Föreningen", "kind": "association" });
    let party: Party = serde_json::from_value(party).unwrap();
    agreement::save_party(&person.actor, &person.desk.house, &party).await.unwrap();
}

async fn all(person: &Person<'_>) -> Vec<CitizenPromise> {
    promise::list(&person.actor, &person.desk.house).await.unwrap()
}

#[tokio::test]
async fn the_real_promises_come_in_from_a_file_once_with_their_sources_and_accounts() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let (actor, house) = (&coordinator.actor, &desk.house);
    let before = all(&coordinator).await.len();
    let read = old::read(actor, &data()).await.unwrap();
    assert_eq!(read.len(), 18);
    let refused = old::save(actor, house, &read).await.unwrap_err();
    let told = refused.tell(Language::Swedish);
    assert!(told.contains("Föreningen") && told.contains("kolumnen parter"), "{told}");
    assert_eq!(all(&coordinator).await.len(), before, "nothing is half done");

    with_association(&coordinator).await;
    let shown = old::preview(actor, house, &read).await.unwrap();
    assert!(shown.iter().all(|one| !one.known));
    assert_eq!(all(&coordinator).await.len(), before, "a preview saves nothing");
    assert_eq!(old::save(actor, house, &read).await.unwrap(), Taken { stored: 18, known: 0 });
    assert_eq!(old::save(actor, house, &read).await.unwrap(), Taken { stored: 0, known: 18 });
    let after = all(&coordinator).await;
    assert_eq!(after.len(), before + 18);
    let numbers: BTreeSet<u32> = after.iter().map(|promise| promise.number).collect();
    assert_eq!(numbers.len(), after.len(), "each has a number of its own");
    let flen = after.iter().find(|promise| promise.title == "Flen 2021").unwrap();
    assert!(matches!(&flen.state, PromiseState::Historical { source } if source.contains("polisen.se")));
    assert!(matches!(&flen.commitments[0].quantity, Quantity::AtLeast { count: 100, .. }));
    // What was told stands with its source, inside and in public; what nobody told stands too.
    let accounts = feedback::list(actor, house).await.unwrap();
    let (told, account) = after
        .iter()
        .find_map(|promise| {
            Some((
                promise,
                accounts.iter().find(|one| {
                    one.promise == promise.id
                        && !one.telling.said.is_empty()
                        && one.telling.said[0].source.contains("http")
                })?,
            ))
        })
        .unwrap();
    let public = publication::preview(actor, house).await.unwrap().next;
    let public = public.promise(told.number).unwrap();
    assert_eq!(public.commitments.len(), told.commitments.len());
    assert_eq!(public.feedback.as_ref().unwrap().telling, account.telling);
}

async fn refused(text: &str, name: &str) -> Vec<String> {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let file = desk.house.dir().join(name);
    std::fs::write(&file, text).unwrap();
    let before = all(&coordinator).await.len();
    let taken = async {
        let read = old::read(&coordinator.actor, &file).await?;
        old::save(&coordinator.actor, &desk.house, &read).await
    };
    let error = taken.await.unwrap_err();
    assert_eq!(all(&coordinator).await.len(), before);
    match error {
        AppError::Refused(messages) => {
            for message in &messages {
                assert!(!message.tell(Language::English).contains('{'), "{message:?}");
            }
            messages.iter().map(|message| message.tell(Language::Swedish)).collect()
        }
        other => vec![other.tell(Language::Swedish)],
    }
}

#[tokio::test]
async fn every_fault_of_a_file_is_told_with_its_row_and_column_and_nothing_is_taken() {
    let text = "löfte;från;till;källa;åtagande;parter;slag;antal;enhet;takt\n\
        A;2020-01-01;2020-12-31;webben;Vandringar;Kommunen;minst;4;vandringar;\n\
        A;2020-01-01;2020-12-31;en annan sida;Kontroller;Kommunen;minst;0;kontroller;\n\
        B;2021-12-31;2021-01-01;webben;Ronder;Kommunen;minst;3;ronder;\n\
        C;i fjol;2021-01-01;webben;Ronder;Kommunen;;;;\n\
        D;2021-01-01;2021-12-31;webben;Ronder;Kommunen;kanske;;;\n\
        E;2021-01-01;2021-12-31;webben;Ronder;Kommunen;minst;3;ronder;ibland\n";
    let told = refused(text, "fel.csv").await;
    let expected = [
        "Inget i filen",
        "Rad 3, kolumnen källa",
        "Rad 3, kolumnen antal",
        "Rad 5, kolumnen från",
        "Rad 6, kolumnen slag",
        "Rad 7, kolumnen takt",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    let text = "löfte;från;till;källa;åtagande;parter\nA;2020-12-31;2020-01-01;;;Marsianerna\n";
    let told = refused(text, "tom.csv").await;
    let expected = [
        "Inget i filen",
        "Rad 2, kolumnen källa",
        "Rad 2, kolumnen till",
        "Rad 2, kolumnen åtagande",
        "Rad 2, kolumnen parter",
    ];
    for expected in expected {
        assert!(told.iter().any(|told| told.starts_with(expected)), "{expected}: {told:#?}");
    }
    assert!(refused("[{\"title\": \"A\", \"form\": \"2020\"}]", "fel.json").await[1].contains("rad 1"));
    assert!(refused("[]", "tom.json").await[1].contains("inga löften"));
    assert!(!refused("löfte;från\nA;2020-01-01\n", "saknas.csv").await[0].is_empty());
}

#[tokio::test]
async fn a_page_shows_the_file_first_and_saves_what_was_shown() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let before = all(&coordinator).await.len();
    let json = "[{\"title\":\"Tryggare torg 2019\",\"text\":\"Vi går på torget.\",\"from\":\"2019-01-01\",\
        \"to\":\"2019-12-31\",\"source\":\"Kommunens webbsida\",\"commitments\":[{\"text\":\"Vandringar\",\
        \"parties\":[\"Kommunen\"],\"done\":\"Tre av fyra.\",\"source\":\"Årsrapporten\"}]}]";
    let file = desk.house.dir().join("torget.json");
    std::fs::write(&file, json).unwrap();
    let read: Vec<OldPromise> = old::read(&coordinator.actor, &file).await.unwrap();
    let sent = serde_json::to_string(&read).unwrap();
    let saved = coordinator.post("/loften/aldre/fil/spara", &[("read", &sent)]).await;
    assert_eq!((saved.status, saved.location.as_str()), (StatusCode::SEE_OTHER, "/loften"), "{}", saved.html);
    assert_eq!(all(&coordinator).await.len(), before + 1);
    let broken = coordinator.post("/loften/aldre/fil/spara", &[("read", "[")]).await;
    assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY);
    let reader = desk.person("lasare").await;
    assert_eq!(reader.get("/loften/aldre/fil").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_old_promise_is_entered_by_hand_with_its_source_and_account() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let parties = agreement::parties(&coordinator.actor, &desk.house).await.unwrap();
    let party = parties[0].id.to_string();
    let base = [
        ("title", "Tryggare torg 2019"),
        ("text", "Vi går på torget."),
        ("from", "2019-01-01"),
        ("to", "2019-12-31"),
        ("rows", "2"),
    ];
    let row = [
        ("text_1", "Trygghetsvandringar"),
        ("parties_1", party.as_str()),
        ("count_1", "4"),
        ("unit_1", "vandringar"),
        ("done_1", "Tre blev av."),
        ("why_1", "Regn."),
        ("where_1", "Årsrapporten 2019"),
    ];
    let silent = coordinator.post("/loften/aldre", &[&base[..], &row].concat()).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.html.contains("utan källa") && silent.html.contains("Tre blev av."), "{}", silent.html);
    let source = [("source", "Kommunens webbsida, 3 mars 2019")];
    let more =
        coordinator.post("/loften/aldre", &[&base[..], &row, &source, &[("more", "1")]].concat()).await;
    assert!(more.html.contains("Åtagande 5") && more.html.contains("Tre blev av."), "{}", more.html);
    let saved = coordinator.post("/loften/aldre", &[&base[..], &row, &source].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let shown = coordinator.get(&saved.location).await.html;
    assert!(shown.contains("Kommunens webbsida, 3 mars 2019"), "{shown}");
    let id = saved.location.rsplit('/').next().unwrap();
    let follow_up = coordinator.get(&format!("/uppfoljning/{id}")).await.html;
    assert!(follow_up.contains("Regn.") && follow_up.contains("Årsrapporten 2019"), "{follow_up}");
    let again = coordinator.post("/loften/aldre", &[&base[..], &row, &source].concat()).await;
    assert!(again.html.contains("finns redan"), "{}", again.html);
}

#[tokio::test]
async fn the_command_takes_a_file_in_and_a_trial_saves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("house");
    copy_demo(&home).await;
    let file = dir.path().join("ett.csv");
    std::fs::write(
        &file,
        "löfte;från;till;källa;åtagande;parter\nTorget;2019-01-01;2019-12-31;webben;Ronder;Kommunen\n",
    )
    .unwrap();
    let run = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_lofte"));
        command.args(["promise", "import"]).arg(&file).arg("--dir").arg(&home).args(more);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["--dry-run"]).contains("Inget är sparat. Nya löften i filen: 1"));
    assert!(run(&["--dry-run", "--lang", "en"]).contains("Nothing is saved"));
    assert!(run(&[]).contains("Nya löften: 1. Redan inne: 0."));
    assert_eq!(
        run(&["--format", "json"]).split_whitespace().collect::<String>(),
        "{\"stored\":0,\"known\":1}"
    );
}
