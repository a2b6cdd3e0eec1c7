//! What a publication would change: every text and figure beside those of the publication before.
//!
//! Whoever publishes reads this first. Lines are told apart by what they are about and never by their place in a list, so
//! that a promise that is inserted does not make all later ones look changed. Left out on purpose: number, moment and
//! fingerprints, which always change.

use crate::picture::{CountTable, PublicPicture};
use crate::promise::{PublicCommitment, PublicPromise, PublicVerdict, Standing};
use crate::snapshot::{PublicAgreement, Snapshot};
use crate::telling::carried;
use crate::wording::{self, code};
use lofte_analysis::disclosure::{Cell, Disclosed};
use lofte_model::followup::Telling;
use lofte_model::picture::{OfficialCell, WithInterval};
use lofte_model::place::AreaCode;
use lofte_words::{SV, plan, promise as worded};
use serde::Serialize;
use std::collections::BTreeMap;

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case", tag = "about")]
pub enum Subject {
    /// The municipality and how to reach it.
    Municipality,
    /// The limits that numbers are let through with.
    Protection,
    /// A promise, by number.
    Promise {
        /// Number.
        number: u32,
    },
    /// An agreement, by title.
    Agreement {
        /// Title.
        title: String,
    },
    /// The picture.
    Picture,
}

/// Which part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Name of the municipality.
    Name,
    /// How residents reach it.
    Contact,
    /// A limit.
    Limit,
    /// Title.
    Title,
    /// Text of a promise.
    Text,
    /// Period.
    Period,
    /// Areas of a promise or an agreement.
    Areas,
    /// Problem that a promise answers.
    Problem,
    /// Undertaking.
    Commitment,
    /// Goal and rule.
    Goal,
    /// How the promise came to the public.
    Standing,
    /// Measure.
    Measure,
    /// Answer of the verdict.
    Answer,
    /// Figures of the verdict.
    Evidence,
    /// What residents are told.
    Feedback,
    /// What they are told of an undertaking.
    Said,
    /// What they are told of a goal.
    SaidOfGoal,
    /// What was learned.
    Learned,
    /// What became of an undertaking in the promise that continues.
    Carried,
    /// That a promise is closed.
    Closed,
    /// What happens next.
    Next,
    /// Parties.
    Parties,
    /// Purposes.
    Purposes,
    /// Registry number.
    RegistryNumber,
    /// Signatures.
    Signatures,
    /// Number of the edition.
    Edition,
    /// A count of rows.
    Count,
    /// An official figure.
    Official,
    /// A survey share.
    Share,
}

impl Part {
    /// Whether the line is a number of the picture, of which there are too many to be read one by one.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Count | Self::Official | Self::Share)
    }

    /// The word used in texts.
    pub fn word(self) -> String {
        code(&self)
    }
}

/// One line that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// Which part.
    pub part: Part,
    /// Which of several: number of an undertaking, place of a figure; may be empty.
    pub which: String,
    /// What the publication before said; `None` for something new.
    pub before: Option<String>,
    /// What this one says; `None` for something that is gone.
    pub after: Option<String>,
}

/// What is written where a figure is hidden.
pub const HIDDEN: &str = "döljs";

type Key = (Subject, Part, String);
type Lines = BTreeMap<Key, String>;

/// What `after` changes, compared with the publication before, if there is one.
pub fn changes(before: Option<&Snapshot>, after: &Snapshot) -> Vec<Change> {
    let mut old = before.map(lines).unwrap_or_default();
    let mut changes: Vec<Change> = Vec::new();
    for (key, text) in lines(after) {
        let known = old.remove(&key);
        if known.as_ref() != Some(&text) {
            changes.push(change(key, known, Some(text)));
        }
    }
    changes.extend(old.into_iter().map(|(key, text)| change(key, Some(text), None)));
    changes.sort_by(|one, other| {
        (&one.subject, one.part, &one.which).cmp(&(&other.subject, other.part, &other.which))
    });
    changes
}

fn change((subject, part, which): Key, before: Option<String>, after: Option<String>) -> Change {
    Change { subject, part, which, before, after }
}

/// Everything that residents are told, line by line.
fn lines(snapshot: &Snapshot) -> Lines {
    let mut lines = Lines::new();
    let mut put = |subject: &Subject, part: Part, which: String, text: String| {
        if !text.is_empty() {
            lines.insert((subject.clone(), part, which), text);
        }
    };
    let municipality = &snapshot.municipality;
    put(&Subject::Municipality, Part::Name, String::new(), municipality.name.clone());
    put(&Subject::Municipality, Part::Contact, String::new(), municipality.contact.clone());
    if let Some(point) = &snapshot.contact_point {
        let which = point.office.clone();
        put(&Subject::Municipality, Part::Contact, which, point.contact.clone());
    }
    let limits = &snapshot.protection;
    for (which, limit) in [
        ("threshold", limits.counts.threshold),
        ("protect", limits.counts.protect),
        ("min_answers", limits.shares.min_answers),
        ("answer_threshold", limits.shares.threshold),
    ] {
        put(&Subject::Protection, Part::Limit, which.to_owned(), limit.to_string());
    }
    for agreement in &snapshot.agreements {
        of_agreement(agreement, &mut put);
    }
    for promise in &snapshot.promises {
        of_promise(snapshot, promise, &mut put);
    }
    if let Some(picture) = &snapshot.picture {
        of_picture(snapshot, picture, &mut put);
    }
    lines
}

type Put<'a> = &'a mut dyn FnMut(&Subject, Part, String, String);

fn of_agreement(agreement: &PublicAgreement, put: Put) {
    let subject = Subject::Agreement { title: agreement.title.clone() };
    let mut one = |part, text: String| put(&subject, part, String::new(), text);
    one(Part::Title, agreement.title.clone());
    one(Part::Parties, agreement.parties.join(", "));
    one(Part::Purposes, agreement.purposes.join("; "));
    one(Part::Areas, agreement.areas.join("; "));
    one(Part::Period, format!("{}–{}", agreement.period.from(), agreement.period.to()));
    one(Part::RegistryNumber, agreement.registry_number.clone().unwrap_or_default());
    let signed = agreement.signatures.iter();
    let signed = signed.map(|one| format!("{}: {} {}", one.party, one.office, one.signed_on));
    one(Part::Signatures, signed.collect::<Vec<_>>().join("; "));
}

fn of_promise(snapshot: &Snapshot, promise: &PublicPromise, put: Put) {
    let frozen = &promise.frozen;
    let subject = Subject::Promise { number: promise.number() };
    let mut one = |part, which: String, text: String| put(&subject, part, which, text);
    let names =
        |areas: &[AreaCode]| areas.iter().map(|area| snapshot.area_name(area)).collect::<Vec<_>>().join(", ");
    one(Part::Title, String::new(), frozen.title.clone());
    one(Part::Text, String::new(), frozen.text.clone());
    one(Part::Period, String::new(), format!("{}–{}", frozen.period.from(), frozen.period.to()));
    one(Part::Areas, String::new(), names(&frozen.areas));
    for problem in &promise.problems {
        one(Part::Problem, problem.number.to_string(), problem.title.clone());
    }
    for commitment in &promise.commitments {
        let number = commitment.commitment.number.to_string();
        one(Part::Commitment, number, undertaking(commitment));
        for measure in &commitment.measures {
            one(Part::Measure, measure.number.to_string(), measure_line(measure));
        }
    }
    if let Some(goal) = &frozen.effect_goal {
        let rule =
            format!("{} ({}; {}–{})", goal.indicator.name, names(&goal.areas), goal.baseline, goal.follow_up);
        one(Part::Goal, String::new(), rule);
    }
    for (number, goal) in (1..).zip(wording::goals(SV, snapshot, promise)) {
        one(Part::Goal, format!("{number}"), [vec![goal.rule, goal.told], goal.corrected].concat().join(" "));
    }
    one(Part::Standing, String::new(), standing(&promise.standing));
    one(Part::Parties, String::new(), wording::joint(SV, promise));
    if let Some(verdict) = &promise.verdict {
        one(Part::Answer, String::new(), SV.known("answer", verdict.answer.word()));
        one(Part::Evidence, String::new(), evidence(verdict));
        one(Part::Signatures, String::new(), wording::verdict_signatures(SV, verdict).join(" "));
    }
    if let Some(feedback) = &promise.feedback {
        of_feedback(&feedback.telling, &mut one);
    }
    for (place, told) in (1..).zip(carried(SV, snapshot, promise)) {
        one(Part::Carried, format!("{place}"), told);
    }
    let closed = promise.closed.map(|on| SV.tell("promise-closed-on", &[("when", SV.date(on))]));
    one(Part::Closed, String::new(), closed.unwrap_or_default());
}

/// Every text of an account, those of undertakings and goals by their numbers.
fn of_feedback(telling: &Telling, one: &mut dyn FnMut(Part, String, String)) {
    one(Part::Feedback, String::new(), telling.text.clone());
    for said in &telling.said {
        let texts = [&said.done, &said.why, &said.source];
        let texts: Vec<&str> =
            texts.into_iter().filter(|text| !text.is_empty()).map(String::as_str).collect();
        one(Part::Said, said.commitment.to_string(), texts.join(" · "));
    }
    for said in &telling.goals {
        one(Part::SaidOfGoal, said.goal.to_string(), said.text.clone());
    }
    one(Part::Learned, String::new(), telling.learned.clone());
    one(Part::Next, String::new(), telling.next.clone());
}

fn undertaking(public: &PublicCommitment) -> String {
    let quantity = worded::quantity(SV, &public.commitment.quantity);
    let told = format!("{} ({}). {quantity}", public.commitment.text, public.parties.join(", "));
    match &public.outcome {
        Some(outcome) => format!("{told}. {}", lofte_words::fulfilment::outcome(SV, outcome.outcome).word),
        None => told,
    }
}

fn measure_line(measure: &crate::promise::PublicMeasure) -> String {
    let [execution, fidelity, effect] = plan::statuses(SV, measure.status).map(|status| status.word);
    format!(
        "{} ({}, {}). {execution}; {fidelity}; {effect}; {}",
        measure.title, measure.owner, measure.deadline, measure.done
    )
}

fn standing(standing: &Standing) -> String {
    match standing {
        Standing::Published { signatures, .. } => {
            let signed = signatures.iter();
            signed.map(|one| wording::signature(SV, one)).collect::<Vec<_>>().join("; ")
        }
        Standing::Historical { source } => source.clone(),
    }
}

/// The figures of a verdict, so that a corrected one is seen.
fn evidence(verdict: &PublicVerdict) -> String {
    let waves = [&verdict.before, &verdict.after].into_iter().flatten();
    let share = |wave: &crate::promise::PublicWave| match wave.evidence.get().shown() {
        Some(evidence) => format!("{}: {:.1} %", wave.wave, evidence.share * 100.0).replace('.', ","),
        None => format!("{}: {HIDDEN}", wave.wave),
    };
    waves.map(share).collect::<Vec<_>>().join("; ")
}

fn of_picture(snapshot: &Snapshot, picture: &PublicPicture, put: Put) {
    let mut one = |part, which: String, text: String| put(&Subject::Picture, part, which, text);
    one(Part::Edition, String::new(), format!("{} ({})", picture.edition, picture.adopted_on));
    for table in picture.counts.iter().flat_map(|counts| &counts.figures) {
        of_table(snapshot, table, &mut one);
    }
    for cell in picture.official.iter().flat_map(|official| &official.figures) {
        let OfficialCell { region, category, year, .. } = cell;
        let count = cell.count.map_or_else(|| HIDDEN.to_owned(), |count| count.to_string());
        one(Part::Official, format!("{year} {category} {region}"), count);
    }
    for share in picture.shares.iter().flat_map(|shares| &shares.figures) {
        let area = share.area.as_ref().map(|code| snapshot.area_name(code)).unwrap_or_default();
        let figures = share.figures.get().shown().map_or_else(
            || HIDDEN.to_owned(),
            |figures| format!("{} {}", figures.answers, interval(figures.share)),
        );
        one(Part::Share, format!("{} {} {area}", share.wave, share.indicator), figures);
    }
}

fn interval(share: WithInterval) -> String {
    format!("{:.3} ({:.3}–{:.3})", share.value, share.lower, share.upper)
}

fn of_table(snapshot: &Snapshot, table: &CountTable, one: &mut dyn FnMut(Part, String, String)) {
    let head = format!("{} {}", code(&table.kind), table.year);
    let area =
        |area: &Option<AreaCode>| area.as_ref().map_or("–", |code| snapshot.area_name(code)).to_owned();
    for row in &table.rows {
        for (place, cell) in table.areas.iter().zip(&row.cells) {
            one(Part::Count, format!("{head} {} {}", row.category, area(place)), shown(&cell.count));
        }
        one(Part::Count, format!("{head} {}", row.category), shown(&row.total));
    }
    for (place, total) in table.areas.iter().zip(&table.area_totals) {
        one(Part::Count, format!("{head} * {}", area(place)), shown(total));
    }
    one(Part::Count, format!("{head} *"), shown(&table.total));
}

fn shown<T: ToString>(cell: &Disclosed<Cell<T>>) -> String {
    cell.get().shown().map_or_else(|| HIDDEN.to_owned(), ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::fixture::{Town, town};
    use serde_json::Value;

    fn after(change: impl FnOnce(&mut Town)) -> Vec<Change> {
        let before = town().snapshot();
        let mut town = town();
        change(&mut town);
        changes(Some(&before), &town.snapshot())
    }

    #[test]
    fn nothing_new_is_nothing_changed_whatever_the_number() {
        let (one, mut other) = (town().snapshot(), town().snapshot());
        other.number += 1;
        other.published_at = "2027-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(changes(Some(&one), &other), []);
        assert_eq!(one.seen().unwrap(), other.seen().unwrap());
        other.municipality.contact.push('!');
        assert_ne!(one.seen().unwrap(), other.seen().unwrap());
    }

    #[test]
    fn new_changed_and_gone_are_told_apart() {
        let changed = after(|town| town.problems[0].title = "Mörkt vid stationen".into());
        let [one] = &changed[..] else { panic!("{changed:?}") };
        assert_eq!((one.part, one.which.as_str()), (Part::Problem, "7"));
        assert_eq!(one.before.as_deref(), Some("Otrygghet vid stationen"));
        assert_eq!(one.after.as_deref(), Some("Mörkt vid stationen"));
        let gone = after(|town| town.measures.truncate(1));
        assert!(gone.iter().any(|change| change.part == Part::Measure && change.after.is_none()), "{gone:?}");
        let all = changes(None, &town().snapshot());
        assert!(all.iter().all(|change| change.before.is_none()) && all.len() > 20);
    }

    #[test]
    fn another_limit_is_a_change() {
        let before = town().snapshot();
        let wide = lofte_analysis::disclosure::DisclosureParams { threshold: 10, protect: 10 };
        let wide = Snapshot::build(&town().input(), &wide).unwrap().snapshot;
        let limits: Vec<_> = changes(Some(&before), &wide)
            .into_iter()
            .filter(|change| change.subject == Subject::Protection)
            .map(|change| (change.which, change.after.unwrap()))
            .collect();
        assert!(limits.contains(&("threshold".into(), "10".into())), "{limits:?}");
        assert!(limits.contains(&("protect".into(), "10".into())), "{limits:?}");
    }

    /// Every sentence that somebody wrote is on some line: nothing becomes public that was not there to be read.
    #[test]
    fn no_text_is_left_out() {
        let snapshot = town().snapshot();
        let all: String = changes(None, &snapshot)
            .into_iter()
            .filter_map(|change| change.after)
            .collect::<Vec<_>>()
            .join("\n");
        let mut texts = Vec::new();
        gather(&serde_json::to_value(&snapshot).unwrap(), &mut texts);
        // Written by the program or by statistics: names of areas, sources and indicators.
        let known: Vec<&str> = snapshot.areas.iter().map(|area| area.name.as_str()).collect();
        let missing: Vec<&String> = texts
            .iter()
            .filter(|text| {
                text.contains(' ') && !all.contains(text.as_str()) && !known.contains(&text.as_str())
            })
            .collect();
        let of_program = ["kommunens webbplats", "känner sig", "Brå", "Polisens anmälda brott"];
        let missing: Vec<_> =
            missing.into_iter().filter(|text| !of_program.iter().any(|known| text.contains(known))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    fn gather(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) => texts.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| gather(item, texts)),
            Value::Object(fields) => fields.values().for_each(|field| gather(field, texts)),
            _ => {}
        }
    }
}
