//! Telephone numbers, e-mail addresses and number plates: asked about, because an office may have them too.
//!
//! Only what Swedish texts write: numbers that begin with 0, `+` or `00`, and plates of three letters and three signs.
//! Short public numbers (112, 114 14, 1177) and numbers that anybody calls free (020, 0771) are nobody's.

use super::Kind;
use super::plain::Plain;
use std::ops::Range;

/// Beginnings that belong to services.
const SERVICES: [&str; 3] = ["020", "077", "0900"];

pub(super) fn all(plain: &Plain) -> Vec<(Kind, Range<usize>)> {
    let signs = plain.signs();
    let mut found = Vec::new();
    for at in 0..signs.len() {
        if signs[at] == '@' {
            found.extend(email(signs, at).map(|span| (Kind::Email, span)));
        }
        let begins = at == 0 || !signs[at - 1].is_alphanumeric();
        if !begins {
            continue;
        }
        found.extend(phone(signs, at).map(|end| (Kind::Phone, at..end)));
        found.extend(plate(signs, at).map(|end| (Kind::NumberPlate, at..end)));
    }
    found
}

/// Something before the `@`, and a name with a point after it.
fn email(signs: &[char], at: usize) -> Option<Range<usize>> {
    let local = |sign: &&char| sign.is_alphanumeric() || "._%+-".contains(**sign);
    let before = signs[..at].iter().rev().take_while(local).count();
    let host = |sign: &&char| sign.is_alphanumeric() || ".-".contains(**sign);
    let name: Vec<char> = signs[at + 1..].iter().take_while(host).copied().collect();
    // A full stop or dash after the address ends a sentence and is no part of it.
    let ends = name.iter().rposition(|sign| sign.is_alphanumeric()).map_or(0, |last| last + 1);
    let point = name[..ends].iter().rposition(|sign| *sign == '.')?;
    let top = &name[point + 1..ends];
    let is_one = before > 0 && point > 0 && top.len() >= 2 && top.iter().all(|sign| sign.is_alphabetic());
    is_one.then(|| at - before..at + 1 + ends)
}

/// A group of digits, and what stands before it.
struct Group {
    gap: String,
    digits: String,
    end: usize,
}

/// The end of a telephone number that begins here.
fn phone(signs: &[char], at: usize) -> Option<usize> {
    let inside_a_number = at >= 2 && "-./,:".contains(signs[at - 1]) && signs[at - 2].is_ascii_digit();
    if inside_a_number {
        return None;
    }
    let abroad = signs[at] == '+' || signs[at..].starts_with(&['0', '0', '4', '6']);
    let groups = groups(signs, at + usize::from(signs[at] == '+'));
    let first = groups.first().filter(|group| group.gap.is_empty())?;
    if abroad { foreign(&groups) } else { domestic(first, &groups[1..]) }
}

fn groups(signs: &[char], at: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut place = at;
    while groups.len() < 8 {
        let rest = signs.get(place..).unwrap_or(&[]);
        let gap: String = rest.iter().take_while(|sign| " -/()".contains(**sign)).collect();
        let from = place + gap.chars().count();
        let rest = signs.get(from..).unwrap_or(&[]);
        let digits: String = rest.iter().take_while(|sign| sign.is_ascii_digit()).collect();
        if digits.is_empty() || gap.chars().count() > 2 {
            break;
        }
        place = from + digits.len();
        groups.push(Group { gap, digits, end: place });
    }
    if signs.get(place).is_some_and(|sign| sign.is_alphanumeric()) {
        groups.pop();
    }
    groups
}

/// `+46 70 123 45 67`, `0046…`: at least eight digits in groups as people write them.
fn foreign(groups: &[Group]) -> Option<usize> {
    let mut digits = 0;
    let mut end = None;
    for group in groups {
        if digits > 0 && (group.digits.len() > 8 || digits + group.digits.len() > 16) {
            break;
        }
        digits += group.digits.len();
        end = Some(group.end);
    }
    let real = groups.first().is_some_and(|group| !group.digits.starts_with("000"));
    end.filter(|_| real && (9..=16).contains(&digits))
}

/// `070-123 45 67`, `08 12 34 56`, `0701234567`.
fn domestic(first: &Group, rest: &[Group]) -> Option<usize> {
    let area = first.digits.as_str();
    let begins = area.starts_with('0') && !area.starts_with("00");
    if !begins || SERVICES.iter().any(|service| area.starts_with(service)) {
        return None;
    }
    if (9..=10).contains(&area.len()) {
        return Some(first.end);
    }
    if !(2..=4).contains(&area.len()) {
        return None;
    }
    let mut digits = 0;
    let mut end = None;
    for (place, group) in rest.iter().enumerate() {
        let whole = place == 0 && (5..=8).contains(&group.digits.len());
        let part =
            (2..=3).contains(&group.digits.len()) && (place == 0 || group.gap == " " || group.gap == "-");
        if !(whole || part) || digits + group.digits.len() > 8 {
            break;
        }
        digits += group.digits.len();
        end = Some(group.end);
        if whole {
            break;
        }
    }
    end.filter(|_| digits >= 5 && (8..=11).contains(&(digits + area.len())))
}

/// `ABC 123`, `ABC12D`: capitals where something stands between, one case where not.
fn plate(signs: &[char], at: usize) -> Option<usize> {
    let letters = signs.get(at..at + 3)?;
    let is_letter = |sign: &char| sign.is_ascii_alphabetic() && !"IQV".contains(sign.to_ascii_uppercase());
    let upper = letters.iter().all(|sign| is_letter(sign) && sign.is_ascii_uppercase());
    let lower = letters.iter().all(|sign| is_letter(sign) && sign.is_ascii_lowercase());
    let gap = usize::from(signs.get(at + 3).is_some_and(|sign| " -".contains(*sign)));
    let tail = signs.get(at + 3 + gap..at + 6 + gap)?;
    let last_fits =
        tail[2].is_ascii_digit() || (upper && is_letter(&tail[2]) && tail[2].is_ascii_uppercase());
    let shaped = tail[..2].iter().all(char::is_ascii_digit) && last_fits;
    let end = at + 6 + gap;
    let ends = !signs.get(end).is_some_and(|sign| sign.is_alphanumeric());
    ((upper || lower && gap == 0) && shaped && ends).then_some(end)
}
