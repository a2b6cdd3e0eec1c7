//! The verdict on a promise: the answer in a sentence first, then both waves, the change and the frozen rule.
//!
//! The same figure serves the working side and the public side, which hand over what each may show. What a verdict
//! rests on is never left out; why something changed is never said.

use super::{Page, SignedIn, WebError};
use crate::app::{followup, promise};
use crate::face::chart::{Caption, IntervalRow, Intervals, ValueAxis, intervals};
use crate::face::part::{Cell, Column, Field, Figure, KeyFigure, Source, Status, Table, Tone};
use crate::face::{Frame, NavItem, number};
use crate::house::{House, swedish};
use crate::text::Language;
use crate::words::Words;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Form, Router};
use lofte_model::access::Action;
use lofte_model::followup::{Answer, CannotTell, MeasuredChange, Verdict, WaveEvidence};
use lofte_model::promise::{CitizenPromise, Direction, EffectGoal, PromiseState};
use serde::Deserialize;

/// The words of pages are Swedish.
const SV: Words = Words(Language::Swedish);

#[derive(Template)]
#[template(path = "verdict.html")]
struct VerdictPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    status: Status,
    answer: String,
    reasons: Vec<String>,
    rule: String,
    key_figures: Vec<KeyFigure>,
    figure: Option<Figure>,
    fingerprint: String,
    promise_href: String,
    may_judge: bool,
    recorded: bool,
    feedback: Option<(String, String, String)>,
    feedback_text: Field,
    feedback_next: Field,
}

/// Routes of this file.
pub fn routes() -> Router<House> {
    Router::new()
        .route("/uppfoljning/{promise}", get(show))
        .route("/uppfoljning/{promise}/utfall", post(record))
        .route("/uppfoljning/{promise}/aterkoppling", post(give_feedback))
}

/// Visa utfallet för ett löfte, som underlaget ger det nu.
async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Page<VerdictPage>, WebError> {
    let actor = &signed_in.actor;
    let promise = promise::named(actor, &house, &name).await?;
    let verdict = followup::verdict(actor, &house, promise.id).await?;
    let recorded = followup::recorded(actor, &house).await?.contains(&verdict);
    let feedback = followup::feedback(actor, &house).await?;
    let feedback = feedback.into_iter().find(|feedback| feedback.promise == promise.id);
    let standing = matches!(promise.state, PromiseState::Published { .. } | PromiseState::Historical { .. });
    Ok(Page(VerdictPage {
        frame: signed_in.frame(),
        crumbs: crumbs(&promise),
        title: promise.title.clone(),
        status: status(&verdict.answer),
        answer: sentence(&promise, &verdict),
        reasons: reasons(&verdict.answer),
        rule: promise.effect_goal.as_ref().map(rule).unwrap_or_default(),
        key_figures: verdict.change.map(key_figures).unwrap_or_default(),
        figure: promise.effect_goal.as_ref().and_then(|goal| {
            figure(goal, verdict.evidence.before.as_ref(), verdict.evidence.after.as_ref(), signed_in.municipality.synthetic)
        }),
        fingerprint: verdict.frozen.map(|frozen| frozen.to_string()).unwrap_or_default(),
        promise_href: format!("/loften/{}", promise.id),
        may_judge: actor.may(Action::Judge) && standing,
        recorded,
        feedback: feedback.map(|f| (f.text, f.next, number::date(swedish(f.at).date()))),
        feedback_text: Field::new("text", "Vad gjorde vi, och vad ledde det till?")
            .hint("Skriv som till en granne. Namnge ingen person."),
        feedback_next: Field::new("next", "Vad händer nu?").optional(),
    }))
}

fn crumbs(promise: &CitizenPromise) -> Vec<NavItem> {
    let here = format!("/uppfoljning/{}", promise.id);
    vec![
        NavItem::new("Löften", "/loften"),
        NavItem::new(format!("Löfte {}", promise.number), format!("/loften/{}", promise.id)),
        NavItem::new("Uppföljning", here.clone()).at(&here),
    ]
}

/// Skriv in utfallet, så att det kommer med i nästa publicering.
async fn record(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
) -> Result<Redirect, WebError> {
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    followup::judge(&signed_in.actor, &house, promise.id).await?;
    Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)))
}

#[derive(Deserialize)]
struct FeedbackForm {
    text: String,
    #[serde(default)]
    next: String,
}

/// Skriv återkopplingen till dem som bor och verkar i kommunen.
async fn give_feedback(
    signed_in: SignedIn,
    State(house): State<House>,
    Path(name): Path<String>,
    Form(form): Form<FeedbackForm>,
) -> Result<Redirect, WebError> {
    let promise = promise::named(&signed_in.actor, &house, &name).await?;
    followup::give_feedback(&signed_in.actor, &house, promise.id, form.text, form.next).await?;
    Ok(Redirect::to(&format!("/uppfoljning/{}", promise.id)))
}

/// The answer as a label.
pub fn status(answer: &Answer) -> Status {
    let tone = match answer {
        Answer::Kept => Tone::Good,
        Answer::NotKept => Tone::Bad,
        Answer::CannotTell(_) => Tone::Unsure,
    };
    Status::new(tone, SV.known("answer", answer.word()))
}

/// The answer in a sentence.
fn sentence(promise: &CitizenPromise, verdict: &Verdict) -> String {
    let measured = promise.effect_goal.as_ref().map(|goal| goal.indicator.name.clone()).unwrap_or_default();
    let by = verdict.change.map(|change| number::percentage_points(change.delta, 1)).unwrap_or_default();
    match &verdict.answer {
        Answer::Kept => {
            format!("Ja. Andelen som {measured} har ändrats {by} i den utlovade riktningen, mer än regeln kräver och mer än slumpen rimligen ger.")
        }
        Answer::NotKept => {
            format!("Nej. Andelen som {measured} har ändrats {by} räknat i den utlovade riktningen, och det räcker inte enligt regeln.")
        }
        Answer::CannotTell(CannotTell::WithinChance) => {
            format!("Det går inte att säga. Andelen som {measured} har ändrats {by} räknat i den utlovade riktningen, men så stora skillnader kan slumpen ge.")
        }
        Answer::CannotTell(_) => "Det går inte att säga.".to_owned(),
    }
}

/// Why nobody can tell; empty when the answer says it all.
pub fn reasons(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::CannotTell(CannotTell::WithinChance) | Answer::Kept | Answer::NotKept => Vec::new(),
        Answer::CannotTell(CannotTell::NoRule) => vec![SV.say("cannot-tell-no_rule")],
        Answer::CannotTell(CannotTell::NoBaseline) => vec![SV.say("cannot-tell-no_baseline")],
        Answer::CannotTell(CannotTell::NotYet { year }) => {
            vec![SV.tell("cannot-tell-not_yet", &[("year", year.to_string())])]
        }
        Answer::CannotTell(CannotTell::SeriesBreak { breaks }) => {
            let differences = breaks.iter().map(|one| match one {
                lofte_model::survey::SeriesBreak::Areas(areas) => {
                    let areas: Vec<&str> = areas.iter().map(lofte_model::place::AreaCode::as_str).collect();
                    SV.tell("break-areas", &[("areas", areas.join(", "))])
                }
                other => SV.word("break", other),
            });
            std::iter::once(SV.say("cannot-tell-series_break")).chain(differences).collect()
        }
    }
}

/// The frozen rule in plain words.
pub fn rule(goal: &EffectGoal) -> String {
    let way = match goal.direction {
        Direction::Increase => "ökat",
        Direction::Decrease => "minskat",
    };
    let threshold = if goal.threshold == 0.0 {
        "över huvud taget".to_owned()
    } else {
        format!("med mer än {} procentenheter", number::decimal(goal.threshold * 100.0, 1))
    };
    let place = if goal.areas.is_empty() { "i hela kommunen" } else { "i löftets områden" };
    format!(
        "Löftet är hållet om andelen som {} {place} har {way} {threshold} mellan mätningen {} och mätningen {}, \
         med högst {} risk att kalla det hållet av en slump. Det är inte hållet om det omvända är lika säkert. Annars \
         går det inte att säga.",
        goal.indicator.name,
        goal.baseline,
        goal.follow_up,
        number::percent(goal.alpha, 0),
    )
}

/// The change with its interval and what could have been seen.
pub fn key_figures(change: MeasuredChange) -> Vec<KeyFigure> {
    let points = |share: f64| number::decimal(share * 100.0, 1);
    let mut figures = vec![KeyFigure {
        label: "Förändring i den utlovade riktningen".into(),
        value: number::percentage_points(change.delta, 1),
        between: format!(
            "{} procentenheter ({} säkerhet)",
            number::interval(change.lower * 100.0, change.upper * 100.0, 1),
            number::percent(change.level, 0)
        ),
        note: if change.practically_unchanged { "I praktiken oförändrat".into() } else { String::new() },
    }];
    if let Some(smallest) = change.minimum_detectable {
        figures.push(KeyFigure {
            label: "Minsta förändring som går att se".into(),
            value: format!("{} procentenheter", points(smallest)),
            between: String::new(),
            note: "En så stor verklig förändring hade visat sig i fyra fall av fem".into(),
        });
    }
    figures
}

/// Both waves with their intervals.
pub fn figure(
    goal: &EffectGoal,
    before: Option<&WaveEvidence>,
    after: Option<&WaveEvidence>,
    synthetic: bool,
) -> Option<Figure> {
    let waves: Vec<&WaveEvidence> = before.into_iter().chain(after).collect();
    if waves.is_empty() {
        return None;
    }
    let share = |wave: &WaveEvidence| number::percent(wave.estimate.value, 1);
    let between = |wave: &WaveEvidence| {
        number::percent_interval(wave.estimate.interval.lower, wave.estimate.interval.upper, 1)
    };
    let rows = waves.iter().map(|wave| IntervalRow {
        label: wave.wave.to_string(),
        value: Some(wave.estimate.value * 100.0),
        interval: Some((wave.estimate.interval.lower * 100.0, wave.estimate.interval.upper * 100.0)),
        value_label: share(wave),
        emphasis: false,
    });
    let ends = waves.iter().flat_map(|wave| [wave.estimate.interval.lower * 100.0, wave.estimate.interval.upper * 100.0]);
    let title = format!("Andel som {}", goal.indicator.name);
    let told: Vec<String> =
        waves.iter().map(|wave| format!("{}: {} ({})", wave.wave, share(wave), between(wave))).collect();
    let svg = intervals(&Intervals {
        caption: Caption { id: "vagor".into(), title: title.clone(), description: told.join(", ") },
        axis: ValueAxis::covering("procent", ends, |value| number::decimal(value, 0)),
        rows: rows.collect(),
        reference: None,
    });
    let table_rows = waves.iter().map(|wave| {
        let rate = wave.response_rate().map_or_else(|| number::MISSING.to_owned(), |rate| number::percent(rate, 1));
        [wave.wave.to_string(), share(wave), between(wave), number::count(wave.estimate.n), number::count(wave.mailed), rate]
            .map(Cell::text)
            .to_vec()
    });
    Some(Figure {
        title: title.clone(),
        subtitle: "Andel med 95 procents säkerhet, av dem som svarat ja eller nej".into(),
        svg,
        table: Table {
            caption: title,
            columns: vec![
                Column::words("Mätning"),
                Column::numbers("Andel"),
                Column::numbers("95 % intervall"),
                Column::numbers("Svar"),
                Column::numbers("Utskick"),
                Column::numbers("Svarsandel"),
            ],
            rows: table_rows.collect(),
        },
        source: source(&waves, synthetic),
    })
}

fn source(waves: &[&WaveEvidence], synthetic: bool) -> Source {
    let fieldwork: Vec<String> = waves
        .iter()
        .map(|wave| number::period(wave.fieldwork.from(), wave.fieldwork.to()))
        .collect();
    Source {
        source: if synthetic { "Trygghetsmätning (syntetiska uppgifter)" } else { "Trygghetsmätning" }.into(),
        period: fieldwork.join(" och "),
        how: "Stratifierat urval, vägt efter hur många som bor i varje område; intervallet räknas ur urvalet och tar \
              inte hänsyn till dem som inte svarat."
            .into(),
    }
}
