//! What stands beside a border: properties by name, however the name is written.

use crate::same::is_unseen;
use crate::table::header::fold;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

/// Names of the property that holds the code of an area.
pub(crate) const CODE: [&str; 4] = ["code", "deso", "kod", "desokod"];
/// The same of regional areas, where none of the others is there: beside the code of a DeSO they name what it is part of.
pub(crate) const REGSO: [&str; 2] = ["regsokod", "regso"];

/// The code of an area.
pub(crate) fn code(properties: &Map<String, Value>) -> Option<String> {
    let code = CODE.iter().find_map(|name| text(properties, name));
    let code = code.or_else(|| REGSO.iter().find_map(|name| text(properties, name)))?;
    Some(without_edition(&code).to_owned())
}

/// A code without the edition of the division that its publisher writes behind it: `0482A0010_DeSO2025`.
pub(crate) fn without_edition(code: &str) -> &str {
    let edition = |rest: &str| rest.starts_with("DeSO") || rest.starts_with("RegSO");
    code.split_once('_').filter(|(_, rest)| edition(rest)).map_or(code, |(code, _)| code)
}

/// Whether two names are one, however they are written.
pub(crate) fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// A property as text, in one form of Unicode and without marks that nobody sees; nothing where it is absent, null or blank.
pub(crate) fn text(properties: &Map<String, Value>, name: &str) -> Option<String> {
    let exact = properties.get(name);
    let value =
        exact.or_else(|| properties.iter().find(|(other, _)| same(other, name)).map(|(_, value)| value));
    let text = match value? {
        Value::String(text) => {
            text.nfc().filter(|sign| !is_unseen(*sign)).collect::<String>().trim().to_owned()
        }
        Value::Null => return None,
        other => other.to_string(),
    };
    (!text.is_empty()).then_some(text)
}
