//! Files that are not one row an incident: which source takes them. Known by their shape; only sources that there are
//! are named.

use super::profile::{Column, Seen};
use super::words::{Names, names};
use crate::same::same_form;
use crate::sources::named;
use crate::sources::survey::limesurvey::is_export;
use serde::Serialize;

/// Another source, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Elsewhere {
    /// The source that takes the file, if the program has one.
    pub source: Option<&'static str>,
    /// What the file is, by its word.
    pub is: &'static str,
}

/// Months as headings write them, by their beginnings.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

/// What a file is, if it is no table of incidents.
pub(super) fn found(seen: &Seen) -> Option<Elsewhere> {
    let is = shape(seen)?;
    let sources: &[&'static str] = match is {
        "bra" => &["bra"],
        "rescue" => &["rescue_service"],
        "counts" => &["counts"],
        "answers" => &["survey"],
        "published" => &["survey_results"],
        "residents" => &["population"],
        _ => &[],
    };
    Some(Elsewhere { source: sources.iter().copied().find(|name| named(name).is_some()), is })
}

fn shape(seen: &Seen) -> Option<&'static str> {
    let headings: Vec<String> = seen.columns.iter().map(|column| same_form(&column.heading)).collect();
    let has = |words: &[&str]| headings.iter().any(|heading| words.contains(&heading.as_str()));
    let begins = |word: &str| headings.iter().any(|heading| heading.starts_with(word));
    let day = seen.columns.iter().any(|column| {
        let fits = column.share(column.times()) >= 50;
        fits && names(&column.heading, Names::Start) >= 3 && !heading_of_a_form(&column.heading)
    });
    if is_export(&headings) || is_answers(seen, &headings) {
        return Some("answers");
    }
    // A mapping would keep the positions of homes.
    if day && is_rescue(&headings) {
        return Some("rescue");
    }
    if day {
        return None;
    }
    let counted =
        |column: &Column| names(&column.heading, Names::Count) > 0 && column.share(column.numbers) >= 50;
    let counts = seen.columns.iter().any(counted);
    let year = has(&["år", "year"]);
    let rate = begins("/100") || begins("per 100") || begins("per100") || begins("antal per 100");
    if year
        && (has(&["brott", "brottstyp", "brottsgrupp", "key"]))
        && (rate || (counts && has(&["kommun", "region", "kommunnamn", "municipality"])))
    {
        return Some("bra");
    }
    if (has(&["folkmängd", "invånare", "residents", "population", "befolkning"]))
        && has(&["region", "område", "områdeskod", "deso", "desokod", "regso", "area", "kod"])
    {
        return Some("residents");
    }
    let share = begins("andel") || has(&["procent", "index", "medelvärde", "indexvärde", "share", "mean"]);
    if share
        && (has(&[
            "fråga",
            "indikator",
            "påstående",
            "question",
            "svarande",
            "antal svar",
            "konfidensintervall",
            "felmarginal",
        ]) || begins("antal svar"))
    {
        return Some("published");
    }
    let months = headings.iter().filter(|heading| {
        MONTHS.iter().any(|month| heading.starts_with(month) && heading.chars().count() <= 9)
    });
    let years = seen.columns.iter().filter(|column| {
        let heading = column.heading.trim();
        heading.len() == 4
            && heading.parse::<u16>().is_ok_and(|year| (1990..2100).contains(&year))
            && column.share(column.numbers) >= 80
    });
    if months.count() >= 6 || years.count() >= 2 || counts {
        return Some("counts");
    }
    None
}

/// Operations of the rescue service: their type, and what caused the fire.
fn is_rescue(headings: &[String]) -> bool {
    let has = |words: &[&str]| headings.iter().any(|heading| words.contains(&heading.as_str()));
    has(&["brandorsak", "bedömd brandorsak", "trolig brandorsak"])
        && has(&["händelsetyp", "typ av händelse", "olyckstyp", "insatstyp", "typ av insats"])
}

/// Whether a heading is what programs for questionnaires call their dates.
fn heading_of_a_form(heading: &str) -> bool {
    ["submitdate", "startdate", "datestamp", "inskickad", "svarsdatum", "svarstid"]
        .contains(&same_form(heading).as_str())
}

/// One questionnaire a row: numbered questions, and answers that few numbers or words give.
fn is_answers(seen: &Seen, headings: &[String]) -> bool {
    let numbered = |heading: &String| {
        let rest = heading.strip_prefix("fråga").or(heading.strip_prefix('q')).or(heading.strip_prefix('f'));
        rest.is_some_and(|rest| rest.trim().starts_with(|sign: char| sign.is_ascii_digit()))
    };
    let questions = headings.iter().filter(|heading| numbered(heading) || heading.ends_with('?')).count();
    let program = headings.iter().any(|heading| heading_of_a_form(heading));
    let small = |column: &&Column| {
        let few = column.different().is_some_and(|texts| texts <= 12);
        few && column.first.iter().all(|(_, number)| (-9.0..=99.0).contains(number))
            && column.share(column.wholes) >= 80
    };
    let small = seen.columns.iter().filter(small).count();
    let incident = seen.columns.iter().any(|column| names(&column.heading, Names::Category) >= 7);
    (questions >= 3 && !incident)
        || (program && questions >= 1)
        || (small >= 8 && small * 2 >= seen.columns.len() && !incident)
}
