//! Words that tie a condition to somebody: `har epilepsi`, `är dement`, `mår psykiskt dåligt`.
//!
//! A condition alone is nobody's (`missbruk på orten`), and so is a word that only sounds like one (`sjukt kallt`): a
//! verb or a possessive has to tie it to a person.

use super::SpanKind;
use super::lexicon::lexicon;
use super::words::{Case, Sentence, Word};
use std::ops::Range;

/// Most words between what ties and the condition.
const REACH: usize = 3;

pub(super) fn all(sentence: &Sentence<'_>) -> Vec<(SpanKind, Range<usize>)> {
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < sentence.words.len() {
        match span(sentence, at) {
            Some((first, last)) => {
                found.push((SpanKind::Health, sentence.words[first].start..sentence.words[last].end));
                at = last + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// The first and last word of what is said of somebody's health, with the condition at `at`.
fn span(sentence: &Sentence<'_>, at: usize) -> Option<(usize, usize)> {
    let words = lexicon();
    let word = sentence.words.get(at)?;
    if let Some(last) = feels(sentence, at) {
        return Some((at, last));
    }
    if !words.condition.has(&word.lower) || is_nobodys(sentence, at, word) {
        return None;
    }
    let last = and_more(sentence, at);
    let tied = tie(sentence, at);
    let first = match tied {
        Some(first) => first,
        // `en dement kvinna`, `gravid tjej`.
        None if followed_by_person(sentence, last) => at,
        None if strong(&word.lower) && sentence.says(&words.person, &(word.start..word.end)) => at,
        None => return None,
    };
    Some((first, last))
}

/// Conditions that are hardly said but of somebody.
fn strong(lower: &str) -> bool {
    const STRONG: [&str; 22] = [
        "dement",
        "alkoholist",
        "missbrukare",
        "narkoman",
        "gravid",
        "höggravid",
        "deprimerad",
        "sjukskriven",
        "berusad",
        "ångestfylld",
        "schizofren",
        "epilepsi",
        "adhd",
        "demens",
        "autism",
        "diabetes",
        "självmord",
        "cancer",
        "alzheimer",
        "bipolär",
        "knarkar",
        "medicinerar",
    ];
    STRONG.iter().any(|known| lower.starts_with(known))
}

/// `mår dåligt`, `mår psykiskt dåligt`, `mådde mycket illa`.
fn feels(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let word = &sentence.words.get(at)?.lower;
    if !matches!(word.as_str(), "mår" | "mådde" | "mått") {
        return None;
    }
    (at + 1..at + 4).find(|place| {
        let how = sentence.words.get(*place).map(|word| word.lower.as_str());
        matches!(how, Some("dåligt" | "illa" | "sämre" | "uselt"))
    })
}

/// Whether the condition is a general matter: `missbruk på orten`, `sjukt kallt`.
fn is_nobodys(sentence: &Sentence<'_>, at: usize, word: &Word) -> bool {
    let words = lexicon();
    let next = sentence.word(at, 1);
    let after = sentence.word(at, 2);
    let general = |word: Option<&Word>| word.is_some_and(|word| words.no_tie.has(&word.lower));
    let before = sentence.word(at, -1);
    let preposition = next.is_some_and(|word| matches!(word.lower.as_str(), "på" | "i" | "bland" | "hos"));
    let acronym = matches!(word.lower.as_str(), "ms" | "kol" | "add" | "lob" | "lvm" | "lpt" | "bup" | "ocd")
        && word.case == Case::Small
        && !sentence.whispered;
    let about =
        before.is_some_and(|word| matches!(word.lower.as_str(), "om" | "mot" | "förebygga" | "till" | "för"));
    acronym || general(next) || (preposition && general(after)) || about
}

/// Words that may stand between what ties and the condition.
const LITTLE: [&str; 36] = [
    "en",
    "ett",
    "mycket",
    "väldigt",
    "svårt",
    "grav",
    "kraftigt",
    "av",
    "diagnosen",
    "i",
    "psykiskt",
    "lite",
    "ganska",
    "inte",
    "nu",
    "sedan",
    "på",
    "troligen",
    "också",
    "båda",
    "bara",
    "så",
    "helt",
    "nästan",
    "haft",
    "just",
    "tidigare",
    "under",
    "fått",
    "och",
    "samt",
    "blivit",
    "själv",
    "svår",
    "med",
    "starkt",
];

/// Where what ties the condition to somebody begins.
fn tie(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let words = lexicon();
    let mut first = None;
    for back in 1..=REACH {
        let place = at.checked_sub(back)?;
        let word = &sentence.words[place];
        let stops = sentence.signs[word.end..sentence.words[place + 1].start]
            .iter()
            .any(|sign| ".!?;".contains(*sign));
        if stops {
            break;
        }
        if words.tie.has(&word.lower) {
            first = Some(place);
            break;
        }
        let little = LITTLE.contains(&word.lower.as_str());
        if !little && !words.condition.has(&word.lower) && !words.person.has(&word.lower) {
            break;
        }
    }
    let place = first?;
    let tying = sentence.words[place].lower.as_str();
    let possessive = matches!(
        tying,
        "min" | "mitt" | "mina" | "hans" | "hennes" | "sin" | "sitt" | "sina" | "deras" | "vår"
    );
    let weak = matches!(tying, "med" | "efter" | "grund" | "pga" | "p.g.a" | "var" | "går" | "gick" | "såg");
    let whose = sentence.says(&words.person, &(0..0))
        || sentence.words.iter().any(|word| word.case == Case::Title && !word.first);
    // A general statement: `det är sjukt`, `alla har allergi`.
    let general = sentence
        .word(place, -1)
        .is_some_and(|word| matches!(word.lower.as_str(), "det" | "alla" | "många" | "orten"));
    let holds = !general && (!weak || whose) && (possessive || whose || !sentence.words[place].first);
    holds.then_some(if possessive { at } else { place })
}

/// A second condition joined to the first: `berusad och ångestfylld`.
fn and_more(sentence: &Sentence<'_>, at: usize) -> usize {
    let joined = sentence.word(at, 1).is_some_and(|word| matches!(word.lower.as_str(), "och" | "samt"));
    let second = sentence.word(at, 2).is_some_and(|word| lexicon().condition.has(&word.lower));
    let pair = sentence.word(at, 1).is_some_and(|word| lexicon().condition.has(&word.lower))
        && sentence.adjacent(at);
    match (joined && second, pair) {
        (true, _) => at + 2,
        (_, true) => at + 1,
        _ => at,
    }
}

fn followed_by_person(sentence: &Sentence<'_>, at: usize) -> bool {
    sentence.adjacent(at) && sentence.word(at, 1).is_some_and(|word| lexicon().person.has(&word.lower))
}
