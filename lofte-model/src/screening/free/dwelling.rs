//! Homes: street and number where somebody lives, and numbers of flats.
//!
//! A street is nobody's, and a number on it may be a lamp's or a shop's: the words of the text decide.

use super::SpanKind;
use super::lexicon::{Set, lexicon};
use super::words::{Case, Sentence, Word};
use std::ops::Range;

/// Words before which four digits may be a flat.
const INTO: [&str; 12] =
    ["i", "från", "hos", "över", "under", "mot", "bredvid", "ovanför", "till", "på", "med", "av"];
/// Words for a flat.
const FLAT: [&str; 10] = [
    "lgh",
    "lägenhet",
    "lägenheten",
    "lghnr",
    "lägenhetsnummer",
    "lägenhetsnr",
    "lgh-nr",
    "läg",
    "lghnummer",
    "lägenheter",
];
/// Units after which a number is an amount.
const UNITS: [&str; 14] = [
    "kr", "kronor", "m", "meter", "st", "personer", "kvm", "kwh", "gånger", "liter", "kg", "procent",
    "timmar", "boende",
];

pub(super) fn all(sentence: &Sentence<'_>) -> Vec<(SpanKind, Range<usize>)> {
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    for at in 0..sentence.words.len() {
        if let Some(span) = address(sentence, at) {
            found.push((SpanKind::DwellingAddress, span));
        }
        if let Some(span) = flat(sentence, at) {
            found.push((SpanKind::ApartmentNumber, span));
        }
    }
    found
}

/// Street, number and stair from the word with the street's ending.
fn address(sentence: &Sentence<'_>, at: usize) -> Option<Range<usize>> {
    let words = lexicon();
    let street = sentence.words.get(at)?;
    let alone = words.street.has(&street.lower);
    if street.case == Case::Digits || !(alone || is_street(&street.lower)) || !sentence.adjacent(at) {
        return None;
    }
    let number = sentence.word(at, 1)?;
    let (digits, letter) = house(&number.lower)?;
    let start = street_start(sentence, at, alone)?;
    let mut end = number.end;
    let mut next = at + 2;
    if letter.is_none() && sentence.adjacent(at + 1) {
        let single = sentence
            .words
            .get(next)
            .filter(|word| is_letter(word) && word.case == Case::Large || is_stair(word));
        if let Some(word) = single {
            end = word.end;
            next += 1;
        }
    }
    end = stair(sentence, next, end);
    let span = start..end;
    let home = sentence.says(&words.home, &span);
    let public = sentence.says(&words.public_place, &span);
    let lone_letter = letter.is_some() || end > number.end;
    (digits <= 3 && (!public || home && lone_letter || home && near_home(sentence, &span))).then_some(span)
}

fn is_street(lower: &str) -> bool {
    const ENDS: [&str; 24] = [
        "gatan",
        "gata",
        "vägen",
        "väg",
        "gränd",
        "gränden",
        "stigen",
        "stig",
        "allén",
        "backen",
        "kroken",
        "ringen",
        "liden",
        "slingan",
        "leden",
        "esplanaden",
        "brinken",
        "svängen",
        "stråket",
        "promenaden",
        "rundeln",
        "bågen",
        "terrassen",
        "backe",
    ];
    lower.chars().count() > 5 && ENDS.iter().any(|end| lower.ends_with(end))
}

/// The digits of a house number and the letter after them: `31`, `31b`.
fn house(lower: &str) -> Option<(usize, Option<char>)> {
    let digits = lower.bytes().take_while(u8::is_ascii_digit).count();
    let mut rest = lower.get(digits..)?.chars();
    let letter = rest.next();
    let fits = digits > 0 && rest.next().is_none() && letter.is_none_or(|sign| sign.is_ascii_lowercase());
    fits.then_some((digits, letter))
}

/// A letter by itself, as after a house number.
fn is_letter(word: &Word) -> bool {
    word.end - word.start == 1 && word.lower.chars().all(|sign| sign.is_ascii_lowercase())
}

fn is_stair(word: &Word) -> bool {
    matches!(word.lower.as_str(), "a" | "b" | "c" | "d" | "e" | "f" | "g" | "h") && word.end - word.start == 1
}

/// Where the street begins: `Stora Nygatan`, `Hans Ahlgrens gata`, `S:t Olofsgatan`.
fn street_start(sentence: &Sentence<'_>, at: usize, alone: bool) -> Option<usize> {
    let mut first = at;
    for _ in 0..2 {
        let Some(before) = first.checked_sub(1).and_then(|at| sentence.words.get(at)) else { break };
        let part = [
            "norra", "södra", "östra", "västra", "stora", "lilla", "gamla", "nya", "övre", "nedre", "s:t",
            "sankt",
        ];
        let named = alone && first == at || alone && first + 1 == at && before.case == Case::Title;
        let belongs = sentence.adjacent(first - 1)
            && before.case != Case::Digits
            && (part.contains(&before.lower.as_str())
                || named && (before.case != Case::Small || sentence.whispered));
        let taken = belongs && !INTO.contains(&before.lower.as_str());
        if !taken {
            break;
        }
        first -= 1;
    }
    (first < at || !alone).then(|| sentence.words[first].start)
}

/// The stair, the storey or the entrance after a house number.
fn stair(sentence: &Sentence<'_>, next: usize, end: usize) -> usize {
    let Some(word) = sentence.words.get(next) else { return end };
    let after = sentence.words.get(next + 1);
    let close = word.start <= end + 2;
    match (word.lower.as_str(), after) {
        ("uppgång" | "port" | "ing" | "trappuppgång" | "uppg", Some(which))
            if close && which.end - which.start <= 2 =>
        {
            which.end
        }
        ("tr", Some(which))
            if close
                && which.lower.bytes().all(|digit| digit.is_ascii_digit())
                && which.end - which.start == 1 =>
        {
            which.end
        }
        (storey, Some(which))
            if close && matches!(which.lower.as_str(), "tr" | "trappor") && storey.len() == 1 =>
        {
            which.end
        }
        ("nb" | "bv", _) if close => word.end,
        _ => end,
    }
}

/// Whether a word of a home stands nearer than any of a place for everybody.
fn near_home(sentence: &Sentence<'_>, span: &Range<usize>) -> bool {
    let words = lexicon();
    let distance =
        |word: &&Word| if word.end <= span.start { span.start - word.end } else { word.start - span.end };
    let apart = sentence.words.iter().filter(|word| word.end <= span.start || word.start >= span.end);
    let nearest = |set: &Set| {
        let said = apart.clone().filter(|word| set.has(&word.lower));
        said.map(|word| distance(&word)).min().unwrap_or(usize::MAX)
    };
    nearest(&words.home) < nearest(&words.public_place)
}

/// `lgh 1401`, `lägenhet nr 1202`, `LGH1101`, and four digits after `i` where a flat is meant.
fn flat(sentence: &Sentence<'_>, at: usize) -> Option<Range<usize>> {
    let word = sentence.words.get(at)?;
    if let Some(number) = word.lower.strip_prefix("lgh").filter(|rest| !rest.is_empty()) {
        let number = number.trim_start_matches('-');
        let fits = number.bytes().filter(u8::is_ascii_digit).count() >= 1 && number.chars().count() <= 5;
        return fits.then_some(word.start..word.end);
    }
    if FLAT.contains(&word.lower.as_str()) {
        let mut next = at + 1;
        while sentence.words.get(next).is_some_and(|one| matches!(one.lower.as_str(), "nr" | "nummer" | "no"))
        {
            next += 1;
        }
        let number = sentence.words.get(next).filter(|number| number.start <= word.end + 12)?;
        let gap = sentence.signs.get(sentence.words[next - 1].end..number.start).unwrap_or(&[]);
        let digits = number.lower.bytes().filter(u8::is_ascii_digit).count();
        let storey = sentence
            .words
            .get(next + 1)
            .is_some_and(|unit| matches!(unit.lower.as_str(), "tr" | "rok" | "kvm" | "rum"));
        let fits = (1..=4).contains(&digits)
            && number.lower.chars().count() <= 5
            && gap.iter().all(|sign| " .:-#".contains(*sign))
            && !(storey && digits < 3);
        return fits.then_some(word.start..number.end);
    }
    bare_flat(sentence, at, word)
}

fn bare_flat(sentence: &Sentence<'_>, at: usize, word: &Word) -> Option<Range<usize>> {
    let words = lexicon();
    let shaped = word.lower.len() == 4
        && word.lower.bytes().all(|digit| digit.is_ascii_digit())
        && matches!(word.lower.as_bytes(), [b'1', b'0'..=b'8', b'0'..=b'1', _]);
    let before = sentence.word(at, -1)?;
    let unit = sentence.word(at, 1).filter(|_| sentence.adjacent(at));
    let amount = unit.is_some_and(|unit| UNITS.contains(&unit.lower.as_str()));
    let earlier = sentence.word(at, -2).is_some_and(|word| words.no_flat.has(&word.lower));
    let other = words.no_flat.has(&before.lower) || earlier;
    let span = word.start..word.end;
    // `1203:an`
    let nicknamed = sentence.signs.get(word.end..word.end + 3) == Some(&[':', 'a', 'n']);
    if shaped && nicknamed && !sentence.signs.get(word.end + 3).is_some_and(|sign| sign.is_alphanumeric()) {
        return Some(word.start..word.end + 3);
    }
    let into = INTO.contains(&before.lower.as_str())
        || matches!(before.lower.as_str(), "grannen" | "hyresgästen" | "och");
    (shaped && into && !amount && !other && sentence.says(&words.flat, &span)).then_some(span)
}
