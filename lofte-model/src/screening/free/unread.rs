//! Words that are in no list: whether one looks like a place or like a common word by its end, or may be a name.

use super::lexicon::lexicon;
use super::words::{Case, Word};

/// Whether a word is in no list of what is nobody.
pub(super) fn is_unread(word: &Word) -> bool {
    let words = lexicon();
    word.end - word.start > 1
        && word.case != Case::Digits
        && !words.common.has(&word.lower)
        && !words.nobody.has(&word.lower)
        && !words.firm_after.has(&word.lower)
        && !words.thing_before.has(&word.lower)
        && !words.before_name.has(&word.lower)
        && !words.call.has(&word.lower)
        && !words.office.has(&word.lower)
        && !words.vehicle.has(&word.lower)
        && !words.is_place(&word.lower)
        && !is_place_word(word)
        && !is_common_form(&word.lower)
}

/// How names of places end.
const PLACE_ENDS: [&str; 60] = [
    "statyn",
    "salen",
    "gatan",
    "gata",
    "vägen",
    "väg",
    "gränd",
    "gränden",
    "stigen",
    "torget",
    "torg",
    "skolan",
    "skola",
    "gården",
    "parken",
    "park",
    "kyrkan",
    "kyrka",
    "backen",
    "plan",
    "planen",
    "allén",
    "centrum",
    "hallen",
    "huset",
    "hemmet",
    "bron",
    "kajen",
    "hamnen",
    "kommun",
    "län",
    "staden",
    "stad",
    "köping",
    "borg",
    "sjön",
    "ån",
    "ängen",
    "hagen",
    "skogen",
    "kullen",
    "dalen",
    "viken",
    "holmen",
    "udden",
    "området",
    "stationen",
    "föreningen",
    "laget",
    "bolaget",
    "nämnden",
    "verket",
    "gymnasiet",
    "förskolan",
    "rondellen",
    "tunneln",
    "leden",
    "slingan",
    "macken",
    "badet",
];

/// `Storgatan`, `Mariagården`, `Björkskolan`.
pub(super) fn is_place_word(word: &Word) -> bool {
    let long = word.lower.chars().count() > 5;
    long && PLACE_ENDS.iter().any(|end| word.lower.ends_with(end))
}

/// Forms that names do not have and common words do.
pub(super) fn is_common_form(lower: &str) -> bool {
    const ENDS: [&str; 26] = [
        "arna", "erna", "orna", "ningen", "heten", "ande", "ende", "ning", "het", "tion", "tionen", "skap",
        "isk", "lig", "ligt", "liga", "aste", "ades", "eras", "ena", "aren", "ören", "eringen", "ingen",
        "aste", "bolag",
    ];
    lower.chars().count() > 6 && ENDS.iter().any(|end| lower.ends_with(end))
}
