//! The answer of a method in a sentence: what stands out, as far as the intervals and limits of the method carry it.
//!
//! The method has decided what stands out; here its rows are only read out. What it could not decide it says itself, and that
//! is shown below the answer.

use super::super::say::{outermost, plain};
use super::known::Drawn;
use lofte_analyse::output::{ValueRow, Values};
use lofte_model::picture::{End, Rules, WithInterval};
use lofte_model::policy;
use lofte_words::{SV, capital, number};

/// Most that are named in a sentence.
const NAMED: usize = 5;
/// The answer, from the rows of the method.
pub(super) fn answer(drawn: Drawn, values: &Values) -> String {
    if values.rows.is_empty() {
        return match drawn {
            Drawn::HotSpots => "Ingen ruta sticker ut mer än slumpen ger.".to_owned(),
            Drawn::Clusters => {
                "Det finns ingen anhopning med så många händelser så nära varandra.".to_owned()
            }
            Drawn::Scan => "Ingen skur hittades.".to_owned(),
            _ => UNTOLD.to_owned(),
        };
    }
    let said = match drawn {
        Drawn::Counts(column) => counts(values, column),
        Drawn::Changes => changes(values),
        Drawn::Alerts => alerts(values),
        Drawn::Weeks => weeks(values),
        Drawn::Months => months(values),
        Drawn::Week => week(values),
        Drawn::HotSpots => hot_spots(values),
        Drawn::Clusters => clusters(values),
        Drawn::Concentration => concentration(values),
        Drawn::NearRepeats => near_repeats(values),
        Drawn::Scan => scan(values),
        Drawn::Table => Some("Svaret står i tabellen, rad för rad.".to_owned()),
    };
    said.unwrap_or_else(|| UNTOLD.to_owned())
}

/// Where nothing can be said.
pub(super) const UNTOLD: &str = "Det går inte att säga av de rader som finns. Varför står nedanför.";

/// The name of a row in a column of words, as people write it.
pub(super) fn label(values: &Values, row: &ValueRow, column: &str) -> String {
    let text = values.column(column).and_then(|column| row.text(column));
    text.map_or_else(|| "utan uppgift".to_owned(), str::to_owned)
}

/// The number of a row in a column.
pub(super) fn figure(values: &Values, row: &ValueRow, column: &str) -> Option<f64> {
    row.number(values.column(column)?)
}

fn with_interval(values: &Values, row: &ValueRow, column: &str) -> Option<WithInterval> {
    let of = |column: &str| figure(values, row, column);
    Some(WithInterval { value: of(column)?, lower: of("lower")?, upper: of("upper")? })
}

fn counts(values: &Values, column: &str) -> Option<String> {
    // What nobody has said the place of is no place.
    let named = |row: &&ValueRow| values.column(column).is_some_and(|at| row.text(at).is_some());
    let figures: Vec<(String, WithInterval)> = rows_by_count(values)
        .filter(named)
        .filter_map(|row| {
            let others = values.columns.iter().filter(|name| *name != column && is_words(values, name));
            let also = others.map(|name| label(values, row, name));
            let names: Vec<String> = std::iter::once(label(values, row, column)).chain(also).collect();
            Some((names.join(", "), with_interval(values, row, "count")?))
        })
        .collect();
    let found = Rules::CURRENT.outermost(&figures, End::Highest)?;
    Some(outermost(&found, End::Highest, ("Flest är ", "i tabellen"), plain))
}

fn is_words(values: &Values, column: &str) -> bool {
    !["count", "lower", "upper"].contains(&column) && values.column(column).is_some()
}

/// The rows from the one with most events on.
pub(super) fn rows_by_count(values: &Values) -> impl Iterator<Item = &ValueRow> {
    let mut rows: Vec<&ValueRow> = values.rows.iter().collect();
    let count = |row: &ValueRow| figure(values, row, "count").unwrap_or(0.0);
    rows.sort_by(|one, other| count(other).total_cmp(&count(one)));
    rows.into_iter()
}

fn changes(values: &Values) -> Option<String> {
    let found: Vec<(String, WithInterval)> = values
        .rows
        .iter()
        .filter_map(|row| {
            Some((label(values, row, "category"), with_interval(values, row, "percent_per_year")?))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    let named = |wanted: &dyn Fn(&WithInterval) -> bool| {
        let mut rows: Vec<&(String, WithInterval)> =
            found.iter().filter(|(_, change)| wanted(change)).collect();
        rows.sort_by(|(_, one), (_, other)| other.value.abs().total_cmp(&one.value.abs()));
        let told = rows.iter().map(|(name, change)| {
            format!("{name} ({})", number::with_unit(&number::signed(change.value, 0), "% per år"))
        });
        told.collect::<Vec<_>>()
    };
    let (more, fewer) = (named(&|change| change.lower > 0.0), named(&|change| change.upper < 0.0));
    let unsure = found.len() - more.len() - fewer.len();
    let mut said = Vec::new();
    for (lead, names) in [("Ökar", more), ("Minskar", fewer)] {
        if !names.is_empty() {
            said.push(format!("{lead}: {}.", listed(&names)));
        }
    }
    let rest = if said.is_empty() { "Ingen kategori har" } else { "Övriga har ingen" };
    if said.is_empty() || unsure > 0 {
        let also = if said.is_empty() { "någon förändring" } else { "förändring" };
        said.push(format!("{rest} {also} som går att skilja från slumpen."));
    }
    Some(said.join(" "))
}

/// The first names, and how many more there are.
fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let more = names.len().saturating_sub(NAMED);
    if more == 0 { SV.list(&shown) } else { format!("{} och {more} till", shown.join(", ")) }
}

fn alerts(values: &Values) -> Option<String> {
    let alarm = values.column("alarm")?;
    let alarms: Vec<String> = values
        .rows
        .iter()
        .filter(|row| row.cells.get(alarm).and_then(serde_json::Value::as_bool) == Some(true))
        .filter_map(|row| {
            let (count, expected) = (figure(values, row, "count")?, figure(values, row, "expected")?);
            let (count, expected) = (number::decimal(count, 0), number::decimal(expected, 1));
            Some(format!("{} ({count} mot väntade {expected})", label(values, row, "category")))
        })
        .collect();
    let judged = values.rows.len();
    Some(match alarms.len() {
        0 if judged == 1 => "Nej: veckan är inte ovanlig.".to_owned(),
        0 => {
            format!("Nej: ingen av {judged} kategorier har ovanligt många händelser den senaste hela veckan.")
        }
        _ => format!("Ovanligt många den senaste hela veckan: {}.", listed(&alarms)),
    })
}

/// The weeks of a table by week, in their order.
pub(super) fn weeks_of(values: &Values) -> Vec<String> {
    let week = |row: &ValueRow| row.text(values.column("week")?).map(str::to_owned);
    let mut weeks: Vec<String> = values.rows.iter().filter_map(week).collect();
    weeks.sort();
    weeks.dedup();
    weeks
}

fn weeks(values: &Values) -> Option<String> {
    let weeks = weeks_of(values);
    let (first, last) = (weeks.first()?, weeks.last()?);
    Some(format!(
        "{} till {}, vecka för vecka. Om den senaste är ovanlig säger jämförelsen med vad trend och säsong ger.",
        capital(&week_name(first)),
        week_name(last)
    ))
}

/// `2025-W09` as people write it.
pub(super) fn week_name(week: &str) -> String {
    week.split_once("-W")
        .map_or_else(|| week.to_owned(), |(_, number)| format!("v. {}", number.trim_start_matches('0')))
}

fn months(values: &Values) -> Option<String> {
    let last = values.rows.last()?;
    let before = values.rows.len().checked_sub(13).and_then(|at| values.rows.get(at))?;
    let trend = |row: &ValueRow| figure(values, row, "trend");
    Some(format!(
        "Trenden är {} i månaden nu, mot {} ett år tidigare. Om det är mer än slumpen säger förändringen per år.",
        number::decimal(trend(last)?, 0),
        number::decimal(trend(before)?, 0)
    ))
}

/// `fredag kl. 22–23`, `fredag`, `kl. 22–23`.
fn hour_of_week(values: &Values, row: &ValueRow) -> String {
    let of = |column: &str| values.column(column).and_then(|column| row.text(column));
    let day = of("weekday").map(|day| SV.known("analyse-word", day));
    let hour = of("hour").and_then(|hour| hour.parse::<u32>().ok());
    let hour = hour.map(|hour| format!("kl. {hour:02}–{:02}", (hour + 1) % 24));
    day.into_iter().chain(hour).collect::<Vec<_>>().join(" ")
}

fn week(values: &Values) -> Option<String> {
    if values.column("residual").is_none() {
        let most = values.rows.iter().max_by(|one, other| {
            let weight = |row: &ValueRow| figure(values, row, "weight").unwrap_or(0.0);
            weight(one).total_cmp(&weight(other))
        })?;
        let weight = number::decimal(figure(values, most, "weight")?, 1);
        return Some(format!("Flest faller på {}: {weight} händelser.", hour_of_week(values, most)));
    }
    let mut far: Vec<(f64, &ValueRow)> = values
        .rows
        .iter()
        .filter_map(|row| Some((figure(values, row, "residual")?, row)))
        .filter(|(residual, _)| *residual >= policy::HOUR_STANDS_OUT)
        .collect();
    far.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    if far.is_empty() {
        return Some("Ingen tid på veckan sticker ut: spridningen är så jämn som slumpen ger.".to_owned());
    }
    let told = far.iter().take(3).filter_map(|(_, row)| {
        let (observed, expected) = (figure(values, row, "observed")?, figure(values, row, "expected")?);
        let (observed, expected) = (number::decimal(observed, 0), number::decimal(expected, 1));
        Some(format!("{} ({observed} mot {expected} i en jämn vecka)", hour_of_week(values, row)))
    });
    let told: Vec<String> = told.collect();
    Some(format!("Mest över det jämna är {}.", SV.list(&told.iter().map(String::as_str).collect::<Vec<_>>())))
}

fn hot_spots(values: &Values) -> Option<String> {
    let spot = values.column("spot")?;
    let of = |word: &str| values.rows.iter().filter(|row| row.text(spot) == Some(word)).count();
    let told = match of("hot") {
        0 => "Ingen ruta har fler händelser än slumpen ger.".to_owned(),
        1 => "En ruta sticker ut med fler händelser än slumpen ger.".to_owned(),
        hot => format!("{hot} rutor sticker ut med fler händelser än slumpen ger."),
    };
    Some(match of("cold") {
        0 => told,
        cold => format!("{told} {cold} har färre."),
    })
}

fn clusters(values: &Values) -> Option<String> {
    let count = |row: &ValueRow| figure(values, row, "events").unwrap_or(0.0);
    let most = values.rows.iter().max_by(|one, other| count(one).total_cmp(&count(other)))?;
    let (events, reach) =
        (number::decimal(count(most), 0), number::decimal(figure(values, most, "reach")?, 0));
    let lead = match values.rows.len() {
        1 => "En anhopning finns".to_owned(),
        all => format!("{all} anhopningar finns; den största"),
    };
    Some(
        format!("{lead} har {events} händelser inom {reach} meter från sin mitt.")
            .replace("finns har", "finns, med"),
    )
}

fn concentration(values: &Values) -> Option<String> {
    let measure = values.column("measure")?;
    let half = values.rows.iter().find(|row| {
        row.text(measure) == Some("of_all_places")
            && figure(values, row, "share").is_some_and(|share| (share - 0.5).abs() < 1e-9)
    })?;
    let (places, share, chance) =
        (figure(values, half, "places")?, figure(values, half, "value")?, figure(values, half, "chance")?);
    Some(format!(
        "Hälften av händelserna ligger i {} rutor, {} av alla. Slumpen hade gett {}.",
        number::decimal(places, 0),
        number::percent(share, 1),
        number::percent(chance, 1)
    ))
}

fn near_repeats(values: &Values) -> Option<String> {
    let shown = values.column("stands_out")?;
    let mut found: Vec<&ValueRow> = values
        .rows
        .iter()
        .filter(|row| row.cells.get(shown).and_then(serde_json::Value::as_bool) == Some(true))
        .collect();
    if found.is_empty() {
        return Some(
            "Nej: händelser följer inte på varandra nära i tid och rum mer än slumpen ger.".to_owned(),
        );
    }
    let ratio = |row: &ValueRow| figure(values, row, "ratio").unwrap_or(0.0);
    found.sort_by(|one, other| ratio(other).total_cmp(&ratio(one)));
    let first = found[0];
    Some(format!(
        "Ja. Inom {} meter och {} dagar är paren {} gånger så många som slumpen ger.",
        label(values, first, "distance").replace('-', "–"),
        label(values, first, "days").replace('-', "–"),
        number::decimal(ratio(first), 1)
    ))
}

fn scan(values: &Values) -> Option<String> {
    let sure: Vec<&ValueRow> = values
        .rows
        .iter()
        .filter(|row| figure(values, row, "p").is_some_and(|p| p <= policy::RUN_TOLD_P))
        .collect();
    let Some(first) = sure.first() else {
        return Some("Ingen skur är så tydlig att slumpen kan uteslutas.".to_owned());
    };
    let (observed, expected) = (figure(values, first, "observed")?, figure(values, first, "expected")?);
    let lead =
        if sure.len() == 1 { "En skur".to_owned() } else { format!("{} skurar; den tydligaste", sure.len()) };
    Some(capital(&format!(
        "{lead}: {} händelser {} till {}, mot väntade {}.",
        number::decimal(observed, 0),
        label(values, first, "first"),
        label(values, first, "last"),
        number::decimal(expected, 1)
    )))
}
