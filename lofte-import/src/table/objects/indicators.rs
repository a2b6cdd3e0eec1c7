//! Kolada's answers, version 3: an indicator for a municipality and a year, with a list of values in it, one for each sex and
//! one for all. Each value is a row. Where the answer also lists what the indicators are called, that stands beside them.

use serde_json::{Map, Value};
use std::collections::HashMap;

const ID: &str = "kpi";
const FIELDS: [&str; 3] = [ID, "municipality", "period"];

/// The rows of an answer; nothing where it is none.
pub(super) fn rows(answer: &Value) -> Option<Vec<Vec<(String, String)>>> {
    let answer = answer.as_object()?;
    let data = answer.get("values")?.as_array()?;
    let is_row = |row: &Value| {
        row.get("values").is_some_and(Value::is_array) && FIELDS.iter().all(|field| row.get(field).is_some())
    };
    if data.is_empty() || !data.iter().all(is_row) {
        return None;
    }
    let titles = titles(answer);
    let retrieved = answer.get("retrieved").and_then(Value::as_str);
    let mut rows = Vec::new();
    for of in data {
        let shared =
            FIELDS.map(|field| (field.to_owned(), of.get(field).and_then(super::scalar).unwrap_or_default()));
        let title = titles.get(shared[0].1.as_str()).copied();
        for value in of.get("values")?.as_array()? {
            let value = value.as_object()?;
            let mut row = shared.to_vec();
            row.extend(title.map(|title| ("title".to_owned(), title.to_owned())));
            row.extend(super::flat(value));
            row.extend(retrieved.map(|day| ("retrieved".to_owned(), day.to_owned())));
            rows.push(row);
        }
    }
    (!rows.is_empty()).then_some(rows)
}

/// Bytes of text that the rows hold together beside what stands in each of them.
pub(super) fn repeated(answer: &Value) -> u64 {
    let Some(answer) = answer.as_object() else { return 0 };
    let longest = titles(answer).values().map(|title| title.len() as u64).max().unwrap_or(0);
    let retrieved = answer.get("retrieved").and_then(Value::as_str).map_or(0, |day| day.len() as u64);
    let data = answer.get("values").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let values = data.iter().filter_map(|of| of.get("values")?.as_array().map(|all| all.len() as u64));
    values.sum::<u64>().saturating_mul(longest.saturating_add(retrieved))
}

/// What the indicators are called, by id.
fn titles(answer: &Map<String, Value>) -> HashMap<&str, &str> {
    let all = answer.get("kpis").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().filter_map(|kpi| Some((kpi.get("id")?.as_str()?, kpi.get("title")?.as_str()?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_value_is_a_row_with_what_it_is_of() {
        let answer = json!({
            "count": 1, "kpis": [{"id": "U1", "title": "Trygg på kvällen, andel (%)"}], "retrieved": "2026-11-30",
            "values": [{"kpi": "U1", "municipality": "0482", "period": 2025, "values": [
                {"gender": "T", "value": 61.5, "status": "", "count": 1},
                {"gender": "K", "value": null, "status": "Missing", "count": 1}]}]
        });
        let told: Vec<String> = rows(&answer)
            .unwrap()
            .iter()
            .map(|row| row.iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join(" "))
            .collect();
        let of = "kpi=U1 municipality=0482 period=2025 title=Trygg på kvällen, andel (%)";
        assert_eq!(
            told,
            [
                format!("{of} count=1 gender=T status= value=61.5 retrieved=2026-11-30"),
                format!("{of} count=1 gender=K status=Missing value= retrieved=2026-11-30"),
            ]
        );
        for other in [json!({"values": []}), json!({"values": [{"kpi": "U1"}]}), json!([1])] {
            assert_eq!(rows(&other), None, "{other}");
        }
    }
}
