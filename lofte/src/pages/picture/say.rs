//! What intervals allow to be said, in words.
//!
//! The rule is plain and on the safe side: two numbers differ when their 95 % intervals do not touch. Intervals that
//! touch may still hide a difference, so the words are "cannot be told apart", never "alike".

use lofte_model::picture::WithInterval;
use lofte_words::SV;
use lofte_words::number;

/// The end of an order that a reader asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The most.
    Highest,
    /// The least.
    Lowest,
}

/// A named number.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) number: WithInterval,
}

/// Whether one number is surely above (`Greater`) or below the other; `None` when that cannot be told.
pub(super) fn differ(one: WithInterval, other: WithInterval) -> Option<std::cmp::Ordering> {
    if one.lower > other.upper {
        Some(std::cmp::Ordering::Greater)
    } else if one.upper < other.lower {
        Some(std::cmp::Ordering::Less)
    } else {
        None
    }
}

/// Who is at the end, and from whom it cannot be told apart. `lead` stands before the name, `others` is the word for
/// the rest, `"områden"`, and `write` writes a number with its interval.
pub(super) fn outermost(
    numbers: &[Named],
    end: End,
    (lead, others): (&str, &str),
    write: impl Fn(WithInterval) -> String,
) -> Option<String> {
    let first = numbers.iter().reduce(|best, next| {
        let further = match end {
            End::Highest => next.number.value > best.number.value,
            End::Lowest => next.number.value < best.number.value,
        };
        if further { next } else { best }
    })?;
    let measured = format!("{}: {}", first.name, write(first.number));
    let told = format!("{lead}{measured}");
    let rest: Vec<&Named> = numbers.iter().filter(|other| other.name != first.name).collect();
    let alike: Vec<&str> = rest
        .iter()
        .filter(|other| differ(first.number, other.number).is_none())
        .map(|other| other.name.as_str())
        .collect();
    let (most, above) = match end {
        End::Highest => ("Högst", "över"),
        End::Lowest => ("Lägst", "under"),
    };
    Some(match (rest.len(), alike.len()) {
        (0, _) => format!("{told}."),
        (_, 0) => format!("{told}. Intervallet ligger helt {above} alla andra {others}."),
        (all, same) if all == same => {
            format!(
                "Det går inte att säga. {most} uppmätt är {measured}, men det går inte att skilja från de andra: intervallen går i varandra."
            )
        }
        (_, same) if same > 4 => {
            format!(
                "{told}, men det går inte att skilja från {same} andra {others}: intervallen går i varandra."
            )
        }
        _ => format!(
            "{told}, men det går inte att skilja från {}: intervallen går i varandra.",
            SV.list(&alike)
        ),
    })
}

/// `98 (89–108)`, with as many decimals as the size deserves.
pub(super) fn plain(number: WithInterval) -> String {
    let decimals = decimals(number.value);
    format!(
        "{} ({})",
        number::decimal(number.value, decimals),
        number::interval(number.lower, number.upper, decimals)
    )
}

/// A share and its interval: `63 % (60–65 %)`.
pub(super) fn share(number: WithInterval) -> String {
    format!(
        "{} ({})",
        number::percent(number.value, 0),
        number::percent_interval(number.lower, number.upper, 0)
    )
}

/// Decimals that a number of this size deserves.
pub(super) fn decimals(value: f64) -> usize {
    usize::from(value < 20.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(numbers: &[(&str, f64, f64, f64)]) -> Vec<Named> {
        let named = |(name, value, lower, upper): &(&str, f64, f64, f64)| Named {
            name: (*name).to_owned(),
            number: WithInterval { value: *value, lower: *lower, upper: *upper },
        };
        numbers.iter().map(named).collect()
    }

    fn highest(numbers: &[(&str, f64, f64, f64)]) -> String {
        outermost(&named(numbers), End::Highest, ("", "områden"), plain).unwrap()
    }

    #[test]
    fn only_an_interval_of_its_own_makes_somebody_highest() {
        let apart = [("A", 98.0, 89.0, 108.0), ("B", 40.0, 30.0, 50.0)];
        assert_eq!(highest(&apart), "A: 98 (89–108). Intervallet ligger helt över alla andra områden.");
        let partly = [("B", 95.0, 80.0, 110.0), ("A", 98.0, 89.0, 108.0), ("C", 4.0, 3.0, 5.0)];
        assert_eq!(
            highest(&partly),
            "A: 98 (89–108), men det går inte att skilja från B: intervallen går i varandra."
        );
        let none = [("A", 9.0, 5.0, 13.0), ("B", 8.0, 4.0, 12.0)];
        assert_eq!(
            highest(&none),
            "Det går inte att säga. Högst uppmätt är A: 9,0 (5,0–13,0), men det går inte att skilja från de andra: \
             intervallen går i varandra."
        );
        assert_eq!(highest(&[("A", 9.0, 5.0, 13.0)]), "A: 9,0 (5,0–13,0).");
    }

    #[test]
    fn the_lowest_is_looked_for_from_below() {
        let numbers = named(&[("A", 0.6, 0.55, 0.65), ("B", 0.4, 0.35, 0.45)]);
        let said = outermost(&numbers, End::Lowest, ("", "områden"), share).unwrap();
        assert_eq!(
            said.replace(number::SPACE, " "),
            "B: 40 % (35–45 %). Intervallet ligger helt under alla andra områden."
        );
        assert_eq!(outermost(&[], End::Lowest, ("", "områden"), share), None);
    }
}
