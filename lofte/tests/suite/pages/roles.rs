//! The casework pages as four people see them.

use super::desk::Desk;
use axum::http::StatusCode;
use lofte_app::{plan, promise};

const PAGES: [&str; 4] = ["/problem", "/loften", "/plan", "/publicering"];
const FORMS: [&str; 4] = ["/problem/nytt", "/loften/nytt", "/plan/ny", "/publicering/ny"];

#[tokio::test]
async fn everybody_reads_every_page_and_each_begins_with_an_answered_question() {
    let desk = Desk::new().await;
    for login in ["samordnare", "polis", "bostadsbolag", "lasare"] {
        let person = desk.person(login).await;
        for path in PAGES {
            let answer = person.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path} as {login}: {}", answer.html);
            assert!(answer.html.contains("<section class=\"answered\">"), "{path}");
        }
    }
}

#[tokio::test]
async fn no_page_shows_the_words_of_the_program() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let mut paths: Vec<String> = PAGES.iter().chain(&FORMS).map(ToString::to_string).collect();
    for promise in promise::list(&person.actor, &desk.house).await.unwrap() {
        paths.push(format!("/loften/{}", promise.id));
    }
    for problem in lofte_app::problem::list(&person.actor, &desk.house).await.unwrap() {
        paths.push(format!("/problem/{}", problem.id));
    }
    for measure in plan::list(&person.actor, &desk.house).await.unwrap() {
        paths.push(format!("/plan/{}", measure.id));
    }
    for path in paths {
        let answer = person.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let shown: String =
            answer.html.split('<').filter_map(|tag| tag.split_once('>')).map(|(_, text)| text).collect();
        let raw = [
            "not_started",
            "as_intended",
            "no_difference",
            "hypothesis",
            "at_least",
            "whole_period",
            "situational",
        ];
        for word in raw {
            assert!(!shown.contains(word), "{path} shows {word}");
        }
    }
}

#[tokio::test]
async fn a_reader_is_shown_no_forms_and_gets_none() {
    let desk = Desk::new().await;
    let reader = desk.person("lasare").await;
    for path in PAGES {
        let html = reader.get(path).await.html;
        for form in FORMS {
            assert!(!html.contains(&format!("href=\"{form}")), "{path} leads to {form}");
        }
    }
    let promise = promise::list(&reader.actor, &desk.house).await.unwrap().pop().unwrap();
    let measure = plan::list(&reader.actor, &desk.house).await.unwrap().pop().unwrap();
    let problem = lofte_app::problem::list(&reader.actor, &desk.house).await.unwrap().pop().unwrap();
    let own = [
        format!("/loften/{}/andra", promise.id),
        format!("/loften/{}/underteckna", promise.id),
        format!("/plan/{}/rapport", measure.id),
        format!("/problem/{}/orsak", problem.id),
    ];
    for path in FORMS.iter().map(ToString::to_string).chain(own) {
        assert_eq!(reader.post(&path, &[]).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in FORMS {
        assert_eq!(reader.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let page = reader.get(&format!("/plan/{}", measure.id)).await.html;
    assert!(!page.contains("Spara rapporten"));
    let page = reader.get(&format!("/problem/{}", problem.id)).await.html;
    assert!(!page.contains("Lägg till orsaken"));
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let nobody = "00000000-0000-0000-0000-000000000000";
    for id in ["x", nobody, "%20"] {
        for path in [format!("/problem/{id}"), format!("/loften/{id}"), format!("/plan/{id}")] {
            let answer = person.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(answer.html.contains("Det finns inte"), "{path}");
        }
        assert_eq!(person.get(&format!("/loften/{id}/andra")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(person.get(&format!("/loften/{id}/underteckna")).await.status, StatusCode::NOT_FOUND);
        let report = format!("/plan/{id}/rapport");
        assert_eq!(person.post(&report, &[]).await.status, StatusCode::NOT_FOUND);
    }
}
