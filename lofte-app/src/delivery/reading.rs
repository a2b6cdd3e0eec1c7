//! Rows and answers as they are, handed to an analysis that no disclosure control stands before.
//!
//! The log says who read them and which: kind, areas of the municipality and period. It never holds a text that somebody wrote
//! (a source, a category, the name of a wave) nor where anything happened.

use super::rows_are_there;
use crate::error::AppError;
use crate::history::restricted_all;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::records::{RecordKind, Selection};
use lofte_model::survey::{WaveAnswers, WaveName};
use lofte_records::StoredIncident;
use lofte_store::Noun;
use lofte_words::Message;

/// Characters of an id in the log, at most.
const LONGEST: usize = 80;

/// Makes something of the incidents of a selection, one by one while they are read: one thing for each file of rows. The
/// municipality of a selection is the actor's, whatever it says.
pub async fn incidents<T: Send + 'static>(
    actor: &Actor,
    house: &House,
    selection: Selection,
    begin: impl Fn() -> T + Send + Sync + 'static,
    take: impl Fn(&mut T, StoredIncident) + Send + Sync + 'static,
) -> Result<Vec<T>, AppError> {
    actor.require(Action::ReadSmallCounts)?;
    let selection = Selection { municipality: actor.municipality.clone(), ..selection };
    let areas = house.store().read(&actor.municipality).await?.areas().await?;
    let known = |code: &AreaCode| areas.iter().any(|area| area.code == *code);
    let read = told(&selection.kinds, &selection.areas, known, selection.period);
    restricted_all(actor, house, Action::ReadSmallCounts, Noun::Delivery, &read).await?;
    rows_are_there(house).await?;
    Ok(house.records().fold_incidents(&selection, begin, take).await?)
}

/// The answers of a wave, each questionnaire by itself.
pub async fn answers(actor: &Actor, house: &House, wave: &WaveName) -> Result<WaveAnswers, AppError> {
    actor.require(Action::ReadSmallCounts)?;
    rows_are_there(house).await?;
    let found = house.records().answers(&actor.municipality, wave).await?;
    let Some(found) = found else {
        let waves = house.records().waves(&actor.municipality).await?;
        let known: Vec<String> = waves.iter().map(|wave| wave.name.to_string()).collect();
        let message = Message::with("analyse-no-wave", "value", wave).and("known", known.join(", "));
        return Err(AppError::refused(message));
    };
    let read = told(&[RecordKind::Survey], &[], |_| true, Some(found.wave.fieldwork));
    restricted_all(actor, house, Action::ReadSmallCounts, Noun::Delivery, &read).await?;
    Ok(found)
}

/// What was read, as the log keeps it: `rows:offence:2024-01-01..2024-12-31`, and `areas:0482A0010,0482A0020` as often as it
/// takes. Areas that are none of the municipality's are counted.
fn told(
    kinds: &[RecordKind],
    areas: &[AreaCode],
    known: impl Fn(&AreaCode) -> bool,
    period: Option<Period>,
) -> Vec<String> {
    let kinds = if kinds.is_empty() { &RecordKind::INCIDENTS } else { kinds };
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.word()).collect();
    let period = period.map(|period| format!(":{}..{}", period.from(), period.to())).unwrap_or_default();
    let mut told = vec![format!("rows:{}{period}", kinds.join(","))];
    let is_code =
        |code: &str| code.len() < LONGEST / 2 && !code.contains(|c: char| c.is_whitespace() || c == '@');
    let (named, others): (Vec<_>, Vec<_>) =
        areas.iter().partition(|area| known(area) && is_code(area.as_str()));
    let mut line = String::new();
    for code in named.into_iter().map(AreaCode::as_str) {
        if !line.is_empty() && line.len() + 1 + code.len() > LONGEST {
            told.push(std::mem::take(&mut line));
        }
        line = if line.is_empty() { format!("areas:{code}") } else { format!("{line},{code}") };
    }
    told.extend((!line.is_empty()).then_some(line));
    told.extend((!others.is_empty()).then(|| format!("areas:+{}", others.len())));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_says_which_rows_and_nothing_that_somebody_wrote() {
        let areas = ["0482A0010", "hos Anna Berg", "station"].map(AreaCode::new);
        let known = |area: &AreaCode| area.as_str() != "hos Anna Berg";
        assert_eq!(
            told(&[RecordKind::Offence], &areas, known, Some(Period::year(2024))),
            ["rows:offence:2024-01-01..2024-12-31", "areas:0482A0010,station", "areas:+1"]
        );
        assert_eq!(told(&[], &[], known, None), ["rows:offence,disturbance,fault"]);
    }

    #[test]
    fn every_area_is_named_in_as_many_entries_as_it_takes() {
        let many: Vec<AreaCode> = (0..30).map(|number| AreaCode::new(format!("0482A{number:04}"))).collect();
        let entries = told(&[], &many, |_| true, None);
        assert!(entries.iter().all(|entry| entry.len() <= LONGEST), "{entries:?}");
        let named: Vec<&str> =
            entries[1..].iter().flat_map(|entry| entry["areas:".len()..].split(',')).collect();
        assert_eq!(named, many.iter().map(AreaCode::as_str).collect::<Vec<_>>());
    }
}
