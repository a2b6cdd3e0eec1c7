//! Answers to a survey that nobody has described yet: a draft of the description, with the words of the survey's structure.

use super::browser::{Browser, text};
use axum::http::StatusCode;

const ANSWERS: &str = "id;submitdate;lastpage;startlanguage;token;ipaddr;G01Q01;G01Q02[SQ001];G02Q05\n\
    1;2024-05-02 10:11:12;2;sv;tok1;192.0.2.1;AO01;A1;Anna vid torget\n\
    2;2024-05-05 10:11:12;2;sv;tok2;192.0.2.2;AO02;A2;\n\
    3;;1;sv;tok3;192.0.2.3;AO01;A1;\n";

fn structure() -> String {
    let text = include_str!("../../../../lofte-import/tests/data/limesurvey/safety.lss");
    text.replace("Område 0482", "0482")
}

/// What stands in the box of the description.
fn described(page: &str) -> String {
    let after = page.split("<textarea").nth(1).and_then(|rest| rest.split_once('>')).unwrap().1;
    let inner = after.split("</textarea>").next().unwrap();
    inner.replace("&#34;", "\"").replace("&quot;", "\"").replace("&#60;", "<").replace("&#62;", ">")
}

#[tokio::test]
async fn answers_with_a_structure_become_a_draft_that_is_filled_in_and_delivered() {
    let (police, structure) = (Browser::signed_in("polis").await, structure());
    let parts = [
        ("source", None, "survey"),
        ("file", Some("svar.csv"), ANSWERS),
        ("mapping_file", Some("enkat.lss"), structure.as_str()),
    ];
    let here = police.upload(&parts).await.leads_on();
    assert!(here.starts_with("/leveranser/inlasning/"), "{here}");
    let page = police.get(&here).await.page();
    let draft = described(&page);
    assert!(draft.contains("Mycket trygg") && draft.contains("area = \"0482A0010\""), "{draft}");
    assert!(!draft.contains("tok1") && !draft.contains("Anna") && !draft.contains("ipaddr"), "{draft}");

    // As it is, it says what is missing.
    let refused = police.post(&here, &[("mapping", draft.as_str()), ("gor", "leverera")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let filled = draft
        .replace("# instrument = \"\"", "instrument = \"trygg\"")
        .replace("# ages =", "ages =")
        .replace("# register_count = 0", "register_count = 1300")
        .replace("# mailed = 0", "mailed = 300");
    let job = police.post(&here, &[("mapping", filled.as_str()), ("gor", "leverera")]).await.leads_on();
    let said = text(&police.wait(&job).await);
    assert!(said.contains("Av 3 rader var 2 nya") && said.contains("1 gick inte att ta emot"), "{said}");
}

#[tokio::test]
async fn a_structure_may_come_after_the_answers() {
    let (police, structure) = (Browser::signed_in("polis").await, structure());
    let parts = [("source", None, "survey"), ("file", Some("svar.csv"), ANSWERS)];
    let here = police.upload(&parts).await.leads_on();
    let codes = described(&police.get(&here).await.page());
    assert!(codes.contains("1 = \"A1\"") && !codes.contains("Mycket trygg"), "{codes}");
    let onward = police.post(&here, &[("mapping", structure.as_str()), ("gor", "prova")]).await.leads_on();
    assert_eq!(onward, here);
    assert!(described(&police.get(&here).await.page()).contains("Mycket trygg"));
    // A structure that is cut short is refused in words.
    let cut: String = structure.chars().take(2000).collect();
    let refused = police.post(&here, &[("mapping", cut.as_str()), ("gor", "prova")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(described(&refused.text).trim_start().starts_with("<?xml"), "what was pasted is still there");
}

#[tokio::test]
async fn a_file_that_is_looked_at_is_known_as_answers() {
    let police = Browser::signed_in("polis").await;
    let here = police.upload(&[("source", None, "gissa"), ("file", Some("a.csv"), ANSWERS)]).await.leads_on();
    let said = text(&police.get(&here).await.page());
    assert!(said.contains("Det ser ut som svar på en enkät"), "{said}");
    let onward = police.post(&here, &[("annan_kalla", "survey")]).await.leads_on();
    assert!(described(&police.get(&onward).await.page()).contains("[[items]]"));
}
