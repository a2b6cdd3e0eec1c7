//! The whole chain without a browser, on the demo: from source rows to the verdict that residents read.

use crate::cli::support::{Ran, lofte, program, text};
use crate::serving::Serving;
use serde_json::{Value, json};
use std::path::Path;

fn in_demo(dir: &Path, arguments: &[&str]) -> Ran {
    let mut all = arguments.to_vec();
    all.extend(["--dir", text(dir)]);
    lofte(&all)
}

fn published(dir: &Path) -> Vec<Value> {
    let promises = in_demo(dir, &["promise", "list", "--format", "json"]).done().json();
    let promises = promises.as_array().unwrap().clone();
    promises.into_iter().filter(|promise| promise["state"]["state"] == json!("published")).collect()
}

#[test]
fn the_demo_goes_from_rows_to_a_published_verdict() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("demo");
    let made = lofte(&["demo", "--no-serve", "--dir", text(&dir)]).done().out;
    assert!(made.contains("syntetiska uppgifter") && made.contains("samordnare"), "{made}");
    let again = lofte(&["demo", "--no-serve", "--dir", text(&dir)]).done().out;
    assert!(again.contains("Demon finns redan"), "{again}");

    assert!(in_demo(&dir, &["doctor"]).done().out.contains("Allt är som det ska."));
    let picture = in_demo(&dir, &["picture"]).done().out;
    assert!(picture.contains("inbrott") && picture.contains("Garwood"), "{picture}");

    let (wrong, right) = (dir.with_extension("wrong"), dir.with_extension("right"));
    std::fs::write(&wrong, "fyra helt andra ord\n").unwrap();
    std::fs::write(&right, format!("{}\n", lofte::demo::PASSWORD)).unwrap();
    let promises = published(&dir);
    assert_eq!(promises.len(), 3, "the two promises of 2023–24, and the one that still runs");
    let mut answers = Vec::new();
    for promise in promises.iter().filter(|promise| !promise["effect_goal"].is_null()) {
        let number = promise["number"].to_string();
        let gate = in_demo(&dir, &["promise", "check", &number, "--format", "json"]).done().json();
        assert_eq!(gate["gaps"], json!([]));
        assert!(gate["minimum_detectable"].as_f64().unwrap() > 0.0);
        let seen = gate["seen"].as_str().unwrap();
        assert_eq!(
            promise["state"]["second"]["fingerprint"], gate["seen"],
            "what was signed is what is read"
        );
        let sign = ["promise", "publish", &number, "--office", "chefen", "--seen", seen];
        in_demo(&dir, &sign).refused("Säg med --as vilket konto");
        in_demo(&dir, &[&sign[..], &["--as", "polis"]].concat()).refused("inget tangentbord");
        let with = |file| [&sign[..], &["--as", "polis", "--password-file", text(file)]].concat();
        in_demo(&dir, &with(&wrong)).refused("Fel namn eller lösenord");
        in_demo(&dir, &with(&right)).refused("kan inte ändras");

        let verdict = |more: &[&str]| {
            let mut arguments = vec!["verdict", &number];
            arguments.extend(more);
            in_demo(&dir, &arguments).done()
        };
        let judged = verdict(&["--format", "json"]);
        assert_eq!(judged.out, verdict(&["--format", "json"]).out, "the same bytes every time");
        let change = judged.json()["change"].clone();
        assert!(change["lower"].as_f64().unwrap() <= change["delta"].as_f64().unwrap());
        answers.push(judged.json()["answer"]["answer"].as_str().unwrap().to_owned());
        let told = verdict(&[]).out;
        assert!(told.contains("procentenheter") && told.contains("svarsfrekvens"), "{told}");
    }
    assert_eq!(answers.len(), 2);
    assert!(
        answers.iter().all(|answer| ["kept", "not_kept", "cannot_tell"].contains(&answer.as_str())),
        "{answers:?}"
    );
    publish_and_serve(&dir, &folder.path().join("public"));
}

fn publish_and_serve(dir: &Path, out: &Path) {
    let told = in_demo(dir, &["publish", "--preview"]).done().out;
    assert!(told.contains("Inget skiljer sig från den förra publiceringen."), "{told}");
    let preview = in_demo(dir, &["publish", "--preview", "--format", "json"]).done().json();
    let seen = preview["seen"].as_str().unwrap();
    assert!(told.contains(&format!("lofte publish --seen {seen}")), "{told}");
    let unseen = "0".repeat(64);
    let publish = |seen: &str, more: &[&str]| {
        let mut all = vec!["publish", "--out", text(out), "--seen", seen];
        all.extend(more);
        in_demo(dir, &all)
    };
    publish(seen, &["--as", "polis"]).refused("Rollen kommunpolis");
    publish(&unseen, &[]).refused("har ändrats sedan du läste det");
    assert_eq!(in_demo(dir, &["publish", "--out", text(out)]).code, 2, "nothing is published unread");
    let shown = publish(seen, &["--format", "json"]).done().json();
    assert_eq!(shown["synthetic"], json!(true));
    let bytes = std::fs::read(out.join("snapshot.json")).unwrap();
    in_demo(dir, &["publish", "--newest", "--out", text(out)]).done();
    assert_eq!(std::fs::read(out.join("snapshot.json")).unwrap(), bytes, "the same publication again");

    let serving = Serving::of(program().args(["serve", "--public", text(out), "--port", "0"]));
    let answer = serving.get("/offentligt");
    assert!(answer.starts_with("HTTP/1.1 200") || answer.starts_with("HTTP/1.0 200"), "{answer}");
    assert!(answer.contains("Flen") && answer.to_lowercase().contains("syntetiska"), "{answer}");
}
