//! The draft as a file. What must be filled in stands as a line that is commented out: without it the file is refused by the
//! name of the key.

use super::strata::{Strata, Stratum};
use super::{Item, Sent};
use crate::same::same_form;
use crate::sources::survey::structure::Choice;
use std::collections::BTreeSet;

/// What the draft is made of.
pub(super) struct Parts<'a> {
    pub(super) sheet: Option<&'a str>,
    pub(super) sent: Option<&'a Sent>,
    pub(super) weight: Option<&'a str>,
    /// Whether respondents were invited by the program.
    pub(super) invited: bool,
    pub(super) strata: Option<&'a Strata>,
    pub(super) items: &'a [Item],
}

/// The file.
pub(super) fn text(parts: &Parts<'_>) -> String {
    let mut lines = vec![
        "# Draft of a wave file. Fill in each line that says FILL IN, and take its # away; remove what you do not need."
            .to_owned(),
    ];
    head(parts, &mut lines);
    columns(parts, &mut lines);
    match parts.strata {
        Some(strata) => strata.all.iter().for_each(|one| stratum(one, &mut lines)),
        None => lines.extend(
            [
                "",
                "[[strata]]",
                "# area = \"\"             # FILL IN: the code of an area, once for each",
                "# register_count = 0     # FILL IN: residents of the ages that were asked",
                "# mailed = 0             # FILL IN: questionnaires that were sent",
            ]
            .map(str::to_owned),
        ),
    }
    let mut codes = BTreeSet::new();
    parts.items.iter().for_each(|one| item(one, &mut codes, &mut lines));
    lines.extend(
        [
            "",
            "# Which answers count as yes and which as no:",
            "# [[indicators]]",
            "# code = \"\"",
            "# name = \"\"",
            "# item = \"\"",
            "# yes = []",
            "# no = []",
            "",
        ]
        .map(str::to_owned),
    );
    lines.join("\n")
}

fn head(parts: &Parts<'_>, lines: &mut Vec<String>) {
    let days = parts.sent.and_then(|sent| sent.first.zip(sent.last));
    match days {
        Some((first, last)) => {
            let year = last.year();
            lines.push(format!("name = \"{year}\""));
            lines.push(format!("year = {year}"));
            lines.push(format!(
                "fieldwork = {{ from = \"{first}\", to = \"{last}\" }}  # the first and last answer: correct it"
            ));
        }
        None => lines.extend(
            [
                "# name = \"\"            # FILL IN: what the wave is called",
                "# year = 0              # FILL IN",
                "# fieldwork = { from = \"\", to = \"\" }  # FILL IN: the first and last day, as 2026-03-01",
            ]
            .map(str::to_owned),
        ),
    }
    lines.push(
        "# instrument = \"\"       # FILL IN: the same name for waves with the same questions".to_owned(),
    );
    let mode = if parts.invited { "web" } else { "self_selected" };
    lines.push(format!(
        "mode = \"{mode}\"  # post_and_web, web, telephone, visit; self_selected where anybody could answer"
    ));
    lines.push("# ages = [16, 85]        # FILL IN: the youngest and oldest who were asked".to_owned());
    lines.extend(parts.sheet.map(|sheet| format!("sheet = {}", quoted(sheet))));
}

fn columns(parts: &Parts<'_>, lines: &mut Vec<String>) {
    lines.extend(["", "[columns]"].map(str::to_owned));
    match parts.strata {
        Some(strata) => {
            lines.push(format!("stratum = {}", quoted(&strata.column)));
            if strata.others {
                lines.push("# Texts of that column that are no area are rejected with their row.".to_owned());
            }
        }
        None => {
            lines.push("# stratum = \"\"           # FILL IN: the column with the area".to_owned());
        }
    }
    lines.extend(parts.weight.map(|weight| format!("weight = {}", quoted(weight))));
    lines.extend(parts.sent.map(|sent| format!("submitted = {}", quoted(&sent.column))));
}

fn stratum(stratum: &Stratum, lines: &mut Vec<String>) {
    lines.extend([String::new(), "[[strata]]".to_owned()]);
    lines.push(format!("area = {}  # {}", quoted(stratum.area.as_str()), on_one_line(&stratum.name)));
    lines.push(match stratum.residents {
        Some(residents) => format!("register_count = {residents}"),
        None => "# register_count = 0     # FILL IN: residents of the ages that were asked".to_owned(),
    });
    lines.push("# mailed = 0             # FILL IN: questionnaires that were sent".to_owned());
    if !stratum.written.is_empty() {
        let written: Vec<String> = stratum.written.iter().map(|text| quoted(text)).collect();
        lines.push(format!("written = [{}]", written.join(", ")));
    }
}

fn item(item: &Item, codes: &mut BTreeSet<String>, lines: &mut Vec<String>) {
    let mut code = item.code.clone();
    let mut again = 2;
    while !codes.insert(code.clone()) {
        code = format!("{}_{again}", item.code);
        again += 1;
    }
    lines.extend([String::new(), "[[items]]".to_owned()]);
    lines.push(format!("code = {}", quoted(&code)));
    lines.push(format!("column = {}", quoted(&item.column)));
    let question = if item.question.is_empty() { &item.column } else { &item.question };
    lines.push(format!("question = {}", quoted(question)));
    let numbered = numbered(&item.choices);
    let aliases = aliases(&numbered);
    if !aliases.is_empty() {
        let written: Vec<String> =
            aliases.iter().map(|(text, number)| format!("{} = {number}", quoted(text))).collect();
        lines.push(format!("codes = {{ {} }}", written.join(", ")));
    }
    if let (true, Some((last, _))) = (item.boxes, numbered.last()) {
        lines.push(format!(
            "blank = {last}  # a box that was not ticked; leave out if some were not shown it"
        ));
    }
    lines.push("[items.answers]".to_owned());
    lines.extend(numbered.iter().map(|(number, choice)| format!("{number} = {}", quoted(&choice.text))));
}

/// The number of each answer: that of its code where all codes have one of their own, else in their order.
fn numbered(choices: &[Choice]) -> Vec<(i16, &Choice)> {
    let number = |choice: &Choice| -> Option<i16> {
        let code = choice.written.first().unwrap_or(&choice.text);
        code.trim_start_matches(|sign: char| sign.is_ascii_alphabetic()).parse().ok()
    };
    let own: Vec<Option<i16>> = choices.iter().map(number).collect();
    let different: BTreeSet<i16> = own.iter().flatten().copied().filter(|number| *number >= 0).collect();
    let bare = |choice: &&Choice| choice.written.first().unwrap_or(&choice.text).parse::<i16>().is_ok();
    let named = choices.iter().zip(&own).filter(|(_, number)| number.is_some()).count();
    if different.len() == named && named + usize::from(named < choices.len()) >= choices.len() && named > 0 {
        // One without a number, “other”, comes after the last.
        let last = different.last().copied().unwrap_or(0).saturating_add(1);
        return choices.iter().zip(own).map(|(choice, number)| (number.unwrap_or(last), choice)).collect();
    }
    // A code that is a number must not be another answer's.
    let from = if choices.iter().any(|choice| bare(&choice)) { 101 } else { 1 };
    (from..).zip(choices).collect()
}

/// How else answers are written; what the reader knows by itself, or what would be two answers, is left out.
fn aliases(numbered: &[(i16, &Choice)]) -> Vec<(String, i16)> {
    let words: Vec<(String, i16)> =
        numbered.iter().map(|(number, choice)| (same_form(&choice.text), *number)).collect();
    let mut taken: BTreeSet<String> = numbered.iter().map(|(number, _)| number.to_string()).collect();
    let mut aliases = Vec::new();
    for (number, choice) in numbered {
        for text in &choice.written {
            let form = same_form(text);
            let alone = words.iter().filter(|(word, _)| *word == form).count();
            // A code such as 01 is the number itself.
            if text.trim().parse() == Ok(*number) {
                continue;
            }
            let own_words = words.contains(&(form.clone(), *number)) && alone == 1;
            if !own_words && !form.is_empty() && alone == 0 && taken.insert(form) {
                aliases.push((text.clone(), *number));
            }
        }
    }
    aliases
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(on_one_line(text)).to_string()
}

fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
