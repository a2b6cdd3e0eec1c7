//! What the codes of an answer make: a scale with two ends, or words.
//!
//! Waves that were asked on different scales must not be compared; which codes occur is all that a table tells of
//! that. Left out: what the ends are called.

use crate::input::columns::as_number;

/// The codes of an answer: whole numbers from the first to the last, or words.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scale(pub(crate) String);

impl Scale {
    /// Whether it looks like the codes of a question and not like a measurement.
    pub(crate) fn is_codes(&self) -> bool {
        self.0.contains('–')
    }
}

/// More different whole numbers than this are a measurement.
const MOST_CODES: usize = 12;

/// What the codes that occur make.
pub(crate) fn scale(codes: &[String]) -> Scale {
    let numbers: Option<Vec<f64>> = codes.iter().map(|code| as_number(code)).collect();
    match numbers.as_deref() {
        Some([first, .., last]) if codes.len() <= MOST_CODES && whole(numbers.as_deref()) => {
            Scale(format!("{first}–{last}"))
        }
        _ => Scale(codes.join(", ")),
    }
}

fn whole(numbers: Option<&[f64]>) -> bool {
    numbers.is_some_and(|numbers| numbers.iter().all(|number| number.fract() == 0.0))
}

#[cfg(test)]
mod tests {
    use super::scale;

    #[test]
    fn a_scale_is_its_ends_or_its_words() {
        let of = |codes: &[&str]| scale(&codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["1", "2", "4", "5"]), of(&["1", "3", "5"]));
        assert_ne!(of(&["1", "5"]), of(&["1", "4"]));
        assert_ne!(of(&["ja", "nej"]), of(&["ja", "nej", "vet ej"]));
        assert!(of(&["0", "6"]).is_codes() && !of(&["0.5", "6"]).is_codes());
    }
}
