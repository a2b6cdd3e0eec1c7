//! What happened in a place within its windows of time, in the last twelve months.

use crate::error::AppError;
use crate::house::House;
use jiff::ToSpan;
use lofte_model::access::{Action, Actor};
use lofte_model::period::Period;
use lofte_model::place::Area;
use lofte_model::records::{Dimension, RecordKind, Selection};
use lofte_model::time_window::TimeWindow;

/// Rows of a kind in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within {
    /// Kind.
    pub kind: RecordKind,
    /// Rows in a window.
    pub inside: u64,
    /// Rows whose hour is known.
    pub timed: u64,
    /// Rows.
    pub all: u64,
}

/// What happened within the windows, for each kind that has rows; nothing where the place has no window.
pub async fn within(
    actor: &Actor,
    house: &House,
    area: &Area,
) -> Result<Option<(Period, Vec<Within>)>, AppError> {
    actor.require(Action::ReadSmallCounts)?;
    let windows = &area.details.windows;
    let today = house.today();
    let since = today.checked_sub(1.year()).ok().and_then(|day| day.tomorrow().ok());
    let Some(period) = since.and_then(|from| Period::new(from, today).ok()).filter(|_| !windows.is_empty())
    else {
        return Ok(None);
    };
    let mut found = Vec::new();
    for kind in RecordKind::INCIDENTS {
        let asked = Selection::all(actor.municipality.clone()).kinds(&[kind]).during(period);
        let asked = asked.in_areas(std::slice::from_ref(&area.code));
        let table = house.records().count(&asked, &[Dimension::Weekday, Dimension::Hour]).await?;
        // Rows without an hour are in no count of hours.
        let rows = table.rows.iter().filter_map(|row| {
            let number = |at: usize| u8::try_from(row.keys.get(at)?.number()?).ok();
            Some((number(0)?, number(1)?, row.count))
        });
        let (inside, timed) = TimeWindow::count(windows, rows);
        let all = table.total();
        found.extend((all > 0).then_some(Within { kind, inside, timed, all }));
    }
    Ok(Some((period, found)))
}
