//! Finds what names a person in free text: sentences that somebody wrote, where shape alone does not decide.
//!
//! [`super::find`] looks at every value that is saved, by shape, and refuses or asks; it must leave codes and names of
//! places alone. Here a whole text is read with the words around: names of people by lists and by what stands beside
//! them, homes, flats, accounts, and what says something of somebody's health. Numbers, mail, accounts and plates are
//! [`Certainty::Certain`] enough to be masked without asking; the rest is a warning to whoever wrote it, and is masked
//! in rows that nobody will read again.
//!
//! Left out: nationality, religion and suspicion of crime need a rule of their own. Nothing that is found is logged.

mod contact;
mod dwelling;
mod health;
mod lexicon;
mod name;
mod number;
mod unread;
mod vehicle;
mod words;

use super::Certainty;
use super::plain::Plain;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use words::Sentence;

/// What a span of free text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    /// A personal identity number, whether or not its check digit and date are right; reserve numbers too.
    PersonalNumber,
    /// A coordination number.
    CoordinationNumber,
    /// A private telephone number.
    Phone,
    /// An e-mail address, also where it is written to hide from machines.
    Email,
    /// The number plate of a vehicle.
    RegistrationPlate,
    /// A given name, a surname or both.
    PersonName,
    /// Street and number where somebody lives.
    DwellingAddress,
    /// The number of a flat.
    ApartmentNumber,
    /// The name of an account.
    Handle,
    /// Words that tie an illness, a disability, an addiction, a pregnancy or a treatment to somebody.
    Health,
}

impl SpanKind {
    /// All of them, the surest first: where two overlap, the first is kept.
    pub const ALL: [Self; 10] = [
        Self::Email,
        Self::PersonalNumber,
        Self::CoordinationNumber,
        Self::Phone,
        Self::Handle,
        Self::RegistrationPlate,
        Self::ApartmentNumber,
        Self::DwellingAddress,
        Self::PersonName,
        Self::Health,
    ];

    /// Its name in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::PersonalNumber => "personal_number",
            Self::CoordinationNumber => "coordination_number",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::RegistrationPlate => "registration_plate",
            Self::PersonName => "person_name",
            Self::DwellingAddress => "dwelling_address",
            Self::ApartmentNumber => "apartment_number",
            Self::Handle => "handle",
            Self::Health => "health",
        }
    }

    /// What stands in its place when it is masked: the kind, never anything made of the text.
    pub fn mark(self) -> &'static str {
        match self {
            Self::PersonalNumber => "[personnummer]",
            Self::CoordinationNumber => "[samordningsnummer]",
            Self::Phone => "[telefon]",
            Self::Email => "[e-post]",
            Self::RegistrationPlate => "[regnummer]",
            Self::PersonName => "[namn]",
            Self::DwellingAddress => "[adress]",
            Self::ApartmentNumber => "[lägenhet]",
            Self::Handle => "[konto]",
            Self::Health => "[hälsa]",
        }
    }

    /// How sure its form makes it: what needs the words around is a warning to whoever writes.
    pub fn certainty(self) -> Certainty {
        match self {
            Self::PersonName | Self::DwellingAddress | Self::ApartmentNumber | Self::Health => {
                Certainty::Possible
            }
            _ => Certainty::Certain,
        }
    }
}

/// A span of a text. Both ends count Unicode code points of the text in NFC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// What it is.
    pub kind: SpanKind,
    /// Where it begins.
    pub start: usize,
    /// Where it ends; this one is not part of it.
    pub end: usize,
}

/// How many spans of each kind were found.
pub type SpanCounts = BTreeMap<SpanKind, u64>;

/// Everything in a free text that names a person, from left to right and without overlaps.
///
/// ```
/// use lofte_model::screening::{SpanKind, screen};
/// let text = "Grannen heter Ibrahim, lgh 1401, och nås på 070-174 06 05. Vi ses på Olof Palmes plats.";
/// let kinds: Vec<SpanKind> = screen(text).iter().map(|span| span.kind).collect();
/// assert_eq!(kinds, [SpanKind::PersonName, SpanKind::ApartmentNumber, SpanKind::Phone]);
/// ```
pub fn screen(text: &str) -> Vec<Span> {
    let composed: String = text.nfc().collect();
    ranges(&composed)
        .into_iter()
        .map(|(kind, range)| {
            let start = composed[..range.start].chars().count();
            Span { kind, start, end: start + composed[range].chars().count() }
        })
        .collect()
}

/// The text in NFC with every span replaced by the mark of its kind, and how many of each there were.
///
/// ```
/// use lofte_model::screening::{SpanKind, mask_free};
/// let (masked, counts) = mask_free("Ring Åsa på 070-174 06 05");
/// assert_eq!(masked, "Ring [namn] på [telefon]");
/// assert_eq!(counts[&SpanKind::PersonName], 1);
/// ```
pub fn mask_free(text: &str) -> (String, SpanCounts) {
    let composed: String = text.nfc().collect();
    let mut masked = String::with_capacity(composed.len());
    let mut counts = SpanCounts::new();
    let mut rest = 0;
    for (kind, range) in ranges(&composed) {
        masked.push_str(&composed[rest..range.start]);
        masked.push_str(kind.mark());
        *counts.entry(kind).or_default() += 1;
        rest = range.end;
    }
    masked.push_str(&composed[rest..]);
    (masked, counts)
}

/// Spans in bytes of a text that is in NFC.
fn ranges(composed: &str) -> Vec<(SpanKind, Range<usize>)> {
    let plain = Plain::of(composed);
    let sentence = Sentence::of(plain.signs());
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    let formed = [contact::mail(&sentence), number::all(&sentence), contact::handles(&sentence)];
    for (kind, span) in formed.into_iter().flatten() {
        keep(&mut found, kind, span);
    }
    for (kind, span) in vehicle::plates(&sentence) {
        keep(&mut found, kind, span);
    }
    for (kind, span) in dwelling::all(&sentence) {
        keep(&mut found, kind, span);
    }
    let sure = [SpanKind::PersonalNumber, SpanKind::CoordinationNumber, SpanKind::Phone, SpanKind::Email];
    let of_somebody = found.iter().filter(|(kind, _)| sure.contains(kind));
    let beside: Vec<usize> = of_somebody.map(|(_, span)| span.start).collect();
    for (kind, span) in name::all(&sentence, &beside) {
        keep(&mut found, kind, span);
    }
    for (kind, span) in health::all(&sentence) {
        keep(&mut found, kind, span);
    }
    found.sort_by_key(|(_, span)| span.start);
    found.into_iter().map(|(kind, span)| (kind, plain.origin(&span))).collect()
}

fn keep(found: &mut Vec<(SpanKind, Range<usize>)>, kind: SpanKind, span: Range<usize>) {
    if span.start < span.end
        && found.iter().all(|(_, other)| span.end <= other.start || other.end <= span.start)
    {
        found.push((kind, span));
    }
}

#[cfg(test)]
mod tests;
