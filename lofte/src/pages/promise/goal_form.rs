//! Goals of other kinds: the kind is chosen first, then only its fields are asked for.
//!
//! What was sent is read in [`super::goal_read`]. A figure of a delivered table can be fetched into the fields, where it is
//! changed as any other. What can be read is kept as a goal of the
//! draft; what stands between it and the signatures is said by the gate on the promise's page.

use super::errors::Errors;
use super::goal_read::read;
use super::names::{Names, categories, choices};
use super::posted::Posted;
use super::{href, word_choices};
use crate::face::part::{Choice, Field};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_app::delivered::{DeliveredFigure, Measure};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{category, picture, promise};
use lofte_model::access::Action;
use lofte_model::place::AreaCode;
use lofte_model::promise::{Certainty, CitizenPromise, Direction, PromiseState};
use lofte_model::records::RecordKind;
use lofte_model::survey::Wave;
use lofte_store::Versioned;
use lofte_words::{Message, SV, number};
use serde::Deserialize;

/// The field that names a delivered figure.
const FROM: &str = "ur";

/// The kinds, as addresses name them, with what they are for.
const KINDS: [(&str, &str, &str); 6] = [
    (
        "matning",
        "En andel ur en levererad mätning",
        "Till exempel andelen som känner sig trygga, i några områden.",
    ),
    ("andel", "En andel ur en tabell", "Polisens eller kommunens trygghetsmätning, när bara andelar finns."),
    ("index", "Ett index eller medelvärde ur en tabell", "När tabellen anger ett intervall."),
    ("antal", "Ett antal ur publicerad statistik", "Brås, Kolada eller annan statistik: ett antal per år."),
    (
        "medel",
        "Ett medelvärde ur en levererad mätning",
        "Till exempel ett index från 0 till 6, bland alla eller i en grupp.",
    ),
    (
        "handelser",
        "Händelser före och efter",
        "Ur kommunens egna leveranser, gärna jämfört med andra områden.",
    ),
];

#[derive(Template)]
#[template(path = "goal_choose.html")]
pub(super) struct ChoosePage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    kinds: Vec<(NavItem, &'static str)>,
}

/// One field of the form, in the shape it is asked in.
enum Asked {
    Line(Field),
    Number(Field),
    Day(Field),
    Choose(Field, Vec<Choice>),
    Tick(Field, Vec<Choice>),
}

#[derive(Template)]
#[template(path = "goal_form.html")]
struct GoalFormPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    heading: &'static str,
    hint: &'static str,
    action: String,
    cancel: String,
    version: String,
    errors: Vec<(String, String)>,
    fields: Vec<Asked>,
    /// Figures of delivered tables that may be fetched into the fields.
    delivered: Vec<Choice>,
    from: Field,
}

/// Välj vilket slags mål.
pub(super) async fn choose(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<ChoosePage>, WebError> {
    let known = open(&signed_in, &house, &name).await?;
    let here = format!("{}/mal", href(&known.value));
    let kind = |(word, label, hint): (&str, &'static str, &'static str)| {
        (NavItem::new(label, format!("{here}/{word}")), hint)
    };
    Ok(Page(ChoosePage {
        frame: signed_in.frame(),
        crumbs: crumbs(&known.value, &here),
        kinds: KINDS.into_iter().map(kind).collect(),
    }))
}

/// Visa fälten för ett slags mål.
pub(super) async fn blank(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, kind)): Path<(String, String)>,
    Query(fetched): Query<Fetched>,
) -> Result<Response, WebError> {
    let known = open(&signed_in, &house, &name).await?;
    let figures = delivered(&signed_in, &house, &kind).await?;
    let figure = figures.iter().find(|figure| figure.key == fetched.ur);
    let form = figure.map(filled_from).unwrap_or_default();
    let page = page(&signed_in, &house, &known, &kind, &form, &Errors::default()).await?;
    Ok(page.into_response())
}

/// A delivered figure that the fields are to be filled with.
#[derive(Default, Deserialize)]
pub(super) struct Fetched {
    #[serde(default)]
    ur: String,
}

/// Figures of delivered tables that a goal of this kind can start from.
async fn delivered(
    signed_in: &SignedIn,
    house: &House,
    kind: &str,
) -> Result<Vec<DeliveredFigure>, AppError> {
    let measure = match kind {
        "andel" => Measure::Share,
        "index" => Measure::Mean,
        "antal" => Measure::Count,
        _ => return Ok(Vec::new()),
    };
    lofte_app::delivered::figures(&signed_in.actor, house, measure).await
}

/// The fields as they would be typed off a delivered table.
fn filled_from(found: &DeliveredFigure) -> Posted {
    let mut form = Posted::default();
    let percent = if found.measure == Measure::Share { 100.0 } else { 1.0 };
    let written = |value: f64| {
        let text = format!("{:.4}", value * percent);
        text.trim_end_matches('0').trim_end_matches('.').replace('.', ",")
    };
    form.put("name", &found.name);
    form.put("source", &SV.known("source", &found.source));
    form.put("place", &found.place);
    form.put("year", &found.figure.year);
    form.put("value", &written(found.figure.value));
    match found.figure.certainty {
        Certainty::Answers { n } => form.put("answers", &n),
        Certainty::Interval { lower, upper } => {
            form.put("lower", &written(lower));
            form.put("upper", &written(upper));
        }
        Certainty::Counted => {}
    }
    form.put(FROM, &found.key);
    form
}

/// What a delivered figure is called in a list.
fn called(found: &DeliveredFigure) -> String {
    let place = if found.place.is_empty() { "hela kommunen" } else { &found.place };
    let value = match found.measure {
        Measure::Share => number::percent(found.figure.value, 1),
        Measure::Mean => number::decimal(found.figure.value, 2),
        Measure::Count => number::decimal(found.figure.value, 0),
    };
    format!("{}, {place}, {}: {value}", found.name, found.figure.year)
}

/// Lägg till målet.
pub(super) async fn add(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((name, kind)): Path<(String, String)>,
    Form(form): Form<Posted>,
) -> Result<Response, WebError> {
    let known = open(&signed_in, &house, &name).await?;
    let added = async {
        let goal = read(&form, &kind, &promise::waves(&signed_in.actor, &house).await?)?;
        let mut contents = known.value.clone();
        contents.goals.push(goal);
        let read = form.one("version").parse().unwrap_or(0);
        promise::edit(&signed_in.actor, &house, contents, read).await
    };
    match added.await {
        Ok(promise) => Ok(Redirect::to(&href(&promise)).into_response()),
        Err(AppError::Refused(messages)) => {
            let page = page(&signed_in, &house, &known, &kind, &form, &Errors::of(&messages)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Ta bort ett mål ur ett löfte som inte är fryst.
pub(super) async fn remove(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<Posted>,
) -> Result<Redirect, WebError> {
    let known = open(&signed_in, &house, &name).await?;
    let place = form.one("number").parse::<u16>().ok();
    let place = place.and_then(|number| number.checked_sub(known.value.first_of_goals())).map(usize::from);
    let mut contents = known.value.clone();
    if let Some(place) = place.filter(|place| *place < contents.goals.len()) {
        contents.goals.remove(place);
        let read = form.one("version").parse().unwrap_or(known.version);
        promise::edit(&signed_in.actor, &house, contents, read).await?;
    }
    Ok(Redirect::to(&href(&known.value)))
}

async fn open(
    signed_in: &SignedIn,
    house: &House,
    name: &str,
) -> Result<Versioned<CitizenPromise>, AppError> {
    signed_in.actor.require(Action::DraftPromise)?;
    let named = promise::named(&signed_in.actor, house, name).await?;
    let known = promise::to_edit(&signed_in.actor, house, named.id).await?;
    match known.value.state {
        PromiseState::Draft | PromiseState::Proposed { .. } => Ok(known),
        _ => Err(AppError::refused(Message::plain("promise-frozen"))),
    }
}

fn crumbs(promise: &CitizenPromise, here: &str) -> Vec<NavItem> {
    vec![
        NavItem::new("Löften", "/loften"),
        NavItem::new(format!("Löfte {}", promise.number), href(promise)),
        NavItem::new("Nytt mål", here).at(here),
    ]
}

async fn page(
    signed_in: &SignedIn,
    house: &House,
    known: &Versioned<CitizenPromise>,
    kind: &str,
    form: &Posted,
    errors: &Errors,
) -> Result<Page<GoalFormPage>, AppError> {
    let found = KINDS.into_iter().find(|(word, ..)| *word == kind);
    let Some((_, heading, hint)) = found else {
        return Err(AppError::not_found("promise", kind));
    };
    let names = Names::gather(&signed_in.actor, house).await?;
    let waves = promise::waves(&signed_in.actor, house).await?;
    let editions = picture::editions(&signed_in.actor, house).await?;
    let categories = categories(&editions, &category::labels(&signed_in.actor, house).await?);
    let figures = delivered(signed_in, house, kind).await?;
    let choice = |found: &DeliveredFigure| Choice::new(&found.key, called(found)).chosen_if(form.one(FROM));
    let action = format!("{}/mal/{kind}", href(&known.value));
    let asking = Asking { form, errors, names: &names, waves: &waves, categories };
    Ok(Page(GoalFormPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&known.value, &action),
        heading,
        hint,
        cancel: href(&known.value),
        action,
        version: known.version.to_string(),
        errors: errors.list(),
        fields: asking.fields(kind),
        delivered: figures.iter().map(choice).collect(),
        from: Field::new(FROM, "Hämta utgångsläget ur en levererad tabell"),
    }))
}

/// What the form has been sent, and what it can choose between.
struct Asking<'a> {
    form: &'a Posted,
    errors: &'a Errors,
    names: &'a Names,
    waves: &'a [Wave],
    categories: Vec<(String, String)>,
}

impl Asking<'_> {
    fn fields(&self, kind: &str) -> Vec<Asked> {
        let mut fields = Vec::new();
        if kind != "matning" {
            fields.push(self.line("name", "Vad mäts?").hinted(match kind {
                "andel" => "Till exempel: andelen som känner sig trygga ute sent.",
                "antal" | "handelser" => "Till exempel: antalet anmälda bostadsinbrott.",
                _ => "Till exempel: medelvärdet av hur trygga de som svarat känner sig.",
            }));
        }
        fields.extend(match kind {
            "matning" => self.of_share(),
            "medel" => self.of_mean(),
            "handelser" => self.of_incidents(),
            _ => self.of_table(kind),
        });
        let unit = match kind {
            "andel" | "matning" => "Hur mycket, i procentenheter?",
            "index" | "medel" => "Hur mycket, i steg på skalan?",
            _ => "Hur mycket, i procent av det som var?",
        };
        let directions = [Direction::Increase, Direction::Decrease];
        let way = if matches!(kind, "antal" | "handelser") { "decrease" } else { "increase" };
        let chosen = if self.form.one("direction").is_empty() { way } else { self.form.one("direction") };
        fields.push(Asked::Choose(
            self.field("direction", "Åt vilket håll?"),
            word_choices("direction", &directions, chosen),
        ));
        fields.push(
            self.proposed("threshold", unit, "0")
                .hinted("Förändringen ska vara större än så. Noll betyder: över huvud taget."),
        );
        fields.push(self.proposed("risk", "Risk att kalla målet nått av en slump, i procent", "5"));
        fields
    }

    fn field(&self, name: &str, label: &str) -> Field {
        self.errors.mark(Field::new(name, label).value(self.form.one(name)))
    }

    fn line(&self, name: &str, label: &str) -> Asked {
        Asked::Line(self.field(name, label))
    }

    fn whole(&self, name: &str, label: &str) -> Asked {
        Asked::Number(self.field(name, label))
    }

    fn proposed(&self, name: &str, label: &str, proposal: &str) -> Asked {
        let sent = self.form.one(name);
        let value = if sent.is_empty() { proposal } else { sent };
        Asked::Line(self.errors.mark(Field::new(name, label).value(value)))
    }

    fn of_table(&self, kind: &str) -> Vec<Asked> {
        let mut fields = vec![
            self.line("source", "Varifrån kommer siffrorna?")
                .hinted("Vem som ger ut dem, och vilken tabell."),
            self.line("place", "Var gäller de?")
                .hinted("Som tabellen kallar området. Lämna tomt för hela kommunen.")
                .optional(),
        ];
        if kind == "index" {
            fields.push(self.proposed("lowest", "Skalans lägsta värde", "0"));
            fields.push(self.proposed("highest", "Skalans högsta värde", "6"));
        }
        fields.push(self.whole("year", "Utgångslägets år"));
        fields.push(
            self.line("value", if kind == "andel" { "Utgångsläget, i procent" } else { "Utgångsläget" }),
        );
        fields.extend(certainty_fields(kind, &|name, label| self.line(name, label)));
        fields.push(self.whole("follow_up_year", "Vilket års siffra avgör?"));
        fields
    }

    fn of_mean(&self) -> Vec<Asked> {
        let items = self.waves.iter().flat_map(|wave| &wave.items);
        let mut named: Vec<(String, String)> = Vec::new();
        for item in items {
            if named.iter().all(|(code, _)| *code != item.code) {
                named.push((item.code.clone(), item.question.clone()));
            }
        }
        let item = choices(named.clone(), &[self.form.one("item").to_owned()]);
        let none = (String::new(), "Alla som svarat".to_owned());
        let group = choices(std::iter::once(none).chain(named), &[self.form.one("group_item").to_owned()]);
        let mut fields = vec![
            Asked::Choose(self.field("item", "Vilken fråga?"), item),
            self.proposed("lowest", "Lägsta svar som räknas", "0"),
            self.proposed("highest", "Högsta svar som räknas", "6")
                .hinted("Svar utanför, som ”vet inte”, räknas inte."),
            Asked::Choose(self.field("group_item", "Bland vilka?"), group),
            self.line("group_codes", "Vilka svar på den frågan?")
                .hinted("Svarskoder med mellanslag mellan. Lämna tomt för alla.")
                .optional(),
            self.line("group_name", "Vad kallas gruppen?").optional(),
        ];
        fields.extend(self.of_waves());
        fields
    }

    fn of_share(&self) -> Vec<Asked> {
        let mut named: Vec<(String, String)> = Vec::new();
        for indicator in self.waves.iter().flat_map(|wave| &wave.indicators) {
            if named.iter().all(|(code, _)| *code != indicator.code) {
                let label = lofte_words::capital(&format!("andelen som {}", indicator.name));
                named.push((indicator.code.clone(), label));
            }
        }
        let indicator = choices(named, &[self.form.one("indicator").to_owned()]);
        let mut fields = vec![Asked::Choose(self.field("indicator", "Vilken andel?"), indicator)];
        fields.extend(self.of_waves());
        fields
    }

    /// In which areas, and between which waves.
    fn of_waves(&self) -> Vec<Asked> {
        let waves = self.waves.iter().map(|wave| (wave.name.to_string(), wave.name.to_string()));
        let areas: Vec<AreaCode> = self.sent_to();
        vec![
            Asked::Tick(
                self.field("areas", "Vilka områdens svar räknas?").optional(),
                self.names.choices_among(&areas, &self.form.many("areas")),
            ),
            Asked::Choose(
                self.field("baseline", "Vilken mätning är utgångsläget?"),
                choices(waves, &[self.form.one("baseline").to_owned()]),
            ),
            self.line("follow_up", "Vad heter mätningen som ska avgöra?"),
            self.whole("follow_up_year", "Vilket år görs den?"),
        ]
    }

    /// Areas that any wave was sent to.
    fn sent_to(&self) -> Vec<AreaCode> {
        let mut areas: Vec<AreaCode> = self
            .waves
            .iter()
            .flat_map(|wave| wave.strata.iter().map(|stratum| stratum.area.clone()))
            .collect();
        areas.sort();
        areas.dedup();
        areas
    }

    fn of_incidents(&self) -> Vec<Asked> {
        let kinds = word_choices("kind", &RecordKind::INCIDENTS, self.form.one("incidents"));
        let areas = |name: &str| self.names.area_choices(&self.form.many(name));
        let day = |name: &str, label: &str| Asked::Day(self.field(name, label));
        vec![
            Asked::Choose(self.field("incidents", "Vilka händelser?"), kinds),
            Asked::Tick(
                self.field("categories", "Vilka kategorier?")
                    .optional()
                    .hint("De som den senast antagna lägesbilden räknar. Välj ingen för alla."),
                choices(self.categories.clone(), &self.form.many("categories")),
            ),
            Asked::Tick(self.field("areas", "I vilka områden?").optional(), areas("areas")),
            Asked::Tick(
                self.field("compared", "Jämfört med vilka områden?").optional().hint(
                    "Liknande områden där inget görs. Utan jämförelse räknas det som hände överallt med.",
                ),
                areas("compared"),
            ),
            day("before_from", "Före: första dagen"),
            day("before_to", "Före: sista dagen"),
            day("after_from", "Efter: första dagen"),
            day("after_to", "Efter: sista dagen"),
        ]
    }
}

/// The fields on how sure a figure of a table is.
fn certainty_fields<T>(kind: &str, line: &dyn Fn(&str, &str) -> T) -> Vec<T> {
    match kind {
        "andel" => vec![
            line("answers", "Antal svar, om tabellen anger det"),
            line("lower", "… eller intervallets nedre gräns, i procent"),
            line("upper", "… och dess övre gräns, i procent"),
        ],
        "index" => vec![line("lower", "Intervallets nedre gräns"), line("upper", "Intervallets övre gräns")],
        _ => Vec::new(),
    }
}

impl Asked {
    fn hinted(self, hint: &str) -> Self {
        match self {
            Self::Line(field) => Self::Line(field.hint(hint)),
            other => other,
        }
    }

    fn optional(self) -> Self {
        match self {
            Self::Line(field) => Self::Line(field.optional()),
            other => other,
        }
    }
}
