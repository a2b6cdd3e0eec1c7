//! How good the rows of a delivery are, as a table with what each share means, and how it differs from the one before.

use crate::face::part::{Cell, Column, Table};
use lofte_model::records::Delivery;
use lofte_model::records::quality::Quality;
use lofte_model::scheme::Labels;
use lofte_words::{SV, number};

/// The shares, each with what to think of.
pub(super) fn table(quality: &Quality) -> Table {
    let mut rows = Vec::new();
    let mut row = |key: &str, count: u64, of: u64| {
        if of > 0 {
            let share = number::percent(count as f64 / of as f64, 0);
            let meaning = SV.say(&format!("quality-{key}-means"));
            let cells = [SV.say(&format!("quality-{key}")), share, number::count(count), meaning];
            rows.push(cells.map(Cell::text).to_vec());
        }
    };
    row("minutes", quality.minutes, quality.rows);
    row("days", quality.days + quality.months, quality.rows);
    row("full-hours", quality.full_hours, quality.minutes);
    row("midnights", quality.midnights, quality.minutes);
    row("positions", quality.positions, quality.rows);
    row("placed", quality.placed, quality.rows);
    row("outside", quality.outside, quality.positions);
    row("repeated", quality.positions.saturating_sub(quality.points), quality.positions);
    row("commonest", quality.commonest, quality.positions);
    row("coarse", quality.coarse, quality.positions);
    for (precision, count) in &quality.named {
        row(&format!("named-{}", precision.word()), *count, quality.rows);
    }
    Table {
        caption: "Hur noga tid och plats är kända i de rader som sparades".into(),
        columns: vec![
            Column::words("Vad"),
            Column::numbers("Andel"),
            Column::numbers("Rader"),
            Column::words("Att tänka på"),
        ],
        rows,
    }
}

/// How a delivery differs from the latest one before it of the same source, in sentences.
pub(super) fn drift(delivery: &Delivery, all: &[Delivery], labels: &Labels) -> Vec<String> {
    let before = all
        .iter()
        .filter(|other| (other.kind, &other.source) == (delivery.kind, &delivery.source))
        .filter(|other| other.undone.is_none() && other.delivered_at < delivery.delivered_at)
        .filter_map(|other| Some((other, other.quality.as_ref()?, other.period?)))
        .max_by_key(|(other, ..)| other.delivered_at);
    let (Some((other, earlier, before)), Some(quality), Some(period)) =
        (before, &delivery.quality, delivery.period)
    else {
        return Vec::new();
    };
    let drift = quality.against(period, (earlier, before));
    let gaps = |value: String| [("value", value), ("file", other.file_name.clone())];
    let names =
        |all: &[String]| all.iter().map(|slug| SV.category(labels, slug)).collect::<Vec<_>>().join(", ");
    let volume = drift.volume.map(|share| {
        let key = if share < 100 { "quality-fewer" } else { "quality-more" };
        SV.tell(key, &gaps(share.abs_diff(100).to_string()))
    });
    let new = (!drift.new.is_empty()).then(|| SV.tell("quality-new", &gaps(names(&drift.new))));
    let gone = (!drift.gone.is_empty()).then(|| SV.tell("quality-gone", &gaps(names(&drift.gone))));
    [volume, new, gone].into_iter().flatten().collect()
}
