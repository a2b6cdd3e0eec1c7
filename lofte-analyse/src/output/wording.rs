//! Changes and intervals in words: “18 % fewer”, “from 49 % fewer to 30 % more”.

use lofte_analysis::ConfidenceInterval;
use lofte_analysis::effect::pre_trend::PreTrend;
use lofte_words::Words;

use crate::output::answer::Answer;

/// A relative change: -0.18 is 18 % fewer.
pub(crate) fn change(words: Words, share: f64) -> String {
    let tell = |key: &str| words.tell(key, &[("percent", words.percent(share.abs(), 0))]);
    match share {
        _ if share.abs() < 0.005 => words.say("analyse-change-none"),
        _ if share < 0.0 => tell("analyse-change-fewer"),
        _ if share < 10.0 => tell("analyse-change-more"),
        _ => words.say("analyse-change-tenfold"),
    }
}

/// An interval of relative changes.
pub(crate) fn changes(words: Words, interval: Option<ConfidenceInterval>) -> String {
    spelt(words, interval, |bound| change(words, bound))
}

/// An interval of numbers.
pub(crate) fn numbers(words: Words, interval: Option<ConfidenceInterval>, decimals: usize) -> String {
    spelt(words, interval, |bound| words.decimal(bound, decimals))
}

fn spelt(words: Words, interval: Option<ConfidenceInterval>, bound: impl Fn(f64) -> String) -> String {
    let Some(ConfidenceInterval { lower, upper, level }) = interval else {
        return words.say("analyse-no-interval");
    };
    // 99.9 % is not 100 %.
    let decimals = usize::from((100.0 * level - (100.0 * level).round()).abs() > 1e-9);
    let gaps = [("level", words.percent(level, decimals)), ("lower", bound(lower)), ("upper", bound(upper))];
    words.tell("analyse-interval", &gaps)
}

/// An interval of logarithms as one of relative changes; bounds beyond all numbers become the largest one.
pub(crate) fn relative(interval: ConfidenceInterval) -> ConfidenceInterval {
    let change = |bound: f64| bound.exp_m1().min(f64::MAX);
    ConfidenceInterval { lower: change(interval.lower), upper: change(interval.upper), level: interval.level }
}

/// A p-value with the sign before it, never shown as zero.
pub(crate) fn p(words: Words, value: f64) -> String {
    const DECIMALS: usize = 3;
    let (sign, shown) = if value < 0.0005 { ("<", 0.001) } else { ("=", value) };
    format!("{sign} {}", words.decimal(shown, DECIMALS))
}

/// Says whether the treated unit was drifting before; nothing where it was not.
pub(crate) fn say_drift(answer: &mut Answer<'_>, words: Words, unit: &str, drift: Option<&PreTrend>) {
    match drift {
        None => answer.say("analyse-drift-unseen", vec![("unit", unit.to_owned())]),
        Some(drift) if drift.p_value <= 1.0 - drift.interval.level => {
            let gaps = vec![("unit", unit.to_owned()), ("change", change(words, drift.carried_on))];
            answer.say("analyse-drift-before", gaps);
        }
        Some(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use lofte_words::{Language, Words};

    use super::{change, p};

    #[test]
    fn changes_are_told_as_people_say_them() {
        let words = Words(Language::English);
        let told = |share| change(words, share);
        assert_eq!(
            (told(-0.18), told(0.3), told(-1.0)),
            ("18% fewer".into(), "30% more".into(), "100% fewer".into())
        );
        assert_eq!((told(0.004), told(f64::MAX)), ("no change".into(), "more than ten times as many".into()));
        assert_eq!((p(words, 1e-9), p(words, 0.0126)), ("< 0.001".into(), "= 0.013".into()));
    }
}
