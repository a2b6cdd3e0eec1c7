//! `lofte import incidents FILE --guess`: the proposed mapping with its reasons, the first rows as they will be stored,
//! and what cannot be taken; saved as a file, or delivered where nothing is left to ask.

use super::super::desk::{Desk, Place};
use super::super::failure::{Ending, Failure, Outcome};
use lofte_analyse::output::{Format, OutputError, Table};
use lofte_app::delivery::{Request, Source};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::mapping::{Settled, propose, try_out};
use lofte_import::ImportError;
use lofte_import::guess::{Proposal, Sure, Trial, written};
use lofte_model::access::Actor;
use lofte_model::scheme::Labels;
use lofte_words::{Message, Words};
use serde::Serialize;
use std::path::PathBuf;

/// Rows that are shown as they will be stored.
pub(in crate::cli) const SHOWN: usize = 5;
/// Texts of the category column that are shown; the mapping has them all.
const TEXTS: usize = 30;

/// What was asked for.
pub(super) struct Asked {
    pub(super) source: String,
    pub(super) file: PathBuf,
    pub(super) save: Option<PathBuf>,
    pub(super) commit: bool,
}

#[derive(Serialize)]
struct Shown<'a> {
    proposal: &'a Proposal,
    settled: bool,
    mapping: String,
    trial: Option<&'a Trial>,
    refused: Option<String>,
}

impl Asked {
    pub(super) async fn act(self, desk: &mut Desk, place: &Place) -> Outcome {
        if self.source != "incidents" {
            return Err(AppError::refused(Message::plain("cli-guess-not-incidents")).into());
        }
        if !self.file.exists() {
            return Err(Failure::machine(&self.file, std::io::ErrorKind::NotFound.into()));
        }
        let (house, actor) = desk.open(place).await?;
        let name = self.file.file_name().unwrap_or(self.file.as_os_str()).to_string_lossy().into_owned();
        let file = (self.file.clone(), name.clone());
        let proposal = propose(&actor, &house, file, Settled::default()).await?;
        let tried = self.tried(&actor, &house, &proposal).await?;
        let text = written(&proposal.mapping).map_err(|error| AppError::Defect(error.to_string()))?;
        let settled = proposal.is_settled() && tried.is_ok();
        if !(self.commit && settled) || desk.format == Format::Table {
            show(desk, &name, &Guessed { proposal: &proposal, text: &text, tried: &tried })?;
        }
        if let Some(path) = &self.save {
            std::fs::write(path, &text).map_err(|source| Failure::machine(path, source))?;
            if desk.format == Format::Table {
                desk.say("cli-guess-saved", &[("file", path.display().to_string())])?;
            }
        }
        if !self.commit {
            return Ok(if settled { Ending::Done } else { Ending::Refused });
        }
        if !settled {
            if desk.format == Format::Table {
                desk.say("cli-guess-refused", &[])?;
            }
            return Ok(Ending::Refused);
        }
        let source = Source::new(&self.source, Some(&text))?;
        let request = Request { source, file: self.file, file_name: name, dry_run: false };
        super::deliver(desk, (&house, &actor), request, None).await
    }

    /// What would come of the file; a file that is refused as a whole says why.
    async fn tried(
        &self,
        actor: &Actor,
        house: &House,
        proposal: &Proposal,
    ) -> Result<Result<Trial, ImportError>, AppError> {
        let mapping = proposal.mapping.clone();
        match try_out(actor, house, self.file.clone(), mapping, SHOWN).await {
            Ok(tried) => Ok(Ok(tried)),
            Err(AppError::Import(refused)) => Ok(Err(refused)),
            Err(error) => Err(error),
        }
    }
}

/// A guess with what would come of it.
pub(in crate::cli) struct Guessed<'a> {
    pub(in crate::cli) proposal: &'a Proposal,
    /// The mapping as a file.
    pub(in crate::cli) text: &'a str,
    pub(in crate::cli) tried: &'a Result<Trial, ImportError>,
}

/// Shows a guess, and what is left to ask.
pub(in crate::cli) fn show(desk: &mut Desk, name: &str, guessed: &Guessed<'_>) -> Result<(), OutputError> {
    let Guessed { proposal, text, tried } = *guessed;
    let words = desk.words;
    let refused = tried.as_ref().err().map(|refused| words.told("import", refused));
    if desk.format == Format::Json {
        let (trial, settled) = (tried.as_ref().ok(), proposal.is_settled() && tried.is_ok());
        return desk.out.json(&Shown { proposal, settled, mapping: text.to_owned(), trial, refused });
    }
    let gaps = [
        ("file", name.to_owned()),
        ("rows", words.count(proposal.rows)),
        ("row", words.count(proposal.header_row)),
    ];
    desk.say("cli-guess-columns", &gaps)?;
    if !proposal.all_rows {
        desk.say("cli-guess-not-all", &gaps)?;
    }
    desk.out.table(&choices(words, proposal))?;
    if let Some(elsewhere) = proposal.elsewhere {
        desk.say("cli-guess-elsewhere", &[("is", words.say(&format!("guess-is-{}", elsewhere.is)))])?;
        if let Some(source) = elsewhere.source {
            desk.say(
                "cli-guess-elsewhere-source",
                &[("source", source.to_owned()), ("file", name.to_owned())],
            )?;
        }
        return Ok(());
    }
    if !proposal.texts.is_empty() {
        desk.out.heading(&words.say("cli-guess-texts"))?;
        desk.out.table(&texts(words, proposal))?;
    }
    match tried {
        Ok(tried) => trial(desk, tried)?,
        Err(_) => desk.out.line(&refused.unwrap_or_default())?,
    }
    let open: Vec<_> = proposal.open().collect();
    if open.is_empty() && tried.is_ok() {
        return desk.say("cli-guess-settled", &[]);
    }
    if !open.is_empty() {
        desk.out.heading(&words.say("cli-guess-open"))?;
    }
    for choice in open {
        let gaps = [("part", part(words, choice.part)), ("why", words.told("guess-why", choice))];
        desk.say("cli-guess-question", &gaps)?;
    }
    Ok(())
}

fn part(words: Words, word: &str) -> String {
    words.say(&format!("guess-part-{}", word.replace('_', "-")))
}

fn choices(words: Words, proposal: &Proposal) -> Table {
    let mut table = Table::new()
        .words(words.say("cli-col-choice"))
        .words(words.say("cli-col-value"))
        .words(words.say("cli-col-sure"))
        .words(words.say("cli-col-why"));
    for choice in &proposal.choices {
        let sure = match choice.sure {
            Sure::Certain => "sure-certain",
            Sure::Likely => "sure-likely",
            Sure::Open => "sure-open",
        };
        let value = choice.value.clone().unwrap_or_default();
        let value = match choice.part {
            "system" => words.say(&format!("system-{value}")),
            "kind" => words.known("kind", &value),
            "precision" => words.known("precision", &value),
            _ => value.replace('\t', "\\t"),
        };
        table.row([part(words, choice.part), value, words.say(sure), words.told("guess-why", choice)]);
    }
    table
}

fn texts(words: Words, proposal: &Proposal) -> Table {
    let mut table = Table::new()
        .words(words.say("cli-col-text"))
        .numbers(words.say("cli-col-rows"))
        .words(words.say("cli-col-category"));
    for text in proposal.texts.iter().take(TEXTS) {
        let category = text
            .suggested
            .as_deref()
            .map(|slug| words.category(&Labels::default(), slug))
            .unwrap_or_default();
        let shown = lofte_model::screening::mask(&text.text).into_owned();
        table.row([shown, words.count(text.rows), category]);
    }
    table
}

fn trial(desk: &mut Desk, tried: &Trial) -> Result<(), OutputError> {
    let words = desk.words;
    if !tried.first.is_empty() {
        let mut table = Table::new()
            .words(words.say("cli-col-start"))
            .words(words.say("cli-col-end"))
            .words(words.say("cli-col-category"))
            .words(words.say("cli-col-area"));
        for row in &tried.first {
            let area = row.own_area.as_ref().or(row.deso.as_ref()).map(ToString::to_string);
            let end = row.end.map(|end| end.to_string()).unwrap_or_default();
            let category = words.category(&Labels::default(), row.category.as_str());
            table.row([row.start.to_string(), end, category, area.unwrap_or_default()]);
        }
        desk.out.heading(&words.say("cli-guess-first"))?;
        desk.out.table(&table)?;
    }
    for note in &tried.report.notes {
        desk.say("cli-import-note", &[("text", words.told("note", note))])?;
    }
    desk.say(super::counts_key(tried.report.counts), &super::counted(words, tried.report.counts))?;
    if tried.problems.is_empty() {
        return Ok(());
    }
    let mut table = Table::new()
        .words(words.say("cli-col-column"))
        .words(words.say("cli-col-reason"))
        .numbers(words.say("cli-col-row"))
        .numbers(words.say("cli-col-rows"));
    for problem in &tried.problems {
        let column = problem.first.column.clone().unwrap_or_default();
        let reason = words.told("reject", &problem.first);
        table.row([column, reason, words.count(problem.first.row), words.count(problem.rows)]);
    }
    desk.out.heading(&words.say("cli-guess-problems"))?;
    desk.out.table(&table)
}
