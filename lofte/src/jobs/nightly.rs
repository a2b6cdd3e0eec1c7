//! What is done every night: retention by rule.
//!
//! The program looks once an hour whether the day has changed since it last pruned; a day on which it did not run is
//! made up for at the next start. What fails is told in the log and tried again the next hour.

use crate::app::retention::prune_by_rule;
use crate::house::House;
use std::time::Duration;

/// Time between two looks at the calendar.
const HOUR: Duration = Duration::from_hours(1);

/// Prunes when the day changes, for as long as the program runs.
pub(super) fn begin(house: &House) {
    let house = house.clone();
    tokio::spawn(async move {
        let mut done = None;
        let mut hours = tokio::time::interval(HOUR);
        loop {
            hours.tick().await;
            let today = house.today();
            if done == Some(today) {
                continue;
            }
            match prune_by_rule(&house).await {
                Ok(pruned) => {
                    tracing::info!(?pruned, "retention was seen to");
                    done = Some(today);
                }
                Err(error) => {
                    tracing::error!(
                        code = error.code(),
                        cause = crate::error::chain(&error),
                        "retention failed"
                    );
                }
            }
        }
    });
}
