//! The picture as tables on a terminal: the newest year of each group of figures, with where they come from.
//!
//! JSON and CSV have everything; a terminal that scrolled for minutes would help nobody, so the largest counts stand for
//! the others, which are counted.

use super::desk::Desk;
use super::failure::{Ending, Outcome};
use lofte_analyse::output::OutputError;
use lofte_analyse::output::Table;
use lofte_model::picture::{
    CountSeries, Figures, MonthlySeries, OfficialCell, Provenance, RateCell, ResultCell, ShareCell,
    SituationReport, SourceProblemCell, Told,
};
use lofte_model::place::{Area, AreaCode};
use lofte_model::records::ResultMeasure;
use lofte_model::scheme::Labels;
use lofte_words::Words;

/// `newest` are the counts that were asked for, of one year, of which at most so many are shown.
pub(super) fn show(
    desk: &mut Desk,
    report: &SituationReport,
    (newest, top): (&[RateCell], usize),
    areas: &[Area],
) -> Outcome {
    let words = desk.words;
    desk.say("cli-picture-computed", &[("time", words.moment(report.computed_at))])?;
    let names = Names { words, areas, labels: &report.category_labels };
    if let Some(figures) = &report.rates {
        let mut filled: Vec<&RateCell> = newest.iter().filter(|cell| cell.count > 0).collect();
        filled.sort_by_key(|cell| std::cmp::Reverse(cell.count));
        let shown = filled.get(..top).unwrap_or(&filled);
        group(desk, "cli-picture-rates", &names.rates(shown), &figures.provenance)?;
        let more = (filled.len() - shown.len()) as u64;
        if more > 0 {
            let gaps = [("count", words.count(more)), ("all", words.count(filled.len() as u64))];
            desk.say("cli-picture-more-counts", &gaps)?;
        }
        let empty = newest.iter().filter(|cell| cell.count == 0).count() as u64;
        if empty > 0 {
            desk.say("cli-picture-empty-cells", &[("count", words.count(empty))])?;
        }
    }
    if let Some(figures) = &report.official {
        group(desk, "cli-picture-official", &names.official(figures), &figures.provenance)?;
    }
    if let Some(figures) = &report.tables {
        group(desk, "cli-picture-tables", &names.tables(figures), &figures.provenance)?;
    }
    if let Some(figures) = &report.monthly {
        group(desk, "cli-picture-monthly", &names.monthly(figures), &figures.provenance)?;
    }
    if let Some(figures) = &report.shares {
        group(desk, "cli-picture-shares", &names.shares(figures), &figures.provenance)?;
    }
    if let Some(figures) = &report.results {
        group(desk, "cli-picture-results", &names.results(figures), &figures.provenance)?;
    }
    if let Some(figures) = &report.matrix {
        group(desk, "cli-picture-matrix", &names.matrix(figures), &figures.provenance)?;
    }
    for gap in &report.gaps {
        let arguments = [("kind", words.word("kind", &gap.kind)), ("days", words.period(gap.days))];
        desk.say("cli-picture-gap", &arguments)?;
    }
    desk.out.line("")?;
    desk.say("cli-picture-more", &[])?;
    Ok(Ending::Done)
}

fn group(desk: &mut Desk, key: &str, table: &Table, provenance: &Provenance) -> Result<(), OutputError> {
    let words = desk.words;
    desk.out.heading(&words.say(key))?;
    desk.out.table(table)?;
    let period = provenance.period.map_or_else(|| "–".to_owned(), |period| words.period(period));
    let gaps = [
        ("sources", provenance.sources.join(", ")),
        ("period", period),
        ("n", words.count(provenance.n)),
        ("method", words.word("method", &provenance.method)),
    ];
    desk.say("cli-picture-provenance", &gaps)?;
    if provenance.synthetic {
        desk.say("synthetic", &[])?;
    }
    Ok(())
}

struct Names<'a> {
    words: Words,
    areas: &'a [Area],
    labels: &'a Labels,
}

impl Names<'_> {
    fn area(&self, code: Option<&AreaCode>) -> String {
        let Some(code) = code else {
            return self.words.say("cli-outside-areas");
        };
        let known = self.areas.iter().find(|area| area.code == *code);
        known.map_or_else(|| code.to_string(), |area| self.words.area(area))
    }

    fn rates(&self, shown: &[&RateCell]) -> Table {
        let words = self.words;
        let mut table = Table::new()
            .words(words.say("cli-col-kind"))
            .words(words.say("cli-col-category"))
            .words(words.say("cli-col-area"))
            .numbers(words.say("cli-col-year"))
            .numbers(words.say("cli-col-count"))
            .numbers(words.say("cli-col-per-1000"));
        for cell in shown {
            table.row([
                words.word("kind", &cell.kind),
                words.category(self.labels, cell.category.as_str()),
                self.area(cell.area.as_ref()),
                cell.year.to_string(),
                words.count(cell.count),
                words.with_interval(cell.per_1000, 1.0),
            ]);
        }
        table
    }

    fn official(&self, figures: &Figures<OfficialCell>) -> Table {
        let words = self.words;
        let newest = figures.cells.iter().map(|cell| cell.year).max();
        let mut table = Table::new()
            .words(words.say("cli-col-municipality"))
            .words(words.say("cli-col-category"))
            .numbers(words.say("cli-col-year"))
            .numbers(words.say("cli-col-count"))
            .numbers(words.say("cli-col-per-100000"));
        for cell in figures.cells.iter().filter(|cell| Some(cell.year) == newest) {
            table.row([
                cell.region.to_string(),
                words.official(cell.category.as_str()),
                cell.year.to_string(),
                cell.count.map_or_else(|| "..".to_owned(), |count| words.count(count)),
                words.with_interval(cell.per_100_000, 1.0),
            ]);
        }
        table
    }

    fn tables(&self, figures: &Figures<CountSeries>) -> Table {
        let words = self.words;
        let mut table = Table::new()
            .words(words.say("cli-col-source"))
            .words(words.say("cli-col-category"))
            .words(words.say("cli-col-area"))
            .words(words.say("cli-col-period"))
            .numbers(words.say("cli-col-count"));
        for series in &figures.cells {
            let last = series.periods().rfind(|(_, told)| *told != Told::Nothing);
            let Some((span, told)) = last else { continue };
            let known = words.known("category", series.category.as_str());
            let named = if known == series.category.as_str() { series.label.clone() } else { known };
            let area = match &series.area {
                None => words.say("cli-whole-municipality"),
                area => self.area(area.as_ref()),
            };
            table.row([
                words.known("source", &series.source),
                named,
                area,
                words.period(span.days()),
                told.count().map_or_else(|| "..".to_owned(), |count| words.count(count)),
            ]);
        }
        table
    }

    fn monthly(&self, figures: &Figures<MonthlySeries>) -> Table {
        let words = self.words;
        let mut table = Table::new()
            .words(words.say("cli-col-kind"))
            .words(words.say("cli-col-first-month"))
            .numbers(words.say("cli-col-months"))
            .numbers(words.say("cli-col-count"))
            .numbers(words.say("cli-col-last-12"));
        for series in &figures.cells {
            let last: u64 = series.counts.iter().rev().take(12).sum();
            table.row([
                words.word("kind", &series.kind),
                format!("{}-{:02}", series.first / 100, series.first % 100),
                words.count(series.counts.len() as u64),
                words.count(series.counts.iter().sum()),
                words.count(last),
            ]);
        }
        table
    }

    fn shares(&self, figures: &Figures<ShareCell>) -> Table {
        let words = self.words;
        let mut table = Table::new()
            .words(words.say("cli-col-wave"))
            .words(words.say("cli-col-indicator"))
            .words(words.say("cli-col-area"))
            .numbers(words.say("cli-col-answers"))
            .numbers(words.say("cli-col-share"));
        for cell in &figures.cells {
            let area = match &cell.area {
                None => words.say("cli-whole-municipality"),
                area => self.area(area.as_ref()),
            };
            table.row([
                cell.wave.to_string(),
                cell.name.clone(),
                area,
                words.count(cell.answers),
                words.with_interval(cell.share, 100.0),
            ]);
        }
        table
    }

    fn results(&self, figures: &Figures<ResultCell>) -> Table {
        let words = self.words;
        let mut table = Table::new()
            .words(words.say("cli-col-source"))
            .words(words.say("cli-col-indicator"))
            .words(words.say("cli-col-area"))
            .words(words.say("cli-col-group"))
            .numbers(words.say("cli-col-year"))
            .numbers(words.say("cli-col-figure"))
            .numbers(words.say("cli-col-answers"));
        for cell in &figures.cells {
            let area = match &cell.area {
                None => words.say("cli-whole-municipality"),
                area => self.area(area.as_ref()),
            };
            let (scale, plain) = match cell.measure {
                ResultMeasure::Share => (100.0, words.percent(cell.value, 1)),
                ResultMeasure::Mean => (1.0, words.decimal(cell.value, 2)),
            };
            let figure = cell.with_interval();
            table.row([
                words.known("source", &cell.source),
                cell.label.clone(),
                area,
                cell.group.clone().unwrap_or_default(),
                cell.year.to_string(),
                if figure.is_some() { words.with_interval(figure, scale) } else { plain },
                cell.answers.map_or_else(|| "..".to_owned(), |answers| words.count(answers)),
            ]);
        }
        table
    }

    fn matrix(&self, figures: &Figures<SourceProblemCell>) -> Table {
        let words = self.words;
        let mut table = Table::new()
            .words(words.say("cli-col-source"))
            .numbers(words.say("cli-col-problem"))
            .numbers(words.say("cli-col-count"));
        for cell in &figures.cells {
            table.row([cell.source.clone(), cell.problem.to_string(), words.count(cell.count)]);
        }
        table
    }
}
