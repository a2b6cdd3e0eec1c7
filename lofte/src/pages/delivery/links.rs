//! The same event in two sources: what may be the same is shown pair by pair, somebody decides, and a decision can be
//! taken back.
//!
//! A row is shown by when, what and in which area; never by its point.

use super::source_name;
use crate::face::part::{Cell, Choice, Column, Field, Table};
use crate::face::{Frame, NavItem};
use crate::pages::meanwhile::Meanwhile;
use crate::pages::publication::mask;
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use lofte_analysis::incidents::linkage::LinkRule;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::link::{self, Chosen, Compared, Ruling, Seen, Suggested};
use lofte_app::{category, place};
use lofte_model::place::AreaCode;
use lofte_model::records::TimePrecision;
use lofte_model::records::link::{LinkDecision, RowSource};
use lofte_model::scheme::Labels;
use lofte_store::{Noun, StoreError, Versioned};
use lofte_words::{Language, SV, number};
use serde::Deserialize;
use std::collections::HashMap;

const HERE: &str = "/leveranser/dubbletter";
/// Most pairs that a page shows: the nearest come first, and those that are decided on make room for more.
const SHOWN: usize = 50;
/// What can be chosen for how near rows must lie.
const METRES: [u16; 4] = [25, 50, 100, 250];
const MINUTES: [u16; 4] = [15, 60, 240, 1440];

/// What is compared, as the address has it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    ar: Option<i16>,
    meter: Option<u16>,
    minuter: Option<u16>,
    en: String,
    andra: String,
    alla: Option<String>,
}

impl Asked {
    fn rule(&self) -> LinkRule {
        let known = |asked: Option<u16>, known: [u16; 4]| asked.filter(|asked| known.contains(asked));
        LinkRule {
            metres: known(self.meter, METRES).map_or(link::USUAL.metres, f64::from),
            minutes: known(self.minuter, MINUTES).map_or(link::USUAL.minutes, i64::from),
        }
    }

    /// The list of sources, compared as here.
    fn list(&self) -> String {
        let said = [("ar", self.ar.map(|year| year.to_string()))]
            .into_iter()
            .chain([("meter", self.meter.map(|metres| metres.to_string()))])
            .chain([("minuter", self.minuter.map(|minutes| minutes.to_string()))]);
        let said = said.filter_map(|(name, value)| Some((name, value?)));
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(said).finish();
        if query.is_empty() { HERE.to_owned() } else { format!("{HERE}?{query}") }
    }

    fn sources(&self) -> Option<(RowSource, RowSource)> {
        self.en.parse().ok().zip(self.andra.parse().ok())
    }
}

#[derive(Template)]
#[template(path = "delivery_links.html")]
pub(super) struct ListPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    answer: String,
    year: Field,
    years: Vec<Choice>,
    metres: Field,
    metres_choices: Vec<Choice>,
    minutes: Field,
    minutes_choices: Vec<Choice>,
    table: Option<Table>,
    decided: Option<Table>,
}

/// Visa vilka källor som kan ha samma händelser.
pub(super) async fn list(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(asked): Query<Asked>,
) -> Result<Page<ListPage>, WebError> {
    let actor = &signed_in.actor;
    let years = link::years(actor, &house).await?;
    let year = asked.ar.filter(|year| years.contains(year)).or_else(|| years.first().copied());
    let rule = asked.rule();
    let compared = match year {
        Some(year) => link::compare(actor, &house, year, rule).await?,
        None => Vec::new(),
    };
    let decisions = link::decisions(actor, &house).await?;
    let chosen = |values: [u16; 4], now: f64, unit: &str| {
        let choice = |value: u16| {
            let label = number::with_unit(&number::count(u64::from(value)), unit);
            Choice::new(value.to_string(), label).chosen_if(&format!("{now:.0}"))
        };
        values.into_iter().map(choice).collect::<Vec<_>>()
    };
    let of_year = year.map(|year| year.to_string()).unwrap_or_default();
    Ok(Page(ListPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&[]),
        answer: answer(year, &compared),
        year: Field::new("ar", "År"),
        years: years
            .iter()
            .map(|year| Choice::new(year.to_string(), year.to_string()).chosen_if(&of_year))
            .collect(),
        metres: Field::new("meter", "Högst så långt ifrån varandra"),
        metres_choices: chosen(METRES, rule.metres, "meter"),
        minutes: Field::new("minuter", "Högst så lång tid emellan"),
        minutes_choices: chosen(MINUTES, rule.minutes as f64, "minuter"),
        table: year.filter(|_| !compared.is_empty()).map(|year| table(year, &rule, &compared)),
        decided: (!decisions.is_empty()).then(|| decided(&decisions)),
    }))
}

fn answer(year: Option<i16>, compared: &[Compared]) -> String {
    let Some(year) = year else { return SV.say("links-one-source") };
    let pairs: usize = compared.iter().map(|compared| compared.pairs.len()).sum();
    let by_chance: f64 = compared.iter().map(|compared| compared.by_chance).sum();
    let told = [
        ("year", year.to_string()),
        ("pairs", number::count(pairs as u64)),
        ("chance", number::decimal(by_chance, 0)),
    ];
    match pairs {
        0 => SV.tell("links-none", &told),
        1 => SV.tell("links-one", &told),
        _ => SV.tell("links-some", &told),
    }
}

/// What two sources are called beside each other: by their kind too where the name alone does not tell them apart.
fn names(one: &RowSource, other: &RowSource) -> (String, String) {
    let name = |of: &RowSource| {
        let name = source_name(&of.source);
        if one.source == other.source { format!("{name}: {}", SV.word("kind", &of.kind)) } else { name }
    };
    (name(one), name(other))
}

fn table(year: i16, rule: &LinkRule, compared: &[Compared]) -> Table {
    let row = |compared: &Compared| {
        let href = address("/par", (year, rule), (&compared.one, &compared.other));
        let pairs = number::count(compared.pairs.len() as u64);
        let (one, other) = names(&compared.one, &compared.other);
        vec![
            Cell::Link(NavItem::new(format!("{one} och {other}"), href)),
            Cell::text(pairs),
            Cell::text(number::decimal(compared.by_chance, 1)),
        ]
    };
    Table {
        caption: format!("Par av rader från {year} som kan vara samma händelse"),
        columns: vec![Column::words("Källor"), Column::numbers("Par"), Column::numbers("Väntade av slump")],
        rows: compared.iter().map(row).collect(),
    }
}

fn address(at: &str, (year, rule): (i16, &LinkRule), (one, other): (&RowSource, &RowSource)) -> String {
    let metres = format!("{:.0}", rule.metres);
    let (one, other) = (one.to_string(), other.to_string());
    let pairs = [
        ("ar", year.to_string()),
        ("meter", metres),
        ("minuter", rule.minutes.to_string()),
        ("en", one),
        ("andra", other),
    ];
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    format!("{HERE}{at}?{query}")
}

fn decided(decisions: &[LinkDecision]) -> Table {
    let row = |decision: &LinkDecision| {
        let href = format!("{HERE}/beslut/{}", decision.number);
        vec![
            Cell::Link(NavItem::new(format!("Beslut {}", decision.number), href)),
            Cell::text(super::day(decision.at)),
            Cell::text(number::count(decision.pairs.len() as u64)),
            Cell::text(said(decision)),
        ]
    };
    Table {
        caption: "Vad som är bestämt, det senaste först".into(),
        columns: vec![
            Column::words("Beslut"),
            Column::words("Dag"),
            Column::numbers("Par"),
            Column::words("Vad"),
        ],
        rows: decisions.iter().map(row).collect(),
    }
}

/// What was decided, in a sentence.
fn said(decision: &LinkDecision) -> String {
    let (kept, other) = names(&decision.kept, &decision.other);
    let told = [("kept", kept), ("other", other)];
    let key = match (&decision.withdrawn, decision.same) {
        (Some(_), _) => "link-decision-withdrawn",
        (None, true) => "link-decision-same",
        (None, false) => "link-decision-different",
    };
    SV.tell(key, &told)
}

fn crumbs(more: &[(String, String)]) -> Vec<NavItem> {
    let mut crumbs =
        vec![NavItem::new("Underlag", "/leveranser"), NavItem::new("Samma händelse i flera källor", HERE)];
    crumbs.extend(more.iter().map(|(label, href)| NavItem::new(label.clone(), href.clone())));
    if let Some(last) = crumbs.pop() {
        let href = last.href.clone();
        crumbs.push(last.at(&href));
    }
    crumbs
}

#[derive(Template)]
#[template(path = "delivery_link_pairs.html")]
pub(super) struct PairsPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    answer: String,
    errors: Vec<(&'static str, String)>,
    action: String,
    hidden: Vec<(&'static str, String)>,
    field: Field,
    choices: Vec<Choice>,
    all: String,
    keep_one: String,
    keep_other: String,
}

/// Visa de par av rader som kan vara samma händelse.
pub(super) async fn pairs(
    signed_in: SignedIn,
    State(house): State<House>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    match pairs_page(&signed_in, &house, &asked, &[], Vec::new()).await? {
        Some(page) => Ok(Page(page).into_response()),
        None => Ok(Redirect::to(&asked.list()).into_response()),
    }
}

/// Nothing where the two sources have no suggestions any more.
async fn pairs_page(
    signed_in: &SignedIn,
    house: &House,
    asked: &Asked,
    ticked: &[String],
    errors: Vec<(&'static str, String)>,
) -> Result<Option<PairsPage>, AppError> {
    let (Some(year), Some((one, other))) = (asked.ar, asked.sources()) else { return Ok(None) };
    let actor = &signed_in.actor;
    let rule = asked.rule();
    let compared = link::compare(actor, house, year, rule).await?;
    let Some(compared) = compared.into_iter().find(|known| known.one == one && known.other == other) else {
        return Ok(None);
    };
    let labels = category::labels(actor, house).await?;
    let areas = place::areas(actor, house).await?;
    let areas = areas.into_iter().map(|area| (area.code, area.name)).collect();
    let told = Told { labels, areas };
    let choice = |pair: &Suggested| {
        let id = pair.id();
        let chosen = asked.alla.is_some() || ticked.contains(&id);
        Choice { chosen, ..Choice::new(id, told.pair(pair)) }
    };
    let shown = compared.pairs.len().min(SHOWN);
    let figures = [
        ("pairs", number::count(compared.pairs.len() as u64)),
        ("chance", number::decimal(compared.by_chance, 1)),
        ("shown", number::count(shown as u64)),
    ];
    let key = if shown < compared.pairs.len() { "link-pairs-first" } else { "link-pairs-all" };
    let (keep_one, keep_other) = names(&one, &other);
    let title = format!("{keep_one} och {keep_other}");
    let here = address("/par", (year, &rule), (&one, &other));
    Ok(Some(PairsPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&[(title.clone(), here.clone())]),
        title,
        answer: SV.tell(key, &figures),
        action: format!("{HERE}/par"),
        hidden: vec![
            ("ar", year.to_string()),
            ("meter", format!("{:.0}", rule.metres)),
            ("minuter", rule.minutes.to_string()),
            ("en", one.to_string()),
            ("andra", other.to_string()),
        ],
        field: Field::new("par", "Vilka av dem är samma händelse?")
            .hint(SV.say("link-pairs-hint"))
            .error(errors.first().map(|(_, text)| text.clone()).unwrap_or_default()),
        choices: compared.pairs.iter().take(SHOWN).map(choice).collect(),
        all: format!("{here}&alla=1"),
        keep_one,
        keep_other,
        errors,
    }))
}

/// What the rows of a pair are told with.
struct Told {
    labels: Labels,
    areas: HashMap<AreaCode, String>,
}

impl Told {
    fn pair(&self, pair: &Suggested) -> String {
        let told = [
            ("one", self.row(&pair.one)),
            ("other", self.row(&pair.other)),
            ("metres", number::decimal(pair.metres, 0)),
            ("minutes", number::count(pair.minutes.unsigned_abs())),
        ];
        SV.tell("link-pair", &told)
    }

    fn row(&self, row: &Seen) -> String {
        let day = number::date(row.start.date());
        let when = match row.precision {
            TimePrecision::Minute => format!("{day} kl. {:02}.{:02}", row.start.hour(), row.start.minute()),
            TimePrecision::Day | TimePrecision::Month => day,
        };
        let area = row.area.as_ref().map(|code| self.areas.get(code).map_or(code.as_str(), String::as_str));
        let what = SV.category(&self.labels, row.category.as_str());
        [Some(when), Some(what), area.map(str::to_owned)].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    ar: Option<i16>,
    meter: Option<u16>,
    minuter: Option<u16>,
    en: String,
    andra: String,
    par: Vec<String>,
    beslut: String,
}

/// Bestäm om par av rader är samma händelse.
pub(super) async fn decide(
    signed_in: SignedIn,
    State(house): State<House>,
    Form(sent): Form<Sent>,
) -> Result<Response, WebError> {
    let Sent { ar, meter, minuter, en, andra, par, beslut } = sent;
    let asked = Asked { ar, meter, minuter, en, andra, alla: None };
    let ruling = match beslut.as_str() {
        "en" => Some(Ruling::KeepOne),
        "andra" => Some(Ruling::KeepOther),
        "olika" => Some(Ruling::Different),
        _ => None,
    };
    let (Some(year), Some((one, other)), Some(ruling)) = (asked.ar, asked.sources(), ruling) else {
        return Ok(Redirect::to(&asked.list()).into_response());
    };
    let chosen = Chosen { year, rule: asked.rule(), one, other, pairs: par.iter().cloned().collect() };
    let back = address("/par", (year, &chosen.rule), (&chosen.one, &chosen.other));
    match link::decide(&signed_in.actor, &house, chosen, ruling).await {
        Ok(_) => Ok(Redirect::to(&back).into_response()),
        Err(error @ AppError::Refused(_)) => {
            let errors = vec![("par", error.tell(Language::Swedish))];
            match pairs_page(&signed_in, &house, &asked, &par, errors).await? {
                Some(page) => Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()),
                // Nothing is suggested any more, so there is no form to say it at.
                None => Err(error.into()),
            }
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "delivery_link.html")]
pub(super) struct ShowPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    answer: String,
    errors: Vec<(&'static str, String)>,
    facts: Vec<(String, String)>,
    action: Option<String>,
    version: i64,
    why: Field,
    mask: Option<String>,
}

/// Visa ett beslut om samma händelse.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<u32>,
) -> Result<Page<ShowPage>, WebError> {
    Ok(Page(show_page(&signed_in, &house, number, ("", Vec::new())).await?))
}

async fn show_page(
    signed_in: &SignedIn,
    house: &House,
    number: u32,
    (why, errors): (&str, Vec<(&'static str, String)>),
) -> Result<ShowPage, AppError> {
    let Versioned { value: decision, version } = link::find(&signed_in.actor, house, number).await?;
    let title = format!("Beslut {number}");
    let here = format!("{HERE}/beslut/{number}");
    let mut facts = vec![
        ("Bestämt".to_owned(), SV.moment(decision.at)),
        ("Par".to_owned(), number::count(decision.pairs.len() as u64)),
    ];
    let holding = link::holding(&signed_in.actor, house, &decision).await?;
    if decision.leaves_out() && holding < decision.pairs.len() {
        let gone = number::count((decision.pairs.len() - holding) as u64);
        facts.push(("Gäller inte längre".to_owned(), SV.tell("link-gone", &[("pairs", gone)])));
    }
    if let Some(withdrawn) = &decision.withdrawn {
        facts.push(("Taget tillbaka".to_owned(), SV.moment(withdrawn.at)));
        facts.push(("Varför".to_owned(), withdrawn.reason.clone()));
    }
    Ok(ShowPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&[(title.clone(), here.clone())]),
        title,
        answer: said(&decision),
        facts,
        action: decision.withdrawn.is_none().then(|| format!("{here}/ta-tillbaka")),
        version,
        mask: mask::href(&signed_in.actor, Noun::Link, number.to_string()),
        why: Field::new("skal", "Varför tas det tillbaka?")
            .value(why)
            .error(errors.first().map(|(_, text)| text.clone()).unwrap_or_default()),
        errors,
    })
}

/// A withdrawal as it was sent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Withdrawn {
    version: i64,
    skal: String,
}

/// Ta tillbaka ett beslut om samma händelse.
pub(super) async fn withdraw(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(number): Path<u32>,
    Form(sent): Form<Withdrawn>,
) -> Result<Response, WebError> {
    let withdrawn = link::withdraw(&signed_in.actor, &house, (number, sent.version), &sent.skal).await;
    let (status, told) = match withdrawn {
        Ok(_) => return Ok(Redirect::to(HERE).into_response()),
        Err(error @ AppError::Refused(_)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, error.tell(Language::Swedish))
        }
        Err(AppError::Store(StoreError::Conflict(_))) => {
            let first = Meanwhile::of(&signed_in, &house, Noun::Link, number).await?;
            (StatusCode::CONFLICT, first.sentence())
        }
        Err(error) => return Err(error.into()),
    };
    let page = show_page(&signed_in, &house, number, (&sent.skal, vec![("skal", told)])).await?;
    Ok((status, Page(page)).into_response())
}
