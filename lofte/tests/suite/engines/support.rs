//! What the tests over whole houses share: databases of one's own, and everything that a house shows.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{
    access, agreement, delivery, followup, job, picture, place, plan, problem, promise, publication,
};
use lofte_model::access::Actor;
use serde_json::{Value, json};
use std::process::Command;

/// The variable that names a PostgreSQL server.
pub const VARIABLE: &str = "LOFTE_TEST_POSTGRES";

/// The server to test against, if there is one.
pub fn server() -> Option<String> {
    std::env::var(VARIABLE).ok().filter(|url| !url.is_empty())
}

/// The address of an empty database; `psql` makes it, because only the store speaks SQL here.
pub fn database(server: &str) -> String {
    let name = format!("house_{}", uuid::Uuid::new_v4().simple());
    let made = Command::new("psql")
        .args(["-X", "-w", "-q", "-c", &format!("CREATE DATABASE {name} TEMPLATE template0"), server])
        .status()
        .unwrap();
    assert!(made.success(), "psql could not make a database");
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

/// All that the use cases show.
pub async fn everything(actor: &Actor, house: &House) -> Value {
    let accounts = lofte_app::account::accounts(actor, house).await.unwrap();
    let accounts: Vec<String> = accounts.iter().map(|account| format!("{account:?}")).collect();
    let jobs = job::newest(actor, house).await.unwrap();
    let jobs: Vec<String> = jobs.iter().map(|job| format!("{job:?}")).collect();
    let mut all = json!({
        "deliveries": delivery::list(actor, house).await.unwrap(),
        "editions": picture::editions(actor, house).await.unwrap(),
        "promises": promise::list(actor, house).await.unwrap(),
        "waves": promise::waves(actor, house).await.unwrap(),
        "verdicts": followup::recorded(actor, house).await.unwrap(),
        "feedback": lofte_app::feedback::list(actor, house).await.unwrap(),
        "problems": problem::list(actor, house).await.unwrap(),
        "plan": plan::list(actor, house).await.unwrap(),
        "agreements": agreement::list(actor, house).await.unwrap(),
        "parties": agreement::parties(actor, house).await.unwrap(),
        "areas": place::areas(actor, house).await.unwrap(),
        "accounts": accounts,
        "jobs": jobs,
        "edition": picture::edition(actor, house, 1).await.unwrap(),
        "draft": picture::draft(actor, house).await.unwrap(),
        "publications": publication::list(actor, house).await.unwrap(),
    });
    // Last, since reading what is restricted is written there.
    let audit = access::audit_log(actor, house, 100_000, None).await.unwrap();
    let audit: Vec<String> = audit.iter().map(|entry| format!("{entry:?}")).collect();
    all["audit"] = audit.into();
    all
}

/// The keys of what an error tells.
pub fn keys(error: &AppError) -> Vec<String> {
    error.messages().into_iter().map(|message| message.key).collect()
}
