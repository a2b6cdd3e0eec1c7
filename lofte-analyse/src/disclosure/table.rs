//! `lofte analyse protect`: a table that may be shown, with so few cells hidden as will do, and the proof that they are
//! enough.
//!
//! Hidden cells are marked alike in the table and in CSV, which are for readers. JSON is for the terminal: it says which cells
//! were hidden for being small and which to protect those, and how closely an outsider can place each. No form holds the
//! hidden counts themselves.

use clap::{Args, ValueEnum};
use lofte_analysis::disclosure::differencing::{Relation, protect_table_beside};
use lofte_analysis::disclosure::one_way_table::protect_one_way_table_with;
use lofte_analysis::disclosure::rounding::round_table;
use lofte_analysis::disclosure::table::{ProtectedTable, Rules, Zeros, protect_table, protect_table_with};
use lofte_analysis::disclosure::{DisclosureError, DisclosureParams};
use lofte_words::Message;
use serde::Serialize;
use std::path::PathBuf;

use crate::disclosure::crosstable::Crosstable;
use crate::disclosure::protected::{Guard, Protected, Rounded, in_words};
use crate::failure::Outcome;
use crate::input::columns::shown;
use crate::input::events::EventArgs;
use crate::input_error::InputError;
use crate::output::Terminal;
use crate::output::answer::Answer;
use crate::output::progress::while_working;

const EXAMPLE: &str = "Example:
  lofte analyse protect counts.csv --rows area --columns type --count n --least 5 --seed 7304
  lofte analyse protect july.csv --rows area --columns type --count n --least 5 --against june.csv --relation part
  lofte analyse protect offences.csv --rows area --columns type --round 5 --seed 7304 --format csv";

/// Hide or round what is too small in a table, so that it may be shown
#[derive(Clone, Debug, Args, Serialize)]
#[command(after_help = EXAMPLE)]
pub(crate) struct TableArgs {
    /// Table with one row for each cell (with --count) or for each event, CSV or Parquet
    #[arg(value_name = "FILE", required = true, num_args = 1..)]
    files: Vec<PathBuf>,
    /// Column whose values become the rows
    #[arg(long, value_name = "COLUMN")]
    rows: String,
    /// Column whose values become the columns; without it the table is a list with a total
    #[arg(long, value_name = "COLUMN")]
    columns: Option<String>,
    /// Column of counts; without it each row of the file is one event
    #[arg(long, value_name = "COLUMN")]
    count: Option<String>,
    /// Only rows that satisfy this
    #[arg(long = "where", value_name = "EXPRESSION")]
    #[serde(rename = "where")]
    condition: Option<String>,
    /// The least count that may be shown beside 0: with 5, counts from 1 to 4 are hidden
    #[arg(long, value_name = "COUNT", required_unless_present = "round")]
    least: Option<u64>,
    /// How far apart the lowest and highest count that an outsider may take for possible must be; as --least if not given
    #[arg(long, value_name = "WIDTH", conflicts_with = "round")]
    doubt: Option<u64>,
    /// Also hide a count that alone makes up its row or column
    #[arg(long, conflicts_with_all = ["round", "against"])]
    lone_cells: bool,
    /// Table with the same rows and columns that is out already: small differences from it are hidden too
    #[arg(long, value_name = "FILE", conflicts_with = "round", requires = "columns")]
    against: Option<PathBuf>,
    /// What the table that is out already is to this one
    #[arg(long, value_enum, default_value = "edition")]
    relation: Other,
    /// Round all counts to multiples of this instead of hiding some
    #[arg(long, value_name = "BASE", requires = "seed", conflicts_with = "least")]
    round: Option<u64>,
    /// Secret number: with --round it draws the rounding, and otherwise which further cells are hidden, so that nobody can run
    /// the program backwards. The same gives the same table; whoever knows it can rule out some counts
    #[arg(long)]
    #[serde(skip)]
    seed: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Other {
    /// Another edition of the same: rows have come late or been corrected
    Edition,
    /// A part of this one: a shorter period, an area inside it
    Part,
    /// This one is a part of it
    Whole,
}

impl TableArgs {
    pub(crate) fn act(&self, terminal: &mut Terminal<'_>) -> Outcome {
        let table = self.read(&self.files)?;
        if let (Some(base), Some(seed)) = (self.round, self.seed) {
            let (rows, cols) = (table.rows.len(), table.columns.len());
            let rounded = while_working(|| round_table(rows, cols, &table.counts, base, seed));
            let rounded = rounded.map_err(|error| in_words(&error, &table))?;
            let found = Rounded::new(&table, rounded.get());
            let mut answer = Answer::new("protect", self, table.input.clone(), &found)?;
            found.tell(&mut answer, terminal.words, &self.rows);
            return answer.show(terminal);
        }
        let params = self.params()?;
        let found = while_working(|| self.protected(&table, &params))?;
        let mut answer = Answer::new("protect", self, table.input.clone(), &found)?;
        found.tell(&mut answer, terminal.words, &self.rows, table.missing);
        found.tell_rule(&mut answer, self.seed.is_some() && self.against.is_none());
        answer.show(terminal)
    }

    fn read(&self, files: &[PathBuf]) -> Result<Crosstable, InputError> {
        let reader = EventArgs { condition: self.condition.clone(), ..EventArgs::of_files(files) };
        Crosstable::read(&reader, &self.rows, self.columns.as_deref(), self.count.as_deref())
    }

    fn params(&self) -> Result<DisclosureParams, InputError> {
        let threshold = self.least.unwrap_or_default();
        if threshold < 2 {
            return Err(InputError::Told(Message::with("analyse-least-too-small", "value", threshold)));
        }
        Ok(DisclosureParams { threshold, protect: self.doubt.unwrap_or(threshold) })
    }

    fn protected(&self, table: &Crosstable, params: &DisclosureParams) -> Result<Protected, InputError> {
        let trouble = |error: DisclosureError| in_words(&error, table);
        let (rows, cols) = (table.rows.len(), table.columns.len());
        if self.columns.is_none() {
            let list = protect_one_way_table_with(&table.counts, params, self.seed).map_err(trouble)?;
            return Protected::of_list(table, &list).map_err(trouble);
        }
        let Some(file) = &self.against else {
            let zeros = if self.lone_cells { Zeros::AllInOneCell } else { Zeros::Harmless };
            let rules = Rules { zeros, secret: self.seed };
            let made = protect_table_with(rows, cols, &table.counts, params, &rules).map_err(trouble)?;
            return Ok(Protected::of_table(table, &made, None));
        };
        let earlier = self.read(std::slice::from_ref(file))?.as_in(table, &shown(file))?;
        let earlier: ProtectedTable = protect_table(rows, cols, &earlier, params).map_err(trouble)?;
        let relation = match self.relation {
            Other::Edition => Relation::Edition,
            Other::Part => Relation::Part,
            Other::Whole => Relation::Whole,
        };
        let made =
            protect_table_beside(rows, cols, &table.counts, params, &earlier, relation).map_err(trouble)?;
        let guard = Guard::new(shown(file), &made, &earlier, params, relation).map_err(trouble)?;
        Ok(Protected::of_table(table, &made, Some(guard)))
    }
}
