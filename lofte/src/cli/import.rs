//! `lofte import`: a file is read, counted and kept, or only read and counted.

pub(super) mod guess;
mod wave;

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::Args;
use clap::builder::PossibleValuesParser;
use lofte_analyse::output::Table;
use lofte_analyse::output::progress;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::delivery::{Delivered, Request, Source, correct, import, words};
use lofte_app::house::House;
use lofte_import::{Note, Problem};
use lofte_model::access::Actor;
use lofte_model::id::DeliveryId;
use lofte_model::period::Period;
use lofte_model::records::quality::Quality;
use lofte_model::records::{Correction, Delivery, Reject, RowCounts};
use lofte_words::Words;
use serde::Serialize;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:
  lofte import incidents brott-2025.xlsx --guess --dir flen
  lofte import incidents brott-2025.xlsx --guess --commit --dir flen
  lofte import incidents brott-2025.csv --mapping polisen.toml --dir flen --dry-run
  lofte import bra bra.csv --dir flen
  lofte import survey svar-2025.csv --guess --structure enkat.lss --save trygghet-2025.toml --dir flen
  lofte import survey svar-2025.csv --mapping trygghet-2025.toml --dir flen
  lofte import population folkmangd-2025.csv --dir flen";

/// Deliver a file: incidents, Brå's statistics, answers of a survey, areas or their residents
///
/// The file is taken whole or not at all. Rows that are there already are counted as duplicates; rows that cannot be
/// taken are listed with their reason. Undo it with `lofte delivery undo`. Areas and residents are written over
/// what is known of them, and are no delivery.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Import {
    /// What the file holds
    #[arg(value_name = "SOURCE", value_parser = PossibleValuesParser::new(words()))]
    source: String,
    /// File: CSV (also packed with gzip), XLSX, XLS, ODS, Parquet or a GeoPackage of points; GeoJSON, GeoPackage or a ZIP with a shapefile for areas
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// Which column is what; for a survey its design and code book
    #[arg(long, value_name = "M.toml")]
    mapping: Option<PathBuf>,
    /// Guess how the file is read, and show why, the first rows and what cannot be taken
    #[arg(long, conflicts_with_all = ["mapping", "corrects"])]
    guess: bool,
    /// Structure of the survey as LimeSurvey exports it (.lss): what its codes mean
    #[arg(long, value_name = "S.lss", requires = "guess")]
    structure: Option<PathBuf>,
    /// Save the proposed mapping in a file
    #[arg(long, value_name = "M.toml", requires = "guess")]
    save: Option<PathBuf>,
    /// Deliver as guessed, if nothing is left to ask
    #[arg(long, requires = "guess")]
    commit: bool,
    /// Read and count, but keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Id of an earlier delivery that the file comes in place of; that one is taken back in the same stroke
    #[arg(long, value_name = "ID", requires = "reason")]
    corrects: Option<DeliveryId>,
    /// What was wrong in the earlier file; residents are told
    #[arg(long, value_name = "TEXT", requires = "corrects")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct Shown<'a> {
    dry_run: bool,
    delivery: Option<&'a Delivery>,
    places: Option<u64>,
    counts: RowCounts,
    period: Option<Period>,
    notes: &'a [Note],
    rejects: &'a [Reject],
    problems: &'a [Problem],
    quality: &'a Option<Quality>,
}

impl Import {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        if self.guess && self.source == wave::SURVEY {
            let asked = wave::Asked { file: self.file, structure: self.structure, save: self.save };
            return if self.commit { Err(wave::not_filled_in()) } else { asked.act(desk, &self.place).await };
        }
        if self.structure.is_some() {
            return Err(wave::no_structure());
        }
        if self.guess {
            let asked = guess::Asked {
                source: self.source,
                file: self.file,
                save: self.save,
                commit: self.commit && !self.dry_run,
            };
            return asked.act(desk, &self.place).await;
        }
        let mapping = match &self.mapping {
            Some(path) => {
                Some(std::fs::read_to_string(path).map_err(|source| Failure::machine(path, source))?)
            }
            None => None,
        };
        let source = Source::new(&self.source, mapping.as_deref())?;
        if !self.file.exists() {
            return Err(Failure::machine(&self.file, std::io::ErrorKind::NotFound.into()));
        }
        let (house, actor) = desk.open(&self.place).await?;
        let name = self.file.file_name().unwrap_or(self.file.as_os_str());
        let request = Request {
            source,
            file: self.file.clone(),
            file_name: name.to_string_lossy().into_owned(),
            dry_run: self.dry_run,
        };
        let correction = self.corrects.zip(self.reason);
        let correction = correction.map(|(delivery, reason)| Correction { delivery, reason });
        deliver(desk, (&house, &actor), request, correction).await
    }
}

/// Delivers, with a bar that shows how far it has come, and shows what became of the file.
async fn deliver(
    desk: &mut Desk,
    (house, actor): (&House, &Actor),
    request: Request,
    correction: Option<Correction>,
) -> Outcome {
    let dry_run = request.dry_run;
    let bar = progress::of_bytes();
    let drawn = bar.clone();
    let progress = move |done, total| {
        drawn.set_length(total);
        drawn.set_position(done);
    };
    let delivered = match correction {
        None => import(actor, house, request, Box::new(progress)).await,
        Some(correction) => correct(actor, house, correction, request, Box::new(progress)).await,
    };
    bar.finish_and_clear();
    let delivered = delivered?;
    show(desk, &delivered, dry_run)?;
    // A script must see that nothing came of the file.
    let nothing = delivered.counts.rejected() > 0 && delivered.counts.rejected() == delivered.counts.read();
    Ok(if nothing { Ending::Refused } else { Ending::Done })
}

fn show(desk: &mut Desk, delivered: &Delivered, dry_run: bool) -> Result<(), OutputError> {
    let Delivered { delivery, places, counts, period, notes, rejects, problems, quality } = delivered;
    if desk.format == Format::Json {
        let (delivery, places, counts, period) = (delivery.as_ref(), *places, *counts, *period);
        let shown = Shown { dry_run, delivery, places, counts, period, notes, rejects, problems, quality };
        return desk.out.json(&shown);
    }
    let words = desk.words;
    match delivery {
        Some(delivery) => {
            let arguments = [("file", delivery.file_name.clone()), ("id", delivery.id.to_string())];
            desk.say("cli-import-kept", &arguments)?;
        }
        None if dry_run => desk.say("cli-import-dry-run", &[])?,
        None if places.is_some_and(|places| places > 0) => {
            desk.say("cli-import-places", &[("count", words.count(places.unwrap_or_default()))])?;
        }
        None => desk.say("cli-import-nothing-new", &[])?,
    }
    let key = if places.is_some() { "cli-import-counts-places" } else { counts_key(*counts) };
    desk.say(key, &counted(words, *counts))?;
    if let Some(period) = period {
        desk.say("cli-import-period", &[("period", words.period(*period))])?;
    }
    for note in notes {
        let text = words.told("note", note);
        desk.say("cli-import-note", &[("text", text)])?;
    }
    if !rejects.is_empty() {
        let heading = words.tell("cli-import-rejects", &[("count", words.count(counts.rejected()))]);
        desk.out.heading(&heading)?;
        desk.out.table(&reject_table(words, rejects))?;
        if counts.rejected() > rejects.len() as u64 && delivery.is_some() {
            desk.say("cli-import-more-rejects", &[])?;
        }
    }
    Ok(())
}

/// The sum of the rows; what was corrected is named where there is any.
pub(super) fn counts_key(counts: RowCounts) -> &'static str {
    if counts.corrected() > 0 { "cli-import-counts-corrected" } else { "cli-import-counts" }
}

/// The numbers of a delivery, as gaps of a text.
pub(super) fn counted(words: Words, counts: RowCounts) -> [(&'static str, String); 5] {
    [
        ("read", words.count(counts.read())),
        ("stored", words.count(counts.stored())),
        ("duplicate", words.count(counts.duplicate())),
        ("rejected", words.count(counts.rejected())),
        ("corrected", words.count(counts.corrected())),
    ]
}

/// Rejected rows with their reasons.
pub(super) fn reject_table(words: Words, rejects: &[Reject]) -> Table {
    let mut table = Table::new()
        .numbers(words.say("cli-col-row"))
        .words(words.say("cli-col-column"))
        .words(words.say("cli-col-reason"));
    for reject in rejects {
        let column = reject.column.clone().unwrap_or_default();
        table.row([words.count(reject.row), column, words.told("reject", reject)]);
    }
    table
}
