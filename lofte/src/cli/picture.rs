//! `lofte picture`: compute, show or adopt the situational picture.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::picture_counts::{self, Counts};
use super::picture_table;
use clap::Args;
use lofte_analyse::output::{Format, OutputError, csv};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::{picture, place};
use lofte_model::access::Actor;
use lofte_model::fingerprint::Fingerprint;
use lofte_model::picture::{Assessment, Edition, RateCell, SituationReport};
use lofte_model::place::Area;
use lofte_words::{Message, Words};
use serde::Serialize;
use std::path::{Path, PathBuf};

const EXAMPLE: &str = "Example:
  lofte picture --refresh --dir flen
  lofte picture --adopt --seen FINGERPRINT --analysis-file analys.txt --consequences-file konsekvenser.txt --dir flen
  lofte picture --edition 1 --format json --dir flen
  lofte picture --kind offence --area 0482A0010 --year 2024 --format csv --dir flen";

/// Show the situational picture, compute it anew, or adopt it as a numbered edition
///
/// Without options the newest computed picture is shown, with the largest counts of its newest year. JSON has all of it, CSV
/// the counts, as far as they were asked for.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Picture {
    #[command(flatten)]
    place: Place,
    /// Compute it anew from all deliveries
    #[arg(long, conflicts_with = "edition")]
    refresh: bool,
    /// Adopt it; needs the analysis and the consequences in words (law 2023:196, section 4)
    #[arg(
        long,
        conflicts_with = "edition",
        requires = "seen",
        requires = "analysis_file",
        requires = "consequences_file"
    )]
    adopt: bool,
    /// Fingerprint of the picture that was read, as this command tells it; another picture is not adopted
    #[arg(long, value_name = "FINGERPRINT", requires = "adopt", conflicts_with = "refresh")]
    seen: Option<Fingerprint>,
    /// Show this adopted edition
    #[arg(long, value_name = "N")]
    edition: Option<u32>,
    #[command(flatten)]
    counts: Counts,
    /// Text of the analysis
    #[arg(long, value_name = "FILE", requires = "adopt")]
    analysis_file: Option<PathBuf>,
    /// Text on the consequences
    #[arg(long, value_name = "FILE", requires = "adopt")]
    consequences_file: Option<PathBuf>,
    /// Text on extent and development
    #[arg(long, value_name = "FILE", requires = "adopt")]
    extent_file: Option<PathBuf>,
    /// Text on sources left out and what the limits of the sources mean
    #[arg(long, value_name = "FILE", requires = "adopt")]
    limits_file: Option<PathBuf>,
}

/// A computed picture, and what to give back when it is adopted.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    report: &'a SituationReport,
    seen: &'a Fingerprint,
    /// Counts and rates by category, area and year, which the picture itself keeps in a file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counts: Vec<RateCell>,
}

/// An edition with its counts.
#[derive(Serialize)]
struct ShownEdition<'a> {
    #[serde(flatten)]
    edition: &'a Edition,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    counts: Vec<RateCell>,
}

impl Picture {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let assessment = self.assessment()?;
        let (house, actor) = desk.open(&self.place).await?;
        let areas = place::with_police(&actor, &house).await?;
        if let Some(number) = self.edition {
            let edition = picture::edition(&actor, &house, number).await?;
            self.counts.check(&edition.report, &areas)?;
            if desk.format == Format::Json {
                let counts = self.counts.kept(&actor, &house, &edition.report).await?;
                desk.out.json(&ShownEdition { edition: &edition, counts })?;
                return Ok(Ending::Done);
            }
            if desk.format == Format::Csv {
                let rows = self.rows(&actor, &house, &edition.report, &areas, desk.words).await?;
                csv(&mut desk.terminal(), &rows)?;
                return Ok(Ending::Done);
            }
            edition_head(desk, &edition)?;
            let newest = self.counts.newest(&actor, &house, &edition.report).await?;
            return picture_table::show(desk, &edition.report, (&newest, self.counts.top), &areas);
        }
        if self.refresh {
            picture::refresh(&actor, &house).await?;
        }
        if let Some(seen) = &self.seen {
            let edition = picture::adopt(&actor, &house, assessment, seen).await?;
            return adopted(desk, &edition);
        }
        let report = picture::draft(&actor, &house).await?;
        let report = report.ok_or_else(|| AppError::refused(Message::plain("picture-empty")))?;
        let seen = Fingerprint::of(&report).map_err(AppError::from)?;
        self.counts.check(&report, &areas)?;
        match desk.format {
            Format::Json => {
                let counts = self.counts.kept(&actor, &house, &report).await?;
                desk.out.json(&Shown { report: &report, seen: &seen, counts })?;
                return Ok(Ending::Done);
            }
            Format::Csv => {
                let rows = self.rows(&actor, &house, &report, &areas, desk.words).await?;
                csv(&mut desk.terminal(), &rows)?;
                return Ok(Ending::Done);
            }
            Format::Table | Format::Geojson => {}
        }
        let newest = self.counts.newest(&actor, &house, &report).await?;
        picture_table::show(desk, &report, (&newest, self.counts.top), &areas)?;
        desk.say("cli-picture-seen", &[("fingerprint", seen.to_string())])?;
        Ok(Ending::Done)
    }

    /// The counts that are asked for, of incidents or of tables, as a table.
    async fn rows(
        &self,
        actor: &Actor,
        house: &House,
        report: &SituationReport,
        areas: &[Area],
        words: Words,
    ) -> Result<Vec<Vec<String>>, Failure> {
        match self.counts.of_tables(report, areas, words) {
            Some(rows) => Ok(rows),
            None => Ok(picture_counts::rows(&self.counts.all(actor, house, report).await?, areas, words)),
        }
    }

    fn assessment(&self) -> Result<Assessment, Failure> {
        Ok(Assessment {
            extent: text(self.extent_file.as_deref())?,
            consequences: text(self.consequences_file.as_deref())?,
            analysis: text(self.analysis_file.as_deref())?,
            limits: text(self.limits_file.as_deref())?,
        })
    }
}

fn text(file: Option<&Path>) -> Result<String, Failure> {
    let Some(file) = file else {
        return Ok(String::new());
    };
    let text = std::fs::read_to_string(file).map_err(|source| Failure::machine(file, source))?;
    Ok(text.trim().to_owned())
}

fn edition_head(desk: &mut Desk, edition: &Edition) -> Result<(), OutputError> {
    let words = desk.words;
    let gaps = [
        ("number", edition.number.to_string()),
        ("time", words.moment(edition.adopted_at)),
        ("fingerprint", edition.fingerprint.to_string()),
    ];
    desk.say("cli-picture-edition", &gaps)?;
    for (key, text) in [
        ("cli-picture-extent", &edition.assessment.extent),
        ("cli-picture-consequences", &edition.assessment.consequences),
        ("cli-picture-analysis", &edition.assessment.analysis),
        ("cli-picture-limits", &edition.assessment.limits),
    ] {
        if !text.is_empty() {
            desk.out.heading(&words.say(key))?;
            desk.out.line(text)?;
        }
    }
    Ok(())
}

fn adopted(desk: &mut Desk, edition: &Edition) -> Outcome {
    if desk.format == Format::Json {
        desk.out.json(edition)?;
    }
    let gaps = [("number", edition.number.to_string()), ("fingerprint", edition.fingerprint.to_string())];
    desk.say("cli-picture-adopted", &gaps)?;
    Ok(Ending::Done)
}
