//! Text in the cells of a file that will be opened in a spreadsheet, where it may not become a formula.
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break, also when the sign is
//! full-width, and one with other settings than ours cuts a line at every semicolon, so the same goes for what stands
//! after one (OWASP, "CSV injection"). Such a text gets an apostrophe before the sign, which spreadsheets take for
//! "this is text". Numbers are written by whoever makes the file and do not pass here.
//!
//! Every CSV that leaves goes through this: open data, reject lists, answers of analyses.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The text as it may stand in a cell.
///
/// ```
/// use lofte_model::spreadsheet::harmless;
/// assert_eq!(harmless("=1+1"), "'=1+1");
/// assert_eq!(harmless("Vandringar;=1+1"), "Vandringar;'=1+1");
/// assert_eq!(harmless("Skadegörelse - klotter"), "Skadegörelse - klotter");
/// ```
pub fn harmless(text: &str) -> Cow<'_, str> {
    let mut safe = String::new();
    let mut taken = 0;
    let mut begins = true;
    for (place, sign) in text.char_indices() {
        if begins && is_dangerous(sign) {
            safe.push_str(&text[taken..place]);
            safe.push('\'');
            taken = place;
        }
        // Spaces and signs that are not seen do not keep a spreadsheet from looking further.
        begins = matches!(sign, ';' | '\t' | '\r' | '\n') || (begins && is_passed_over(sign));
    }
    if taken == 0 && safe.is_empty() {
        return Cow::Borrowed(text);
    }
    safe.push_str(&text[taken..]);
    Cow::Owned(safe)
}

/// The text that a cell was made of by [`harmless`]: without the apostrophes that stand before what would be a formula.
///
/// ```
/// use lofte_model::spreadsheet::{harmless, plain};
/// assert_eq!(plain(&harmless("=1+1")), "=1+1");
/// assert_eq!(plain("'75"), "'75");
/// ```
pub fn plain(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut begins = true;
    let mut signs = cell.chars().peekable();
    while let Some(sign) = signs.next() {
        let hides = begins && sign == '\'' && signs.peek().is_some_and(|next| is_dangerous(*next));
        if hides {
            continue;
        }
        text.push(sign);
        begins = matches!(sign, ';' | '\t' | '\r' | '\n') || (begins && is_passed_over(sign));
    }
    text
}

fn is_dangerous(sign: char) -> bool {
    let plain = std::iter::once(sign).nfkc().next().unwrap_or(sign);
    matches!(plain, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{2212}')
}

fn is_passed_over(sign: char) -> bool {
    sign.is_whitespace() || sign.general_category() == GeneralCategory::Format
}

#[cfg(test)]
mod tests {
    use super::{harmless, plain};
    use proptest::prelude::*;

    #[test]
    fn formulas_of_all_kinds_become_text() {
        for (text, safe) in [
            ("=1+1", "'=1+1"),
            ("@SUM(1)", "'@SUM(1)"),
            ("-5", "'-5"),
            ("+46", "'+46"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            ("＝1", "'＝1"),
            ("＋1", "'＋1"),
            ("－1", "'－1"),
            ("＠x", "'＠x"),
            ("﹣1", "'﹣1"),
            (" =1", " '=1"),
            ("\u{feff}=1", "\u{feff}'=1"),
            ("a;=1;b; -2", "a;'=1;b; '-2"),
            ("a\n=1", "a\n'=1"),
            ("a-b = c; d", "a-b = c; d"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), safe, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_cell_reads_back_as_the_text_it_was_made_of(text in "[-=+@;a \\t\\n＝－]{0,12}") {
            prop_assert_eq!(plain(&harmless(&text)), text);
        }

        #[test]
        fn twice_is_as_once(text in "[-=+@;a \\t\\n＝－]{0,12}") {
            let once = harmless(&text).into_owned();
            prop_assert_eq!(harmless(&once), once.as_str());
            for cell in once.split([';', '\n', '\t']) {
                prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '－']), "{:?}", once);
            }
        }
    }
}
