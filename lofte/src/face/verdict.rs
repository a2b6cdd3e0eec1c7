//! The figures of a verdict as parts of a page, on the working side and the public side alike.
//!
//! Callers hand over what each side may show: a wave whose evidence is hidden is named as hidden, never left out. Why
//! something changed is never said.

use super::part::{Cell, Column, Figure, KeyFigure, Source, Table};
use lofte_model::followup::{Answer, MeasuredChange, WaveEvidence};
use lofte_model::promise::EffectGoal;
use lofte_words::chart::intervals;
use lofte_words::number;
use lofte_words::waves::{HIDDEN, ShownWave, WaveFigures, chart};

/// How it went with the promises that are signed, in a sentence or two; a promise without an answer waits for it.
pub fn tally<'a>(answers: impl Iterator<Item = Option<&'a Answer>>) -> String {
    let (mut all, mut kept, mut broken, mut unsure, mut waiting) = (0, 0, 0, 0, 0);
    for answer in answers {
        all += 1;
        *match answer {
            Some(Answer::Kept) => &mut kept,
            Some(Answer::NotKept) => &mut broken,
            Some(Answer::CannotTell(_)) => &mut unsure,
            None => &mut waiting,
        } += 1;
    }
    tally_of(all, kept, broken, unsure, waiting)
}

/// The same of what has been counted.
pub fn tally_of(all: usize, kept: usize, broken: usize, unsure: usize, waiting: usize) -> String {
    if all == 0 {
        return "Inget löfte har två underskrifter än, så det finns inget att följa upp.".to_owned();
    }
    if waiting == all {
        return "Inget löfte är uppföljt än. Varje löfte säger vilken mätning som ska ge svaret.".to_owned();
    }
    let word = |n: usize, one: &'static str, many: &'static str| if n == 1 { one } else { many };
    let noun = word(all, "löfte", "löften");
    let mut answer = format!("Av {all} {noun} är {kept} {}", word(kept, "hållet", "hållna"));
    if broken > 0 {
        answer = format!("{answer} och {broken} inte {}", word(broken, "hållet", "hållna"));
    }
    answer.push('.');
    if unsure > 0 {
        answer = format!("{answer} För {unsure} går det inte att säga.");
    }
    if waiting > 0 {
        answer = format!("{answer} {waiting} är inte {} än.", word(waiting, "uppföljt", "uppföljda"));
    }
    answer
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
