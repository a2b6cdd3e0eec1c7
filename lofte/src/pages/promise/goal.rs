//! The effect goal in the form: everything that has to be settled before anybody knows the outcome.
//!
//! The indicators to choose between are those of the delivered waves, because a promise that names anything else
//! cannot be judged. Shares are written in percentage points here and kept as shares.

use super::errors::{Errors, wrong};
use super::names::{Names, choices};
use super::posted::Posted;
use super::{read_word, word_choices, write_word};
use crate::face::part::{Choice, Field};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::promise;
use lofte_model::access::Actor;
use lofte_model::place::AreaCode;
use lofte_model::promise::{CitizenPromise, Direction, EffectGoal};
use lofte_model::survey::{Indicator, Wave, WaveName};
use lofte_words::SV;
use lofte_words::{Message, capital, number};

/// The fields of the effect goal.
pub(super) struct GoalFields {
    pub(super) indicator: (Field, Vec<Choice>),
    pub(super) baseline: (Field, Vec<Choice>),
    pub(super) follow_up: Field,
    pub(super) follow_up_year: Field,
    pub(super) areas: (Field, Vec<Choice>),
    pub(super) direction: (Field, Vec<Choice>),
    pub(super) threshold: Field,
    pub(super) risk: Field,
    pub(super) unchanged: Field,
}

/// What a goal can be made of.
pub(super) struct Goals {
    waves: Vec<Wave>,
    kept: Option<Indicator>,
}

impl Goals {
    /// The delivered waves, and the indicator that the promise already has.
    pub(super) async fn gather(
        actor: &Actor,
        house: &House,
        known: Option<&CitizenPromise>,
    ) -> Result<Self, AppError> {
        let mut waves = promise::waves(actor, house).await?;
        waves.sort_by_key(|wave| std::cmp::Reverse(wave.year));
        let goal = known.and_then(|known| known.effect_goal.as_ref());
        Ok(Self { waves, kept: goal.map(|goal| goal.indicator.clone()) })
    }

    /// The indicator with this code: as the baseline reads it, else as the promise has it, else as any wave does.
    fn indicator(&self, code: &str, baseline: &str) -> Option<Indicator> {
        let in_baseline = self.waves.iter().filter(|wave| wave.name.0 == baseline);
        let anywhere = self.waves.iter();
        in_baseline
            .flat_map(|wave| &wave.indicators)
            .chain(self.kept.as_ref())
            .chain(anywhere.flat_map(|wave| &wave.indicators))
            .find(|indicator| indicator.code == code)
            .cloned()
    }

    fn indicator_choices(&self, chosen: &str) -> Vec<Choice> {
        let mut named: Vec<(String, String)> =
            vec![(String::new(), "Inget effektmål: löftet lovar insatser, inte effekt".to_owned())];
        for indicator in self.waves.iter().flat_map(|wave| &wave.indicators).chain(self.kept.as_ref()) {
            if named.iter().all(|(code, _)| *code != indicator.code) {
                named.push((indicator.code.clone(), capital(&format!("andelen som {}", indicator.name))));
            }
        }
        choices(named, &[chosen.to_owned()])
    }

    fn wave_choices(&self, chosen: &str) -> Vec<Choice> {
        let named = self.waves.iter().map(|wave| {
            let days = number::period(wave.fieldwork.from(), wave.fieldwork.to());
            (wave.name.to_string(), format!("{} ({days})", wave.name))
        });
        let missing = !chosen.is_empty() && self.waves.iter().all(|wave| wave.name.0 != chosen);
        let missing = missing.then(|| (chosen.to_owned(), format!("{chosen} (inte levererad)")));
        choices(named.chain(missing), &[chosen.to_owned()])
    }

    /// Areas that any delivered wave was sent to.
    fn areas(&self) -> Vec<AreaCode> {
        let mut areas: Vec<AreaCode> = self
            .waves
            .iter()
            .flat_map(|wave| wave.strata.iter().map(|stratum| stratum.area.clone()))
            .collect();
        areas.sort();
        areas.dedup();
        areas
    }
}

/// The goal that a form describes: `None` for a promise of activities.
pub(super) fn read_goal(form: &Posted, goals: &Goals) -> Result<Option<EffectGoal>, Vec<Message>> {
    let code = form.one("indicator");
    if code.is_empty() {
        return Ok(None);
    }
    let mut problems = Vec::new();
    let mut lacking = |field: &str, key: &str| problems.push(wrong(field, Message::plain(key)));
    let indicator = goals.indicator(code, form.one("baseline"));
    if indicator.is_none() {
        lacking("indicator", "form-choose-one");
    }
    if form.one("baseline").is_empty() {
        lacking("baseline", "form-choose-one");
    }
    if form.one("follow_up").is_empty() {
        lacking("follow_up", "form-no-wave");
    }
    let year = form.one("follow_up_year").parse::<i16>().ok().filter(|year| (1990..2100).contains(year));
    if year.is_none() {
        lacking("follow_up_year", "form-bad-year");
    }
    let threshold = read_number(form.one("threshold"));
    if threshold.is_none() {
        lacking("threshold", "form-bad-number");
    }
    let risk = read_number(form.one("risk"));
    if risk.is_none() {
        lacking("risk", "form-bad-number");
    }
    let unchanged = read_number(form.one("unchanged"));
    if unchanged.is_none() && !form.one("unchanged").is_empty() {
        lacking("unchanged", "form-bad-number");
    }
    match (indicator, year, threshold, risk) {
        (Some(indicator), Some(follow_up_year), Some(threshold), Some(risk)) if problems.is_empty() => {
            Ok(Some(EffectGoal {
                indicator,
                areas: form.many("goal_areas").into_iter().map(AreaCode::new).collect(),
                baseline: WaveName(form.one("baseline").to_owned()),
                follow_up: WaveName(form.one("follow_up").to_owned()),
                follow_up_year,
                direction: read_word(form.one("direction")).unwrap_or(Direction::Increase),
                threshold: threshold / 100.0,
                alpha: risk / 100.0,
                practically_unchanged: unchanged.map(|unchanged| unchanged / 100.0),
            }))
        }
        _ => Err(problems),
    }
}

/// A number as it is written in Swedish: `2,5`, `−3`.
pub(super) fn read_number(text: &str) -> Option<f64> {
    let plain: String = text
        .chars()
        .filter(|sign| !sign.is_whitespace())
        .map(|sign| match sign {
            ',' => '.',
            number::MINUS => '-',
            sign => sign,
        })
        .collect();
    plain.parse().ok().filter(|number: &f64| number.is_finite())
}

/// A share in percentage points, without more decimals than it has.
fn points(share: f64) -> String {
    let text = number::decimal(share * 100.0, 2);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

/// What the form would send for a goal as it stands.
pub(super) fn put_goal(form: &mut Posted, goal: &EffectGoal) {
    form.put("indicator", &goal.indicator.code);
    form.put("baseline", &goal.baseline);
    form.put("follow_up", &goal.follow_up);
    form.put("follow_up_year", &goal.follow_up_year);
    goal.areas.iter().for_each(|area| form.put("goal_areas", area));
    form.put("direction", &write_word(&goal.direction));
    form.put("threshold", &points(goal.threshold));
    form.put("risk", &points(goal.alpha));
    if let Some(unchanged) = goal.practically_unchanged {
        form.put("unchanged", &points(unchanged));
    }
}

/// The fields, with what was sent and what is wrong in it.
pub(super) fn goal_fields(form: &Posted, errors: &Errors, names: &Names, goals: &Goals) -> GoalFields {
    let field = |name: &str, label: &str, proposal: &str| {
        let sent = form.one(name);
        let value = if sent.is_empty() && form.one("indicator").is_empty() { proposal } else { sent };
        errors.mark(Field::new(name, label).value(value).later())
    };
    let directions = [Direction::Increase, Direction::Decrease];
    let direction = if form.one("direction").is_empty() { "increase" } else { form.one("direction") };
    GoalFields {
        indicator: (
            field("indicator", "Vad ska ändras?", "").hint("Det som de levererade mätningarna frågade om."),
            goals.indicator_choices(form.one("indicator")),
        ),
        baseline: (
            field("baseline", "Vilken mätning är utgångsläget?", ""),
            goals.wave_choices(form.one("baseline")),
        ),
        follow_up: field("follow_up", "Vad heter mätningen som ska avgöra?", "").hint("Till exempel: 2027."),
        follow_up_year: field("follow_up_year", "Vilket år görs den?", ""),
        areas: (
            field("goal_areas", "Vilka områdens svar räknas?", "")
                .hint(
                    "Kryssa inget om hela kommunens svar räknas. Fler svar gör att mindre förändringar syns.",
                )
                .optional(),
            names.choices_among(&goals.areas(), &form.many("goal_areas")),
        ),
        direction: (
            field("direction", "Åt vilket håll?", ""),
            word_choices("direction", &directions, direction),
        ),
        threshold: field("threshold", "Hur mycket, i procentenheter?", "0")
            .hint("Förändringen ska vara större än så. Noll betyder: över huvud taget."),
        risk: field("risk", "Risk att kalla målet nått av en slump, i procent", "5").hint("Fem är vanligt."),
        unchanged: field("unchanged", "I praktiken oförändrat inom, i procentenheter", "").optional(),
    }
}

/// What the rule in words leaves out, but both sides sign: the question, how answers count, where and when.
pub(super) fn rule_facts(goal: &EffectGoal, names: &Names, waves: &[Wave]) -> Vec<(String, String)> {
    let fact = |term: &str, text: String| (term.to_owned(), text);
    let mut facts = Vec::new();
    let mut asked = waves.iter().filter(|wave| wave.name == goal.baseline);
    if let Some(item) = asked.find_map(|wave| wave.item(&goal.indicator.item)) {
        let answers = |codes: &[i16]| {
            let named =
                codes.iter().filter_map(|code| item.answers.get(code).map(|text| format!("”{text}”")));
            SV.list(&named.collect::<Vec<_>>())
        };
        facts.push(fact("Frågan", item.question.clone()));
        facts.push(fact("Räknas som ja", answers(&goal.indicator.yes)));
        facts.push(fact("Räknas som nej", answers(&goal.indicator.no)));
    }
    facts.push(fact("Svar räknas från", names.areas(&goal.areas)));
    facts.push(fact("Avgörs av mätningen", format!("{}, som görs {}", goal.follow_up, goal.follow_up_year)));
    if let Some(unchanged) = goal.practically_unchanged {
        let text = format!("Förändringar på högst {} procentenheter åt något håll", points(unchanged));
        facts.push(fact("I praktiken oförändrat", text));
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        assert_eq!(read_number("2,5"), Some(2.5));
        assert_eq!(read_number(" \u{2212}3 "), Some(-3.0));
        assert_eq!(read_number("1 000"), Some(1000.0));
        for bad in ["", "fem", "2,5,1", "inf", "NaN"] {
            assert_eq!(read_number(bad), None, "{bad}");
        }
        assert_eq!([0.0, 0.05, 0.025, -0.03].map(points), ["0", "5", "2,5", "\u{2212}3"]);
    }

    #[test]
    fn without_an_indicator_there_is_no_goal_and_one_that_cannot_be_read_says_all_that_is_wrong() {
        let goals = Goals { waves: Vec::new(), kept: None };
        let mut form = Posted::default();
        assert_eq!(read_goal(&form, &goals), Ok(None));
        form.put("indicator", "trygg");
        form.put("threshold", "mycket");
        let fields: Vec<String> = Errors::of(&read_goal(&form, &goals).unwrap_err())
            .list()
            .into_iter()
            .map(|(field, _)| field)
            .collect();
        assert_eq!(fields, ["indicator", "baseline", "follow_up", "follow_up_year", "threshold", "risk"]);
    }
}
