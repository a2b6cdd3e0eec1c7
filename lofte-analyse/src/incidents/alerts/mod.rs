//! `lofte analyse alerts`, `ears`, `farrington` and `window-alerts`: whether the latest weeks or days are unusual, one file per method.

mod ears;
mod farrington;
mod weekly;
mod window;

pub(crate) use ears::EarsArgs;
pub(crate) use farrington::FarringtonArgs;
pub(crate) use weekly::AlertsArgs;
pub(crate) use window::WindowAlertArgs;

use serde::Serialize;

use crate::incidents::series::Series;

/// What was found of one kind of event.
#[derive(Debug, Serialize)]
struct Found<T> {
    category: Option<String>,
    /// First day of the series.
    from: String,
    result: T,
}

fn found<T>(series: &Series, result: T) -> Found<T> {
    Found { category: series.category.clone(), from: series.from.to_string(), result }
}
