//! Every text of a saved object: its serialised value is walked, so that a new field cannot be forgotten.
//!
//! Identities and fingerprints, which the program makes itself, are passed over by their exact form; a UUID or hash
//! holds ten digits in a row now and then.

use super::{Certainty, Kind, find};
use serde::Serialize;
use serde_json::Value;

/// Something in an object that may name a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// The field it stands in, by its name.
    pub place: String,
    /// What it looks like.
    pub kind: Kind,
    /// The piece as it is written.
    pub text: String,
}

/// How long the texts of a field may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Name of the field.
    pub field: &'static str,
    /// Most characters.
    pub characters: usize,
}

/// The limits, by the name of the field; every other text has [`LONGEST`].
const LIMITS: &[Limit] = &[
    Limit { field: "title", characters: 200 },
    Limit { field: "name", characters: 200 },
    Limit { field: "office", characters: 200 },
    Limit { field: "function", characters: 200 },
    Limit { field: "deputy", characters: 200 },
    Limit { field: "board", characters: 200 },
    Limit { field: "body", characters: 200 },
    Limit { field: "paragraph", characters: 80 },
    Limit { field: "dose", characters: 500 },
    Limit { field: "unit", characters: 80 },
    Limit { field: "registry_number", characters: 80 },
    Limit { field: "code", characters: 80 },
    Limit { field: "login", characters: 40 },
    Limit { field: "contact", characters: 500 },
    Limit { field: "source", characters: 500 },
    Limit { field: "file_name", characters: 200 },
    Limit { field: "statement", characters: 1_000 },
    Limit { field: "operative_goal", characters: 2_000 },
    Limit { field: "note", characters: 10_000 },
    Limit { field: "mapping", characters: 1_048_576 },
];

/// Most characters of a text that has no limit of its own.
pub const LONGEST: usize = 20_000;

/// Fields whose texts are codes that are checked against what is known, not words that somebody writes: a code of
/// three letters and three digits is no number plate. `areas` is not among them: in an agreement they are words.
const CODES: &[&str] = &[
    "action",
    "area",
    "baseline",
    "categories",
    "category",
    "cause",
    "causes",
    "code",
    "deso",
    "follow_up",
    "goal_areas",
    "id",
    "item",
    "keys",
    "kind",
    "own_area",
    "region",
    "state",
    "stratum",
    "strata",
    "verb",
];

/// A text that is longer than its field takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text of {field} has {characters} characters; at most {limit} are kept")]
pub struct TooLong {
    /// Name of the field.
    pub field: String,
    /// Characters that it has.
    pub characters: usize,
    /// Most characters that are kept.
    pub limit: usize,
}

/// The limit of a field.
pub fn limit_of(field: &str) -> usize {
    LIMITS.iter().find(|limit| limit.field == field).map_or(LONGEST, |limit| limit.characters)
}

/// What may name a person anywhere in an object, and the first text that is too long.
///
/// ```
/// use lofte_model::screening::{Kind, of_value};
/// let seen = of_value(&serde_json::json!({"title": "Skriv till 640823-3234"})).unwrap();
/// assert_eq!((seen[0].place.as_str(), seen[0].kind), ("title", Kind::IdentityNumber));
/// ```
pub fn of_value(value: &impl Serialize) -> Result<Vec<Found>, TooLong> {
    let walk = Walk::through(value);
    match walk.too_long {
        Some(too_long) => Err(too_long),
        None => Ok(walk.found),
    }
}

/// The same without limits, for what is computed from other things.
pub fn found_in(value: &impl Serialize) -> Vec<Found> {
    Walk::through(value).found
}

#[derive(Default)]
struct Walk {
    found: Vec<Found>,
    too_long: Option<TooLong>,
}

impl Walk {
    fn through(value: &impl Serialize) -> Self {
        // What cannot be serialised is not saved either; whoever saves it tells why.
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        let mut walk = Self::default();
        walk.value("", &value);
        walk.found.sort();
        walk.found.dedup();
        walk
    }

    /// `field` is the name of the nearest field around the value.
    fn value(&mut self, field: &str, value: &Value) {
        match value {
            Value::String(text) => self.text(field, text),
            Value::Array(values) => values.iter().for_each(|value| self.value(field, value)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    // Names may be texts too: maps from codes to words.
                    self.text("code", name);
                    self.value(name, value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, field: &str, text: &str) {
        let characters = text.chars().count();
        let limit = limit_of(field);
        if characters > limit && self.too_long.is_none() {
            self.too_long = Some(TooLong { field: field.to_owned(), characters, limit });
        }
        if is_own(text) {
            return;
        }
        let is_code = CODES.contains(&field);
        let pieces = find(text).into_iter();
        let pieces = pieces.filter(|piece| !is_code || piece.kind.certainty() == Certainty::Certain);
        self.found.extend(pieces.map(|piece| Found {
            place: field.to_owned(),
            kind: piece.kind,
            text: text[piece.range].to_owned(),
        }));
    }
}

/// Whether the program made the text itself: an identity of version 4, 5 or 7, a SHA-256, a moment.
pub(super) fn is_own(text: &str) -> bool {
    let hash = text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let identity = || {
        text.len() == 36
            && uuid::Uuid::try_parse(text).is_ok_and(|id| {
                matches!(id.get_version_num(), 4 | 5 | 7) && id.get_variant() == uuid::Variant::RFC4122
            })
    };
    hash || identity() || text.parse::<jiff::Timestamp>().is_ok()
}
