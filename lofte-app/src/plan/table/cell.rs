//! What stands in a cell of the plan as a table, and what a cell means.
//!
//! Causes are `problem:cause`, undertakings `promise:number`, measures their numbers, organisations their names, days
//! `2026-01-31`, and words those of the pages. What is written reads back as the same measure.

use super::Column;
use crate::error::AppError;
use crate::plan::lines::{read_links, read_moments, write_links, write_moments};
use jiff::civil::Date;
use lofte_import::civil::CivilTimes;
use lofte_import::same::same_form;
use lofte_model::id::{MeasureId, PartyId};
use lofte_model::party::Party;
use lofte_model::plan::{
    Camera, CauseRef, CommitmentRef, EvidenceStrength, Horizon, Measure, MeasureField, MeasureKind,
    PreventionLevel, WorkForm,
};
use lofte_model::problem::{CauseNumber, Problem};
use lofte_model::promise::CitizenPromise;
use lofte_model::spreadsheet::plain;
use lofte_store::{Versioned, View};
use lofte_words::{Message, SV};
use serde::Serialize;

/// What cells name.
pub(super) struct Desk {
    pub(super) municipality: String,
    pub(super) problems: Vec<Problem>,
    pub(super) measures: Vec<Versioned<Measure>>,
    promises: Vec<CitizenPromise>,
    parties: Vec<Party>,
}

impl Desk {
    /// Looks them up.
    pub(super) async fn gather(view: &mut View) -> Result<Self, AppError> {
        Ok(Self {
            municipality: view.code().to_string(),
            problems: view.problems().await?.into_iter().map(|known| known.value).collect(),
            measures: view.measures().await?,
            promises: view.promises().await?.into_iter().map(|known| known.value).collect(),
            parties: view.parties().await?.into_iter().map(|known| known.value).collect(),
        })
    }

    /// What stands in a column for a measure.
    pub(super) fn write(&self, column: Column, known: &Versioned<Measure>) -> String {
        let status = known.value.status;
        match column {
            Column::Number => known.value.number.to_string(),
            Column::Version => known.version.to_string(),
            Column::Municipality => self.municipality.clone(),
            Column::Field(field) => self.write_field(field, &known.value),
            Column::Execution => SV.word("execution", &status.execution),
            Column::Fidelity => SV.word("fidelity", &status.fidelity),
            Column::Effect => SV.word("effect", &status.effect),
        }
    }

    /// What a measure says in a field.
    pub(super) fn write_field(&self, field: MeasureField, measure: &Measure) -> String {
        let mut measure = measure.clone();
        if let Some(text) = text_of(&mut measure, field) {
            return text.clone();
        }
        if let Some(count) = count_of(&mut measure, field) {
            return count.map(|count| count.to_string()).unwrap_or_default();
        }
        let (details, day) = (&measure.details, |day: Option<Date>| day.map(|day| day.to_string()));
        let camera = details.camera.as_ref();
        let written = match field {
            MeasureField::Causes => Some(self.write_causes(&measure.causes)),
            MeasureField::Commitment => measure.commitment.as_ref().map(|of| self.write_commitment(of)),
            MeasureField::Kind => Some(SV.word("measure-kind", &measure.kind)),
            MeasureField::Start => day(details.start),
            MeasureField::Deadline => day(Some(measure.deadline).filter(|day| day.year() > 1)),
            MeasureField::After => Some(self.write_after(&details.after)),
            MeasureField::Moments => Some(write_moments(&details.moments)),
            MeasureField::Owner => self.party(measure.owner),
            MeasureField::Work => details.work.map(|one| SV.word("work-form", &one)),
            MeasureField::Level => details.level.map(|one| SV.word("prevention-level", &one)),
            MeasureField::Horizon => details.horizon.map(|one| SV.word("horizon", &one)),
            MeasureField::Evidence => details.evidence.map(|one| SV.word("evidence-strength", &one)),
            MeasureField::CameraGround => camera.map(|camera| camera.legal_ground.clone()),
            MeasureField::CameraReview => day(camera.and_then(|camera| camera.review)),
            MeasureField::AlsoIn => Some(write_links(&details.also_in)),
            MeasureField::Focus => details.focus.map(|focus| focus.to_string()),
            _ => None,
        };
        written.unwrap_or_default()
    }

    fn write_causes(&self, causes: &[CauseRef]) -> String {
        let one = |of: &CauseRef| {
            let problem = self.problems.iter().find(|problem| problem.id == of.problem);
            format!("{}:{}", problem.map_or(0, |problem| problem.number), of.cause)
        };
        causes.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    fn write_commitment(&self, of: &CommitmentRef) -> String {
        let promise = self.promises.iter().find(|promise| promise.id == of.promise);
        format!("{}:{}", promise.map_or(0, |promise| promise.number), of.commitment)
    }

    fn write_after(&self, after: &[MeasureId]) -> String {
        let number = |id: &MeasureId| self.measures.iter().find(|known| known.value.id == *id);
        let numbers = after.iter().filter_map(number).map(|known| known.value.number.to_string());
        numbers.collect::<Vec<_>>().join("; ")
    }

    /// The name of an organisation; with its identity where several have the name.
    fn party(&self, id: PartyId) -> Option<String> {
        let party = self.parties.iter().find(|party| party.id == id)?;
        let named =
            self.parties.iter().filter(|other| same_form(&other.name) == same_form(&party.name)).count();
        Some(if named > 1 { format!("{} ({})", party.name, party.id) } else { party.name.clone() })
    }

    /// Has a measure say in a field what a cell says, or tells why it cannot.
    pub(super) fn read(&self, field: MeasureField, cell: &str, measure: &mut Measure) -> Result<(), Message> {
        let cell = &plain(cell.trim());
        if let Some(text) = text_of(measure, field) {
            *text = cell.replace("\r\n", "\n");
            return Ok(());
        }
        if let Some(count) = count_of(measure, field) {
            *count = read_count(cell)?;
            return Ok(());
        }
        let details = &mut measure.details;
        match field {
            MeasureField::Causes => measure.causes = self.read_causes(cell)?,
            MeasureField::Commitment => measure.commitment = self.read_commitment(cell)?,
            MeasureField::Kind => {
                let all = [MeasureKind::Situational, MeasureKind::Social];
                let chosen = read_word("measure-kind", &all, cell)?;
                measure.kind = chosen.ok_or_else(|| choose("measure-kind", &all))?;
            }
            MeasureField::Start => details.start = read_day(cell)?,
            MeasureField::Deadline => {
                measure.deadline = read_day(cell)?.ok_or_else(|| Message::plain("form-bad-date"))?;
            }
            MeasureField::After => details.after = self.read_after(cell)?,
            MeasureField::Moments => details.moments = read_moments(cell),
            MeasureField::Owner => measure.owner = self.read_owner(cell)?,
            MeasureField::Work => details.work = read_word("work-form", &WorkForm::ALL, cell)?,
            MeasureField::Level => {
                details.level = read_word("prevention-level", &PreventionLevel::ALL, cell)?;
            }
            MeasureField::Horizon => details.horizon = read_word("horizon", &Horizon::ALL, cell)?,
            MeasureField::Evidence => {
                details.evidence = read_word("evidence-strength", &EvidenceStrength::ALL, cell)?;
            }
            MeasureField::CameraGround => camera(measure).legal_ground.clone_from(cell),
            MeasureField::CameraReview => camera(measure).review = read_day(cell)?,
            MeasureField::AlsoIn => details.also_in = read_links(cell),
            MeasureField::Focus => {
                let focus = read_count(cell)?.map(u16::try_from).transpose();
                details.focus = focus.map_err(|_| Message::plain("measure-bad-count"))?;
            }
            _ => {}
        }
        // Nothing about cameras is none.
        measure.details.camera.take_if(|camera| camera.legal_ground.is_empty() && camera.review.is_none());
        Ok(())
    }

    fn read_owner(&self, cell: &str) -> Result<PartyId, Message> {
        let is_it =
            |party: &&Party| self.party(party.id).is_some_and(|name| same_form(&name) == same_form(cell));
        match self.parties.iter().find(is_it) {
            Some(party) if party.takes_part() => Ok(party.id),
            Some(_) => Err(Message::plain("measure-gap-owner-left")),
            None => Err(Message::plain("plan-table-no-owner")),
        }
    }

    fn read_causes(&self, cell: &str) -> Result<Vec<CauseRef>, Message> {
        let bad = || Message::plain("plan-table-bad-cause");
        let one = |text: &str| {
            let (problem, cause) = text.split_once(':').ok_or_else(bad)?;
            let number: u32 = problem.trim().parse().map_err(|_| bad())?;
            let cause: CauseNumber = cause.trim().parse().map_err(|_| bad())?;
            let problem = self.problems.iter().find(|problem| problem.number == number);
            let problem = problem.filter(|problem| problem.has_cause(&cause));
            let unknown = || Message::with("plan-table-no-cause", "problem", number).and("cause", &cause);
            Ok(CauseRef { problem: problem.ok_or_else(unknown)?.id, cause: cause.clone() })
        };
        parts(cell).map(one).collect()
    }

    fn read_commitment(&self, cell: &str) -> Result<Option<CommitmentRef>, Message> {
        if cell.is_empty() {
            return Ok(None);
        }
        let bad = || Message::plain("plan-table-bad-commitment");
        let (promise, commitment) = cell.split_once(':').ok_or_else(bad)?;
        let number: u32 = promise.trim().parse().map_err(|_| bad())?;
        let commitment: u16 = commitment.trim().parse().map_err(|_| bad())?;
        let promise = self.promises.iter().find(|promise| promise.number == number);
        let has_it =
            |promise: &&CitizenPromise| promise.commitments.iter().any(|known| known.number == commitment);
        let unknown =
            || Message::with("plan-table-no-commitment", "promise", number).and("number", commitment);
        let promise = promise.filter(has_it).ok_or_else(unknown)?.id;
        Ok(Some(CommitmentRef { promise, commitment }))
    }

    fn read_after(&self, cell: &str) -> Result<Vec<MeasureId>, Message> {
        let one = |text: &str| {
            let number: u32 = text.parse().map_err(|_| Message::plain("measure-bad-count"))?;
            let known = self.measures.iter().find(|known| known.value.number == number);
            known
                .map(|known| known.value.id)
                .ok_or_else(|| Message::with("plan-table-unknown", "number", number))
        };
        parts(cell).map(one).collect()
    }
}

fn parts(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '\n']).map(str::trim).filter(|part| !part.is_empty())
}

/// The fields that are words.
fn text_of(measure: &mut Measure, field: MeasureField) -> Option<&mut String> {
    let details = &mut measure.details;
    Some(match field {
        MeasureField::Title => &mut measure.title,
        MeasureField::Description => &mut measure.description,
        MeasureField::OperativeGoal => &mut measure.operative_goal,
        MeasureField::Function => &mut measure.function,
        MeasureField::Deputy => &mut details.deputy,
        MeasureField::Contact => &mut details.contact,
        MeasureField::Dose => &mut details.dose,
        MeasureField::Documentation => &mut details.documentation,
        MeasureField::FollowingUp => &mut details.following_up,
        MeasureField::Source => &mut details.source,
        _ => return None,
    })
}

/// The fields that are counts.
fn count_of(measure: &mut Measure, field: MeasureField) -> Option<&mut Option<u32>> {
    let details = &mut measure.details;
    Some(match field {
        MeasureField::HoursPlanning => &mut details.hours.planning,
        MeasureField::HoursDoing => &mut details.hours.doing,
        MeasureField::HoursFollowingUp => &mut details.hours.following_up,
        MeasureField::CostPlanning => &mut details.cost.planning,
        MeasureField::CostDoing => &mut details.cost.doing,
        MeasureField::CostFollowingUp => &mut details.cost.following_up,
        _ => return None,
    })
}

fn camera(measure: &mut Measure) -> &mut Camera {
    measure.details.camera.get_or_insert_with(|| Camera { legal_ground: String::new(), review: None })
}

/// A count, also as a spreadsheet writes it: `1 200`, `12,0`.
fn read_count(cell: &str) -> Result<Option<u32>, Message> {
    let digits: String = cell.chars().filter(|sign| !sign.is_whitespace()).collect();
    let whole = digits.strip_suffix(",0").or_else(|| digits.strip_suffix(".0")).unwrap_or(&digits);
    if whole.is_empty() {
        return Ok(None);
    }
    whole.parse().map(Some).map_err(|_| Message::plain("measure-bad-count"))
}

/// A day, also as a spreadsheet writes it.
fn read_day(cell: &str) -> Result<Option<Date>, Message> {
    if cell.is_empty() {
        return Ok(None);
    }
    let read = CivilTimes::of(std::iter::once(cell), Vec::new()).read(cell);
    read.map(|(time, _)| Some(time.date())).map_err(|_| Message::plain("form-bad-date"))
}

/// One of the words of a fieldless enum, or none.
fn read_word<T: Copy + Serialize>(family: &str, all: &[T], cell: &str) -> Result<Option<T>, Message> {
    if cell.is_empty() {
        return Ok(None);
    }
    let is_it = |one: &&T| same_form(&SV.word(family, *one)) == same_form(cell);
    all.iter().find(is_it).copied().map(Some).ok_or_else(|| choose(family, all))
}

fn choose<T: Serialize>(family: &str, all: &[T]) -> Message {
    let words: Vec<String> = all.iter().map(|one| SV.word(family, one)).collect();
    Message::with("plan-table-choose", "words", words.join(", "))
}
