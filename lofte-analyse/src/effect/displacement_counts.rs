//! The counts of a displacement: written as options, or counted from events of named areas around a day.
//!
//! Where the time before and the time after differ in length, counts before are weighed down to the length after, so that
//! the difference is in events per that time.

use jiff::civil::Date;
use lofte_analysis::effect::displacement::BeforeAfter;
use lofte_words::Message;

use crate::input::events::{EventArgs, InputFacts};
use crate::input::given::{before_after, day, no_such_unit};
use crate::input_error::InputError;
use std::collections::BTreeSet;

/// The four areas, in the order target, control, surroundings, their control.
const OPTIONS: [&str; 4] = ["--treated", "--control", "--buffer", "--buffer-control"];

/// What was counted.
#[derive(Debug)]
pub(crate) struct Counted {
    /// In the order of [`OPTIONS`]; none where the option was not given.
    pub(crate) areas: [Option<BeforeAfter>; 4],
    /// Days before and after, where they are known.
    pub(crate) days: Option<(f64, f64)>,
    pub(crate) input: InputFacts,
}

/// Where events of named areas are read from.
pub(crate) struct Source<'a> {
    pub(crate) events: EventArgs,
    pub(crate) area: &'a str,
    pub(crate) at: &'a str,
    pub(crate) from: Option<&'a str>,
    pub(crate) until: Option<&'a str>,
}

/// The counts as they are written.
pub(crate) fn written(texts: [&[String]; 4]) -> Result<Counted, InputError> {
    let mut areas = [None; 4];
    for ((area, texts), option) in areas.iter_mut().zip(texts).zip(OPTIONS) {
        *area = match texts {
            [] => None,
            [one] => Some(before_after(option, one)?),
            more => {
                let (value, message) = (more.join(" "), "analyse-not-two-counts");
                return Err(InputError::Told(Message::with(message, "option", option).and("value", value)));
            }
        };
    }
    Ok(Counted { areas, days: None, input: InputFacts::default() })
}

/// The events of the named areas before the day and from it on.
pub(crate) fn counted(source: &Source<'_>, names: [&[String]; 4]) -> Result<Counted, InputError> {
    let at = day("--at", source.at)?;
    let time = EventArgs::need(source.events.time.as_ref(), "--time", "displacement FILE")?;
    let events = source.events.read(&[source.area.to_owned()])?;
    let days: Vec<Option<Date>> =
        source.events.times(&events, time)?.iter().map(|time| time.map(|(time, _)| time.date())).collect();
    let known = || days.iter().flatten().copied();
    let first = source.from.map(|text| day("--from", text)).transpose()?.or_else(|| known().min());
    let last = source.until.map(|text| day("--until", text)).transpose()?.or_else(|| known().max());
    let (Some(first), Some(last)) = (first, last) else {
        return Err(InputError::Told(Message::plain("analyse-nothing-dated")));
    };
    if !(first < at && at <= last) {
        let message = Message::with("analyse-at-outside", "at", source.at);
        return Err(InputError::Told(message.and("first", first).and("last", last)));
    }
    let mut input = InputFacts { without_position: Some(0), without_time: Some(0), ..events.facts(0) };
    let mut areas = names.map(|names| (!names.is_empty()).then_some(BeforeAfter { before: 0, after: 0 }));
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for (row, day) in days.iter().enumerate() {
        let Some(name) = events.text(source.area, row) else {
            input.without_position = input.without_position.map(|rows| rows + 1);
            continue;
        };
        let Some(day) = day else {
            input.without_time = input.without_time.map(|rows| rows + 1);
            continue;
        };
        let observed = (first..=last).contains(day);
        for (area, names) in areas.iter_mut().zip(names) {
            if let Some(area) = area.as_mut().filter(|_| observed && names.contains(&name)) {
                *if *day < at { &mut area.before } else { &mut area.after } += 1;
                input.used += 1;
            }
        }
        seen.insert(name);
    }
    for (names, option) in names.iter().zip(OPTIONS) {
        if let Some(name) = names.iter().find(|name| !seen.contains(name.as_str())) {
            return Err(no_such_unit(option, name, source.area, seen.iter()));
        }
    }
    let length = |from: Date, to: Date| f64::from((to - from).get_days());
    Ok(Counted { areas, days: Some((length(first, at), length(at, last) + 1.0)), input })
}
