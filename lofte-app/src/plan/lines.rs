//! Lists in a text, one thing a line, as forms and files have them: the moments of a measure, and plans under other
//! statutes.
//!
//! A moment is `2026-05-01: Byt armaturer (gjort 2026-04-30)`, where both days may be left out; a plan is its sort and, after
//! a colon, its name. What is written reads back as it was.

use jiff::civil::Date;
use lofte_import::same::same_form;
use lofte_model::plan::{Moment, OtherPlan, PlanLink};
use lofte_words::{SV, plan};

const DONE: &str = " (gjort ";

/// Moments, a line each.
pub fn write_moments(moments: &[Moment]) -> String {
    let lines: Vec<String> = moments.iter().map(write_moment).collect();
    lines.join("\n")
}

fn write_moment(moment: &Moment) -> String {
    let due = moment.due.map(|due| format!("{due}: ")).unwrap_or_default();
    let done = moment.done.map(|done| format!("{DONE}{done})")).unwrap_or_default();
    format!("{due}{}{done}", moment.title)
}

/// The moments of a text.
pub fn read_moments(text: &str) -> Vec<Moment> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(read_moment).collect()
}

fn read_moment(line: &str) -> Moment {
    let (due, rest) = match line.split_once(':') {
        Some((day, rest)) => match day.trim().parse::<Date>() {
            Ok(due) => (Some(due), rest.trim()),
            Err(_) => (None, line),
        },
        None => (None, line),
    };
    let done = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once(DONE));
    let done = done.and_then(|(title, day)| Some((title.trim(), day.trim().parse::<Date>().ok()?)));
    match done {
        Some((title, day)) => Moment { title: title.to_owned(), due, done: Some(day) },
        None => Moment { title: rest.to_owned(), due, done: None },
    }
}

/// Plans under other statutes, a line each.
pub fn write_links(links: &[PlanLink]) -> String {
    let lines: Vec<String> = links.iter().map(|link| plan::link(SV, link)).collect();
    lines.join("\n")
}

/// The plans of a text. A line that names no known sort is another plan by that name.
pub fn read_links(text: &str) -> Vec<PlanLink> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(read_link).collect()
}

fn read_link(line: &str) -> PlanLink {
    let (sort, title) = line.split_once(':').unwrap_or((line, ""));
    let is_it = |under: &OtherPlan| same_form(&SV.word("other-plan", under)) == same_form(sort);
    match OtherPlan::ALL.into_iter().find(is_it) {
        Some(under) => PlanLink { under, title: title.trim().to_owned() },
        None => PlanLink { under: OtherPlan::Other, title: line.to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn moment(title: &str, due: Option<Date>, done: Option<Date>) -> Moment {
        Moment { title: title.into(), due, done }
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        let day = date(2026, 5, 1);
        let moments = vec![
            moment("Byt armaturer", Some(day), Some(date(2026, 4, 30))),
            moment("Möte: vem gör vad (del 2)", Some(day), None),
            moment("Kl. 12: genomgång", None, Some(day)),
            moment("2026-05-01: en dag till", Some(day), None),
        ];
        assert_eq!(read_moments(&write_moments(&moments)), moments);
        assert_eq!(read_moments(" \n 2026-05-01:Byt \r\n"), [moment("Byt", Some(day), None)]);
        assert_eq!(read_moments("Byt (gjort snart)"), [moment("Byt (gjort snart)", None, None)]);
    }

    #[test]
    fn plans_are_read_as_they_are_written() {
        let link = |under, title: &str| PlanLink { under, title: title.into() };
        let mut links: Vec<PlanLink> = OtherPlan::ALL.into_iter().map(|under| link(under, "")).collect();
        links.push(link(OtherPlan::Andts, "Plan 2025–2027: tillsyn"));
        links.push(link(OtherPlan::Other, "andts"));
        assert_eq!(read_links(&write_links(&links)), links);
        assert_eq!(read_links("Cykelplan"), [link(OtherPlan::Other, "Cykelplan")]);
    }
}
