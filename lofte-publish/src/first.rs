//! The fingerprint of format 1, over the bytes as they were written: a publication that an earlier program made can be told
//! from one that was changed, although its shape is another today.

use lofte_model::fingerprint::Fingerprint;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;

/// The fields of format 1 that its fingerprint is over: the first six as a group of their own.
const FIRST: [&str; 11] = [
    "format",
    "municipality",
    "number",
    "published_at",
    "synthetic",
    "protection",
    "parties",
    "areas",
    "agreements",
    "picture",
    "promises",
];

/// The fingerprint of format 1, over its fields as they were written.
pub(crate) fn fingerprint(text: &str) -> Option<Fingerprint> {
    let fields = fields(text)?;
    let written: Vec<&str> = FIRST.iter().map(|name| fields.get(*name).copied()).collect::<Option<_>>()?;
    let (head, rest) = written.split_at(6);
    Some(Fingerprint::of_bytes(format!("[[{}],{}]", head.join(","), rest.join(",")).as_bytes()))
}

/// The fields of an object with their values as they were written.
fn fields(text: &str) -> Option<BTreeMap<String, &str>> {
    let mut rest = text.trim_start().strip_prefix('{')?;
    let mut fields = BTreeMap::new();
    while !rest.trim_start().starts_with('}') {
        let (name, after) = value::<String>(rest.trim_start().trim_start_matches(','))?;
        let after = after.trim_start().strip_prefix(':')?.trim_start();
        let (_, left) = value::<IgnoredAny>(after)?;
        fields.insert(name, after.get(..after.len() - left.len())?);
        rest = left;
    }
    Some(fields)
}

/// The first value of a text, and the text after it.
fn value<'a, T: Deserialize<'a>>(text: &'a str) -> Option<(T, &'a str)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    let value = values.next()?.ok()?;
    Some((value, text.get(values.byte_offset()..)?))
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use crate::error::{Damage, PublishError};
    use crate::snapshot::Snapshot;

    /// A publication of format 1, made up for this test by the program of that format.
    const FIRST_FORMAT: &str = include_str!("../tests/data/snapshot-format-1.json");

    #[test]
    fn a_publication_of_the_first_format_is_whole_and_read() {
        let snapshot = Snapshot::kept(FIRST_FORMAT).unwrap();
        assert!(!snapshot.promises.is_empty());
        snapshot.verify().unwrap();
    }

    #[test]
    fn a_change_of_it_is_seen() {
        let changed = FIRST_FORMAT.replacen("Tryggare", "Otryggare", 1);
        assert_ne!(changed, FIRST_FORMAT);
        let error = Snapshot::kept(&changed).unwrap_err();
        assert!(matches!(error, PublishError::Damaged(Damage::Fingerprint)), "{error:?}");
        for cut in ["", "{}", "[]", "{\"format\":1}", "{\"format\":1,"] {
            assert!(Snapshot::kept(cut).is_err(), "{cut}");
            assert!(fingerprint(cut).is_none(), "{cut}");
        }
    }
}
