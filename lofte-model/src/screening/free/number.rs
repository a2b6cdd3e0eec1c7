//! Personal and coordination numbers, and telephone numbers, in sentences.
//!
//! A slip of the pen is still somebody, so neither check digit nor date is demanded; what decides is the shape, and the
//! words around: a case, an order or a part has numbers of the same shape.

use super::SpanKind;
use super::lexicon::lexicon;
use super::words::Sentence;
use std::ops::Range;

/// Signs before and after digits in which words are looked for.
const BEFORE: usize = 28;
const AFTER: usize = 24;
/// Signs before a telephone number in which an office is named as its owner.
const NEXT: usize = 12;
/// Most signs between two groups of digits of one number.
const MOST_BETWEEN: usize = 3;
/// Most groups of digits that a number is written in.
const MOST_GROUPS: usize = 12;
/// Beginnings of telephone numbers that belong to services.
const SERVICES: [&str; 4] = ["020", "077", "0900", "0939"];

/// A group of digits and what stands before it.
struct Group {
    start: usize,
    end: usize,
    digits: String,
    gap: String,
}

pub(super) fn all(sentence: &Sentence<'_>) -> Vec<(SpanKind, Range<usize>)> {
    let signs = sentence.signs;
    let mut found: Vec<(SpanKind, Range<usize>)> = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let plus = signs[at] == '+' && signs.get(at + 1).is_some_and(char::is_ascii_digit);
        let begins = (signs[at].is_ascii_digit() || plus) && !inside(signs, at);
        if !begins {
            at += 1;
            continue;
        }
        let groups = groups(signs, at + usize::from(plus));
        // A child's number begins as a telephone number does; nobody writes one of those as six and four.
        let somebody = !plus && is_date_and_serial(&groups);
        let number = if somebody { identity(sentence, &groups) } else { None };
        let number = number
            .or_else(|| phone(sentence, at, &groups))
            .or_else(|| if plus || somebody { None } else { identity(sentence, &groups) });
        match number {
            Some((kind, end)) => {
                found.push((kind, at..end));
                at = end;
            }
            None => at = groups.first().map_or(at + 1, |group| group.end),
        }
    }
    found
}

/// Whether a place is in the middle of a number or of a word with digits.
fn inside(signs: &[char], at: usize) -> bool {
    let Some((before, earlier)) = signs[..at].split_last() else { return false };
    let decimal = ".,:/-".contains(*before) && earlier.last().is_some_and(char::is_ascii_digit);
    before.is_alphanumeric() || *before == '_' || decimal || (*before == '§')
}

fn groups(signs: &[char], at: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut place = at;
    while groups.len() < MOST_GROUPS {
        let rest = signs.get(place..).unwrap_or(&[]);
        let gap: String = rest.iter().take_while(|sign| " -+./()_".contains(**sign)).collect();
        let width = gap.chars().count();
        let start = place + width;
        let rest = signs.get(start..).unwrap_or(&[]);
        let digits: String = rest.iter().take_while(|sign| sign.is_ascii_digit()).collect();
        let far = width > MOST_BETWEEN && !groups.is_empty();
        if digits.is_empty() || far || (groups.is_empty() && width > 0) {
            break;
        }
        place = start + digits.len();
        groups.push(Group { start, end: place, digits, gap });
    }
    groups
}

/// A number of ten or twelve digits that may be somebody's.
fn identity(sentence: &Sentence<'_>, groups: &[Group]) -> Option<(SpanKind, usize)> {
    let start = groups.first()?.start;
    let mut digits = String::new();
    for (place, group) in groups.iter().enumerate() {
        digits.push_str(&group.digits);
        if digits.len() > 12 {
            return None;
        }
        let goes_on = groups.get(place + 1);
        let whole = matches!(digits.len(), 10 | 12);
        // Ten digits may be the beginning of twelve.
        let spaced_out = groups[..=place].iter().all(|group| group.digits.len() == 1);
        let shorter = digits.len() == 10
            && goes_on.is_some_and(|next| {
                next.gap.len() == 1 && (next.digits.len() == 2 || spaced_out && next.digits.len() == 1)
            });
        let letters = sentence.signs.get(group.end).is_some_and(|sign| sign.is_alphabetic());
        let date = goes_on.is_some_and(|next| is_date_gap(&next.gap) && next.digits.len() <= 2);
        if whole && !shorter && !letters && !date {
            let written: Vec<&Group> = groups[..=place].iter().collect();
            if let Some(kind) = kind(sentence, &digits, &written) {
                return Some((kind, group.end)).filter(|_| start < group.end);
            }
        }
    }
    None
}

fn is_date_gap(gap: &str) -> bool {
    matches!(gap, "-" | "/" | ".")
}

/// What a number of ten or twelve digits is, by its date, its check digit, how it is written and what stands around.
fn kind(sentence: &Sentence<'_>, digits: &str, groups: &[&Group]) -> Option<SpanKind> {
    let (start, end) = (groups.first()?.start, groups.last()?.end);
    let words = lexicon();
    let asked = sentence.said_before(start, BEFORE, &words.identity)
        || sentence.said_after(end, AFTER, &words.identity);
    let thing = sentence.said_right_before(start, BEFORE, &words.thing)
        || sentence.said_right_after(end, AFTER, &words.thing);
    let named = sentence.said_before(start, BEFORE, &words.coordination)
        || sentence.said_after(end, AFTER, &words.coordination);
    let ten = digits.get(digits.len() - 10..)?;
    let date = Day::of(ten);
    let right = check_digit_fits(ten);
    let century = digits.len() == 10 || ["18", "19", "20"].iter().any(|known| digits.starts_with(known));
    let joined = is_joined(groups);
    // The third digit of an organisation's number is 2 or more: no month begins so.
    let organisation = digits.as_bytes().get(digits.len() - 8).is_some_and(|month| *month >= b'2');
    let clock = groups.last().is_some_and(|last| last.digits.len() == 4 && is_clock(&last.digits));
    let parted = groups.len() > 2;
    // Clock times of the last century are in no report.
    let clock = clock && !digits.starts_with("19");
    let dated = date != Day::Impossible && is_parted_date(groups) && !clock;
    let coordination = named || date == Day::Coordination;
    let is_one = match (asked && !thing, thing && !asked) {
        (true, _) => true,
        (_, true) => false,
        _ if !century || organisation => false,
        _ if clock && digits.len() == 12 && (!right || groups.len() > 1 && !joined) => false,
        _ if date == Day::Impossible => joined && !parted,
        _ if parted => right || joined || dated,
        _ => true,
    };
    let kind = if coordination { SpanKind::CoordinationNumber } else { SpanKind::PersonalNumber };
    is_one.then_some(kind)
}

/// Six or eight digits, a hyphen or a plus, and four: the way such a number is written.
fn is_joined(groups: &[&Group]) -> bool {
    let Some((last, before)) = groups.split_last() else { return false };
    let date: usize = before.iter().map(|group| group.digits.len()).sum();
    last.digits.len() == 4 && matches!(date, 6 | 8) && last.gap.contains(['-', '+'])
}

/// Six or eight digits of a day, and four: `080917-3352`, `411105 3387`.
fn is_date_and_serial(groups: &[Group]) -> bool {
    let [date, serial, ..] = groups else { return false };
    let ten =
        format!("{}{}", date.digits.get(date.digits.len().saturating_sub(6)..).unwrap_or(""), serial.digits);
    matches!(date.digits.len(), 6 | 8) && serial.digits.len() == 4 && Day::of(&ten) != Day::Impossible
}

/// Year, month and day apart from each other in one way, and four digits: `68 02 11 5579`, `1971.10.09.3394`.
fn is_parted_date(groups: &[&Group]) -> bool {
    let [year, month, day, serial] = groups else { return false };
    matches!(year.digits.len(), 2 | 4)
        && (month.digits.len(), day.digits.len(), serial.digits.len()) == (2, 2, 4)
        && month.gap == day.gap
}

fn is_clock(four: &str) -> bool {
    let pair = |part: Option<&str>| part.and_then(|digits| digits.parse::<u32>().ok());
    matches!((pair(four.get(..2)), pair(four.get(2..))), (Some(0..24), Some(0..60)))
}

/// What the first six of ten digits are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Day {
    Birth,
    Coordination,
    Impossible,
}

impl Day {
    fn of(ten: &str) -> Self {
        let pair = |at: usize| ten.get(at..at + 2).and_then(|digits| digits.parse::<i8>().ok()).unwrap_or(0);
        let (year, month, day) = (i16::from(pair(0)), pair(2), pair(4));
        let fits = |day: i8| {
            jiff::civil::Date::new(2000 + year % 100, month, day).is_ok() || (month == 2 && day == 29)
        };
        match day {
            61..=91 if fits(day - 60) => Self::Coordination,
            _ if fits(day) => Self::Birth,
            _ => Self::Impossible,
        }
    }
}

/// Whether the last of ten digits is the check digit of the others (Luhn).
fn check_digit_fits(ten: &str) -> bool {
    let sum: u32 = ten
        .bytes()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            value / 10 + value % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// A private telephone number that begins here.
fn phone(sentence: &Sentence<'_>, at: usize, groups: &[Group]) -> Option<(SpanKind, usize)> {
    let first = groups.first()?;
    let abroad =
        sentence.signs[at] == '+' || first.digits.starts_with("0046") || first.digits.starts_with("467");
    let service = SERVICES.iter().any(|service| first.digits.starts_with(service));
    if service || !(abroad || first.digits.starts_with('0')) || (!abroad && first.digits.starts_with("00")) {
        return None;
    }
    let words = lexicon();
    let identity = sentence.said_before(at, BEFORE, &words.identity);
    let wanted = if abroad { abroad_digits(groups) } else { home_digits(groups) };
    let mut count = 0;
    let mut end = None;
    for (place, group) in groups.iter().enumerate() {
        count += group.digits.len();
        if place > 0 && group.gap.contains('+') || count > *wanted.end() {
            break;
        }
        let letters = sentence.signs.get(group.end).is_some_and(|sign| sign.is_alphabetic());
        if wanted.contains(&count) && !letters {
            end = Some(group.end);
        }
    }
    let end = end?;
    let called = sentence.said_before(at, BEFORE, &words.call);
    let thing = !called && sentence.said_right_before(at, BEFORE, &words.thing)
        || sentence.said_before(at, NEXT, &words.office);
    let written = &groups.iter().filter(|group| group.end <= end).collect::<Vec<_>>();
    // A child's number can begin as a telephone number does.
    let somebody = identity && (is_joined(written) || written.len() == 1);
    (!thing && !somebody && !is_hours(written)).then_some((SpanKind::Phone, end))
}

/// Times of the day: `08.00-16.30`.
fn is_hours(groups: &[&Group]) -> bool {
    groups.len() == 4 && groups.iter().all(|group| group.digits.len() == 2) && groups[1].gap.contains('.')
}

fn abroad_digits(groups: &[Group]) -> std::ops::RangeInclusive<usize> {
    let all: String = groups.iter().map(|group| group.digits.as_str()).collect();
    match all.as_str() {
        all if all.starts_with("00460") => 13..=14,
        all if all.starts_with("00467") => 13..=13,
        all if all.starts_with("0046") => 11..=13,
        all if all.starts_with("4607") => 12..=12,
        all if all.starts_with("460") => 10..=12,
        all if all.starts_with("467") => 11..=11,
        all if all.starts_with("46") => 9..=11,
        _ => 9..=14,
    }
}

/// Digits of a number with its area code; a mobile number has ten.
fn home_digits(groups: &[Group]) -> std::ops::RangeInclusive<usize> {
    let all: String = groups.iter().map(|group| group.digits.as_str()).collect();
    match all.as_bytes() {
        [b'0', b'7', b'0' | b'2' | b'3' | b'6' | b'8' | b'9', ..] => 10..=10,
        [b'0', b'8', ..] => 8..=10,
        _ => 9..=10,
    }
}
