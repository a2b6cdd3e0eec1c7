//! The three statuses of a measure as labels, each of which can be read alone; decisions and the fields of a measure in
//! words.

use crate::tone::{Status, Tone};
use crate::words::{Words, capital};
use lofte_model::decision::Decision;
use lofte_model::plan::{Execution, Fidelity, JudgedEffect, MeasureField, MeasureStatus, PlanLink};

/// Whether it has been done, whether as intended, and what those who did it see: in this order.
pub fn statuses(words: Words, status: MeasureStatus) -> [Status; 3] {
    [execution(words, status.execution), fidelity(words, status.fidelity), effect(words, status.effect)]
}

/// How far a measure has come.
pub fn execution(words: Words, status: Execution) -> Status {
    let tone = match status {
        Execution::NotStarted | Execution::Dropped => Tone::Idle,
        Execution::Ongoing => Tone::Active,
        Execution::Done => Tone::Good,
    };
    Status::new(tone, capital(&words.word("execution", &status)))
}

/// Whether a measure was carried out as intended.
pub fn fidelity(words: Words, status: Fidelity) -> Status {
    let tone = match status {
        Fidelity::Unknown => Tone::Idle,
        Fidelity::AsIntended => Tone::Good,
        Fidelity::Partly => Tone::Warn,
        Fidelity::NotAsIntended => Tone::Bad,
    };
    Status::new(tone, capital(&words.word("fidelity", &status)))
}

/// What those who carried a measure out see of its effect.
pub fn effect(words: Words, status: JudgedEffect) -> Status {
    let tone = match status {
        JudgedEffect::Unknown => Tone::Idle,
        JudgedEffect::NoDifference => Tone::Unsure,
        JudgedEffect::Better => Tone::Good,
        JudgedEffect::Worse => Tone::Bad,
    };
    Status::new(tone, capital(&words.word("effect", &status)))
}

/// A decision in a line: `Kommunstyrelsen 2 mars 2026, § 45, dnr KS 2026/12`.
pub fn decision(words: Words, decision: &Decision) -> String {
    let mut told = format!("{} {}", decision.body, words.date(decision.on));
    if !decision.paragraph.is_empty() {
        told = format!("{told}, {}", decision.paragraph);
    }
    if !decision.registry_number.is_empty() {
        let number = [("number", decision.registry_number.clone())];
        told = format!("{told}, {}", words.tell("decision-registry", &number));
    }
    told
}

/// The heading of a field.
pub fn field(words: Words, field: MeasureField) -> String {
    words.word("measure-field", &field)
}

/// A plan under another statute: its sort, and its name where it has one.
pub fn link(words: Words, link: &PlanLink) -> String {
    let under = words.word("other-plan", &link.under);
    if link.title.is_empty() { under } else { format!("{under}: {}", link.title) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::SV;
    use crate::{Language, Words};

    #[test]
    fn a_decision_is_told_with_what_is_known_of_it() {
        let on = jiff::civil::date(2026, 3, 2);
        let (body, paragraph, registry_number) =
            ("Kommunstyrelsen".into(), "§ 45".into(), "KS 2026/12".into());
        let whole = Decision { body, on, paragraph, registry_number };
        assert_eq!(decision(SV, &whole), "Kommunstyrelsen 2\u{a0}mars 2026, § 45, dnr KS 2026/12");
        let bare = Decision { paragraph: String::new(), registry_number: String::new(), ..whole };
        assert_eq!(decision(SV, &bare), "Kommunstyrelsen 2\u{a0}mars 2026");
    }

    #[test]
    fn every_field_has_a_heading_of_its_own_in_both_languages() {
        for language in [Language::Swedish, Language::English] {
            let mut headings: Vec<String> =
                MeasureField::ALL.iter().map(|one| field(Words(language), *one)).collect();
            headings.sort();
            headings.dedup();
            assert_eq!(headings.len(), MeasureField::ALL.len());
            assert!(headings.iter().all(|heading| !heading.contains('_')), "{headings:?}");
        }
    }
}
