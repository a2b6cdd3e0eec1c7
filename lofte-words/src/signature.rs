//! Signatures in words: which side, which office, when, and that one was given on paper or with a neighbour.
//!
//! Left out: names of organisations, which callers look up, and accounts, which nobody outside is told.

use crate::words::{Words, capital};
use jiff::civil::Date;

/// How a signature was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way<'a> {
    /// In the program.
    Here,
    /// On paper.
    OnPaper {
        /// Day it was noted.
        noted: Date,
        /// Registry number of the paper.
        registry_number: &'a str,
    },
    /// With another municipality.
    Elsewhere {
        /// Day it was taken in.
        noted: Date,
        /// Name of that municipality.
        municipality: &'a str,
    },
}

/// Who signed, when, by which office and how, without a full stop: `Polisen skrev under 28 juni 2023 genom
/// lokalpolisområdeschef`.
pub fn told(words: Words, who: &str, office: &str, on: Date, way: Way<'_>) -> String {
    let mut gaps = vec![("who", capital(who)), ("office", office.to_owned()), ("on", words.date(on))];
    let key = match way {
        Way::Here if office.is_empty() => "signature-told",
        Way::Here => "signature-told-office",
        Way::OnPaper { noted, registry_number } => {
            gaps.extend([("noted", words.date(noted)), ("registry", registry_number.to_owned())]);
            "signature-told-paper"
        }
        Way::Elsewhere { noted, municipality } => {
            gaps.extend([("noted", words.date(noted)), ("municipality", municipality.to_owned())]);
            "signature-told-elsewhere"
        }
    };
    words.tell(key, &gaps)
}

/// A signature on a verdict, without a full stop. What a side sees otherwise is told by [`dissent`].
pub fn of_verdict(words: Words, told: &str, dissents: bool) -> String {
    let key = if dissents { "verdict-signature-dissents" } else { "verdict-signature-told" };
    words.tell(key, &[("told", told.to_owned())])
}

/// What a side sees otherwise; empty where it agrees.
pub fn dissent(words: Words, who: &str, text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    words.tell("verdict-signature-dissent", &[("who", capital(who)), ("text", text.to_owned())])
}

/// That a side has not signed a verdict, without a full stop.
pub fn verdict_awaited(words: Words, who: &str) -> String {
    words.tell("verdict-signature-awaited", &[("who", capital(who))])
}

/// That a side has not signed a promise, without a full stop.
pub fn awaited(words: Words, who: &str) -> String {
    words.tell("signature-awaited", &[("who", capital(who))])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SV;
    use jiff::civil::date;

    #[test]
    fn paper_is_told_as_such() {
        let on = date(2023, 6, 28);
        let here = told(SV, "polisen", "lokalpolisområdeschef", on, Way::Here);
        assert_eq!(here, format!("Polisen skrev under {} genom lokalpolisområdeschef", SV.date(on)));
        let way = Way::OnPaper { noted: date(2023, 7, 3), registry_number: "KS 2023/7" };
        let paper = told(SV, "Bostadsbolaget", "vd", on, way);
        assert!(
            paper.contains("på papper") && paper.contains(&format!("noterat {}", SV.date(date(2023, 7, 3)))),
            "{paper}"
        );
        assert!(dissent(SV, "polisen", "").is_empty());
    }
}
