//! What a person may say of a table of counts: all of it may be left out.

use super::span::{Said, said};
use crate::error::{ImportError, Rule};
use crate::same::Labels;
use crate::sources::named_area::is_slug;
use jiff::civil::Date;
use lofte_model::place::AreaCode;
use lofte_model::records::{Category, RecordKind};
use serde::Deserialize;
use std::collections::BTreeMap;

/// How a table of counts is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) source: String,
    /// What was counted.
    pub(super) of: RecordKind,
    pub(super) synthetic: bool,
    pub(super) sheet: Option<String>,
    pub(super) preliminary: bool,
    pub(super) retrieved: Option<Date>,
    /// The period of every figure, where no column has one.
    pub(super) period: Option<Said>,
    /// The category of every figure, as it is called.
    pub(super) category: Option<String>,
    /// Categories by what they are called.
    pub(super) categories: Labels<Category>,
    /// Areas by what they are called.
    pub(super) areas: Labels<AreaCode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default = "police")]
    source: String,
    #[serde(default = "offences")]
    kind: String,
    #[serde(default)]
    synthetic: bool,
    sheet: Option<String>,
    #[serde(default)]
    preliminary: bool,
    retrieved: Option<toml::value::Datetime>,
    period: Option<String>,
    category: Option<String>,
    #[serde(default)]
    categories: BTreeMap<String, String>,
    #[serde(default)]
    areas: BTreeMap<String, String>,
}

fn police() -> String {
    "polisen".to_owned()
}

fn offences() -> String {
    RecordKind::Offence.word().to_owned()
}

/// A whole period with its year: `2013`, `2025-03`, `kv 1 2025`.
fn period(text: &str) -> Result<Said, ImportError> {
    let whole = |said: &Said| said.rest.is_empty() && said.span(None).is_some();
    said(text).filter(whole).ok_or_else(|| ImportError::rule("period", Rule::Period(text.to_owned())))
}

impl Settings {
    /// Reads them; of an empty text come those of a table from the police.
    pub(super) fn parse(text: &str) -> Result<Self, ImportError> {
        let file: File = toml::from_str(text).map_err(|error| ImportError::toml(text, &error))?;
        let kind = RecordKind::from_word(&file.kind).filter(|kind| RecordKind::INCIDENTS.contains(kind));
        let of = kind.ok_or_else(|| ImportError::rule("kind", Rule::Kind))?;
        let slug = |key: &str, text: &str| {
            if is_slug(text) { Ok(()) } else { Err(ImportError::rule(key, Rule::Slug(text.to_owned()))) }
        };
        slug("source", &file.source)?;
        let retrieved = file.retrieved.and_then(|day| day.date).and_then(|day| {
            let parts = (i16::try_from(day.year), i8::try_from(day.month), i8::try_from(day.day));
            let (Ok(year), Ok(month), Ok(day)) = parts else { return None };
            Date::new(year, month, day).ok()
        });
        let period = file.period.map(|text| period(&text)).transpose()?;
        let mut categories = Labels::default();
        for (label, category) in file.categories {
            slug("categories", &category)?;
            if categories.add(&label, Category::new(category)).is_some() {
                return Err(ImportError::rule("categories", Rule::TwoMeanings(label)));
            }
        }
        let mut areas = Labels::default();
        for (label, code) in file.areas {
            if areas.add(&label, AreaCode::new(code)).is_some() {
                return Err(ImportError::rule("areas", Rule::TwoMeanings(label)));
            }
        }
        Ok(Self {
            source: file.source,
            of,
            synthetic: file.synthetic,
            sheet: file.sheet,
            preliminary: file.preliminary,
            retrieved,
            period,
            category: file.category.filter(|label| !label.trim().is_empty()),
            categories,
            areas,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_needs_to_be_said() {
        let plain = Settings::parse("").unwrap();
        assert_eq!((plain.source.as_str(), plain.of), ("polisen", RecordKind::Offence));
        for (text, wrong) in [
            ("kind = 'survey'", "kind"),
            ("source = 'Polisen i Flen'", "source"),
            ("[categories]\n'Våld' = 'Våld'", "categories"),
            ("[categories]\n'Våld' = 'a'\n'våld' = 'b'", "categories"),
            ("kategori = 'x'", "unknown field"),
            ("period = 'hösten'", "period"),
            ("period = 'mars'", "period"),
        ] {
            let refused = Settings::parse(text).unwrap_err().to_string();
            assert!(refused.contains(wrong), "{text}: {refused}");
        }
    }
}
