//! The windows of time of a place, in words, and what happened in them.

use crate::face::part::{Cell, Column, Table};
use crate::pages::SignedIn;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::place::window::within;
use lofte_model::access::Action;
use lofte_model::place::{Area, AreaDetails};
use lofte_model::time_window::TimeWindow;
use lofte_words::{SV, capital, number};

/// What the windows are read as; where the words could be and are not yet, that saving the place makes them so.
pub(super) fn fact(details: &AreaDetails) -> Option<String> {
    if !details.windows.is_empty() {
        return Some(told(&details.windows));
    }
    let windows = TimeWindow::read(&details.hours)?;
    Some(format!("Kan läsas som {}. Spara platsen, så räknas händelserna i tidsfönstret.", told(&windows)))
}

fn told(windows: &[TimeWindow]) -> String {
    let one = |window: &TimeWindow| {
        let days: Vec<String> = window.days.iter().map(|day| SV.say(&format!("weekday-{day}"))).collect();
        let days = if days.len() == 7 { "alla dagar".to_owned() } else { SV.list(&days) };
        let night = if window.from < window.until { "" } else { " nästa dag" };
        format!("{days} kl. {:02}–{:02}{night}", window.from, window.until)
    };
    windows.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// What happened in the windows; nothing where the place has none, or for those who may not see small counts.
pub(super) async fn table(
    signed_in: &SignedIn,
    house: &House,
    area: &Area,
) -> Result<Option<Table>, AppError> {
    if !signed_in.actor.may(Action::ReadSmallCounts) {
        return Ok(None);
    }
    let Some((period, found)) = within(&signed_in.actor, house, area).await? else { return Ok(None) };
    let hours = TimeWindow::hours_a_week(&area.details.windows);
    let rows = found.iter().map(|of| {
        let share = if of.timed == 0 {
            number::MISSING.to_owned()
        } else {
            number::percent(of.inside as f64 / of.timed as f64, 0)
        };
        vec![
            Cell::text(capital(&SV.word("kind", &of.kind))),
            Cell::text(number::count(of.inside)),
            Cell::text(number::count(of.timed)),
            Cell::text(share),
            Cell::text(number::count(of.all - of.timed)),
        ]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    let caption = format!(
        "Händelser i platsens tidsfönster, {}. Tidsfönstret är {hours} av veckans 168 timmar.",
        SV.period(period)
    );
    Ok((!rows.is_empty()).then(|| Table {
        caption,
        columns: vec![
            Column::words("Vad"),
            Column::numbers("I tidsfönstret"),
            Column::numbers("Med klockslag"),
            Column::numbers("Andel"),
            Column::numbers("Utan klockslag"),
        ],
        rows,
    }))
}
