//! The law in our own short words, and what there is to show for it.

use crate::tone::{Status, Tone};
use crate::words::Words;
use lofte_model::coordination::Occasion;
use lofte_model::law::clock::{Clock, ClockState};
use lofte_model::law::{Duty, Evidence, Standing};

/// What a section is called.
pub fn section(words: Words, section: u8) -> String {
    words.say(&format!("law-section-{section}"))
}

/// What it asks for, in a few sentences.
pub fn text(words: Words, section: u8) -> String {
    words.say(&format!("law-text-{section}"))
}

/// One thing that is asked for.
pub fn duty(words: Words, duty: Duty) -> String {
    words.say(&format!("law-duty-{}", duty.code()))
}

/// Whether there is something to show. Never whether the law is complied with.
pub fn standing(words: Words, standing: Standing) -> Status {
    let tone = match standing {
        Standing::Found => Tone::Good,
        Standing::Partly | Standing::Lapsed => Tone::Warn,
        Standing::Missing => Tone::Bad,
        Standing::NotUsed => Tone::Idle,
    };
    Status::new(tone, words.word("law-standing", &standing))
}

/// What happened on a day: `Rådet sammanträdde`.
pub fn occasion(words: Words, what: Occasion) -> String {
    words.word("occasion", &what)
}

/// Something that there is to show.
pub fn evidence(words: Words, evidence: &Evidence) -> String {
    let count = |count: usize| words.count(count as u64);
    let registered = |text: String, number: &str| {
        let number = number.trim();
        if number.is_empty() { text } else { format!("{text} ({number})") }
    };
    let tell = |key: &str, gaps: &[(&'static str, String)]| words.tell(&format!("law-evidence-{key}"), gaps);
    match evidence {
        Evidence::Edition { number, on } => {
            tell("edition", &[("number", number.to_string()), ("on", words.date(*on))])
        }
        Evidence::Measures { count: many } => tell("measures", &[("count", count(*many))]),
        Evidence::MeasuresOnPicture { count: some, of } => {
            tell("measures-on-picture", &[("count", count(*some)), ("of", count(*of))])
        }
        Evidence::Decision { body, on, registry_number } => {
            let told = tell("decision", &[("body", body.clone()), ("on", words.date(*on))]);
            registered(told, registry_number)
        }
        Evidence::OtherPlan { title } | Evidence::Agreement { title, .. } => title.clone(),
        Evidence::Council { name } => name.clone(),
        Evidence::Record { what, on, registry_number } => {
            registered(format!("{} {}", occasion(words, *what), words.date(*on)), registry_number)
        }
        Evidence::Function { function } => function.clone(),
        Evidence::ContactPoint { public: true } => tell("contact-public", &[]),
        Evidence::ContactPoint { public: false } => tell("contact-inside", &[]),
        Evidence::Publication { number, on } => {
            tell("publication", &[("number", number.to_string()), ("on", words.date(*on))])
        }
        Evidence::Board { board } => board.clone(),
        Evidence::Cameras { grounded, of } => {
            tell("cameras", &[("count", count(*grounded)), ("of", count(*of))])
        }
    }
}

/// How a clock stands, as a sentence.
pub fn clock(words: Words, clock: &Clock) -> String {
    let state = match clock.state {
        ClockState::NotStarted => "not-started",
        ClockState::Running { .. } => "running",
        ClockState::Soon { .. } => "soon",
        ClockState::Overdue { .. } => "overdue",
    };
    let kind = words.word("law-clock", &clock.kind);
    let due = clock.due().map(|due| words.date(due)).unwrap_or_default();
    words.tell(&format!("law-clock-{state}"), &[("what", kind), ("due", due)])
}

/// The same as a label.
pub fn clock_status(words: Words, clock: &Clock) -> Status {
    let (tone, key) = match clock.state {
        ClockState::NotStarted => (Tone::Bad, "law-clock-label-not-started"),
        ClockState::Running { .. } => (Tone::Good, "law-clock-label-running"),
        ClockState::Soon { .. } => (Tone::Warn, "law-clock-label-soon"),
        ClockState::Overdue { .. } => (Tone::Bad, "law-clock-label-overdue"),
    };
    Status::new(tone, words.say(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use jiff::civil::date;
    use lofte_model::id::AgreementId;
    use lofte_model::law::SECTIONS;
    use lofte_model::law::clock::ClockKind;

    fn said(text: &str) {
        assert!(text.contains(' ') && !text.contains('{') && !text.contains("law-"), "{text}");
    }

    #[test]
    fn everything_has_words_in_both_languages() {
        for words in [Words(Language::Swedish), Words(Language::English)] {
            for number in SECTIONS {
                said(&section(words, number));
                said(&text(words, number));
            }
            for asked in Duty::ALL {
                said(&duty(words, asked));
            }
            for state in
                [Standing::Found, Standing::Partly, Standing::Lapsed, Standing::Missing, Standing::NotUsed]
            {
                said(&standing(words, state).word);
            }
            for what in Occasion::ALL {
                said(&occasion(words, what));
            }
            let due = date(2026, 6, 17);
            for state in [
                ClockState::NotStarted,
                ClockState::Running { due },
                ClockState::Soon { due },
                ClockState::Overdue { due },
            ] {
                for kind in [ClockKind::Picture, ClockKind::Plan] {
                    said(&clock(words, &Clock { kind, since: None, state }));
                }
                assert!(
                    !clock_status(words, &Clock { kind: ClockKind::Plan, since: None, state })
                        .word
                        .contains("law-")
                );
            }
        }
    }

    #[test]
    fn what_is_shown_names_day_and_registry_number() {
        let words = Words(Language::Swedish);
        let what = Occasion::CouncilMeeting;
        let on = date(2026, 2, 3);
        let with = |registry_number: &str| {
            evidence(words, &Evidence::Record { what, on, registry_number: registry_number.into() })
        };
        assert_eq!(with("KS 2026/12"), "Rådet sammanträdde 3\u{a0}februari 2026 (KS 2026/12)");
        assert_eq!(with(" "), "Rådet sammanträdde 3\u{a0}februari 2026");
        let all = [
            Evidence::Edition { number: 1, on },
            Evidence::Measures { count: 2 },
            Evidence::MeasuresOnPicture { count: 1, of: 2 },
            Evidence::Decision { body: "Kommunstyrelsen".into(), on, registry_number: String::new() },
            Evidence::Agreement { id: AgreementId::named("x"), title: "En överenskommelse".into() },
            Evidence::ContactPoint { public: true },
            Evidence::ContactPoint { public: false },
            Evidence::Publication { number: 1, on },
            Evidence::Cameras { grounded: 1, of: 2 },
        ];
        for words in [words, Words(Language::English)] {
            for one in &all {
                said(&evidence(words, one));
            }
        }
    }
}
