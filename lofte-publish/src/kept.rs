//! Reading what was published before, also in the shape of earlier programs.
//!
//! Format 1 had more digits, exact answers, the evidence of verdicts as it was judged, and figures that were all of one
//! edition. It is brought into today's shape, with as few digits as are shown today; its fingerprint is then taken anew.
//! Left out on purpose: folders of format 1, which are refused by name and can be published again.

use crate::digits;
use crate::error::{Damage, PublishError};
use crate::first;
use crate::snapshot::{FORMAT, Masked, Snapshot};
use jiff::civil::Date;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::picture::WithInterval;
use lofte_model::promise::Side;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// What tells the format of a snapshot, whatever else is in it.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// The format that a snapshot says it has.
pub(crate) fn format_of(text: &[u8]) -> Option<u32> {
    serde_json::from_slice::<Format>(text).ok().map(|known| known.format)
}

impl Snapshot {
    /// A snapshot as it was kept by this or an earlier program.
    ///
    /// # Errors
    /// [`PublishError::Damaged`] with what is wrong.
    pub fn kept(text: &str) -> Result<Self, PublishError> {
        let unreadable = |error: serde_json::Error| {
            PublishError::Damaged(Damage::Unreadable { file: "snapshot".into(), reason: error.to_string() })
        };
        let mut value: Value = serde_json::from_str(text).map_err(unreadable)?;
        let is_masked = items(value.get_mut("masked")).next().is_some();
        match format_of(text.as_bytes()) {
            Some(1) => {
                let published = first::fingerprint(text);
                let written = value["fingerprint"].as_str();
                if !is_masked && written != published.as_ref().map(Fingerprint::as_str) {
                    return Err(PublishError::Damaged(Damage::Fingerprint));
                }
                upgrade(&mut value);
                let mut snapshot: Self = serde_json::from_value(value).map_err(unreadable)?;
                if !is_masked {
                    snapshot.fingerprint = snapshot.fingerprint_of_contents()?;
                }
                snapshot.verify()?;
                Ok(snapshot)
            }
            Some(found) if found != FORMAT => {
                Err(PublishError::Damaged(Damage::Format { found, known: FORMAT }))
            }
            _ => {
                let snapshot: Self = serde_json::from_str(text).map_err(unreadable)?;
                snapshot.verify()?;
                Ok(snapshot)
            }
        }
    }
}

/// A snapshot whose texts were masked, with the note that tells so and that it is checked against from then on.
///
/// # Errors
/// Something that is no snapshot.
pub fn sealed(masked: Value, on: Date, side: Side, ground: &str) -> Result<Value, PublishError> {
    let unreadable = |error: serde_json::Error| {
        PublishError::Damaged(Damage::Unreadable { file: "snapshot".into(), reason: error.to_string() })
    };
    let mut shaped = masked.clone();
    if shaped["format"] == json!(1) {
        upgrade(&mut shaped);
    }
    let mut snapshot: Snapshot = serde_json::from_value(shaped).map_err(unreadable)?;
    let after = snapshot.fingerprint_without_notes()?;
    snapshot.masked.push(Masked { on, side, ground: ground.to_owned(), after });
    let mut sealed = masked;
    sealed["masked"] = serde_json::to_value(&snapshot.masked).map_err(unreadable)?;
    Ok(sealed)
}

/// Format 1 in the shape of format 2.
fn upgrade(snapshot: &mut Value) {
    snapshot["format"] = json!(FORMAT);
    for promise in items(snapshot.get_mut("promises")) {
        let Some(verdict) = promise.get_mut("verdict").filter(|verdict| verdict.is_object()) else {
            continue;
        };
        if let Some(change) = verdict.get_mut("change").and_then(shown) {
            for figure in ["delta", "se", "lower", "upper", "minimum_detectable"] {
                round(change.get_mut(figure), digits::share);
            }
        }
        for wave in ["before", "after"] {
            let Some(wave) = verdict.get_mut(wave).filter(|wave| wave.is_object()) else { continue };
            if let Some(evidence) = wave.get_mut("evidence").and_then(shown) {
                *evidence = figures_of(evidence);
            }
            round(wave.get_mut("response_rate").and_then(shown), digits::percent);
        }
    }
    let Some(picture) = snapshot.get_mut("picture").filter(|picture| picture.is_object()) else { return };
    let as_of = json!({ "edition": picture["edition"], "adopted_at": picture["adopted_at"] });
    for table in items(picture.pointer_mut("/counts/figures")) {
        for row in items(table.get_mut("rows")) {
            row["as_of"] = as_of.clone();
            for cell in items(row.get_mut("cells")) {
                let rate = cell.get_mut("per_1000").and_then(shown);
                with_interval(rate, digits::rate);
            }
        }
    }
    for share in items(picture.pointer_mut("/shares/figures")) {
        let Some(cell) = share.get_mut("figures") else { continue };
        let Some(figures) = shown(cell) else { continue };
        if figures["share"].is_null() {
            *cell = json!({ "Hidden": "Primary" });
            continue;
        }
        figures["answers"] = json!(digits::answers(figures["answers"].as_u64().unwrap_or_default()));
        with_interval(figures.get_mut("share"), digits::share_with_interval);
    }
}

/// The evidence of a wave, as it is shown.
fn figures_of(evidence: &Value) -> Value {
    let estimate = &evidence["estimate"];
    let share = |value: &Value| digits::share(value.as_f64().unwrap_or_default());
    json!({
        "wave": evidence["wave"],
        "share": share(&estimate["value"]),
        "lower": share(&estimate["interval"]["lower"]),
        "upper": share(&estimate["interval"]["upper"]),
        "answers": digits::answers(estimate["n"].as_u64().unwrap_or_default()),
        "mailed": evidence["mailed"],
    })
}

fn items(value: Option<&mut Value>) -> impl Iterator<Item = &mut Value> {
    value.and_then(Value::as_array_mut).into_iter().flatten()
}

/// What is shown in a cell.
fn shown(cell: &mut Value) -> Option<&mut Value> {
    cell.as_object_mut().and_then(|cell: &mut Map<String, Value>| cell.get_mut("Shown"))
}

fn round(value: Option<&mut Value>, digits: fn(f64) -> f64) {
    if let Some(value) = value
        && let Some(number) = value.as_f64()
    {
        *value = json!(digits(number));
    }
}

fn with_interval(value: Option<&mut Value>, digits: fn(WithInterval) -> WithInterval) {
    let Some(value) = value else { return };
    if let Ok(number) = serde_json::from_value::<WithInterval>(value.clone()) {
        let rounded = digits(number);
        *value = json!({ "value": rounded.value, "lower": rounded.lower, "upper": rounded.upper });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A publication of format 1, made up for this test by the program of that format.
    const FIRST_FORMAT: &str = include_str!("../tests/data/snapshot-format-1.json");

    /// Both formats: masked by the rules of the model, sealed, and then no more to be changed than before.
    #[test]
    fn a_masked_publication_is_whole_and_says_so() {
        let second = serde_json::to_string(&crate::tests::fixture::town().snapshot()).unwrap();
        for (kept, passage) in
            [(FIRST_FORMAT, "Tryggare stationsområde"), (&second, "Otrygghet vid stationen")]
        {
            let mut value: Value = serde_json::from_str(kept).unwrap();
            assert!(lofte_model::mask::mask(&mut value, passage) > 0);
            let unsealed = Snapshot::kept(&value.to_string()).unwrap_err();
            assert!(matches!(unsealed, PublishError::Damaged(Damage::Fingerprint)), "{unsealed:?}");
            let on = jiff::civil::date(2026, 11, 29);
            let once = sealed(value, on, Side::Police, "dataskyddsförordningen art. 17").unwrap();
            let twice = sealed(once, on, Side::Municipality, "igen").unwrap();
            let read = Snapshot::kept(&twice.to_string()).unwrap();
            assert_eq!(Some(read.fingerprint.as_str()), twice["fingerprint"].as_str(), "as it was published");
            assert_eq!(read.masked.len(), 2);
            assert!(!twice.to_string().contains(passage));
            let mut bent = twice.clone();
            bent["municipality"]["name"] = "Annan".into();
            assert!(Snapshot::kept(&bent.to_string()).is_err());
        }
    }
}
