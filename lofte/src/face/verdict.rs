//! The figures of a verdict as parts of a page, on the working side and the public side alike.
//!
//! Callers hand over what each side may show: a wave whose evidence is hidden is named as hidden, never left out. Why
//! something changed is never said.

use super::part::{Cell, Column, Figure, KeyFigure, Source, Table};
use lofte_model::followup::{Answer, MeasuredChange, Outcome, WaveEvidence};
use lofte_model::promise::EffectGoal;
use lofte_words::chart::intervals;
use lofte_words::verdict::Effect;
use lofte_words::waves::{HIDDEN, ShownWave, WaveFigures, chart};
use lofte_words::{SV, number};

/// How it went with the promises that are signed, on both axes, in a few sentences.
pub fn tally<'a>(promises: impl Iterator<Item = (Option<Outcome>, Effect<'a>)>) -> String {
    let promises: Vec<(Option<Outcome>, Effect<'a>)> = promises.collect();
    let all = promises.len();
    if all == 0 {
        return "Inget löfte har två underskrifter än, så det finns inget att följa upp.".to_owned();
    }
    let noun = if all == 1 { "löfte" } else { "löften" };
    let done: Vec<String> = OUTCOMES
        .into_iter()
        .filter_map(|(outcome, one, many)| {
            let count = promises.iter().filter(|(deeds, _)| *deeds == Some(outcome)).count();
            (count > 0).then(|| format!("{count} {}", if count == 1 { one } else { many }))
        })
        .collect();
    let mut told = Vec::new();
    if !done.is_empty() {
        told.push(format!("Av {all} {noun} är {}.", SV.list(&done)));
    }
    told.extend(effects(&promises.iter().map(|(_, effect)| *effect).collect::<Vec<_>>()));
    told.join(" ")
}

const OUTCOMES: [(Outcome, &str, &str); 6] = [
    (Outcome::Fulfilled, "helt genomfört", "helt genomförda"),
    (Outcome::Partly, "delvis genomfört", "delvis genomförda"),
    (Outcome::NotFulfilled, "inte genomfört", "inte genomförda"),
    (Outcome::CannotBeShown, "utan uppgifter om vad som är gjort", "utan uppgifter om vad som är gjort"),
    (Outcome::NotDueYet, "pågående", "pågående"),
    (
        Outcome::NobodyAsked,
        "för den som ber om det, och ingen har bett",
        "för den som ber om det, och ingen har bett",
    ),
];

/// What the effect goals came to.
fn effects(effects: &[Effect<'_>]) -> Vec<String> {
    let count = |is: fn(&Effect<'_>) -> bool| effects.iter().filter(|effect| is(effect)).count();
    let kept = count(|effect| matches!(effect, Effect::Judged(Answer::Kept)));
    let broken = count(|effect| matches!(effect, Effect::Judged(Answer::NotKept)));
    let unsure = count(|effect| matches!(effect, Effect::Judged(Answer::CannotTell(_)) | Effect::NoRule));
    let waiting = count(|effect| matches!(effect, Effect::Waiting { .. }));
    let activities = count(|effect| matches!(effect, Effect::Activities));
    let mut told = Vec::new();
    if waiting > 0 && waiting + activities == effects.len() {
        told.push(
            "Inget effektmål är uppföljt än. Varje mål säger vilken mätning som ska ge svaret.".to_owned(),
        );
    } else if activities < effects.len() {
        let reached = if kept == 0 { "inte i något".to_owned() } else { format!("i {kept}") };
        told.push(match broken {
            0 => format!("Effektmålet är nått {reached}."),
            _ => format!("Effektmålet är nått {reached} och inte nått i {broken}."),
        });
        if unsure > 0 {
            told.push(format!("För {unsure} går det inte att säga."));
        }
        if waiting > 0 {
            told.push(format!(
                "{waiting} är inte {} än.",
                if waiting == 1 { "uppföljt" } else { "uppföljda" }
            ));
        }
    }
    match activities {
        0 => {}
        1 => told.push("1 lovar insatser och har inget effektmål.".to_owned()),
        many => told.push(format!("{many} lovar insatser och har inget effektmål.")),
    }
    told
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
        svg: intervals(&chart(&title, waves)),
        table: table(&title, waves),
        source: source(waves, synthetic),
    })
}

fn table(title: &str, waves: &[ShownWave]) -> Table {
    let figures = |figures: WaveFigures| {
        let rate = figures.response_rate;
        let rate = rate.map_or_else(|| number::MISSING.to_owned(), |rate| number::percent(rate, 1));
        [
            figures.share_in_words(),
            figures.interval_in_words(),
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
    use lofte_model::period::Period;
    use lofte_words::waves::HIDDEN;

    #[test]
    fn both_axes_are_in_the_first_sentences() {
        let reached = Answer::Kept;
        let (judged, waiting) = (Effect::Judged(&reached), Effect::Waiting { year: 2028 });
        let told = |of: &[(Option<Outcome>, Effect<'_>)]| tally(of.iter().copied());
        assert_eq!(
            told(&[(Some(Outcome::Partly), judged), (Some(Outcome::NotDueYet), Effect::Activities)]),
            "Av 2 löften är 1 delvis genomfört och 1 pågående. Effektmålet är nått i 1. 1 lovar insatser och har inget \
             effektmål."
        );
        assert_eq!(
            told(&[(Some(Outcome::Fulfilled), Effect::Activities)]),
            "Av 1 löfte är 1 helt genomfört. 1 lovar insatser och har inget effektmål."
        );
        assert_eq!(
            told(&[(Some(Outcome::NotDueYet), waiting)]),
            "Av 1 löfte är 1 pågående. Inget effektmål är uppföljt än. Varje mål säger vilken mätning som ska ge svaret."
        );
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
    }
}
