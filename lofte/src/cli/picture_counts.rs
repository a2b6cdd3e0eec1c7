//! Which counts of a picture a command is about: by kind, category, area and year, as the page lets one choose.
//!
//! A municipality of some hundred areas has a hundred thousand counts. A terminal shows the largest of the newest year and
//! says how many more there are; JSON and CSV have all that were asked for.

use super::failure::Failure;
use clap::Args;
use clap::builder::PossibleValuesParser;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture;
use lofte_model::access::Actor;
use lofte_model::picture::{CountSeries, RateCell, Rates, SituationReport, Told, residents};
use lofte_model::place::Area;
use lofte_model::records::{CalendarSpan, RecordKind};
use lofte_words::{Message, Words};

/// Kinds that a picture counts: incidents, and tables of counts that were handed over.
const COUNTED: [RecordKind; 4] =
    [RecordKind::Offence, RecordKind::Disturbance, RecordKind::Fault, RecordKind::Counts];

/// Which counts are asked for; all, where nothing is said.
#[derive(Debug, Args)]
pub(super) struct Counts {
    /// Only counts of this kind of rows
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(COUNTED.map(RecordKind::word)))]
    kind: Option<String>,
    /// Only counts of this category
    #[arg(long, value_name = "CATEGORY")]
    category: Option<String>,
    /// Only counts of these areas, by code
    #[arg(long = "area", value_name = "CODE")]
    areas: Vec<String>,
    /// Only counts of this year; a table shows the newest if not given
    #[arg(long, value_name = "YEAR")]
    year: Option<i16>,
    /// Most rows of the table of counts, the largest first
    #[arg(long, value_name = "N", default_value_t = 40)]
    pub(super) top: usize,
}

impl Counts {
    /// The counts of a picture that are asked for, in every year unless one is named. Those that the picture holds itself
    /// are part of it and not asked for again.
    pub(super) async fn kept(
        &self,
        actor: &Actor,
        house: &House,
        report: &SituationReport,
    ) -> Result<Vec<RateCell>, Failure> {
        match report.rates.as_ref().filter(|rates| rates.file().is_some()) {
            Some(rates) => self.ask(actor, house, rates, self.year).await,
            None => Ok(Vec::new()),
        }
    }

    /// The same of every picture.
    pub(super) async fn all(
        &self,
        actor: &Actor,
        house: &House,
        report: &SituationReport,
    ) -> Result<Vec<RateCell>, Failure> {
        match &report.rates {
            Some(rates) => self.ask(actor, house, rates, self.year).await,
            None => Ok(Vec::new()),
        }
    }

    /// The same of the newest year, unless one is named.
    pub(super) async fn newest(
        &self,
        actor: &Actor,
        house: &House,
        report: &SituationReport,
    ) -> Result<Vec<RateCell>, Failure> {
        let Some(rates) = &report.rates else { return Ok(Vec::new()) };
        let newest = rates.contents().iter().filter_map(|kind| kind.years.last().copied()).max();
        self.ask(actor, house, rates, self.year.or(newest)).await
    }

    /// The counts of tables that are asked for, as rows of text, the names of the columns first; nothing where those of
    /// incidents are asked for.
    pub(super) fn of_tables(
        &self,
        report: &SituationReport,
        areas: &[Area],
        words: Words,
    ) -> Option<Vec<Vec<String>>> {
        let asked = self.kind.as_deref() == Some(RecordKind::Counts.word());
        let columns = [
            "source",
            "of",
            "category",
            "label",
            "area",
            "name",
            "length",
            "from",
            "to",
            "count",
            "preliminary",
            "residents",
        ];
        let cells = report.tables.iter().flat_map(|tables| &tables.cells);
        let wanted = cells.filter(|series| {
            let category = self.category.as_ref().is_none_or(|wanted| series.category.as_str() == wanted);
            let named = |code: &String| series.area.as_ref().is_some_and(|area| area.as_str() == code);
            category && (self.areas.is_empty() || self.areas.iter().any(named))
        });
        let rows = wanted.flat_map(|series| {
            let told = series.periods().filter(|(span, told)| {
                *told != Told::Nothing && self.year.is_none_or(|year| span.year() == year)
            });
            told.map(|(span, told)| row_of(series, span, told, areas, words)).collect::<Vec<_>>()
        });
        asked.then(|| std::iter::once(columns.map(str::to_owned).to_vec()).chain(rows).collect())
    }

    async fn ask(
        &self,
        actor: &Actor,
        house: &House,
        rates: &Rates,
        year: Option<i16>,
    ) -> Result<Vec<RateCell>, Failure> {
        let kind = self.kind.as_deref().and_then(RecordKind::from_word);
        let wanted = move |of: RecordKind, in_year: i16| {
            kind.is_none_or(|kind| kind == of) && year.is_none_or(|year| year == in_year)
        };
        let mut cells = picture::rate_cells(actor, house, rates, wanted).await?;
        let in_category = |cell: &RateCell| {
            self.category.as_ref().is_none_or(|category| cell.category.as_str() == category)
        };
        let in_area = |cell: &RateCell| {
            let named = |code: &String| cell.area.as_ref().is_some_and(|area| area.as_str() == code);
            self.areas.is_empty() || self.areas.iter().any(named)
        };
        cells.retain(|cell| in_category(cell) && in_area(cell));
        Ok(cells)
    }

    /// Refuses areas, categories and years that a picture does not have: a slip of the pen must not look like a calm place.
    pub(super) fn check(&self, report: &SituationReport, areas: &[Area]) -> Result<(), Failure> {
        let refused = |key: &str, value: &str, known: Vec<String>| {
            let message = Message::with(key, "value", value).and("known", known.join(", "));
            Err(Failure::from(AppError::refused(message)))
        };
        if let Some(code) =
            self.areas.iter().find(|code| areas.iter().all(|area| area.code.as_str() != **code))
        {
            let known = areas.iter().map(|area| area.code.to_string()).collect();
            return refused("cli-picture-no-area", code, known);
        }
        let contents = report.rates.as_ref().map(Rates::contents).unwrap_or_default();
        let tables = || report.tables.iter().flat_map(|tables| &tables.cells);
        let asked =
            contents.iter().filter(|of| self.kind.as_deref().is_none_or(|kind| of.kind.word() == kind));
        let (mut categories, mut years): (Vec<String>, Vec<i16>) = (Vec::new(), Vec::new());
        for of in asked {
            categories.extend(of.categories.iter().map(|category| category.as_str().to_owned()));
            years.extend(&of.years);
        }
        if self.kind.as_deref().is_none_or(|kind| kind == RecordKind::Counts.word()) {
            categories.extend(tables().map(|series| series.category.as_str().to_owned()));
            years.extend(tables().flat_map(CountSeries::periods).map(|(span, _)| span.year()));
        }
        categories.sort_unstable();
        categories.dedup();
        years.sort_unstable();
        years.dedup();
        if let Some(category) = self.category.as_ref().filter(|category| !categories.contains(category)) {
            return refused("cli-picture-no-category", category, categories);
        }
        if let Some(year) = self.year.filter(|year| !years.contains(year)) {
            return refused(
                "cli-picture-no-year",
                &year.to_string(),
                years.iter().map(ToString::to_string).collect(),
            );
        }
        Ok(())
    }
}

fn row_of(series: &CountSeries, span: CalendarSpan, told: Told, areas: &[Area], words: Words) -> Vec<String> {
    let area = areas.iter().find(|area| Some(&area.code) == series.area.as_ref());
    let code = series.area.as_ref().map(ToString::to_string).unwrap_or_default();
    let whole = || words.say("cli-whole-municipality");
    let days = span.days();
    vec![
        series.source.clone(),
        series.of.word().to_owned(),
        series.category.as_str().to_owned(),
        series.label.clone(),
        code.clone(),
        area.map_or_else(|| if code.is_empty() { whole() } else { code }, |area| area.name.clone()),
        span.length().word().to_owned(),
        days.from().to_string(),
        days.to().to_string(),
        told.count().map_or_else(|| "..".to_owned(), |count| count.to_string()),
        u8::from(series.preliminary.contains(&span.place())).to_string(),
        area.and_then(|area| residents(area, span.year()))
            .map(|residents| residents.to_string())
            .unwrap_or_default(),
    ]
}

/// Counts as rows of text with every digit, the names of the columns first: a table that `lofte analyse rates` and its kin
/// take. What lies in no area has a name too, in the words of the reader.
pub(super) fn rows(cells: &[RateCell], areas: &[Area], words: Words) -> Vec<Vec<String>> {
    let columns =
        ["kind", "category", "area", "name", "year", "count", "residents", "per_1000", "lower", "upper"];
    let row = |cell: &RateCell| {
        let code = cell.area.as_ref().map(ToString::to_string).unwrap_or_default();
        let area = areas.iter().find(|area| Some(&area.code) == cell.area.as_ref());
        let rate = |of: fn(&lofte_model::picture::WithInterval) -> f64| {
            cell.per_1000.as_ref().map(|rate| of(rate).to_string()).unwrap_or_default()
        };
        vec![
            cell.kind.word().to_owned(),
            cell.category.as_str().to_owned(),
            code,
            area.map_or_else(|| words.say("cli-outside-areas"), |area| area.name.clone()),
            cell.year.to_string(),
            cell.count.to_string(),
            cell.residents.map(|residents| residents.to_string()).unwrap_or_default(),
            rate(|rate| rate.value),
            rate(|rate| rate.lower),
            rate(|rate| rate.upper),
        ]
    };
    std::iter::once(columns.map(str::to_owned).to_vec()).chain(cells.iter().map(row)).collect()
}
