//! `lofte fetch`: newer borders, residents and indicators from where they are published, as a file to look at and deliver.

use super::desk::Desk;
use super::failure::{Ending, Failure, Outcome};
use clap::{Args, Subcommand, ValueEnum};
use lofte_analyse::output::Format;
use lofte_app::whole_file::write_whole;
use lofte_import::Told;
use lofte_import::fetch::{Client, FetchError, Wanted, fetch};
use lofte_model::place::DivisionName;
use lofte_words::Message;
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte fetch areas --municipality 0482 --division deso --to deso.geojson
  lofte fetch population --municipality Flen --to folkmangd.json
  lofte fetch kolada --municipality 0482 --kpi U30400,U30401 --to kolada.json";

/// Fetch newer borders, residents or indicators into a file
///
/// Needs a network and no folder of a municipality. Nothing is sent but the code of the municipality, and nothing is
/// delivered: look at the file, and deliver it with `lofte import`. An answer that is not whole makes no file.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Fetch {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Borders of statistical areas of 2025, from Statistics Sweden's map service
    #[command(after_help = EXAMPLE)]
    Areas(OfAreas),
    /// Residents of statistical areas, from Statistics Sweden's database
    #[command(after_help = EXAMPLE)]
    Population(OfAreas),
    /// Indicators of Kolada; the source takes those that are shares of surveys
    #[command(after_help = EXAMPLE)]
    Kolada(OfKolada),
}

#[derive(Debug, Args)]
struct OfAreas {
    #[command(flatten)]
    asked: Asked,
    /// Which statistical areas
    #[arg(long, value_enum, default_value = "deso")]
    division: Division,
}

#[derive(Debug, Args)]
struct OfKolada {
    #[command(flatten)]
    asked: Asked,
    /// Ids of the indicators
    #[arg(long, value_name = "ID", required = true, value_delimiter = ',')]
    kpi: Vec<String>,
}

#[derive(Debug, Args)]
struct Asked {
    /// Code or name of the municipality: 0482, Flen
    #[arg(long, value_name = "CODE")]
    municipality: String,
    /// File to write
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Another address than the publisher's, for example a copy inside your own network
    #[arg(long, value_name = "URL")]
    address: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Division {
    /// Demographic statistical areas
    Deso,
    /// Regional statistical areas
    Regso,
}

impl From<Division> for DivisionName {
    fn from(division: Division) -> Self {
        match division {
            Division::Deso => Self::Deso,
            Division::Regso => Self::Regso,
        }
    }
}

#[derive(Serialize)]
struct Fetched<'a> {
    file: &'a Path,
    bytes: usize,
    source: &'a str,
}

impl Fetch {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (wanted, asked) = match self.what {
            What::Areas(of) => (Wanted::Areas(of.division.into()), of.asked),
            What::Population(of) => (Wanted::Residents(of.division.into()), of.asked),
            What::Kolada(of) => (Wanted::Indicators(of.kpi), of.asked),
        };
        let municipality = &super::init::known(desk, &asked.municipality)?.code;
        let today = lofte_words::swedish(jiff::Timestamp::now()).date();
        let base = asked.address.as_deref().unwrap_or(wanted.published());
        let client = Client::new().map_err(|error| refused(&error))?;
        let bytes = fetch(&client, (&wanted, base), municipality, today).await;
        let bytes = bytes.map_err(|error| refused(&error))?;
        write_whole(&asked.to, &bytes)?;
        if desk.format == Format::Json {
            desk.out.json(&Fetched { file: &asked.to, bytes: bytes.len(), source: wanted.source() })?;
        }
        let gaps = [
            ("file", asked.to.display().to_string()),
            ("bytes", desk.words.count(bytes.len() as u64)),
            ("source", wanted.source().to_owned()),
        ];
        desk.say("cli-fetched", &gaps)?;
        Ok(Ending::Done)
    }
}

/// What went wrong, and what to do.
fn refused(error: &FetchError) -> Failure {
    let mut message = Message::plain(format!("fetch-{}", error.code()));
    for (name, value) in error.args() {
        message = message.and(name, value);
    }
    Failure::refused(message)
}
