//! Masking: taking a passage out of texts that are otherwise never changed, because a person stands in them.
//!
//! What was signed, adopted or published is frozen, and stays so: masking replaces one passage by [`MARK`] in the texts
//! that people wrote, and in nothing else. Codes, numbers and fingerprints stay, so that what was signed can still be told
//! from what was not. The old fingerprint stands; a [`Mask`] says that the text is no longer the one it was taken over.

use crate::access::Role;
use crate::fingerprint::Fingerprint;
use crate::id::UserId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What stands where something was masked.
pub const MARK: &str = "[maskerat]";

/// Fewest characters of a passage: fewer would be found in the middle of other words.
pub const SHORTEST_PASSAGE: usize = 3;

/// The fields that hold what people wrote. Other texts are codes that something else is found by.
const WRITTEN: [&str; 51] = [
    "title",
    "text",
    "unit",
    "next",
    "done",
    "why",
    "learned",
    "was",
    "note",
    "site",
    "hours",
    "target_group",
    "description",
    "reason",
    "statement",
    "evidence_for",
    "evidence_against",
    "function",
    "operative_goal",
    "dose",
    "documentation",
    "following_up",
    "deputy",
    "legal_ground",
    "summary",
    "board",
    "introduction",
    "effect_goal",
    "against",
    "body",
    "paragraph",
    "term",
    "meaning",
    "purposes",
    "registry_number",
    "office",
    "extent",
    "consequences",
    "analysis",
    "limits",
    "source",
    "edition",
    "contact",
    "owner",
    "parties",
    "party",
    "name",
    "dissent",
    "municipality",
    "others",
    "headings",
];

/// That something was masked. It does not say what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mask {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// As what.
    pub role: Role,
    /// On what ground, for example a paragraph of law.
    pub ground: String,
    /// In how many places.
    pub places: u64,
    /// Of what was frozen as it is now, where something frozen was masked: a text with this fingerprint is the masked one.
    pub after: Option<Fingerprint>,
}

/// A mask with what it is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaskOf {
    /// The noun of the thing, as files and commands have it.
    pub noun: String,
    /// Its id or number.
    pub id: String,
    /// That it was masked.
    pub mask: Mask,
}

/// Whether a frozen text that no longer has its fingerprint is what masking left of it.
pub fn covers(masks: &[MaskOf], noun: &str, id: &str, now: &Fingerprint) -> bool {
    masks.iter().any(|of| of.noun == noun && of.id == id && of.mask.after.as_ref() == Some(now))
}

/// Replaces a passage in every text that people wrote, and says in how many places.
pub fn mask(value: &mut Value, passage: &str) -> u64 {
    walk(value, passage, false)
}

/// Every text that people wrote, in the order of the value.
pub fn written(value: &Value, each: &mut dyn FnMut(&str)) {
    look(value, false, each);
}

fn look(value: &Value, written: bool, each: &mut dyn FnMut(&str)) {
    match value {
        Value::String(text) if written && !text.trim().is_empty() => each(text),
        Value::Array(items) => items.iter().for_each(|item| look(item, written, each)),
        Value::Object(fields) => {
            for (name, field) in fields {
                look(field, is_written(name, fields), each);
            }
        }
        _ => {}
    }
}

/// Whether a field holds what people wrote. Areas of cooperation are words; areas of promises are codes.
fn is_written(name: &str, fields: &Map<String, Value>) -> bool {
    WRITTEN.contains(&name) || (name == "areas" && fields.contains_key("purposes"))
}

fn walk(value: &mut Value, passage: &str, written: bool) -> u64 {
    match value {
        Value::String(text) if written && text.contains(passage) => {
            *text = text.replace(passage, MARK);
            1
        }
        Value::Array(items) => items.iter_mut().map(|item| walk(item, passage, written)).sum(),
        Value::Object(fields) => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let of = |name: &String, fields: &mut Map<String, Value>| {
                let written = is_written(name, fields);
                fields.get_mut(name).map_or(0, |field| walk(field, passage, written))
            };
            names.iter().map(|name| of(name, fields)).sum()
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_people_wrote_is_masked_and_codes_are_not() {
        let mut value = json!({
            "id": "Anna",
            "title": "Ring Anna Andersson, Anna Andersson svarar",
            "areas": ["Anna Andersson"],
            "effect_goal": { "indicator": { "code": "Anna Andersson", "name": "x" } },
            "commitments": [{ "text": "Anna Andersson går", "number": 1 }],
            "agreements": [{ "purposes": ["Anna Andersson"], "areas": ["hos Anna Andersson"] }],
        });
        assert_eq!(mask(&mut value, "Anna Andersson"), 4);
        assert_eq!(value["title"], json!("Ring [maskerat], [maskerat] svarar"));
        assert_eq!(value["areas"], json!(["Anna Andersson"]), "a code");
        assert_eq!(value["effect_goal"]["indicator"]["code"], json!("Anna Andersson"));
        assert_eq!(value["commitments"][0]["text"], json!("[maskerat] går"));
        assert_eq!(value["agreements"][0]["areas"], json!(["hos [maskerat]"]));
        assert_eq!(mask(&mut value, "Anna Andersson"), 0, "masked once");
    }
}
