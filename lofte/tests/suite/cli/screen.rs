//! `lofte screen`: a JSON line for each text, and nothing of the texts unless they are asked for masked.

use super::support::{Ran, lofte};
use serde_json::{Value, json};

fn lines(ran: &Ran) -> Vec<Value> {
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.err);
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn every_line_of_a_file_is_answered_with_what_names_a_person() {
    let dir = tempfile::tempdir().unwrap();
    let plain = dir.path().join("texter.txt");
    std::fs::write(&plain, "A\u{30a}sa ringer 070-174 06 05\r\nDet är mörkt på Olof Palmes plats.\n\n")
        .unwrap();
    let answers = lines(&lofte(&["screen", plain.to_str().unwrap()]));
    let name = json!({"kind": "person_name", "start": 0, "end": 3});
    let phone = json!({"kind": "phone", "start": 11, "end": 24});
    assert_eq!(answers, [json!({"spans": [name, phone]}), json!({"spans": []}), json!({"spans": []})]);

    let objects = dir.path().join("texter.jsonl");
    let rows = "{\"id\": \"a1\", \"text\": \"Mejla eva@example.org\", \"svar\": \"lgh 1401\"}\n{\"id\": 7, \"text\": \"\"}\n";
    std::fs::write(&objects, rows).unwrap();
    let answers = lines(&lofte(&["screen", objects.to_str().unwrap()]));
    assert_eq!(answers[0], json!({"id": "a1", "spans": [{"kind": "email", "start": 6, "end": 21}]}));
    assert_eq!(answers[1], json!({"id": 7, "spans": []}));
    let other = ["screen", objects.to_str().unwrap(), "--field", "svar", "--masked"];
    let answers = lines(&lofte(&other));
    assert_eq!(answers[0]["masked"], json!("[lägenhet]"));

    let gone = lofte(&["screen", dir.path().join("saknas.txt").to_str().unwrap()]);
    gone.refused("saknas.txt");
}
