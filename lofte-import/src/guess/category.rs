//! Which text is which category, what the rows tell of, and what the source is called.

use super::choice::{Choice, Sure, Why};
use super::profile::{Column, Seen};
use super::{Hints, SeenText};
use crate::same::same_form;
use lofte_model::mapping::MappingFile;
use lofte_model::records::RecordKind;
use lofte_model::scheme::{Reason, scheme, suggest};
use lofte_model::screening::holds_identity_number;

/// Texts that are looked at to find the column of categories, and those that get a suggestion: the most common ones.
const LOOKED_AT: usize = 30;
const SUGGESTED: usize = 500;

/// The categories of the shared scheme that rows of a kind usually have, group by group.
pub fn known_categories(kind: RecordKind) -> impl Iterator<Item = &'static str> {
    scheme().of_kind(kind).map(|entry| entry.slug.as_str())
}

/// The category that a text probably is, by the shared scheme; what is only near a word is no suggestion.
///
/// ```
/// use lofte_import::guess::suggested;
/// use lofte_model::records::RecordKind;
/// assert_eq!(suggested("Skadegörelse genom klotter", RecordKind::Offence).as_deref(), Some("graffiti"));
/// assert_eq!(suggested("Xyz", RecordKind::Offence), None);
/// ```
pub fn suggested(text: &str, kind: RecordKind) -> Option<String> {
    let all = suggest(text, kind, &[]).into_iter();
    let mut sound = all.filter(|one| !matches!(one.reason, Reason::Slip(_) | Reason::Wider(_)));
    sound.next().map(|one| one.category.0)
}

/// Hundredths of the rows, among the most common texts, whose text is one that is known.
pub(super) fn known(column: &Column) -> u64 {
    let mut texts: Vec<(&String, u64)> =
        column.texts.iter().flatten().map(|(text, (rows, _))| (text, *rows)).collect();
    texts.sort_by_key(|(text, rows)| (std::cmp::Reverse(*rows), *text));
    texts.truncate(LOOKED_AT);
    let all: u64 = texts.iter().map(|(_, rows)| rows).sum();
    let known = texts.iter().filter(|(text, _)| suggested(text, RecordKind::Offence).is_some());
    (known.map(|(_, rows)| rows).sum::<u64>() * 100).checked_div(all).unwrap_or(0)
}

/// Settles categories, kind and source.
pub(super) fn settle(
    seen: &Seen,
    hints: &Hints<'_>,
    mapping: &mut MappingFile,
    choices: &mut Vec<Choice>,
) -> Vec<SeenText> {
    let heading = mapping.columns.category.clone();
    let column = seen.columns.iter().find(|column| Some(&column.heading) == heading.as_ref());
    let said = said(seen, hints);
    let texts = column.map(|column| texts(column, said.1)).unwrap_or_default();
    for text in &texts {
        if let Some(category) = &text.suggested {
            mapping.categories.insert(text.text.clone(), category.clone());
        }
    }
    let unknown: Vec<&SeenText> = texts.iter().filter(|text| text.suggested.is_none()).collect();
    if column.is_some() {
        choices.push(if unknown.is_empty() {
            Choice::nothing("categories", Why::AllTexts { texts: texts.len() as u64 }, Sure::Likely)
        } else {
            let (texts, rows) = (unknown.len() as u64, unknown.iter().map(|text| text.rows).sum());
            Choice::nothing("categories", Why::UnknownTexts { texts, rows }, Sure::Open)
        });
    }
    kind(said, hints, &texts, mapping, choices);
    several(seen, mapping, choices);
    texts
}

/// Every text of a column, the most common first. Numbers of persons are no category and stay away.
fn texts(column: &Column, kind: RecordKind) -> Vec<SeenText> {
    let all = column.texts.iter().flatten().filter(|(text, _)| !holds_identity_number(text));
    let mut texts: Vec<(&String, u64, u64)> =
        all.map(|(text, (rows, order))| (text, *rows, *order)).collect();
    texts.sort_by_key(|(_, rows, order)| (std::cmp::Reverse(*rows), *order));
    let told = |(place, (text, rows, _)): (usize, (&String, u64, u64))| {
        let suggested = if place < SUGGESTED { suggested(text, kind) } else { None };
        SeenText { text: text.clone(), rows, suggested }
    };
    texts.into_iter().enumerate().map(told).collect()
}

/// Words by which a kind is known, with the name of the source that uses them.
const KINDS: &[(RecordKind, &str, &[&str])] = &[
    (
        RecordKind::Offence,
        "polisen",
        &["brott", "brottskod", "rubricering", "polis", "hobit", "anmälda", "offence", "crime"],
    ),
    (
        RecordKind::Disturbance,
        "raddningstjanst",
        &["räddningstjänst", "raddningstjanst", "brandorsak", "insatstyp", "olyckstyp"],
    ),
    (
        RecordKind::Disturbance,
        "vaktare",
        &["väktar", "vaktare", "ordningsvakt", "rond", "bevakning", "guard"],
    ),
    (RecordKind::Disturbance, "est", &["est", "embrace", "trygghetsrapport", "iakttagelse", "lägesrapport"]),
    (
        RecordKind::Fault,
        "felanmalan",
        &[
            "felanmäl",
            "felanmal",
            "fel",
            "feltyp",
            "service_request",
            "service_name",
            "synpunkt",
            "ärendetyp",
            "belysning",
            "open311",
            "fixamin",
        ],
    ),
    (RecordKind::Disturbance, "storningar", &["störning", "storning", "bostadsbolag", "jour", "hyresgäst"]),
];

/// What headings and the name of the file say of the kind and the source, and how loudly.
fn said(seen: &Seen, hints: &Hints<'_>) -> (u64, RecordKind, &'static str) {
    let headings = seen.columns.iter().map(|column| (3_u64, same_form(&column.heading)));
    let file = std::iter::once((6_u64, same_form(hints.file_name)));
    let said: Vec<(u64, String)> = headings.chain(file).collect();
    let has = |text: &str, word: &str| {
        let mut parts = text.split(|sign: char| !sign.is_alphanumeric() && sign != '_');
        if word.chars().count() <= 3 { parts.any(|part| part == word) } else { text.contains(word) }
    };
    let score = |words: &[&str]| -> u64 {
        let named = said.iter().filter(|(_, text)| words.iter().any(|word| has(text, word)));
        named.map(|(weight, _)| weight).sum()
    };
    let all = KINDS.iter().rev().map(|(kind, source, words)| (score(words), *kind, *source));
    let best = all.max_by_key(|(points, ..)| *points).filter(|(points, ..)| *points > 0);
    best.unwrap_or((0, RecordKind::Disturbance, "est"))
}

fn kind(
    (points, kind, source): (u64, RecordKind, &'static str),
    hints: &Hints<'_>,
    texts: &[SeenText],
    mapping: &mut MappingFile,
    choices: &mut Vec<Choice>,
) {
    // Categories that only fault reports have say it where no word does.
    let of_faults =
        |slug: &str| scheme().entry(slug).is_some_and(|entry| entry.kinds.as_slice() == [RecordKind::Fault]);
    let faulty: u64 = texts
        .iter()
        .filter(|text| text.suggested.as_deref().is_some_and(of_faults))
        .map(|text| text.rows)
        .sum();
    let all: u64 = texts.iter().map(|text| text.rows).sum();
    let by_texts = points == 0 && faulty * 2 > all;
    let (kind, source) = if by_texts { (RecordKind::Fault, "felanmalan") } else { (kind, source) };
    let sure = match points {
        6.. => Sure::Certain,
        3.. => Sure::Likely,
        _ if by_texts => Sure::Likely,
        _ => Sure::Open,
    };
    let why = || if points > 0 || by_texts { Why::Words } else { Why::NotFound };
    kind.word().clone_into(&mut mapping.kind);
    choices.push(Choice::new("kind", kind.word(), why(), sure));
    let named = points > 0 || by_texts;
    let slug = if named { source.to_owned() } else { slug(hints.file_name) };
    choices.push(Choice::new("source", &slug, why(), if named { Sure::Likely } else { Sure::Open }));
    mapping.source = slug;
}

/// A name as a slug: its first words, without years, numbers and what stands behind a point.
///
/// ```
/// assert_eq!(lofte_import::guess::slug("Störningar på tåg 2025.xlsx"), "storningar-pa-tag");
/// ```
pub fn slug(name: &str) -> String {
    let stem = name.split('.').next().unwrap_or_default();
    let form = same_form(stem);
    let letters = form.chars().map(|sign| match sign {
        'å' | 'ä' => 'a',
        'ö' => 'o',
        'a'..='z' => sign,
        _ => '-',
    });
    let slug: String = letters.collect();
    let words: Vec<&str> = slug.split('-').filter(|word| word.len() > 1).take(3).collect();
    if words.is_empty() { "kalla".to_owned() } else { words.join("-") }
}

/// Says where a row of incidents counts several: each row is taken for one.
fn several(seen: &Seen, mapping: &MappingFile, choices: &mut Vec<Choice>) {
    use super::words::{Names, names};
    let used = mapping.columns.said();
    let counts = |column: &&Column| {
        let free = used.iter().all(|(_, heading)| *heading != column.heading);
        free && names(&column.heading, Names::Count) == 10 && column.share(column.wholes) >= 80
    };
    let count = seen.columns.iter().find(counts);
    let Some(column) = count else { return };
    let more = column.first.iter().filter(|(_, number)| *number > 1.0).count() as u64;
    if more > 0 {
        choices.push(Choice::new("count", &column.heading, Why::Counted { rows: more }, Sure::Open));
    }
}
