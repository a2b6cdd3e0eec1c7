//! The red thread: everything above and below a thing, what is missing with the way to mend it, and no more than the reader
//! may see.

use super::desk::{Desk, Person};
use axum::http::StatusCode;
use lofte_app::{plan, problem, promise};

async fn number_of_station(person: &Person<'_>) -> u32 {
    let promises = promise::list(&person.actor, &person.desk.house).await.unwrap();
    promises.into_iter().find(|promise| promise.title == "Tryggare stationsområde").unwrap().number
}

#[tokio::test]
async fn a_promise_is_seen_with_what_it_rests_on_its_causes_and_its_account() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    let number = number_of_station(&person).await;
    let page = person.get(&format!("/trad/lofte/{number}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.html);
    let in_order = [
        "<h2>Leveranser</h2>",
        "Lägesbilden, utgåva 1",
        "Problem 1: Otryggt stationsområde på kvällen",
        "Orsak 1 i problem 1",
        "Åtagande 2 i löfte",
        "Byt armaturer i gångtunneln",
        "Utfallet av löfte",
        "Återkopplingen om löfte",
    ];
    let places: Vec<usize> = in_order.iter().map(|text| page.html.find(text).expect(text)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(page.html.contains("Vid sidan"), "{}", page.html);
    let promise = promise::named(&person.actor, &desk.house, &number.to_string()).await.unwrap();
    let own = person.get(&format!("/loften/{}", promise.id)).await.html;
    assert!(own.contains(&format!("href=\"/trad/lofte/{number}\"")), "{own}");
}

#[tokio::test]
async fn a_loose_end_is_told_where_it_is_mended_until_it_is() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    assert!(!person.get("/").await.html.contains("har ingen orsaksanalys"));
    let new = [
        ("title", "Buskörning vid skolan"),
        ("description", "Mopeder"),
        ("edition", "1"),
        ("decision", "prioritised"),
        ("reason", "Många har påtalat det"),
    ];
    let made = person.post("/problem/nytt", &new).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.html);
    let number = problem::list(&person.actor, &desk.house).await.unwrap().last().unwrap().number;
    let sentence = format!("Problem {number} har ingen orsaksanalys: Buskörning vid skolan");
    let mend = format!("<a href=\"{}#orsaker\">{sentence}</a>", made.location);
    for path in ["/", "/trad", "/problem"] {
        let page = person.get(path).await.html;
        assert!(page.contains(&mend), "{path}: {page}");
    }
    let thread = format!("/trad/problem/{number}");
    let page = person.get(&thread).await.html;
    assert!(page.contains("Ingen orsaksanalys") && page.contains("Inget löfte"), "{page}");
    let cause = [
        ("statement", "Vägen är rak"),
        ("perspective", "place"),
        ("support", "some"),
        ("influenceable", "ja"),
    ];
    let added = person.post(&format!("{}/orsak", made.location), &cause).await;
    assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.html);
    for path in ["/", "/trad", "/problem", thread.as_str()] {
        let page = person.get(path).await.html;
        assert!(!page.to_lowercase().contains("ingen orsaksanalys"), "{path}: {page}");
    }
    // Several of a kind are one line on the overview.
    person.post("/problem/nytt", &[&[("title", "Klotter")][..], &new[1..]].concat()).await;
    assert!(person.get("/").await.html.contains("2 problem saknar löfte"));
}

#[tokio::test]
async fn a_partner_follows_its_own_measures_and_is_not_told_what_others_lack() {
    let desk = Desk::new().await;
    let (coordinator, partner) = (desk.person("samordnare").await, desk.person("bostadsbolag").await);
    let all = plan::list(&coordinator.actor, &desk.house).await.unwrap();
    let (own, others): (Vec<_>, Vec<_>) =
        all.iter().partition(|measure| Some(measure.owner) == partner.actor.party);
    let page = partner.get(&format!("/trad/atgard/{}", own[0].number)).await;
    assert!(
        page.html.contains(&own[0].title) && page.html.contains("Du ser en del av tråden"),
        "{}",
        page.html
    );
    for measure in others {
        let refused = partner.get(&format!("/trad/atgard/{}", measure.number)).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{}", measure.title);
        for thing in ["lofte/2", "lofte/3", "problem/2"] {
            let page = partner.get(&format!("/trad/{thing}")).await.html;
            assert!(!page.contains(&measure.title), "{thing} tells of {}", measure.title);
        }
    }
    let new = [("title", "Klotter"), ("decision", "prioritised"), ("reason", "Vanligt")];
    coordinator.post("/problem/nytt", &new).await;
    assert!(coordinator.get("/trad").await.html.contains("Problem utan löfte"));
    let list = partner.get("/trad").await.html;
    assert!(!list.contains("Klotter") && !list.contains("Problem utan löfte"), "{list}");
}

#[tokio::test]
async fn a_draft_is_in_the_threads_of_those_who_read_drafts() {
    let desk = Desk::new().await;
    let coordinator = desk.person("samordnare").await;
    let station = number_of_station(&coordinator).await;
    let station = promise::named(&coordinator.actor, &desk.house, &station.to_string()).await.unwrap();
    let draft = lofte_model::promise::CitizenPromise {
        id: lofte_model::id::PromiseId::named("next"),
        title: "Nästa löfte om stationen".into(),
        continues: Some(station.id),
        ..station
    };
    let draft = promise::create(&coordinator.actor, &desk.house, draft).await.unwrap();
    let reader = desk.person("lasare").await;
    let thread = "/trad/problem/1";
    assert!(coordinator.get(thread).await.html.contains("Nästa löfte om stationen"));
    assert!(!reader.get(thread).await.html.contains("Nästa löfte om stationen"));
    let own = format!("/trad/lofte/{}", draft.number);
    assert_eq!(coordinator.get(&own).await.status, StatusCode::OK);
    assert_eq!(reader.get(&own).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_not_in_the_chain_is_not_found() {
    let desk = Desk::new().await;
    let person = desk.person("samordnare").await;
    for path in ["lofte/99", "lofte/x", "bil/1", "promise/2", "orsak/1-9.9", "problem/%20", "matning/%2F"] {
        let answer = person.get(&format!("/trad/{path}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.html.contains("Det finns inte"), "{path}");
    }
}
