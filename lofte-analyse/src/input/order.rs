//! In which order periods and names stand.

use std::cmp::Ordering;

use crate::input::columns::as_number;

/// A number, or a year and what follows it: their order is that of time.
pub(crate) fn sortable(name: &str) -> bool {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    digits == name.len()
        || (digits == 4 && name.bytes().all(|sign| sign.is_ascii_alphanumeric() || sign == b'-'))
}

/// Compares the numbers in two names as numbers, so that month 2 is before month 10.
pub(crate) fn by_numbers(one: &str, other: &str) -> Ordering {
    let numbers = |name: &str| -> Vec<u64> {
        let parts = name.split(|sign: char| !sign.is_ascii_digit());
        parts.filter_map(|part| part.parse().ok()).collect()
    };
    numbers(one).cmp(&numbers(other)).then_with(|| one.cmp(other))
}

/// Names that are numbers as numbers, before all others; the others as text.
pub(crate) fn by_name(one: &str, other: &str) -> Ordering {
    match (as_number(one), as_number(other)) {
        (Some(one), Some(other)) => one.total_cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => one.cmp(other),
    }
}

#[cfg(test)]
mod tests {
    use super::{by_name, by_numbers, sortable};
    use std::cmp::Ordering;

    #[test]
    fn periods_are_put_in_order_of_time_by_their_names() {
        assert_eq!(by_numbers("2024-2", "2024-10"), Ordering::Less);
        assert_eq!(by_numbers("2024-W09", "2023-W52"), Ordering::Greater);
        assert_eq!(by_numbers("10", "9"), Ordering::Greater);
        for name in ["2024", "7", "2024-03", "2024-W09", "2024-03-01", "2024K1"] {
            assert!(sortable(name), "{name}");
        }
        for name in ["03-2024", "1/2024", "January", "2024 mars", "24-03"] {
            assert!(!sortable(name), "{name}");
        }
    }

    #[test]
    fn numbered_areas_are_put_in_order_of_their_numbers() {
        let mut names = ["Norr", "10", "9", "Centrum 2"];
        names.sort_by(|one, other| by_name(one, other));
        assert_eq!(names, ["9", "10", "Centrum 2", "Norr"]);
    }
}
