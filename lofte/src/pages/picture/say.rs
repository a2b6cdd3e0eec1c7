//! What intervals allow to be said, in words. What that is, is concluded in `lofte-model::picture::conclusion`.

use lofte_model::picture::{End, Outermost, WithInterval};
use lofte_words::SV;
use lofte_words::number;

/// Who is at the end, and from whom it cannot be told apart. `lead` stands before the name, `others` is the word for
/// the rest, `"områden"`, and `write` writes a number with its interval.
pub(super) fn outermost(
    found: &Outermost<String>,
    end: End,
    (lead, others): (&str, &str),
    write: impl Fn(WithInterval) -> String,
) -> String {
    let measured = format!("{}: {}", found.first, write(found.figure));
    let told = format!("{lead}{measured}");
    let (most, above) = match end {
        End::Highest => ("Högst", "över"),
        End::Lowest => ("Lägst", "under"),
    };
    match (found.others, found.alike) {
        (0, _) => format!("{told}."),
        (_, 0) => format!("{told}. Intervallet ligger helt {above} alla andra {others}."),
        (all, same) if all == same => {
            format!(
                "Det går inte att säga. {most} uppmätt är {measured}, men det går inte att skilja från de andra: intervallen går i varandra."
            )
        }
        (_, same) if found.named.is_empty() => {
            format!(
                "{told}, men det går inte att skilja från {same} andra {others}: intervallen går i varandra."
            )
        }
        _ => format!(
            "{told}, men det går inte att skilja från {}: intervallen går i varandra.",
            SV.list(&found.named.iter().map(String::as_str).collect::<Vec<_>>())
        ),
    }
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
    use lofte_model::picture::Rules;

    fn found(numbers: &[(&str, f64, f64, f64)], end: End) -> Outermost<String> {
        let figure = |(name, value, lower, upper): &(&str, f64, f64, f64)| {
            ((*name).to_owned(), WithInterval { value: *value, lower: *lower, upper: *upper })
        };
        Rules::CURRENT.outermost(&numbers.iter().map(figure).collect::<Vec<_>>(), end).unwrap()
    }

    fn highest(numbers: &[(&str, f64, f64, f64)]) -> String {
        outermost(&found(numbers, End::Highest), End::Highest, ("", "områden"), plain)
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
        let many: Vec<_> = ["A", "B", "C", "D", "E", "F"].map(|name| (name, 9.0, 5.0, 13.0)).to_vec();
        let many = [many, vec![("G", 1.0, 0.5, 1.5)]].concat();
        assert_eq!(
            highest(&many),
            "A: 9,0 (5,0–13,0), men det går inte att skilja från 5 andra områden: intervallen går i varandra."
        );
    }

    #[test]
    fn the_lowest_is_looked_for_from_below() {
        let numbers = found(&[("A", 0.6, 0.55, 0.65), ("B", 0.4, 0.35, 0.45)], End::Lowest);
        let said = outermost(&numbers, End::Lowest, ("", "områden"), share);
        assert_eq!(
            said.replace(number::SPACE, " "),
            "B: 40 % (35–45 %). Intervallet ligger helt under alla andra områden."
        );
    }
}
