//! Number plates: three letters and three signs in any case, with or without something between, also spelt out.

use super::SpanKind;
use super::lexicon::lexicon;
use super::words::Sentence;
use std::ops::Range;

/// Signs in which words are looked for.
const NEAR: usize = 22;

pub(super) fn plates(sentence: &Sentence<'_>) -> Vec<(SpanKind, Range<usize>)> {
    let signs = sentence.signs;
    let mut found = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let begins = at == 0 || !(signs[at - 1].is_alphanumeric() || "-_/.".contains(signs[at - 1]));
        let end = begins.then(|| plate(sentence, at)).flatten();
        if let Some(end) = end {
            found.push((SpanKind::RegistrationPlate, at..end));
        }
        at = end.unwrap_or(at + 1);
    }
    found
}

/// The six signs from here, with at most one space or hyphen between any two; where the last one ends.
fn six(signs: &[char], at: usize) -> Option<([char; 6], [bool; 5], usize)> {
    let mut six = [' '; 6];
    let mut gaps = [false; 5];
    let mut place = at;
    for (index, slot) in six.iter_mut().enumerate() {
        if index > 0 {
            let gap = signs.get(place).is_some_and(|sign| " -".contains(*sign));
            gaps[index - 1] = gap;
            place += usize::from(gap);
        }
        *slot = *signs.get(place)?;
        place += 1;
    }
    let ends = !signs.get(place).is_some_and(|sign| sign.is_alphanumeric());
    ends.then_some((six, gaps, place))
}

fn plate(sentence: &Sentence<'_>, at: usize) -> Option<usize> {
    let (six, gaps, end) = six(sentence.signs, at)?;
    let letter = |sign: char| sign.is_ascii_alphabetic() && !"IQV".contains(sign.to_ascii_uppercase());
    let last = six[5].is_ascii_digit() || letter(six[5]) && !six[5].eq_ignore_ascii_case(&'o');
    let shaped = six[..3].iter().copied().all(letter) && six[3..5].iter().all(char::is_ascii_digit) && last;
    if !shaped {
        return None;
    }
    let spelt = gaps == [true; 5];
    let together = matches!(gaps, [false, false, _, false, false]);
    if !(spelt || together) {
        return None;
    }
    let word: String = six[..3].iter().collect::<String>().to_lowercase();
    let words = lexicon();
    let thing = sentence.said_before(at, NEAR, &words.no_plate);
    let vehicle =
        sentence.said_before(at, 2 * NEAR, &words.vehicle) || sentence.said_after(end, NEAR, &words.vehicle);
    let large = six[..3].iter().all(char::is_ascii_uppercase);
    let is_word = words.three_letters.has(&word);
    // In small letters with a space between, most such things are a word and a number.
    let written = large
        || vehicle
        || !gaps[2]
        || six[5].is_ascii_alphabetic()
        || !word.contains(['a', 'e', 'o', 'u', 'y']);
    let fits = spelt || if is_word { vehicle && large && gaps[2] && !thing } else { written };
    (fits && (!thing || vehicle && large && !is_word)).then_some(end)
}
