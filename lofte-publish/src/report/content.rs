//! What reports say alike: sections of the law, the plan as a table, promises with what became of them.

use super::{Block, ReportInput, Table};
use crate::promise::{PublicPromise, Standing};
use crate::wording;
use lofte_model::id::PartyId;
use lofte_model::law::{Shown, Standing as Shows};
use lofte_model::party::Party;
use lofte_model::plan::{Execution, Measure};
use lofte_words::{SV, capital, law, plan};

pub(super) fn section(key: &str) -> Block {
    Block::Section { text: SV.say(key) }
}

pub(super) fn part(text: impl Into<String>) -> Block {
    Block::Part { text: text.into() }
}

/// A paragraph for each line that says something.
pub(super) fn texts(text: &str) -> impl Iterator<Item = Block> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| Block::Text { text: line.to_owned() })
}

pub(super) fn text(text: impl Into<String>) -> Block {
    Block::Text { text: text.into() }
}

/// A table, or a sentence where it would have no rows.
pub(super) fn table(caption: &str, columns: &[&str], rows: Vec<Vec<String>>, none: &str) -> Block {
    if rows.is_empty() {
        return text(SV.say(none));
    }
    let columns = columns.iter().map(|key| SV.say(key)).collect();
    Block::Table(Table { caption: SV.say(caption), columns, rows })
}

pub(super) fn party(parties: &[Party], id: PartyId) -> String {
    let known = parties.iter().find(|party| party.id == id);
    known.map_or_else(|| SV.say("report-unknown-party"), |party| party.name.clone())
}

/// What there is to show for a thing that the law asks for.
pub(super) fn shown(one: &Shown) -> String {
    let standing = capital(&law::standing(SV, one.standing).word);
    let evidence: Vec<String> = one.evidence.iter().map(|evidence| law::evidence(SV, evidence)).collect();
    if evidence.is_empty() { format!("{standing}.") } else { format!("{standing}: {}.", evidence.join("; ")) }
}

/// What is missing or too old, one line each.
pub(super) fn missing(shown: &[Shown]) -> Vec<String> {
    let lacks = |one: &&Shown| matches!(one.standing, Shows::Missing | Shows::Lapsed | Shows::Partly);
    let line = |one: &Shown| {
        let standing = law::standing(SV, one.standing).word;
        format!("{} §, {}: {standing}.", one.duty.section(), law::duty(SV, one.duty))
    };
    shown.iter().filter(lacks).map(line).collect()
}

/// Measures that are not given up, by number.
pub(super) fn planned<'a>(input: &ReportInput<'a>) -> Vec<&'a Measure> {
    let mut planned: Vec<&Measure> =
        input.measures.iter().filter(|measure| measure.status.execution != Execution::Dropped).collect();
    planned.sort_by_key(|measure| measure.number);
    planned
}

/// Who answers for a measure: the organisation and the function.
pub(super) fn owner(input: &ReportInput<'_>, measure: &Measure) -> String {
    format!("{}, {}", party(input.parties, measure.owner), measure.function)
}

/// How far a measure has come.
pub(super) fn execution(measure: &Measure) -> String {
    plan::execution(SV, measure.status.execution).word
}

/// The published promises that both sides have signed, by number.
pub(super) fn promises<'a>(input: &ReportInput<'a>) -> Vec<&'a PublicPromise> {
    let signed = |promise: &&PublicPromise| matches!(promise.standing, Standing::Published { .. });
    input.published.iter().flat_map(|shown| &shown.promises).filter(signed).collect()
}

/// What became of a promise, on both axes, as residents are told.
pub(super) fn became(promise: &PublicPromise) -> Vec<Block> {
    let deeds = wording::deeds_status(SV, promise).map(|label| {
        text(format!("{} {}. {}", SV.say("axis-deeds"), label.word, wording::deeds_sentence(SV, promise)))
    });
    let effect = wording::effect_status(SV, promise);
    let effect =
        text(format!("{} {}. {}", SV.say("axis-effect"), effect.word, wording::sentence(SV, promise)));
    deeds.into_iter().chain([effect]).collect()
}
