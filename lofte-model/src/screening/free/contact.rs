//! Mail addresses, also those written to hide from machines, and names of accounts.

use super::SpanKind;
use super::lexicon::lexicon;
use super::words::Sentence;
use std::ops::Range;

/// What stands for `@`, the longest first.
const AT: [&str; 16] = [
    " [snabel-a] ",
    "(snabel-a)",
    "[snabel-a]",
    " snabel-a ",
    " snabela ",
    "(snabela)",
    " (at) ",
    " [at] ",
    "(at)",
    "[at]",
    "{at}",
    " (a) ",
    "(a)",
    "[a]",
    " @ ",
    "@",
];
/// What stands for a point in a host.
const POINT: [&str; 9] = ["(punkt)", "[punkt]", " punkt ", "(dot)", "[dot]", " dot ", "(.)", "[.]", "."];
/// Ends of names of files and hosts, which are no accounts.
const FILES: [&str; 14] = [
    ".csv", ".xlsx", ".xls", ".pdf", ".jpg", ".png", ".docx", ".txt", ".se", ".com", ".nu", ".org", ".toml",
    ".json",
];

fn starts(signs: &[char], at: usize, text: &str) -> bool {
    let mut place = at;
    text.chars().all(|sign| {
        let fits = signs.get(place).is_some_and(|known| known.to_ascii_lowercase() == sign);
        place += 1;
        fits
    })
}

pub(super) fn mail(sentence: &Sentence<'_>) -> Vec<(SpanKind, Range<usize>)> {
    let signs = sentence.signs;
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    for at in 0..signs.len() {
        let Some(mark) = AT.iter().find(|mark| starts(signs, at, mark)) else { continue };
        let before = local(signs, at);
        let host = at + mark.chars().count();
        let end = host_end(signs, host);
        let start = at - before;
        let fits = before > 0 && end > host;
        if fits && found.last().is_none_or(|(_, last)| last.end <= start) {
            found.push((SpanKind::Email, start..end));
        }
    }
    found
}

/// Signs of the part before `@`.
fn local(signs: &[char], at: usize) -> usize {
    let local = |sign: &&char| sign.is_alphanumeric() || "._%+-".contains(**sign);
    let before = signs[..at].iter().rev().take_while(local).count();
    let lead = signs[at - before..at].iter().take_while(|sign| !sign.is_alphanumeric()).count();
    before - lead
}

/// The end of a host with at least two parts; where it begins when there is none.
fn host_end(signs: &[char], at: usize) -> usize {
    let part = |from: usize| {
        let rest = signs.get(from..).unwrap_or(&[]);
        from + rest.iter().take_while(|sign| sign.is_alphanumeric() || **sign == '-').count()
    };
    let mut end = part(at);
    let mut parts = 1;
    while let Some(point) = POINT.iter().find(|point| starts(signs, end, point)) {
        let from = end + point.chars().count();
        let next = part(from);
        if next < from + 2 {
            break;
        }
        end = next;
        parts += 1;
    }
    if parts > 1 { end } else { at }
}

/// Names of accounts: after `@`, with a tag of four digits, written as no word is, or named as one.
pub(super) fn handles(sentence: &Sentence<'_>) -> Vec<(SpanKind, Range<usize>)> {
    let signs = sentence.signs;
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let begins = at == 0 || !(signs[at - 1].is_alphanumeric() || "@._-/".contains(signs[at - 1]));
        if !begins {
            at += 1;
            continue;
        }
        let marked = signs[at] == '@';
        let end = name_end(signs, at + usize::from(marked));
        let name: String = signs[at..end].iter().collect();
        if end > at + usize::from(marked) && (marked || is_account(sentence, &name, at..end)) {
            found.push((SpanKind::Handle, at..end));
        }
        at = end.max(at + 1);
    }
    found
}

fn name_end(signs: &[char], at: usize) -> usize {
    let rest = signs.get(at..).unwrap_or(&[]);
    let length = rest.iter().take_while(|sign| sign.is_alphanumeric() || "._-#".contains(**sign)).count();
    let tail =
        rest[..length].iter().rev().take_while(|sign| !sign.is_alphanumeric() && **sign != '_').count();
    at + length - tail
}

fn is_account(sentence: &Sentence<'_>, name: &str, span: Range<usize>) -> bool {
    let lower = name.to_lowercase();
    let letters = name.chars().any(char::is_alphabetic);
    if !letters || FILES.iter().any(|end| lower.ends_with(end)) || lower.starts_with("www.") {
        return false;
    }
    if let Some((account, tag)) = name.split_once('#') {
        return account.len() > 1 && tag.len() == 4 && tag.bytes().all(|digit| digit.is_ascii_digit());
    }
    let inner = |mark: char| lower.trim_matches(mark).contains(mark);
    if inner('_') && !lower.chars().all(|sign| sign.is_ascii_digit() || sign == '_') {
        return true;
    }
    named(sentence, &span) && is_odd(&lower)
}

/// Whether a word for an account stands right before, with at most two small words between.
fn named(sentence: &Sentence<'_>, span: &Range<usize>) -> bool {
    let words = &sentence.words;
    let Some(at) = words.iter().rposition(|word| word.end <= span.start) else { return false };
    let account = &lexicon().account;
    let little =
        ["igen", "är", "heter", "namn", "kallad", "som", "på", "med", "namnet", "och", "lägger", "under"];
    for back in 0..3 {
        let Some(word) = at.checked_sub(back).and_then(|at| words.get(at)) else { return false };
        let far = word.end + 24 < span.start;
        if far {
            return false;
        }
        if account.has(&word.lower) {
            return true;
        }
        if !little.contains(&word.lower.as_str()) {
            return false;
        }
    }
    false
}

/// Whether something is written as no word is: with digits, or a point, after or before letters.
fn is_odd(lower: &str) -> bool {
    let digits = lower.chars().any(|sign| sign.is_ascii_digit());
    let apart = lower.trim_matches('.').contains('.') || lower.contains('-') && digits;
    lower.chars().filter(|sign| sign.is_alphabetic()).count() >= 2 && (digits || apart)
        || lower.chars().all(char::is_alphabetic) && is_unread(lower)
}

/// A word in letters alone that is no word of a list: an account may be called anything.
fn is_unread(lower: &str) -> bool {
    let words = lexicon();
    let odd = lower.contains(['x', 'z', 'w', 'q']) || lower.ends_with("xx") || lower.chars().count() > 9;
    odd && !words.common.has(lower) && !words.account.has(lower) && !words.before_name.has(lower)
}
