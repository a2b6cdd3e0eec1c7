//! Numbers and dates the way they are written in Swedish text: `10 000`, `0,5`, `−3`, `61 %`,
//! `+5,2 procentenheter`, `54–66 %`, `3 mars 2025`.
//!
//! Spaces inside a number are no-break spaces (U+00A0) and minus is U+2212, so that a number never breaks over
//! two lines and is read out as a number. A value that is not finite becomes an en dash: a missing number.
//! How many decimals a figure deserves is the caller's judgement.

use jiff::civil::Date;

/// The no-break space that groups thousands and joins a number with its unit.
pub const SPACE: char = '\u{a0}';
/// The minus sign, not a hyphen.
pub const MINUS: char = '\u{2212}';
/// What stands in place of a number that is not there.
pub const MISSING: &str = "–";

/// The months, as they stand in a date.
pub const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
];
const SHORT_MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

/// A whole number: `10 000`, `−3`.
pub fn whole(value: i64) -> String {
    signed_digits(value < 0, &value.unsigned_abs().to_string(), None)
}

/// A count: `10 000`.
pub fn count(value: u64) -> String {
    signed_digits(false, &value.to_string(), None)
}

/// A number with a fixed number of decimals: `1 234,5`, `−0,25`. What rounds to zero carries no minus.
pub fn decimal(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return MISSING.to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let zero = plain.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let (whole, part) =
        plain.split_once('.').map_or((plain.as_str(), None), |(whole, part)| (whole, Some(part)));
    signed_digits(value < 0.0 && !zero, whole, part)
}

/// A number that always shows its sign, but for zero: `+5,2`, `−0,4`, `0,0`.
pub fn signed(value: f64, decimals: usize) -> String {
    let text = decimal(value, decimals);
    let zero = text.chars().all(|sign| matches!(sign, '0' | ','));
    if value > 0.0 && value.is_finite() && !zero { format!("+{text}") } else { text }
}

/// A share between 0 and 1 as per cent: `0.61` is `61 %`.
pub fn percent(share: f64, decimals: usize) -> String {
    with_unit(&decimal(share * 100.0, decimals), "%")
}

/// A difference between two shares in percentage points: `0.052` is `+5,2 procentenheter`.
pub fn percentage_points(difference: f64, decimals: usize) -> String {
    let text = signed(difference * 100.0, decimals);
    let one = matches!(text.trim_start_matches(['+', MINUS]), "1");
    with_unit(&text, if one { "procentenhet" } else { "procentenheter" })
}

/// An interval of shares: `0.54` to `0.66` is `54–66 %`.
pub fn percent_interval(low: f64, high: f64, decimals: usize) -> String {
    with_unit(&interval(low * 100.0, high * 100.0, decimals), "%")
}

/// An interval of numbers: `1,2–3,4`; `−2 till 5` when the lower end is negative, because a dash beside a minus
/// cannot be read.
pub fn interval(low: f64, high: f64, decimals: usize) -> String {
    if !low.is_finite() || !high.is_finite() {
        return MISSING.to_owned();
    }
    let (from, to) = (decimal(low, decimals), decimal(high, decimals));
    if from.starts_with(MINUS) || to.starts_with(MINUS) {
        format!("{from} till {to}")
    } else {
        format!("{from}–{to}")
    }
}

/// A number and its unit, kept on one line: `12 veckor`. A missing number stays a lone dash.
pub fn with_unit(number: &str, unit: &str) -> String {
    if number == MISSING { number.to_owned() } else { format!("{number}{SPACE}{unit}") }
}

/// A date in text: `3 mars 2025`.
pub fn date(date: Date) -> String {
    format!("{}{SPACE}{} {}", date.day(), month_name(date), date.year())
}

/// A date in a table: `2025-03-03`.
pub fn short_date(date: Date) -> String {
    date.to_string()
}

/// A month in text: `mars 2025`.
pub fn month(date: Date) -> String {
    format!("{} {}", month_name(date), date.year())
}

/// A month on an axis: `mar 2025`.
pub fn short_month(date: Date) -> String {
    format!("{} {}", name_in(&SHORT_MONTHS, date), date.year())
}

/// A period from first to last day, saying nothing twice: `1–31 mars 2025`, `1 januari–31 mars 2025`,
/// `1 november 2024–31 mars 2025`.
pub fn period(first: Date, last: Date) -> String {
    let head = if first.year() != last.year() {
        date(first)
    } else if first.month() != last.month() {
        format!("{}{SPACE}{}", first.day(), month_name(first))
    } else if first.day() != last.day() {
        first.day().to_string()
    } else {
        return date(last);
    };
    format!("{head}–{}", date(last))
}

fn month_name(date: Date) -> &'static str {
    name_in(&MONTHS, date)
}

fn name_in(names: &[&'static str; 12], date: Date) -> &'static str {
    let index = usize::try_from(date.month()).unwrap_or(1).saturating_sub(1);
    names.get(index).copied().unwrap_or_default()
}

fn signed_digits(negative: bool, whole: &str, part: Option<&str>) -> String {
    let mut text = String::with_capacity(whole.len() + 8);
    if negative {
        text.push(MINUS);
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(SPACE);
        }
        text.push(digit);
    }
    if let Some(part) = part {
        text.push(',');
        text.push_str(part);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    /// No-break spaces written as `_`, so that the expectations can be read.
    fn check(actual: &str, expected: &str) {
        assert_eq!(actual.replace(SPACE, "_"), expected);
    }

    #[test]
    fn thousands_are_grouped_and_minus_is_a_minus() {
        check(&whole(0), "0");
        check(&whole(999), "999");
        check(&whole(1000), "1_000");
        check(&whole(-10_000), "−10_000");
        check(&whole(i64::MIN), "−9_223_372_036_854_775_808");
        check(&count(1_234_567), "1_234_567");
    }

    #[test]
    fn decimals_use_a_comma_and_zero_has_no_sign() {
        check(&decimal(1234.56, 1), "1_234,6");
        check(&decimal(-0.25, 2), "−0,25");
        check(&decimal(-0.04, 1), "0,0");
        check(&decimal(f64::NAN, 1), "–");
        check(&decimal(f64::NEG_INFINITY, 0), "–");
        check(&signed(5.24, 1), "+5,2");
        check(&signed(-5.24, 1), "−5,2");
        check(&signed(0.04, 1), "0,0");
        check(&signed(f64::INFINITY, 0), "–");
    }

    #[test]
    fn shares_become_per_cent_and_differences_percentage_points() {
        check(&percent(0.61, 0), "61_%");
        check(&percent(0.605, 1), "60,5_%");
        check(&percent(f64::NAN, 0), "–");
        check(&percentage_points(0.052, 1), "+5,2_procentenheter");
        check(&percentage_points(-0.01, 0), "−1_procentenhet");
        check(&percentage_points(0.0, 1), "0,0_procentenheter");
        check(&percent_interval(0.54, 0.66, 0), "54–66_%");
    }

    #[test]
    fn an_interval_below_zero_is_written_with_a_word() {
        check(&interval(1.2, 3.4, 1), "1,2–3,4");
        check(&interval(-2.0, 5.0, 0), "−2 till 5");
        check(&interval(f64::NAN, 5.0, 0), "–");
    }

    #[test]
    fn dates_are_written_out() {
        check(&date(day(2025, 3, 3)), "3_mars 2025");
        check(&short_date(day(2025, 3, 3)), "2025-03-03");
        check(&month(day(2025, 12, 1)), "december 2025");
        check(&short_month(day(2025, 1, 1)), "jan 2025");
    }

    #[test]
    fn a_period_says_nothing_twice() {
        check(&period(day(2025, 3, 1), day(2025, 3, 31)), "1–31_mars 2025");
        check(&period(day(2025, 1, 1), day(2025, 3, 31)), "1_januari–31_mars 2025");
        check(&period(day(2024, 11, 1), day(2025, 3, 31)), "1_november 2024–31_mars 2025");
        check(&period(day(2025, 3, 3), day(2025, 3, 3)), "3_mars 2025");
    }
}
