//! The rows of a file as counts by category, period and area. No row is kept.

use super::Order;
use crate::error::AppError;
use jiff::civil::Date;
use lofte_import::sources::RowReader;
use lofte_import::{Context, Earlier, Problem, Problems, ReadReport, Row, RowSink, SinkError, Taken};
use lofte_model::place::AreaCode;
use lofte_model::records::{CalendarSpan, Category, Incident, Reject, RowKey, SpanLength};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Counts of a category: by the place of the period, and by area; `None` where no area is known.
pub(super) type Counts = BTreeMap<i32, BTreeMap<Option<AreaCode>, u64>>;

/// The counts of a file.
pub(super) struct Counted {
    counts: BTreeMap<Category, Counts>,
    pub(super) outside: u64,
    pub(super) without_area: u64,
    pub(super) elsewhere: u64,
    pub(super) report: ReadReport,
    pub(super) problems: Vec<Problem>,
}

impl Counted {
    /// Reads the file. A row that comes twice is counted once.
    pub(super) fn of(
        reader: &dyn RowReader,
        order: &Order,
        context: &Context<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, AppError> {
        let mut counter = Counter {
            length: order.length,
            asked: (order.from, order.to, order.taken_out),
            progress,
            seen: HashMap::new(),
            counts: BTreeMap::new(),
            outside: 0,
            without_area: 0,
            elsewhere: 0,
            problems: Problems::default(),
        };
        let report = reader.read(&order.file, context, &mut counter)?;
        let Counter { counts, outside, without_area, elsewhere, problems, .. } = counter;
        Ok(Self { counts, outside, without_area, elsewhere, report, problems: problems.told() })
    }

    /// The periods that the file covers: those with a row of any category. Of a period without one nobody knows whether
    /// nothing happened or whether it was not taken out, so it is in no table.
    pub(super) fn spans(&self) -> BTreeSet<i32> {
        self.counts.values().flat_map(BTreeMap::keys).copied().collect()
    }

    /// Categories of the file. One that it has no row of may not have been taken out, and is not told as nought.
    pub(super) fn categories(&self) -> impl Iterator<Item = &Category> {
        self.counts.keys()
    }

    /// What was counted of a category; nothing where the file has no row of it.
    pub(super) fn of_category(&self, category: &Category) -> Counts {
        self.counts.get(category).cloned().unwrap_or_default()
    }
}

struct Counter<'a> {
    length: SpanLength,
    asked: (Option<Date>, Option<Date>, Date),
    progress: &'a mut dyn FnMut(u64, u64),
    /// Keys, each with what its row says in short.
    seen: HashMap<RowKey, u64>,
    counts: BTreeMap<Category, Counts>,
    outside: u64,
    without_area: u64,
    elsewhere: u64,
    problems: Problems,
}

impl Counter<'_> {
    fn span(&self, day: Date) -> Option<CalendarSpan> {
        let number = u8::try_from(day.month() - 1).ok()? / self.length.months() + 1;
        let span = CalendarSpan::new(self.length, day.year(), number)?;
        let (from, to, taken_out) = self.asked;
        let days = span.days();
        let asked = from.is_none_or(|from| days.from() >= from) && to.is_none_or(|to| days.to() <= to);
        (asked && span.is_over(taken_out)).then_some(span)
    }

    fn count(&mut self, incident: Incident) {
        let Some(span) = self.span(incident.start.date()) else {
            self.outside += 1;
            return;
        };
        // A known position in no area of the municipality is in another one.
        if incident.position.is_some() && incident.deso.is_none() {
            self.elsewhere += 1;
            return;
        }
        self.without_area += u64::from(incident.deso.is_none());
        let of_category = self.counts.entry(incident.category).or_default();
        *of_category.entry(span.place()).or_default().entry(incident.deso).or_default() += 1;
    }
}

/// What a row says, in short.
fn short(incident: &Incident) -> u64 {
    let mut hasher = DefaultHasher::new();
    (&incident.category, incident.start, &incident.deso).hash(&mut hasher);
    hasher.finish()
}

impl RowSink for Counter<'_> {
    fn earlier(&self, _key: &RowKey) -> Earlier {
        Earlier::Nothing
    }

    fn take(&mut self, row: Row) -> Result<Taken, SinkError> {
        let Row::Incident(incident) = row else { return Ok(Taken::Stored) };
        let said = short(&incident);
        match self.seen.entry(incident.key) {
            Entry::Occupied(known) => {
                Ok(if *known.get() == said { Taken::Duplicate } else { Taken::Contradicts })
            }
            Entry::Vacant(new) => {
                new.insert(said);
                self.count(incident);
                Ok(Taken::Stored)
            }
        }
    }

    fn reject(&mut self, reject: Reject) -> Result<(), SinkError> {
        self.problems.count(&reject);
        Ok(())
    }

    fn begin_again(&mut self) -> Result<(), SinkError> {
        self.seen.clear();
        self.counts.clear();
        (self.outside, self.without_area, self.elsewhere) = (0, 0, 0);
        self.problems = Problems::default();
        Ok(())
    }

    fn progress(&mut self, bytes_done: u64, bytes_total: u64) {
        (self.progress)(bytes_done, bytes_total);
    }
}
