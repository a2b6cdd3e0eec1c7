//! `lofte export-aggregate`: counts of rows that stay where they are, with what must be withheld, as a table that
//! `lofte import counts` takes. It needs no folder of a municipality.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use super::import::guess::{Guessed, SHOWN, show};
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use lofte_analyse::output::{Format, OutputError, Table, progress};
use lofte_app::aggregate::{Made, Order, areas, make, propose, try_out};
use lofte_app::delivery::Source;
use lofte_app::error::AppError;
use lofte_import::Context;
use lofte_import::guess::written;
use lofte_model::publication::Limits;
use lofte_model::records::SpanLength;
use lofte_words::Message;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte export-aggregate brott.xlsx --municipality 0482 --guess --to antal.csv
  lofte export-aggregate brott.csv --municipality Flen --mapping polisen.toml --per quarter --to antal.csv
  lofte export-aggregate uttag.csv --source police --municipality 0482 --areas deso.gpkg --to antal.csv";

/// What the ledger is called beside the table.
const LEDGER: &str = "lofte-utlamnat.json";
/// Sources whose rows can be counted.
const SOURCES: [&str; 4] = ["incidents", "police", "rescue_service", "open311"];

/// Count rows by area, period and category into a table that may be handed over
///
/// For whoever holds the rows: nothing is sent anywhere, and no folder of a municipality is needed. Counts from 1 to 4
/// are withheld, and with them those from which they could be worked out; they are marked "..", which is never taken for
/// nought. The table is delivered with `lofte import counts`. What has been handed over is remembered in a ledger, so that
/// the difference between two tables tells of nobody either: keep it, and never hand it over.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct ExportAggregate {
    /// File with one row for each incident
    file: PathBuf,
    /// How the file is read: by a mapping, or as a form that is known
    #[arg(long, default_value = "incidents", value_parser = PossibleValuesParser::new(SOURCES))]
    source: String,
    /// Code or name of the municipality: 0482, Flen
    #[arg(long, value_name = "CODE")]
    municipality: String,
    /// Statistical areas (DeSO or RegSO) instead of those that the program has
    #[arg(long, value_name = "FILE")]
    areas: Option<PathBuf>,
    /// Which column is what
    #[arg(long, value_name = "M.toml", conflicts_with = "guess")]
    mapping: Option<PathBuf>,
    /// Guess how the file is read; where something is left to ask nothing is written
    #[arg(long)]
    guess: bool,
    /// Save the proposed mapping in a file
    #[arg(long, value_name = "M.toml", requires = "guess")]
    save: Option<PathBuf>,
    /// Where the table is written
    #[arg(long, value_name = "FILE.csv")]
    to: PathBuf,
    /// Where it is remembered what has been handed over; otherwise beside the table
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
    /// How long the periods are
    #[arg(long, value_name = "LENGTH", default_value = "month", value_parser = PossibleValuesParser::new(["month", "quarter", "tertial", "half_year", "year"]))]
    per: String,
    /// Only whole periods from this day on
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Only whole periods up to this day
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// When the rows were taken out; otherwise today
    #[arg(long, value_name = "DATE")]
    taken_out: Option<Date>,
    /// Say that every count may still change
    #[arg(long)]
    preliminary: bool,
    /// The least count that may be told beside 0; 5 or more
    #[arg(long, value_name = "COUNT", default_value_t = Limits::LOWEST.threshold)]
    least: u64,
}

impl ExportAggregate {
    pub(super) fn act(self, desk: &mut Desk) -> Outcome {
        let limits = Limits { threshold: self.least, protect: self.least };
        if !limits.are_allowed() {
            let message = Message::with("aggregate-limits", "lowest", Limits::LOWEST.threshold);
            return Err(Failure::refused(message.and("highest", Limits::HIGHEST.threshold)));
        }
        if !self.file.exists() {
            return Err(Failure::machine(&self.file, std::io::ErrorKind::NotFound.into()));
        }
        let municipality = super::init::known(desk, &self.municipality)?.code.clone();
        let today = lofte_words::swedish(jiff::Timestamp::now()).date();
        let taken_out = self.taken_out.unwrap_or(today).min(today);
        let areas = areas(&municipality, self.areas.as_deref(), today)?;
        let settings = match (&self.mapping, self.guess) {
            (Some(path), _) => {
                Some(std::fs::read_to_string(path).map_err(|source| Failure::machine(path, source))?)
            }
            (None, true) => {
                let context = Context { municipality: &municipality, areas: &areas, today, gazetteer: &[] };
                match self.guessed(desk, &context)? {
                    Some(text) => Some(text),
                    None => return Ok(Ending::Refused),
                }
            }
            (None, false) => None,
        };
        let source = Source::new(&self.source, settings.as_deref())?;
        let length = SpanLength::ALL.into_iter().find(|length| length.word() == self.per);
        let order = Order {
            source,
            municipality,
            areas,
            taken_out,
            from: self.from,
            to: self.until,
            length: length.unwrap_or(SpanLength::Month),
            limits,
            preliminary: self.preliminary,
            ledger: self.ledger.unwrap_or_else(|| self.to.with_file_name(LEDGER)),
            others: [self.mapping, self.areas, self.save].into_iter().flatten().collect(),
            file: self.file,
            table: self.to,
        };
        let bar = progress::of_bytes();
        let made = make(&order, &mut |done, total| {
            bar.set_length(total);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        tell(desk, &order, &made?)?;
        Ok(Ending::Done)
    }

    /// The mapping as it was guessed; nothing where something is left to ask, which is then shown.
    fn guessed(&self, desk: &mut Desk, context: &Context<'_>) -> Result<Option<String>, Failure> {
        if self.source != "incidents" {
            return Err(Failure::refused(Message::plain("cli-guess-not-incidents")));
        }
        let proposal = propose(&self.file, context.areas, context.today)?;
        let tried = match try_out(&self.file, proposal.mapping.clone(), context, SHOWN) {
            Ok(tried) => Ok(tried),
            Err(AppError::Import(refused)) => Err(refused),
            Err(error) => return Err(error.into()),
        };
        let text = written(&proposal.mapping).map_err(|error| AppError::Defect(error.to_string()))?;
        let name = self.file.file_name().unwrap_or(self.file.as_os_str()).to_string_lossy();
        let settled = proposal.is_settled() && tried.is_ok();
        // The answer in JSON is one: of the table, or of why there is none.
        if !settled || desk.format == Format::Table {
            show(desk, &name, &Guessed { proposal: &proposal, text: &text, tried: &tried })?;
        }
        if let Some(path) = &self.save {
            std::fs::write(path, &text).map_err(|source| Failure::machine(path, source))?;
        }
        if !settled {
            desk.say("cli-aggregate-unsettled", &[])?;
        }
        Ok(settled.then_some(text))
    }
}

fn tell(desk: &mut Desk, order: &Order, made: &Made) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(made);
    }
    let words = desk.words;
    let name = |path: &Path| path.display().to_string();
    let [periods, areas, categories] = made.size.map(|size| words.count(size));
    for note in &made.notes {
        desk.say("cli-import-note", &[("text", words.told("note", note))])?;
    }
    desk.say("cli-aggregate-rows", &super::import::counted(words, made.rows))?;
    problems(desk, made)?;
    desk.say(
        "cli-aggregate-made",
        &[
            ("file", name(&order.table)),
            ("figures", words.count(made.figures)),
            ("periods", periods),
            ("areas", areas),
            ("categories", categories),
            ("first", made.first.clone()),
            ("last", made.last.clone()),
        ],
    )?;
    let most = ("most", words.count(made.threshold.saturating_sub(1)));
    let said = [
        ("cli-aggregate-outside", made.rows_outside),
        ("cli-aggregate-without-area", made.rows_without_area),
        ("cli-aggregate-elsewhere", made.rows_elsewhere),
        ("cli-aggregate-small", made.small + made.small_totals),
        ("cli-aggregate-others", made.others),
        ("cli-aggregate-without-areas", made.without_areas),
        ("cli-aggregate-kept", made.kept),
    ];
    for (key, count) in said.into_iter().filter(|(_, count)| *count > 0) {
        desk.say(key, &[("count", words.count(count)), most.clone()])?;
    }
    if made.small + made.small_totals + made.others == 0 {
        desk.say("cli-aggregate-nothing-withheld", &[most])?;
    }
    if made.first_of_all {
        desk.say("cli-aggregate-first", &[("file", name(&order.ledger))])?;
    }
    desk.say("cli-aggregate-ledger", &[("file", name(&order.ledger))])?;
    let command = match &made.settings {
        None => format!("lofte import counts {}", name(&order.table)),
        Some(settings) => format!("lofte import counts {} --mapping {}", name(&order.table), name(settings)),
    };
    desk.say("cli-aggregate-next", &[("command", command)])
}

fn problems(desk: &mut Desk, made: &Made) -> Result<(), OutputError> {
    if made.problems.is_empty() {
        return Ok(());
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-column"))
        .words(words.say("cli-col-reason"))
        .numbers(words.say("cli-col-rows"));
    for problem in &made.problems {
        let column = problem.first.column.clone().unwrap_or_default();
        table.row([column, words.told("reject", &problem.first), words.count(problem.rows)]);
    }
    desk.out.table(&table)
}
