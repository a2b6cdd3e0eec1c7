//! What is said and drawn about a verdict, on the working side and the public side alike.
//!
//! Callers hand over what each side may show: a wave whose evidence is hidden is named as hidden, never left out. Why
//! something changed is never said.

use crate::face::part::{Cell, Column, Figure, KeyFigure, Source, Status, Table, Tone};
use lofte_model::followup::{Answer, CannotTell, MeasuredChange, WaveEvidence};
use lofte_model::period::Period;
use lofte_model::promise::{Direction, EffectGoal};
use lofte_words::chart::{Caption, IntervalRow, Intervals, ValueAxis, intervals};
use lofte_words::{Language, Words, number};

/// The words of pages are Swedish.
const SV: Words = Words(Language::Swedish);
/// What stands in place of a share that must not be shown.
const HIDDEN: &str = "visas inte: för få svar";

/// A wave with what may be shown of it.
#[derive(Clone, Debug)]
pub struct ShownWave {
    /// Name of the wave.
    pub name: String,
    /// Field work.
    pub fieldwork: Period,
    /// The figures; `None` where they are hidden.
    pub figures: Option<WaveFigures>,
}

/// The figures of a wave, as exact as whoever shows them has them.
#[derive(Clone, Copy, Debug)]
pub struct WaveFigures {
    /// The share, 0–1.
    pub share: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Answers that count.
    pub answers: u64,
    /// Questionnaires sent.
    pub mailed: u64,
    /// Returned of those in scope, 0–1.
    pub response_rate: Option<f64>,
}

impl From<&WaveEvidence> for ShownWave {
    fn from(evidence: &WaveEvidence) -> Self {
        let estimate = evidence.estimate;
        let figures = WaveFigures {
            share: estimate.value,
            interval: (estimate.interval.lower, estimate.interval.upper),
            answers: estimate.n,
            mailed: evidence.mailed,
            response_rate: evidence.response_rate(),
        };
        Self { name: evidence.wave.to_string(), fieldwork: evidence.fieldwork, figures: Some(figures) }
    }
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

/// The answer in a sentence. Without a change (it may be hidden) the sentence has no figure.
pub fn sentence(goal: Option<&EffectGoal>, answer: &Answer, change: Option<&MeasuredChange>) -> String {
    let what = goal.map_or_else(
        || "Det som löftet gäller".to_owned(),
        |goal| format!("Andelen som {}", goal.indicator.name),
    );
    let way = goal.map_or(Direction::Increase, |goal| goal.direction);
    let moved = change.map_or_else(|| "har ändrats".to_owned(), |change| moved(way, change.delta));
    match answer {
        Answer::Kept => {
            format!(
                "Ja. {what} {moved}. Det är mer än löftets regel kräver, och mer än slumpen rimligen ger."
            )
        }
        Answer::NotKept => format!("Nej. {what} {moved}, och det räcker inte enligt löftets regel."),
        Answer::CannotTell(CannotTell::WithinChance) => {
            format!("Det går inte att säga. {what} {moved}, men så stor skillnad kan slumpen ensam ge.")
        }
        Answer::CannotTell(_) => "Det går inte att säga.".to_owned(),
    }
}

/// What happened to the share. The change is measured in the promised direction, so a promise of a smaller share that
/// came true has a positive one.
fn moved(way: Direction, delta: f64) -> String {
    let better = if delta >= 0.0 { way } else { other(way) };
    let by = number::with_unit(&number::decimal(delta.abs() * 100.0, 1), "procentenheter");
    match better {
        Direction::Increase => format!("har ökat med {by}"),
        Direction::Decrease => format!("har minskat med {by}"),
    }
}

fn other(way: Direction) -> Direction {
    match way {
        Direction::Increase => Direction::Decrease,
        Direction::Decrease => Direction::Increase,
    }
}

/// Why nobody can tell; empty when the answer says it all.
pub fn reasons(answer: &Answer) -> Vec<String> {
    match answer {
        Answer::CannotTell(CannotTell::WithinChance) | Answer::Kept | Answer::NotKept => Vec::new(),
        Answer::CannotTell(CannotTell::TooFewAnswers) => vec![SV.say("cannot-tell-too_few_answers")],
        Answer::CannotTell(CannotTell::NoVariance) => vec![SV.say("cannot-tell-no_variance")],
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

/// The waves of a verdict where nothing is hidden.
pub fn figure(
    goal: &EffectGoal,
    before: Option<&WaveEvidence>,
    after: Option<&WaveEvidence>,
    synthetic: bool,
) -> Option<Figure> {
    let waves: Vec<ShownWave> = before.into_iter().chain(after).map(ShownWave::from).collect();
    shown_figure(goal, &waves, synthetic)
}

/// The waves with their intervals; a hidden one says that it is hidden.
pub fn shown_figure(goal: &EffectGoal, waves: &[ShownWave], synthetic: bool) -> Option<Figure> {
    if waves.is_empty() {
        return None;
    }
    let title = format!("Andel som {}", goal.indicator.name);
    Some(Figure {
        title: title.clone(),
        subtitle: "Andel med 95 procents säkerhet, av dem som svarat ja eller nej".into(),
        svg: drawing(&title, waves),
        table: table(&title, waves),
        source: source(waves, synthetic),
    })
}

fn share(wave: WaveFigures) -> String {
    number::percent(wave.share, 1)
}

fn between(wave: WaveFigures) -> String {
    number::percent_interval(wave.interval.0, wave.interval.1, 1)
}

fn ends(wave: WaveFigures) -> (f64, f64) {
    (wave.interval.0 * 100.0, wave.interval.1 * 100.0)
}

fn drawing(title: &str, waves: &[ShownWave]) -> String {
    let rows = waves.iter().map(|wave| IntervalRow {
        label: wave.name.clone(),
        value: wave.figures.map(|figures| figures.share * 100.0),
        interval: wave.figures.map(ends),
        value_label: wave.figures.map_or_else(|| HIDDEN.to_owned(), share),
        emphasis: false,
    });
    let told = waves.iter().map(|wave| match wave.figures {
        Some(figures) => format!("{}: {} ({})", wave.name, share(figures), between(figures)),
        None => format!("{}: {HIDDEN}", wave.name),
    });
    let covered = waves.iter().filter_map(|wave| wave.figures).flat_map(|figures| {
        let (lower, upper) = ends(figures);
        [lower, upper]
    });
    intervals(&Intervals {
        caption: Caption {
            id: "vagor".into(),
            title: title.to_owned(),
            description: told.collect::<Vec<_>>().join(", "),
        },
        axis: ValueAxis::covering("procent", covered, |value| number::decimal(value, 0)),
        rows: rows.collect(),
        reference: None,
    })
}

fn table(title: &str, waves: &[ShownWave]) -> Table {
    let figures = |figures: WaveFigures| {
        let rate = figures.response_rate;
        let rate = rate.map_or_else(|| number::MISSING.to_owned(), |rate| number::percent(rate, 1));
        [
            share(figures),
            between(figures),
            number::count(figures.answers),
            number::count(figures.mailed),
            rate,
        ]
    };
    let row = |wave: &ShownWave| {
        let mut row = vec![Cell::text(wave.name.clone())];
        match wave.figures {
            Some(shown) => row.extend(figures(shown).map(Cell::text)),
            None => row.extend((0..5).map(|_| Cell::Withheld(HIDDEN.into()))),
        }
        row
    };
    Table {
        caption: title.to_owned(),
        columns: vec![
            Column::words("Mätning"),
            Column::numbers("Andel"),
            Column::numbers("95 % intervall"),
            Column::numbers("Svar"),
            Column::numbers("Utskick"),
            Column::numbers("Svarsandel"),
        ],
        rows: waves.iter().map(row).collect(),
    }
}

fn source(waves: &[ShownWave], synthetic: bool) -> Source {
    let fieldwork = waves.iter().map(|wave| number::period(wave.fieldwork.from(), wave.fieldwork.to()));
    Source {
        source: if synthetic { "Trygghetsmätning (syntetiska uppgifter)" } else { "Trygghetsmätning" }.into(),
        period: fieldwork.collect::<Vec<_>>().join(" och "),
        how: "Stratifierat urval, vägt efter hur många som bor i varje område; intervallet räknas ur urvalet och tar \
              inte hänsyn till dem som inte svarat."
            .into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_in_the_direction_it_went() {
        assert_eq!(moved(Direction::Increase, 0.091), "har ökat med 9,1\u{a0}procentenheter");
        assert_eq!(moved(Direction::Increase, -0.02), "har minskat med 2,0\u{a0}procentenheter");
        assert_eq!(moved(Direction::Decrease, 0.02), "har minskat med 2,0\u{a0}procentenheter");
    }

    #[test]
    fn a_hidden_wave_keeps_its_row_and_says_why() {
        let waves = [ShownWave { name: "2023".into(), fieldwork: Period::year(2023), figures: None }];
        let table = table("t", &waves);
        assert_eq!(
            table.rows,
            [vec![
                Cell::text("2023"),
                Cell::Withheld(HIDDEN.into()),
                Cell::Withheld(HIDDEN.into()),
                Cell::Withheld(HIDDEN.into()),
                Cell::Withheld(HIDDEN.into()),
                Cell::Withheld(HIDDEN.into()),
            ]]
        );
        assert!(drawing("t", &waves).contains(HIDDEN));
    }
}
