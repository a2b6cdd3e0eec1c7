//! What is done every night: retention by rule, and a backup where the settings say so.
//!
//! The program looks once an hour whether the day has changed; a day on which it did not run is made up for at the next
//! start. What fails is told in the log and tried again the next hour.

use lofte_app::backup::take_by_rule;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::retention::prune_by_rule;
use lofte_model::message::chain;
use std::time::Duration;

/// Time between two looks at the calendar.
const HOUR: Duration = Duration::from_hours(1);

/// Looks after the house when the day changes, for as long as the program runs.
pub(super) fn begin(house: &House) {
    let house = house.clone();
    tokio::spawn(async move {
        let mut pruned = None;
        let mut hours = tokio::time::interval(HOUR);
        loop {
            hours.tick().await;
            let today = house.today();
            if pruned != Some(today) && prune(&house).await {
                pruned = Some(today);
            }
            if house.config().backup.nightly {
                back_up(&house).await;
            }
        }
    });
}

async fn prune(house: &House) -> bool {
    match prune_by_rule(house).await {
        Ok(pruned) => {
            tracing::info!(?pruned, "retention was seen to");
            true
        }
        Err(error) => {
            failed(&error, "retention failed");
            false
        }
    }
}

async fn back_up(house: &House) {
    match take_by_rule(house).await {
        Ok(None) => {}
        Ok(Some((taken, removed))) => tracing::info!(bytes = taken.bytes, removed, "a backup was taken"),
        Err(error) => failed(&error, "the nightly backup failed"),
    }
}

fn failed(error: &AppError, what: &str) {
    tracing::error!(code = error.code(), cause = chain(error), "{what}");
}
