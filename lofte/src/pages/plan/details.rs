//! The further fields of a measure in its form: order, amount, cost, sort of prevention, cameras and other plans. All of
//! them may be left out, so they lie folded until one is filled or wrong.

use super::form::MeasureForm;
use crate::face::part::{Choice, Field};
use crate::pages::promise::errors::{Errors, wrong};
use crate::pages::promise::names::choices;
use crate::pages::promise::{read_word, word_choices, write_word};
use jiff::civil::Date;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{library, plan};
use lofte_model::access::Actor;
use lofte_model::id::MeasureId;
use lofte_model::plan::{
    Camera, Details, Effort, EvidenceStrength, FocusArea, Horizon, LibraryMeasure, Measure, PreventionLevel,
    WorkForm,
};
use lofte_words::Message;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The fields, in the groups that they are shown in.
pub(super) struct MoreFields {
    pub(super) open: bool,
    pub(super) start: Field,
    pub(super) moments: Field,
    pub(super) after: (Field, Vec<Choice>),
    pub(super) focus: Option<(Field, Vec<Choice>)>,
    pub(super) deputy: Field,
    pub(super) contact: Field,
    pub(super) dose: Field,
    pub(super) documentation: Field,
    pub(super) following_up: Field,
    pub(super) effort: [Field; 6],
    pub(super) work: (Field, Vec<Choice>),
    pub(super) level: (Field, Vec<Choice>),
    pub(super) horizon: (Field, Vec<Choice>),
    pub(super) evidence: (Field, Vec<Choice>),
    pub(super) source: Field,
    pub(super) camera_ground: Field,
    pub(super) camera_review: Field,
    pub(super) also_in: Field,
}

/// What a measure can be tied to: other measures, and focus areas of the plan.
pub(super) struct Ties {
    measures: Vec<(String, String)>,
    focus: Vec<FocusArea>,
}

/// What the measure can be tied to.
pub(super) async fn around(actor: &Actor, house: &House, known: Option<&Measure>) -> Result<Ties, AppError> {
    let measures = plan::list(actor, house).await?;
    let others = measures.iter().filter(|other| known.is_none_or(|known| known.id != other.id));
    let measures = others.map(|other| (other.id.to_string(), format!("{}. {}", other.number, other.title)));
    let text = plan::text(actor, house).await?;
    Ok(Ties { measures: measures.collect(), focus: text.map(|text| text.value.focus).unwrap_or_default() })
}

/// The entries of the library to begin from.
pub(super) async fn entries(actor: &Actor, house: &House, chosen: &str) -> Result<Vec<Choice>, AppError> {
    let entries = library::list(actor, house).await?;
    let named = entries.into_iter().map(|entry| (entry.key, entry.measure.title));
    let none = (String::new(), "Nej".to_owned());
    Ok(choices(std::iter::once(none).chain(named), &[chosen.to_owned()]))
}

impl MeasureForm {
    /// With what is empty filled from the entry of the library that is chosen; what is written is never written over.
    pub(super) async fn filled_by_library(mut self, actor: &Actor, house: &House) -> Result<Self, AppError> {
        let entries = library::list(actor, house).await?;
        if let Some(entry) = entries.into_iter().find(|entry| entry.key == self.library) {
            self.fill_from(&entry.measure);
        }
        Ok(self)
    }

    fn fill_from(&mut self, entry: &LibraryMeasure) {
        let knows = self.evidence.is_empty() && self.source.is_empty();
        let work = entry.work.map(|work| write_word(&work)).unwrap_or_default();
        let fills = [
            (&mut self.title, entry.title.clone()),
            (&mut self.description, entry.summary.clone()),
            (&mut self.kind, write_word(&entry.kind)),
            (&mut self.operative_goal, entry.operative_goal.clone()),
            (&mut self.following_up, entry.following_up.clone()),
            (&mut self.level, write_word(&entry.level)),
            (&mut self.horizon, write_word(&entry.horizon)),
            (&mut self.work, work),
        ];
        for (field, text) in fills {
            if field.trim().is_empty() {
                *field = text;
            }
        }
        // A strength belongs to its source: both are filled, or neither.
        if knows {
            self.evidence = write_word(&entry.evidence);
            self.source.clone_from(&entry.source);
        }
    }

    /// As the details of a measure stand; everything else empty.
    pub(super) fn detailed(details: &Details) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let count = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
        let camera = details.camera.as_ref();
        Self {
            start: day(details.start),
            moments: plan::write_moments(&details.moments),
            after: details.after.iter().map(MeasureId::to_string).collect(),
            dose: details.dose.clone(),
            documentation: details.documentation.clone(),
            following_up: details.following_up.clone(),
            deputy: details.deputy.clone(),
            contact: details.contact.clone(),
            hours_planning: count(details.hours.planning),
            hours_doing: count(details.hours.doing),
            hours_following_up: count(details.hours.following_up),
            cost_planning: count(details.cost.planning),
            cost_doing: count(details.cost.doing),
            cost_following_up: count(details.cost.following_up),
            work: word_of(details.work),
            level: word_of(details.level),
            horizon: word_of(details.horizon),
            evidence: word_of(details.evidence),
            source: details.source.clone(),
            camera_ground: camera.map(|camera| camera.legal_ground.clone()).unwrap_or_default(),
            camera_review: day(camera.and_then(|camera| camera.review)),
            also_in: plan::write_links(&details.also_in),
            focus: details.focus.map(|focus| focus.to_string()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The details, or everything in them that cannot be read.
    pub(super) fn details(&self) -> Result<Details, Vec<Message>> {
        let mut faults = Vec::new();
        let details = Details {
            start: day("start", &self.start, &mut faults),
            moments: plan::read_moments(&self.moments),
            after: self.after.iter().filter_map(|id| id.parse().ok()).collect(),
            dose: trimmed(&self.dose),
            documentation: trimmed(&self.documentation),
            following_up: trimmed(&self.following_up),
            deputy: trimmed(&self.deputy),
            contact: trimmed(&self.contact),
            hours: Effort {
                planning: count("hours_planning", &self.hours_planning, &mut faults),
                doing: count("hours_doing", &self.hours_doing, &mut faults),
                following_up: count("hours_following_up", &self.hours_following_up, &mut faults),
            },
            cost: Effort {
                planning: count("cost_planning", &self.cost_planning, &mut faults),
                doing: count("cost_doing", &self.cost_doing, &mut faults),
                following_up: count("cost_following_up", &self.cost_following_up, &mut faults),
            },
            work: chosen::<WorkForm>("work", &self.work, &mut faults),
            level: chosen::<PreventionLevel>("level", &self.level, &mut faults),
            horizon: chosen::<Horizon>("horizon", &self.horizon, &mut faults),
            evidence: chosen::<EvidenceStrength>("evidence", &self.evidence, &mut faults),
            source: trimmed(&self.source),
            camera: self.camera(&mut faults),
            also_in: plan::read_links(&self.also_in),
            focus: count("focus", &self.focus, &mut faults).and_then(|focus| u16::try_from(focus).ok()),
        };
        if faults.is_empty() { Ok(details) } else { Err(faults) }
    }

    /// A measure has cameras where either is filled in; the model asks for the other.
    fn camera(&self, faults: &mut Vec<Message>) -> Option<Camera> {
        let review = day("camera_review", &self.camera_review, faults);
        let legal_ground = trimmed(&self.camera_ground);
        (review.is_some() || !legal_ground.is_empty()).then_some(Camera { legal_ground, review })
    }

    /// The fields as they were sent.
    pub(super) fn more_fields(&self, errors: &Errors, ties: &Ties) -> MoreFields {
        let field = |name: &str, label: &str, value: &str| {
            errors.mark(Field::new(name, label).value(value)).optional()
        };
        let fields = MoreFields {
            open: false,
            start: field("start", "Börjar", &self.start),
            moments: field("moments", "Vilka moment består den av?", &self.moments)
                .hint("Ett per rad, i den ordning de görs. Skriv dagen först om den är bestämd: 2026-05-01: Byt armaturer"),
            after: (
                field("after", "Vilka åtgärder måste vara klara först?", ""),
                choices(ties.measures.clone(), &self.after),
            ),
            focus: (!ties.focus.is_empty()).then(|| self.focus_field(errors, &ties.focus)),
            deputy: field("deputy", "Vilken funktion är ersättare?", &self.deputy)
                .hint("Till exempel biträdande driftchef. Skriv inget namn."),
            contact: field("contact", "Hur nås funktionen?", &self.contact)
                .hint("Växel eller en gemensam brevlåda, inte en persons."),
            dose: field("dose", "Hur mycket och hur ofta?", &self.dose).hint("Till exempel två pass i veckan."),
            documentation: field("documentation", "Hur dokumenteras det som görs?", &self.documentation),
            following_up: field("following_up", "Hur ska åtgärden följas upp?", &self.following_up)
                .hint("När, av vem och med vilka uppgifter."),
            effort: self.effort(errors),
            work: (field("work", "Punktinsats eller ordinarie arbete?", ""), optional("work-form", &WorkForm::ALL, &self.work)),
            level: (
                field("level", "Vilken nivå av förebyggande?", ""),
                optional("prevention-level", &PreventionLevel::ALL, &self.level),
            ),
            horizon: (
                field("horizon", "När väntas effekten?", ""),
                optional("horizon", &Horizon::ALL, &self.horizon),
            ),
            evidence: (
                field("evidence", "Hur väl är det känt att sådana åtgärder fungerar?", ""),
                optional("evidence-strength", &EvidenceStrength::ALL, &self.evidence),
            ),
            source: field("source", "Varifrån är det känt?", &self.source),
            camera_ground: field("camera_ground", "Rättslig grund för kamerorna", &self.camera_ground)
                .hint("Till exempel 14 § lag (2023:196), med intresseavvägningens diarienummer."),
            camera_review: field("camera_review", "När ska kamerorna omprövas?", &self.camera_review),
            also_in: field("also_in", "Står åtgärden också i andra planer?", &self.also_in)
                .hint("En per rad, till exempel ANDTS: handlingsplan 2025–2027. Lagen ber kommunen samordna planerna (7 §)."),
        };
        MoreFields { open: !self.plain() || fields.has_error(), ..fields }
    }

    fn effort(&self, errors: &Errors) -> [Field; 6] {
        let field = |(name, label, value): (&str, &str, &String)| {
            errors.mark(Field::new(name, label).value(value.clone())).optional()
        };
        [
            ("hours_planning", "Timmar att planera", &self.hours_planning),
            ("hours_doing", "Timmar att göra", &self.hours_doing),
            ("hours_following_up", "Timmar att följa upp", &self.hours_following_up),
            ("cost_planning", "Kronor att planera", &self.cost_planning),
            ("cost_doing", "Kronor att göra", &self.cost_doing),
            ("cost_following_up", "Kronor att följa upp", &self.cost_following_up),
        ]
        .map(field)
    }

    fn focus_field(&self, errors: &Errors, areas: &[FocusArea]) -> (Field, Vec<Choice>) {
        let named =
            areas.iter().map(|area| (area.number.to_string(), format!("{}. {}", area.number, area.title)));
        let all = std::iter::once((String::new(), "Inget".to_owned())).chain(named);
        let field = errors.mark(Field::new("focus", "Vilket fokusområde hör den till?")).optional();
        (field, choices(all, std::slice::from_ref(&self.focus)))
    }

    /// Whether none of the details is filled in.
    fn plain(&self) -> bool {
        self.details().is_ok_and(|details| details.is_empty())
    }
}

impl MoreFields {
    fn has_error(&self) -> bool {
        let fields = [
            &self.start,
            &self.moments,
            &self.after.0,
            &self.deputy,
            &self.contact,
            &self.dose,
            &self.work.0,
            &self.level.0,
            &self.horizon.0,
            &self.evidence.0,
            &self.source,
            &self.camera_ground,
            &self.camera_review,
            &self.also_in,
        ];
        fields.into_iter().chain(&self.effort).any(|field| !field.error.is_empty())
    }
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn word_of<T: Serialize>(value: Option<T>) -> String {
    value.map(|value| write_word(&value)).unwrap_or_default()
}

fn optional<T: Serialize>(family: &str, values: &[T], chosen: &str) -> Vec<Choice> {
    let mut all = vec![Choice::new("", "Inte angivet").chosen_if(chosen)];
    all.extend(word_choices(family, values, chosen));
    all
}

fn day(name: &str, text: &str, faults: &mut Vec<Message>) -> Option<Date> {
    if text.trim().is_empty() {
        return None;
    }
    let read = text.trim().parse().ok();
    if read.is_none() {
        faults.push(wrong(name, Message::plain("form-bad-date")));
    }
    read
}

fn count(name: &str, text: &str, faults: &mut Vec<Message>) -> Option<u32> {
    let digits: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    if digits.is_empty() {
        return None;
    }
    let read = digits.parse().ok();
    if read.is_none() {
        faults.push(wrong(name, Message::plain("measure-bad-count")));
    }
    read
}

fn chosen<T: DeserializeOwned>(name: &str, word: &str, faults: &mut Vec<Message>) -> Option<T> {
    if word.is_empty() {
        return None;
    }
    let read = read_word(word);
    if read.is_none() {
        faults.push(wrong(name, Message::plain("form-choose-one")));
    }
    read
}
