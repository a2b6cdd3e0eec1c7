//! Days and counts that are written as options, and what is said of those that are none.

use jiff::civil::Date;
use lofte_analysis::effect::displacement::BeforeAfter;
use lofte_words::Message;

use crate::input_error::InputError;

/// A day like 2025-12-31, or a month like 2025-12 for its first day.
pub(crate) fn day(option: &'static str, text: &str) -> Result<Date, InputError> {
    text.parse().or_else(|_| format!("{text}-01").parse()).map_err(|_| {
        InputError::Told(Message::with("analyse-not-a-day", "option", option).and("value", text))
    })
}

/// Two counts with a comma between them: before and after.
pub(crate) fn before_after(option: &'static str, text: &str) -> Result<BeforeAfter, InputError> {
    let counts: Option<Vec<u64>> = text.split(',').map(|count| count.trim().parse().ok()).collect();
    match counts.as_deref() {
        Some([before, after]) => Ok(BeforeAfter { before: *before, after: *after }),
        _ => Err(InputError::Told(
            Message::with("analyse-not-two-counts", "option", option).and("value", text),
        )),
    }
}

/// A name that a column does not have, with some that it has.
pub(crate) fn no_such_unit(
    option: &'static str,
    value: &str,
    column: &str,
    known: impl Iterator<Item = impl AsRef<str>>,
) -> InputError {
    const SHOWN: usize = 6;
    let mut names: Vec<String> = known.take(SHOWN + 1).map(|name| name.as_ref().to_owned()).collect();
    if names.len() > SHOWN {
        names.truncate(SHOWN);
        names.push("…".to_owned());
    }
    let message = Message::with("analyse-no-unit", "option", option)
        .and("value", value)
        .and("column", column)
        .and("known", names.join(", "));
    InputError::Told(message)
}

#[cfg(test)]
mod tests {
    use super::{before_after, day};
    use jiff::civil::date;

    #[test]
    fn days_and_months_are_days() {
        assert_eq!(day("--at", "2025-03-02").ok(), Some(date(2025, 3, 2)));
        assert_eq!(day("--at", "2025-03").ok(), Some(date(2025, 3, 1)));
        for text in ["2025-02-30", "mars", "", "2025"] {
            assert!(day("--at", text).is_err(), "{text}");
        }
    }

    #[test]
    fn two_whole_numbers_are_before_and_after() {
        let counts = before_after("--treated", "100, 80").map(|counts| (counts.before, counts.after));
        assert_eq!(counts.ok(), Some((100, 80)));
        for text in ["100", "100,80,60", "-1,2", "1.5,2", "NaN,2", "a,b", ""] {
            assert!(before_after("--treated", text).is_err(), "{text}");
        }
    }
}
