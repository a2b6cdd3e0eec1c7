//! What places and categories are called in tables of figures: an area of the municipality, the municipality itself, or
//! neither; and the slug of a name that nobody has given one.

use crate::borders::property::without_edition;
use crate::places::Places;
use crate::row::Context;
use crate::same::same_form;
use crate::sources::bra::Regions;
use lofte_model::place::AreaCode;
use lofte_model::records::RejectReason;

/// What the whole municipality is called beside its name.
const WHOLE: [&str; 8] = [
    "hela kommunen",
    "kommunen",
    "kommun",
    "kommunen totalt",
    "hela kommunen totalt",
    "kommun totalt",
    "totalt kommunen",
    "summa kommunen",
];

/// What the whole country is called, beside `00`.
const COUNTRY: [&str; 5] = ["hela landet", "riket", "sverige", "hela riket", "00"];

/// The areas of a municipality by what they are called.
pub(super) struct NamedAreas<'a> {
    context: &'a Context<'a>,
    places: &'a Places,
    regions: Regions,
}

impl<'a> NamedAreas<'a> {
    pub(super) fn new(context: &'a Context<'a>, places: &'a Places) -> Self {
        Self { context, places, regions: Regions::new() }
    }

    /// Whether a text is the code or the name of the municipality.
    pub(super) fn is_ours(&self, text: &str) -> bool {
        self.regions.named(text).as_ref() == Some(self.context.municipality)
    }

    /// Whether a text means all of the municipality.
    pub(super) fn is_whole(&self, text: &str) -> bool {
        WHOLE.contains(&same_form(text).as_str()) || self.is_ours(text)
    }

    /// Whether a text means the country, a county or another municipality, and no area of this one.
    pub(super) fn is_elsewhere(&self, text: &str) -> bool {
        if text.is_empty() || self.places.named(without_edition(text)).is_some() {
            return false;
        }
        let form = same_form(text);
        let county =
            form.ends_with(" län") || (text.len() == 2 && text.bytes().all(|digit| digit.is_ascii_digit()));
        county
            || COUNTRY.contains(&form.as_str())
            || self.regions.named(text).is_some_and(|code| code != *self.context.municipality)
    }

    /// Whether the municipality has an area with this code.
    pub(super) fn has(&self, code: &AreaCode) -> bool {
        self.context.areas.iter().any(|area| area.code == *code)
    }

    /// The area of a text; nothing for the whole municipality. An area that is called as the municipality is that area.
    pub(super) fn find(&self, text: &str) -> Result<Option<AreaCode>, RejectReason> {
        if text.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        let named = self.places.named(without_edition(text));
        if let Some(code) = named.and_then(|placed| placed.deso.or(placed.own_area)) {
            return Ok(Some(code));
        }
        if self.is_whole(text) { Ok(None) } else { Err(RejectReason::UnknownArea) }
    }
}

/// Whether a text may be the name of a source or a category in the house.
pub(super) fn is_slug(text: &str) -> bool {
    let sign = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    !text.is_empty() && text.bytes().all(sign)
}

/// A slug of a name that nobody has given one: `Våld utomhus` is `vald_utomhus`.
pub(super) fn slug_of(name: &str) -> Option<String> {
    let mut slug = String::new();
    for sign in name.to_lowercase().chars() {
        let plain = match sign {
            'å' | 'ä' | 'à' | 'á' => 'a',
            'ö' | 'ø' => 'o',
            'é' | 'è' => 'e',
            'ü' => 'u',
            sign if sign.is_ascii_alphanumeric() => sign,
            _ => '_',
        };
        if plain != '_' || !(slug.is_empty() || slug.ends_with('_')) {
            slug.push(plain);
        }
    }
    let slug = slug.trim_matches('_');
    (!slug.is_empty()).then(|| slug.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_a_slug() {
        assert_eq!(slug_of("Våld utomhus, grovt").as_deref(), Some("vald_utomhus_grovt"));
        assert_eq!([slug_of("…"), slug_of("")], [None, None]);
    }
}
