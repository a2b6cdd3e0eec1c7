//! A category that a municipality added, with the label that it chose.

use super::scheme;
use crate::amendment::Withdrawal;
use crate::records::Category;
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// Most signs of a slug: mappings and files have it in a cell.
const LONGEST_SLUG: usize = 40;

/// A category of a municipality's own. Rows have the slug, which stays; people read the label, which may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCategory {
    /// What rows have.
    pub slug: Category,
    /// How it is written for people.
    pub title: String,
    /// Offered no more; rows that have it keep it, and its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// What a category of one's own lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelGap {
    /// Nothing that can be read.
    Empty,
    /// The scheme has a category that is written so.
    Shared,
    /// Another category of the municipality is written so.
    Twice,
}

impl OwnCategory {
    /// What it lacks beside the municipality's others.
    pub fn gap(&self, others: &[Self]) -> Option<LabelGap> {
        let written = self.title.trim().to_lowercase();
        if !written.chars().any(char::is_alphabetic) {
            return Some(LabelGap::Empty);
        }
        if scheme().categories.iter().any(|entry| entry.label.sv == written || entry.label.en == written) {
            return Some(LabelGap::Shared);
        }
        let same = |other: &&Self| {
            other.slug != self.slug
                && other.withdrawn.is_none()
                && other.title.trim().to_lowercase() == written
        };
        others.iter().find(same).map(|_| LabelGap::Twice)
    }
}

/// A slug made from a label, that no category of the scheme and none of these has.
///
/// ```
/// use lofte_model::records::Category;
/// use lofte_model::scheme::slug_of;
/// assert_eq!(slug_of("Båtstöld vid gästhamnen", &[]).as_str(), "batstold_vid_gasthamnen");
/// assert_eq!(slug_of("Burglary", &[Category::new("burglary_2")]).as_str(), "burglary_3");
/// assert_eq!(slug_of("!", &[]).as_str(), "own");
/// ```
pub fn slug_of(label: &str, taken: &[Category]) -> Category {
    let mut base = String::new();
    for sign in label.nfkd().flat_map(char::to_lowercase) {
        match sign {
            'a'..='z' | '0'..='9' => base.push(sign),
            'ø' => base.push('o'),
            'æ' => base.push_str("ae"),
            ' ' | '-' | '/' | '_' if !base.is_empty() && !base.ends_with('_') => base.push('_'),
            _ => {}
        }
    }
    base.truncate(LONGEST_SLUG);
    let base = base.trim_matches('_');
    let base = if base.starts_with(|first: char| first.is_ascii_lowercase()) { base } else { "own" };
    let is_free =
        |slug: &Category| scheme().entry(slug.as_str()).is_none() && !taken.iter().any(|known| known == slug);
    let first = Category::new(base);
    if is_free(&first) {
        return first;
    }
    let mut number = 2_u64;
    loop {
        let slug = Category::new(format!("{base}_{number}"));
        if is_free(&slug) {
            return slug;
        }
        number += 1;
    }
}
