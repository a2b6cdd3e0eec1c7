//! Whether an answer is what was asked for, and all of it; and the file that it becomes.

use super::client::{FetchError, host};
use jiff::civil::Date;
use reqwest::Url;
use serde_json::{Value, json};

fn other(address: &Url) -> FetchError {
    FetchError::Other { host: host(address) }
}

fn read(address: &Url, bytes: &[u8]) -> Result<Value, FetchError> {
    serde_json::from_slice(bytes).map_err(|_| other(address))
}

fn written(address: &Url, value: &Value) -> Result<Vec<u8>, FetchError> {
    serde_json::to_vec(value).map_err(|_| other(address))
}

/// Areas as GeoJSON, as they came.
pub(super) fn areas(address: &Url, bytes: Vec<u8>) -> Result<Vec<u8>, FetchError> {
    let answer = read(address, &bytes)?;
    let features = answer.get("features").and_then(Value::as_array).ok_or_else(|| other(address))?;
    if features.is_empty() {
        return Err(FetchError::Nothing { host: host(address) });
    }
    // A service may give out no more than so many at once, and says how many there are.
    let matched = ["numberMatched", "totalFeatures"].into_iter().find_map(|name| answer.get(name)?.as_u64());
    if matched.is_some_and(|matched| matched > features.len() as u64) {
        return Err(FetchError::Cut { address: address.to_string() });
    }
    Ok(bytes)
}

/// A cube of statistics, with the day on which it was fetched.
pub(super) fn cube(address: &Url, bytes: &[u8], today: Date) -> Result<Vec<u8>, FetchError> {
    let mut answer = read(address, bytes)?;
    if answer.get("class").and_then(Value::as_str) != Some("dataset") {
        return Err(other(address));
    }
    let nothing = match answer.get("value") {
        Some(Value::Array(values)) => values.iter().all(Value::is_null),
        Some(Value::Object(values)) => values.is_empty(),
        _ => return Err(other(address)),
    };
    if nothing {
        return Err(FetchError::Nothing { host: host(address) });
    }
    let all = answer.as_object_mut().ok_or_else(|| other(address))?;
    let extension = all.entry("extension").or_insert_with(|| json!({}));
    let extension = extension.as_object_mut().ok_or_else(|| other(address))?;
    extension.insert("lofte".into(), json!({"retrieved": today.to_string()}));
    written(address, &answer)
}

/// What a page of Kolada lists, and where it goes on.
pub(super) fn page(address: &Url, bytes: &[u8]) -> Result<(Vec<Value>, Option<String>), FetchError> {
    let mut answer = read(address, bytes)?;
    let next = answer.get("next_url").or_else(|| answer.get("next_page"));
    let next = next.and_then(Value::as_str).filter(|next| !next.is_empty()).map(str::to_owned);
    match answer.get_mut("values").map(Value::take) {
        Some(Value::Array(values)) => Ok((values, next)),
        _ => Err(other(address)),
    }
}

/// The figures of Kolada with what they are called and the day on which they were fetched.
pub(super) fn together(
    address: &Url,
    titles: &[Value],
    values: &[Value],
    today: Date,
) -> Result<Vec<u8>, FetchError> {
    if values.is_empty() {
        return Err(FetchError::Nothing { host: host(address) });
    }
    let named =
        |kpi: &Value| Some(json!({"id": kpi.get("id")?.as_str()?, "title": kpi.get("title")?.as_str()?}));
    let kpis: Vec<Value> = titles.iter().filter_map(named).collect();
    written(address, &json!({"kpis": kpis, "retrieved": today.to_string(), "values": values}))
}
