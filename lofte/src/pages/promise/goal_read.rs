//! What the forms of goals of other kinds send, read field by field: shares and changes of counts are written in percent and
//! kept as shares.
//!
//! Left out: what stands between a goal and the signatures, which the model says.

use super::errors::wrong;
use super::goal::read_number;
use super::posted::Posted;
use super::read_word;
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_model::period::Period;
use lofte_model::place::AreaCode;
use lofte_model::promise::{
    Certainty, Direction, EffectGoal, Goal, GoalRule, Group, IncidentGoal, MeanGoal, StatedFigure,
    StatedGoal, StatedScale,
};
use lofte_model::records::{Category, RecordKind};
use lofte_model::survey::{Indicator, Wave, WaveName};
use lofte_words::Message;

/// Reads fields one by one and keeps what is wrong.
struct Reading<'a> {
    form: &'a Posted,
    wrong: Vec<Message>,
}

impl Reading<'_> {
    fn number(&mut self, name: &str) -> f64 {
        self.got(name, read_number(self.form.one(name)), "form-bad-number")
    }

    fn said(&mut self, name: &str, key: &str) -> String {
        let said = Some(self.form.one(name).to_owned()).filter(|said| !said.trim().is_empty());
        self.got(name, said, key)
    }

    /// The chosen indicator, as the wave that the goal starts from reads it, else as any does.
    fn indicator(&mut self, waves: &[Wave]) -> Indicator {
        let (code, baseline) = (self.form.one("indicator"), self.form.one("baseline"));
        let first = waves.iter().filter(|wave| wave.name.0 == baseline).chain(waves);
        let found = first.flat_map(|wave| &wave.indicators).find(|indicator| indicator.code == code);
        found.cloned().unwrap_or_else(|| {
            self.wrong.push(wrong("indicator", Message::plain("form-choose-one")));
            Indicator {
                code: String::new(),
                name: String::new(),
                item: String::new(),
                yes: vec![],
                no: vec![],
            }
        })
    }

    fn year(&mut self, name: &str) -> i16 {
        let year = self.form.one(name).parse::<i16>().ok().filter(|year| (1990..=2100).contains(year));
        self.got(name, year, "form-bad-year")
    }

    fn code(&mut self, name: &str) -> i16 {
        let code = self.form.one(name).parse::<i16>().ok();
        self.got(name, code, "form-bad-number")
    }

    fn period(&mut self, from: &str, to: &str) -> Period {
        let day = |name: &str| self.form.one(name).parse::<Date>().ok();
        let (first, last) = (day(from), day(to));
        if first.is_none() {
            self.wrong.push(wrong(from, Message::plain("form-bad-date")));
        }
        if last.is_none() {
            self.wrong.push(wrong(to, Message::plain("form-bad-date")));
        }
        match first.zip(last).map(|(first, last)| Period::new(first, last)) {
            Some(Ok(period)) => period,
            Some(Err(_)) => {
                self.wrong.push(wrong(to, Message::plain("form-backwards")));
                Period::year(2000)
            }
            None => Period::year(2000),
        }
    }

    fn got<T: Default>(&mut self, name: &str, value: Option<T>, key: &str) -> T {
        value.unwrap_or_else(|| {
            self.wrong.push(wrong(name, Message::plain(key)));
            T::default()
        })
    }

    fn certainty(&mut self, scale: StatedScale, percent: f64) -> Certainty {
        let sent = |name: &str| !self.form.one(name).is_empty();
        if scale == StatedScale::Count {
            return Certainty::Counted;
        }
        if !["lower", "upper", "answers"].into_iter().any(sent) {
            self.wrong.push(wrong("lower", Message::plain("goal-gap-certainty")));
            return Certainty::Counted;
        }
        if sent("lower") || sent("upper") {
            let (lower, upper) = (self.number("lower") / percent, self.number("upper") / percent);
            return Certainty::Interval { lower, upper };
        }
        let n = self.form.one("answers").parse::<u64>().ok();
        Certainty::Answers { n: self.got("answers", n, "form-bad-count") }
    }

    fn scale(&mut self, kind: &str) -> StatedScale {
        match kind {
            "index" => StatedScale::Index { lowest: self.number("lowest"), highest: self.number("highest") },
            "antal" => StatedScale::Count,
            _ => StatedScale::Share,
        }
    }
}

/// A figure of a table as a form sends it, in percent where it is a share; everything in it that cannot be read.
pub(in crate::pages) fn read_figure(
    form: &Posted,
    scale: StatedScale,
    year: i16,
) -> Result<StatedFigure, AppError> {
    let mut reading = Reading { form, wrong: Vec::new() };
    let percent = if scale == StatedScale::Share { 100.0 } else { 1.0 };
    let value = reading.number("value") / percent;
    let certainty = reading.certainty(scale, percent);
    let from = form.one("measured_from");
    let measured_from = from.parse::<Date>().ok();
    if measured_from.is_none() && !from.is_empty() {
        reading.wrong.push(wrong("measured_from", Message::plain("form-bad-date")));
    }
    if !reading.wrong.is_empty() {
        return Err(AppError::Refused(reading.wrong));
    }
    Ok(StatedFigure { year, value, certainty, measured_from })
}

/// The goal of a kind that a form sends, or everything in it that cannot be read.
pub(super) fn read(form: &Posted, kind: &str, waves: &[Wave]) -> Result<Goal, AppError> {
    let mut reading = Reading { form, wrong: Vec::new() };
    let (name, percent) =
        (form.one("name").to_owned(), if matches!(kind, "index" | "medel") { 1.0 } else { 100.0 });
    let rule = GoalRule {
        direction: read_word(form.one("direction")).unwrap_or(Direction::Increase),
        threshold: reading.number("threshold") / percent,
        alpha: reading.number("risk") / 100.0,
    };
    let areas = |name: &str| form.many(name).into_iter().map(AreaCode::new).collect::<Vec<_>>();
    let goal = match kind {
        "matning" => Goal::Share(EffectGoal {
            indicator: reading.indicator(waves),
            areas: areas("areas"),
            baseline: WaveName(form.one("baseline").to_owned()),
            follow_up: WaveName(reading.said("follow_up", "form-no-wave")),
            follow_up_year: reading.year("follow_up_year"),
            direction: rule.direction,
            threshold: rule.threshold,
            alpha: rule.alpha,
            practically_unchanged: None,
        }),
        "medel" => Goal::Mean(MeanGoal {
            name,
            item: form.one("item").to_owned(),
            lowest: reading.code("lowest"),
            highest: reading.code("highest"),
            group: group(form),
            areas: areas("areas"),
            baseline: WaveName(form.one("baseline").to_owned()),
            follow_up: WaveName(form.one("follow_up").to_owned()),
            follow_up_year: reading.year("follow_up_year"),
            rule,
        }),
        "handelser" => Goal::Incidents(IncidentGoal {
            name,
            incidents: read_word(form.one("incidents")).unwrap_or(RecordKind::Offence),
            categories: categories(form),
            areas: areas("areas"),
            compared_with: areas("compared"),
            before: reading.period("before_from", "before_to"),
            after: reading.period("after_from", "after_to"),
            rule,
        }),
        _ => Goal::Stated(stated(&mut reading, kind, (name, rule))),
    };
    if reading.wrong.is_empty() { Ok(goal) } else { Err(AppError::Refused(reading.wrong)) }
}

/// A goal whose figures exist only as a table.
fn stated(reading: &mut Reading<'_>, kind: &str, (name, rule): (String, GoalRule)) -> StatedGoal {
    let scale = reading.scale(kind);
    let share = if scale == StatedScale::Share { 100.0 } else { 1.0 };
    let baseline = StatedFigure {
        year: reading.year("year"),
        value: reading.number("value") / share,
        certainty: reading.certainty(scale, share),
        measured_from: None,
    };
    StatedGoal {
        name,
        source: reading.form.one("source").to_owned(),
        place: reading.form.one("place").to_owned(),
        scale,
        baseline,
        follow_up_year: reading.year("follow_up_year"),
        rule,
    }
}

fn group(form: &Posted) -> Option<Group> {
    let codes: Vec<i16> =
        form.one("group_codes").split_whitespace().filter_map(|code| code.parse().ok()).collect();
    let item = form.one("group_item").to_owned();
    (!item.is_empty() && !codes.is_empty()).then(|| Group {
        name: form.one("group_name").to_owned(),
        item,
        codes,
    })
}

fn categories(form: &Posted) -> Vec<Category> {
    form.many("categories").iter().filter(|name| !name.is_empty()).map(Category::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::promise::errors::Errors;

    fn sent(fields: &[(&str, &str)]) -> Posted {
        Posted(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn a_share_of_a_table_is_written_in_percent_and_kept_as_a_share() {
        let mut fields = vec![
            ("name", "andelen som känner sig trygga"),
            ("source", "Polisens trygghetsmätning"),
            ("year", "2025"),
            ("value", "63,1"),
            ("answers", "264"),
            ("follow_up_year", "2027"),
            ("direction", "increase"),
            ("threshold", "2,5"),
            ("risk", "5"),
        ];
        let Goal::Stated(goal) = read(&sent(&fields), "andel", &[]).unwrap() else { panic!("another kind") };
        assert!((goal.baseline.value - 0.631).abs() < 1e-12 && (goal.rule.threshold - 0.025).abs() < 1e-12);
        assert_eq!(goal.baseline.certainty, Certainty::Answers { n: 264 });
        fields.retain(|(name, _)| *name != "answers");
        let AppError::Refused(missing) = read(&sent(&fields), "andel", &[]).unwrap_err() else {
            panic!("not refused")
        };
        let fields: Vec<String> = Errors::of(&missing).list().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["lower"], "how sure it is must be said");
    }

    #[test]
    fn a_period_that_ends_before_it_starts_is_told_at_its_end() {
        let fields = [
            ("name", "inbrott"),
            ("before_from", "2025-01-01"),
            ("before_to", "2024-12-31"),
            ("after_from", "2027-01-01"),
            ("after_to", "2027-12-31"),
            ("threshold", "0"),
            ("risk", "5"),
        ];
        let AppError::Refused(told) = read(&sent(&fields), "handelser", &[]).unwrap_err() else {
            panic!("not refused")
        };
        assert_eq!(Errors::of(&told).list()[0].0, "before_to");
    }
}
