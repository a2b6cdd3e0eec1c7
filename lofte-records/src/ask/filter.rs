//! Which rows a selection means: first whole deliveries and files, then rows of a batch.

use super::scan::{Portion, Reading};
use crate::error::RecordsError;
use crate::rows::incident::{CATEGORY, DESO, HOUR, OWN_AREA, START, WEEKDAY};
use crate::rows::statistic::key_of;
use crate::rows::{Columns, DAY, KEY, Texts, day_start};
use arrow::array::Array;
use arrow::datatypes::{Int8Type, TimestampMicrosecondType};
use lofte_model::period::Period;
use lofte_model::records::{RecordKind, Selection};
use std::ops::Range;

/// A selection, ready to be asked of batches.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    selection: Selection,
}

impl Filter {
    pub(crate) fn new(selection: Selection) -> Self {
        Self { selection }
    }

    /// Whether some row of the file can belong to the selection.
    pub(crate) fn wants(&self, portion: &Portion) -> bool {
        let delivery = &portion.manifest.delivery;
        let Selection { kinds, sources, period, .. } = &self.selection;
        RecordKind::INCIDENTS.contains(&delivery.kind)
            && (kinds.is_empty() || kinds.contains(&delivery.kind))
            && (sources.is_empty() || sources.contains(&delivery.source))
            && period.is_none_or(|period| portion.file().touches(period))
    }

    /// The microseconds that a row of this file must begin within; `None` if every row of it does.
    pub(crate) fn starts(&self, portion: &Portion) -> Option<Range<i64>> {
        let period = self.selection.period.filter(|period| !portion.file().within(*period))?;
        Some(microseconds(period))
    }

    /// The columns that must be read to tell rows of this file apart.
    pub(crate) fn columns(&self, portion: &Portion) -> Vec<&'static str> {
        let Selection { categories, areas, hours, weekdays, .. } = &self.selection;
        let mut columns = Vec::new();
        if self.starts(portion).is_some() {
            columns.push(START);
        }
        if !categories.is_empty() {
            columns.push(CATEGORY);
        }
        if !areas.is_empty() {
            columns.extend([DESO, OWN_AREA]);
        }
        if hours.is_some() {
            columns.push(HOUR);
        }
        if !weekdays.is_empty() {
            columns.push(WEEKDAY);
        }
        if portion.superseded.is_some() {
            columns.push(KEY);
        }
        columns
    }

    /// How to read the file for these columns.
    pub(crate) fn reading<'a>(&self, portion: &Portion, columns: &'a [&'a str]) -> Reading<'a> {
        Reading { columns: Some(columns), starts: self.starts(portion) }
    }

    /// Which rows of a batch belong to the selection; `None` if all do.
    pub(crate) fn keep(
        &self,
        portion: &Portion,
        columns: Columns<'_>,
    ) -> Result<Option<Vec<bool>>, RecordsError> {
        if self.columns(portion).is_empty() {
            return Ok(None);
        }
        let Selection { categories, areas, hours, weekdays, .. } = &self.selection;
        let mut keep = vec![true; columns.batch.num_rows()];
        if let Some(starts) = self.starts(portion) {
            let times = columns.numbers::<TimestampMicrosecondType>(START)?;
            for (keep, time) in keep.iter_mut().zip(times.values()) {
                *keep &= starts.contains(time);
            }
        }
        if !categories.is_empty() {
            let wanted = |text: &str| categories.iter().any(|category| category.as_str() == text);
            let matches = matching(columns.texts(CATEGORY)?, wanted);
            keep.iter_mut().zip(matches).for_each(|(keep, matches)| *keep &= matches);
        }
        if !areas.is_empty() {
            let wanted = |text: &str| areas.iter().any(|area| area.as_str() == text);
            let deso = matching(columns.texts(DESO)?, wanted);
            let own = matching(columns.texts(OWN_AREA)?, wanted);
            keep.iter_mut().zip(deso.zip(own)).for_each(|(keep, (deso, own))| *keep &= deso || own);
        }
        if let Some(hours) = *hours {
            let known = columns.numbers::<Int8Type>(HOUR)?;
            for (row, keep) in keep.iter_mut().enumerate() {
                *keep &= known.is_valid(row) && hour_within(known.value(row), hours);
            }
        }
        if !weekdays.is_empty() {
            let known = columns.numbers::<Int8Type>(WEEKDAY)?;
            let late = self.selection.hours_after_midnight();
            let clock = late.map(|late| Ok::<_, RecordsError>((columns.numbers::<Int8Type>(HOUR)?, late)));
            let clock = clock.transpose()?;
            for (row, keep) in keep.iter_mut().enumerate() {
                let after_midnight = clock.is_some_and(|(hours, late)| {
                    hours.is_valid(row) && hours.value(row) <= late.cast_signed()
                });
                let evening = |day: i8| if after_midnight { (day + 5) % 7 + 1 } else { day };
                let on = |day: i8| weekdays.iter().any(|wanted| i16::from(*wanted) == i16::from(day));
                *keep &= known.is_valid(row) && on(evening(known.value(row)));
            }
        }
        if let Some(superseded) = &portion.superseded {
            let keys = columns.keys()?;
            for (row, keep) in keep.iter_mut().enumerate() {
                *keep &= key_of(keys.value(row)).is_none_or(|key| !superseded.contains(&key));
            }
        }
        Ok(Some(keep))
    }
}

fn microseconds(period: Period) -> Range<i64> {
    day_start(period.from())..day_start(period.to()) + DAY
}

/// Whether the hour lies from the first to the last, past midnight when the first is the greater.
fn hour_within(hour: i8, (first, last): (u8, u8)) -> bool {
    let (hour, first, last) = (i16::from(hour), i16::from(first), i16::from(last));
    if first <= last { first <= hour && hour <= last } else { first <= hour || hour <= last }
}

/// For each row whether its text is wanted; each different text is compared once.
fn matching<W: Fn(&str) -> bool>(texts: Texts<'_>, wanted: W) -> impl Iterator<Item = bool> + use<'_, W> {
    let wanted: Vec<bool> = texts.values().map(|text| text.is_some_and(&wanted)).collect();
    texts.codes().map(move |code| code.is_some_and(|code| wanted.get(code).copied().unwrap_or(false)))
}
