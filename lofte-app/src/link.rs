//! Links: which rows of two sources may tell of the same event, and what somebody decided about them.
//!
//! Suggestions are computed each time from the rows that count, so that nothing is kept about rows that nobody has
//! decided on. A decision is casework; the rows that it leaves out follow it (`lofte-records`), also after a crash
//! ([`follow`]). Left out: linking by itself. What two lists tell of is for people to say.

use super::activity::change;
use super::history::restricted;
use super::{audit, begin};
use crate::error::{AppError, not_amended};
use crate::house::House;
use jiff::Timestamp;
use jiff::civil::DateTime;
use lofte_analysis::incidents::linkage::{LinkEvent, LinkRule, Linkage, LinkageError, candidates};
use lofte_model::access::{Action, Actor};
use lofte_model::amendment::Withdrawal;
use lofte_model::id::DeliveryId;
use lofte_model::loaded::LoadedKind;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::link::{LinkDecision, LinkRefusal, LinkedPair, RowSource};
use lofte_model::records::{Category, RecordKind, RowKey, Selection, TimePrecision};
use lofte_model::scheme::scheme;
use lofte_records::KeyedIncident;
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::Message;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// How near two rows must lie to be suggested, where nothing else is asked for.
pub const USUAL: LinkRule = LinkRule { metres: 100.0, minutes: 60 };

/// What two sources may have in common in a year.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The source with the stronger claim to be counted: offences before disturbances before faults, then by name.
    pub one: RowSource,
    /// The other.
    pub other: RowSource,
    /// The suggestions, the nearest first; those that somebody has found to be different are not among them.
    pub pairs: Vec<Suggested>,
    /// How many suggestions chance alone would give.
    pub by_chance: f64,
}

/// Two rows that may tell of the same event.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggested {
    /// The row of the first source.
    pub one: Seen,
    /// The row of the other.
    pub other: Seen,
    /// Metres between them.
    pub metres: f64,
    /// Minutes between them.
    pub minutes: i64,
}

impl Suggested {
    /// What the pair is called in a form: nothing that tells of the rows.
    pub fn id(&self) -> String {
        let hex = |key: RowKey| format!("{:032x}", u128::from_be_bytes(key.0));
        format!("{}-{}", hex(self.one.key), hex(self.other.key))
    }
}

/// A row as somebody sees it who decides: when and what, and the area, never the point.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    key: RowKey,
    delivery: DeliveryId,
    year: i16,
    /// When it happened or began.
    pub start: DateTime,
    /// How exactly that is known.
    pub precision: TimePrecision,
    /// Category.
    pub category: Category,
    /// Area, where the row lies in one.
    pub area: Option<AreaCode>,
}

impl Seen {
    fn of(row: &KeyedIncident) -> Self {
        let incident = &row.incident;
        Self {
            key: row.key,
            delivery: row.delivery,
            year: incident.start.year(),
            start: incident.start,
            precision: incident.precision,
            category: incident.category.clone(),
            area: incident.own_area.clone().or_else(|| incident.deso.clone()),
        }
    }
}

/// Years that have incidents of at least two sources, the newest first.
pub async fn years(actor: &Actor, house: &House) -> Result<Vec<i16>, AppError> {
    use lofte_model::records::Dimension::{Kind, Source, Year};
    actor.require(Action::Import)?;
    let all = Selection::all(actor.municipality.clone()).kinds(&RecordKind::INCIDENTS);
    let table = house.records().count(&all, &[Year, Kind, Source]).await?;
    let mut sources: BTreeMap<i16, usize> = BTreeMap::new();
    for row in &table.rows {
        if let Some(year) = row.keys[0].number().and_then(|year| i16::try_from(year).ok()) {
            *sources.entry(year).or_default() += 1;
        }
    }
    Ok(sources.into_iter().rev().filter(|(_, sources)| *sources > 1).map(|(year, _)| year).collect())
}

/// What every two sources may have in common in a year: those with suggestions, most first.
pub async fn compare(
    actor: &Actor,
    house: &House,
    year: i16,
    rule: LinkRule,
) -> Result<Vec<Compared>, AppError> {
    actor.require(Action::Import)?;
    restricted(actor, house, Action::ReadSmallCounts, Noun::Link, year).await?;
    let apart = found_apart(&decisions(actor, house).await?);
    let of_year = Selection {
        period: Some(Period::year(year)),
        ..Selection::all(actor.municipality.clone()).kinds(&RecordKind::INCIDENTS)
    };
    let rows = house.records().keyed_incidents(&of_year).await?;
    tokio::task::spawn_blocking(move || compared(&rows, &rule, &apart))
        .await
        .map_err(|error| AppError::Defect(error.to_string()))?
}

/// Pairs that somebody has found to be different.
type Apart = HashSet<((RowSource, RowKey), (RowSource, RowKey))>;

fn found_apart(decisions: &[LinkDecision]) -> Apart {
    let apart = decisions.iter().filter(|decision| !decision.same && decision.withdrawn.is_none());
    let pairs = apart.flat_map(|decision| {
        let pair =
            |pair: &LinkedPair| ((decision.kept.clone(), pair.kept), (decision.other.clone(), pair.other));
        decision.pairs.iter().map(pair)
    });
    pairs.flat_map(|(one, other)| [(one.clone(), other.clone()), (other, one)]).collect()
}

fn compared(rows: &[KeyedIncident], rule: &LinkRule, apart: &Apart) -> Result<Vec<Compared>, AppError> {
    let mut categories: BTreeMap<&str, u32> = BTreeMap::new();
    let mut sources: BTreeMap<RowSource, Vec<(&KeyedIncident, LinkEvent)>> = BTreeMap::new();
    let Some(middle) = rows.iter().find_map(|row| row.incident.position) else { return Ok(Vec::new()) };
    for row in rows {
        let next = u32::try_from(categories.len()).unwrap_or(u32::MAX);
        let category = *categories.entry(row.incident.category.as_str()).or_insert(next);
        if let Some(event) = event(row, category, middle.lat) {
            let source = RowSource { kind: row.incident.kind, source: row.incident.source.to_string() };
            sources.entry(source).or_default().push((row, event));
        }
    }
    let names: BTreeMap<u32, &str> = categories.iter().map(|(name, number)| (*number, *name)).collect();
    let agrees = |one: u32, other: u32| {
        one == other
            || names.get(&one).zip(names.get(&other)).is_some_and(|(one, other)| scheme().overlap(one, other))
    };
    let sources: Vec<_> = sources.into_iter().collect();
    let mut found = Vec::new();
    for (at, (one, rows)) in sources.iter().enumerate() {
        for (other, others) in &sources[at + 1..] {
            let events =
                |rows: &[(&KeyedIncident, LinkEvent)]| rows.iter().map(|(_, event)| *event).collect();
            let (left, right): (Vec<LinkEvent>, Vec<LinkEvent>) = (events(rows), events(others));
            let Linkage { pairs, by_chance } =
                candidates(&left, &right, rule, agrees).map_err(not_compared)?;
            let suggested = pairs.iter().map(|pair| Suggested {
                one: Seen::of(rows[pair.one].0),
                other: Seen::of(others[pair.other].0),
                metres: pair.metres,
                minutes: pair.minutes,
            });
            let undecided = suggested.filter(|pair| {
                !apart.contains(&((one.clone(), pair.one.key), (other.clone(), pair.other.key)))
            });
            let pairs: Vec<Suggested> = undecided.collect();
            if !pairs.is_empty() {
                found.push(Compared { one: one.clone(), other: other.clone(), pairs, by_chance });
            }
        }
    }
    found.sort_by_key(|compared| std::cmp::Reverse(compared.pairs.len()));
    Ok(found)
}

fn not_compared(error: LinkageError) -> AppError {
    match error {
        LinkageError::Metres | LinkageError::Minutes => AppError::refused(Message::plain("link-rule")),
        LinkageError::Position { .. } | LinkageError::Time { .. } => AppError::Defect(error.to_string()),
    }
}

/// Metres of a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_320.0;

/// A row as it is compared: in metres around the middle of the municipality, where some hundred metres are flat. Rows
/// without a position, or known by their month alone, are compared with nothing.
fn event(row: &KeyedIncident, category: u32, middle: f64) -> Option<LinkEvent> {
    let incident = &row.incident;
    let position = incident.position?;
    let minute = |time: DateTime| {
        let days = i64::from((time.date() - jiff::civil::date(1970, 1, 1)).get_days());
        days * 24 * 60 + i64::from(time.hour()) * 60 + i64::from(time.minute())
    };
    let from = minute(incident.start);
    let last = match incident.precision {
        TimePrecision::Minute => from,
        TimePrecision::Day => from + 24 * 60 - 1,
        TimePrecision::Month => return None,
    };
    let to = incident.end.map_or(last, minute).max(last);
    let x = position.lon * METRES_PER_DEGREE * middle.to_radians().cos();
    Some(LinkEvent { x, y: position.lat * METRES_PER_DEGREE, from, to, category })
}

/// What is decided about some of the suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// They tell of the same; the first source counts.
    KeepOne,
    /// They tell of the same; the other source counts.
    KeepOther,
    /// They tell of different events, and are suggested no more.
    Different,
}

/// The suggestions that are decided on.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// The year that was looked at.
    pub year: i16,
    /// By which rule.
    pub rule: LinkRule,
    /// The first source.
    pub one: RowSource,
    /// The other.
    pub other: RowSource,
    /// The pairs ([`Suggested::id`]).
    pub pairs: BTreeSet<String>,
}

/// Decides on suggestions as they stand now; refused when one of them is not suggested any more.
pub async fn decide(
    actor: &Actor,
    house: &House,
    chosen: Chosen,
    ruling: Ruling,
) -> Result<LinkDecision, AppError> {
    let compared = compare(actor, house, chosen.year, chosen.rule).await?;
    let of = |known: &&Compared| known.one == chosen.one && known.other == chosen.other;
    let suggested = compared.iter().find(of).map(|known| known.pairs.as_slice()).unwrap_or_default();
    let pairs: Vec<&Suggested> = suggested.iter().filter(|pair| chosen.pairs.contains(&pair.id())).collect();
    if pairs.len() != chosen.pairs.len() {
        return Err(AppError::refused(Message::plain("link-changed")));
    }
    let Some(_lock) = house.try_lock()? else {
        return Err(AppError::refused(Message::plain("import-busy")));
    };
    let visible = house.records().deliveries(&actor.municipality).await?;
    let visible: HashSet<DeliveryId> = visible.into_iter().map(|delivery| delivery.id).collect();
    let mut tx = begin(actor, house, Action::Import).await?;
    let earlier: Vec<LinkDecision> =
        tx.links().await?.into_iter().map(|known| in_force(known.value, &visible)).collect();
    let pair = |pair: &&Suggested| {
        let (kept, other) = match ruling {
            Ruling::KeepOther => (&pair.other, &pair.one),
            Ruling::KeepOne | Ruling::Different => (&pair.one, &pair.other),
        };
        LinkedPair { delivery: kept.delivery, year: kept.year, kept: kept.key, other: other.key }
    };
    let (kept, other) = match ruling {
        Ruling::KeepOther => (chosen.other, chosen.one),
        Ruling::KeepOne | Ruling::Different => (chosen.one, chosen.other),
    };
    let decision = LinkDecision {
        number: earlier.iter().map(|known| known.number).max().unwrap_or(0) + 1,
        same: ruling != Ruling::Different,
        kept,
        other,
        pairs: pairs.iter().map(pair).collect(),
        at: house.now(),
        by: actor.user,
        withdrawn: None,
    };
    decision.check(&earlier).map_err(refusal)?;
    tx.save_link(&decision, None).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Link, decision.number)).await?;
    follow_in_time(house).await;
    Ok(decision)
}

/// A decision with the pairs that still hold: where the delivery of the row that counts was taken back or replaced, both rows
/// count again and may be decided on anew.
fn in_force(decision: LinkDecision, visible: &HashSet<DeliveryId>) -> LinkDecision {
    let pairs = decision.pairs.iter().filter(|pair| visible.contains(&pair.delivery)).copied().collect();
    LinkDecision { pairs, ..decision }
}

/// How many pairs of a decision still hold.
pub async fn holding(actor: &Actor, house: &House, decision: &LinkDecision) -> Result<usize, AppError> {
    actor.require(Action::Import)?;
    let visible = house.records().deliveries(&actor.municipality).await?;
    let visible = visible.into_iter().map(|delivery| delivery.id).collect();
    Ok(if decision.withdrawn.is_some() { 0 } else { in_force(decision.clone(), &visible).pairs.len() })
}

/// Whether the rows that count were decided on, or weights or an index table were loaded or taken back, after a moment.
pub async fn settled_since(actor: &Actor, house: &House, since: Timestamp) -> Result<bool, AppError> {
    actor.require(Action::ReadCasework)?;
    let mut view = house.store().read(&actor.municipality).await?;
    let after = |at: Timestamp, withdrawn: Option<&Withdrawal>| {
        at > since || withdrawn.is_some_and(|withdrawn| withdrawn.at > since)
    };
    let links = view.links().await?.into_iter().map(|known| known.value);
    let mut links = links.filter(|decision| decision.same);
    let tables = view.loaded_tables().await?.into_iter().map(|known| known.value);
    // Rows are placed by a gazetteer when they come, and the picture does not look at it.
    let mut tables = tables.filter(|table| table.kind != LoadedKind::Gazetteer);
    Ok(links.any(|decision| after(decision.at, decision.withdrawn.as_ref()))
        || tables.any(|table| after(table.loaded_at, table.withdrawn.as_ref())))
}

fn refusal(error: LinkRefusal) -> AppError {
    AppError::refused(match error {
        LinkRefusal::NoPair => Message::plain("link-no-pair"),
        LinkRefusal::TooMany => {
            Message::with("link-too-many", "most", lofte_model::records::link::MOST_PAIRS)
        }
        LinkRefusal::SameSource | LinkRefusal::RowTwice => Message::plain("link-changed"),
        LinkRefusal::Opposite { pairs } => Message::with("link-opposite", "pairs", pairs),
    })
}

/// Every decision, the newest first.
pub async fn decisions(actor: &Actor, house: &House) -> Result<Vec<LinkDecision>, AppError> {
    actor.require(Action::Import)?;
    let known = house.store().read(&actor.municipality).await?.links().await?;
    Ok(known.into_iter().rev().map(|known| known.value).collect())
}

/// One decision, with the version that it has.
pub async fn find(actor: &Actor, house: &House, number: u32) -> Result<Versioned<LinkDecision>, AppError> {
    actor.require(Action::Import)?;
    Ok(house.store().read(&actor.municipality).await?.link(number).await?)
}

/// Takes a decision back: both rows of each of its pairs count again, and are suggested again.
pub async fn withdraw(
    actor: &Actor,
    house: &House,
    (number, read): (u32, i64),
    reason: &str,
) -> Result<LinkDecision, AppError> {
    let Some(_lock) = house.try_lock()? else {
        return Err(AppError::refused(Message::plain("import-busy")));
    };
    let mut tx = begin(actor, house, Action::Import).await?;
    let known = tx.link(number).await?;
    if known.version != read {
        return Err(StoreError::Conflict(Noun::Link).into());
    }
    let change = change(actor, house, reason);
    change.require(known.value.withdrawn.as_ref()).map_err(not_amended)?;
    let withdrawn = LinkDecision { withdrawn: Some(change.into()), ..known.value };
    tx.save_link(&withdrawn, Some(read)).await?;
    tx.commit(audit(actor, house, Action::Import, Noun::Link, number)).await?;
    follow_in_time(house).await;
    Ok(withdrawn)
}

/// It is decided: if the rows cannot follow now, they do when the picture is computed or the house is opened.
async fn follow_in_time(house: &House) {
    if let Err(error) = follow(house).await {
        tracing::warn!(code = error.code(), "rows that are left out do not follow what is decided yet");
    }
}

/// Brings the rows that are left out in line with what is decided; also after a crash between the two. Nobody else may
/// decide meanwhile.
pub(crate) async fn follow(house: &House) -> Result<(), AppError> {
    let known = house.store().read(house.municipality()).await?.links().await?;
    let decisions: Vec<LinkDecision> = known.into_iter().map(|known| known.value).collect();
    Ok(house.records().set_left_out(house.municipality(), &decisions).await?)
}
