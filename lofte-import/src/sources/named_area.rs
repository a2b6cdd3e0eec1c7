//! What places and categories are called in tables of figures: an area of the municipality, the municipality itself, the local
//! police area that it belongs to, or none of them; and the slug of a name that nobody has given one.

use crate::borders::property::without_edition;
use crate::places::Places;
use crate::row::Context;
use crate::same::same_form;
use crate::sources::bra::Regions;
use lofte_model::place::{AreaCode, AreaKind};
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

/// Headings of columns of local police areas, for tables that have no other column of areas.
pub(super) const LOCAL_POLICE: &[&str] =
    &["lokalpolisområde", "lokalpolisområden", "lpo", "lpo/sektion", "lpo / sektion", "local police area"];

/// The areas of a municipality by what they are called.
pub(super) struct NamedAreas<'a> {
    context: &'a Context<'a>,
    places: &'a Places,
    regions: Regions,
    /// The local police areas that the municipality says it belongs to or belonged to, by their bare names.
    police: Vec<(String, &'a AreaCode)>,
}

impl<'a> NamedAreas<'a> {
    pub(super) fn new(context: &'a Context<'a>, places: &'a Places) -> Self {
        let police = context.areas.iter().filter(|area| area.kind == AreaKind::LocalPolice);
        let bare = |name: &str| bare_police_name(name).unwrap_or_else(|| same_form(name));
        let police = police.map(|area| (bare(&area.name), &area.code)).collect();
        Self { context, places, regions: Regions::new(), police }
    }

    /// The local police area of a text that says it is one, in words or by standing in a column of them. Nothing where it is
    /// another one than the municipality's.
    ///
    /// # Errors
    /// An empty cell, and any name as long as the municipality has not said which one it belongs to: a figure for a local
    /// police area must never be taken as the municipality's.
    pub(super) fn find_police(&self, text: &str) -> Result<Option<AreaCode>, RejectReason> {
        if text.is_empty() {
            return Err(RejectReason::MissingValue);
        }
        if self.police.is_empty() {
            return Err(RejectReason::UnknownArea);
        }
        let wanted = bare_police_name(text).unwrap_or_else(|| same_form(text));
        let owned = wanted.strip_suffix('s');
        let is_it = |(name, _): &&(String, &AreaCode)| *name == wanted || Some(name.as_str()) == owned;
        Ok(self.police.iter().find(is_it).map(|(_, code)| (*code).clone()))
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
        if bare_police_name(text).is_some() {
            return self.find_police(text) == Ok(None);
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
        if bare_police_name(text).is_some() {
            return self.find_police(text)?.map(Some).ok_or(RejectReason::UnknownArea);
        }
        if self.is_whole(text) {
            return Ok(None);
        }
        // A bare name is the local police area only where it cannot be this municipality or another.
        if self.is_elsewhere(text) {
            return Err(RejectReason::UnknownArea);
        }
        self.find_police(text)?.map(Some).ok_or(RejectReason::UnknownArea)
    }
}

/// The name of a local police area without the words that say what it is; nothing where none does.
pub fn bare_police_name(text: &str) -> Option<String> {
    let form = same_form(text);
    let before = ["lokalpolisområdet ", "lokalpolisområde ", "lpo "];
    let after = [" lokalpolisområde", " lpo"];
    let bare = before.iter().find_map(|word| form.strip_prefix(word));
    let bare = bare.or_else(|| after.iter().find_map(|word| form.strip_suffix(word)));
    bare.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty())
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
    fn a_local_police_area_is_known_by_its_words() {
        for text in
            ["LPO Nyköping", "Lokalpolisområde  Nyköping", "lokalpolisområdet NYKÖPING", "Nyköping LPO"]
        {
            assert_eq!(bare_police_name(text).as_deref(), Some("nyköping"), "{text}");
        }
        assert_eq!(["Nyköping", "LPO", "Lpoköping x"].map(bare_police_name), [None, None, None]);
    }

    #[test]
    fn a_name_has_a_slug() {
        assert_eq!(slug_of("Våld utomhus, grovt").as_deref(), Some("vald_utomhus_grovt"));
        assert_eq!([slug_of("…"), slug_of("")], [None, None]);
    }
}
