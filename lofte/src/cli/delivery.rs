//! `lofte delivery`: what has been delivered, and how to take it back.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use super::import::{counted, counts_key, reject_table};
use clap::{Args, Subcommand};
use lofte_analyse::output::Table;
use lofte_analyse::output::{Format, OutputError};
use lofte_app::delivery;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::records::{Delivery as Delivered, Reject};
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte delivery list --dir flen
  lofte delivery show 0199a1c2-73f4-7b1e-9d25-0c6f5a1e8b42 --dir flen --format json
  lofte delivery undo 0199a1c2-73f4-7b1e-9d25-0c6f5a1e8b42 --dir flen";

/// List, show or undo deliveries of rows
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Delivery {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// All deliveries, newest first
    #[command(after_help = "Example:\n  lofte delivery list --dir flen")]
    List,
    /// One delivery with the rows that were not taken
    #[command(after_help = "Example:\n  lofte delivery show 0c6f5a1e8b42 --dir flen")]
    Show {
        /// Id of the delivery, or its beginning or end as long as only one fits
        id: String,
    },
    /// Take a whole delivery back
    #[command(after_help = "Example:\n  lofte delivery undo 0c6f5a1e8b42 --dir flen")]
    Undo {
        /// Id of the delivery, or its beginning or end as long as only one fits
        id: String,
    },
}

#[derive(Serialize)]
struct WithRejects<'a> {
    #[serde(flatten)]
    delivery: &'a Delivered,
    rejects: &'a [Reject],
}

impl Delivery {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        match self.what {
            What::List => {
                let deliveries = delivery::list(&actor, &house).await?;
                list(desk, &deliveries)?;
            }
            What::Show { id } => {
                let known = named(&actor, &house, &id).await?;
                let (delivery, rejects) = if actor.may(Action::ReadRejects) {
                    delivery::show(&actor, &house, known.id).await?
                } else {
                    (known, Vec::new())
                };
                show(desk, &delivery, &rejects)?;
            }
            What::Undo { id } => {
                let known = named(&actor, &house, &id).await?;
                let undone = delivery::undo(&actor, &house, known.id, &delivery::seen(&known)?).await?;
                if desk.format == Format::Json {
                    desk.out.json(&undone)?;
                }
                let rows = desk.words.count(undone.counts.kept());
                desk.say("cli-delivery-undone", &[("file", undone.file_name), ("rows", rows)])?;
            }
        }
        Ok(Ending::Done)
    }
}

/// The one delivery whose id is this, or begins or ends so.
async fn named(actor: &Actor, house: &House, id: &str) -> Result<Delivered, Failure> {
    let wanted = id.trim().to_lowercase();
    let mut fitting: Vec<Delivered> = delivery::list(actor, house)
        .await?
        .into_iter()
        .filter(|delivery| {
            let text = delivery.id.to_string();
            !wanted.is_empty() && (text.starts_with(&wanted) || text.ends_with(&wanted))
        })
        .collect();
    match (fitting.pop(), fitting.is_empty()) {
        (Some(delivery), true) => Ok(delivery),
        _ => Err(AppError::not_found("delivery", id).into()),
    }
}

fn list(desk: &mut Desk, deliveries: &[Delivered]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&deliveries);
    }
    if deliveries.is_empty() {
        return desk.say("cli-delivery-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-id"))
        .words(words.say("cli-col-delivered"))
        .words(words.say("cli-col-source"))
        .words(words.say("cli-col-kind"))
        .words(words.say("cli-col-file"))
        .numbers(words.say("cli-col-stored"))
        .numbers(words.say("cli-col-duplicate"))
        .numbers(words.say("cli-col-rejected"))
        .words("");
    for delivery in deliveries {
        let counts = delivery.counts;
        let undone = delivery.undone.map_or_else(String::new, |_| words.say("cli-undone"));
        table.row([
            delivery.id.to_string(),
            words.moment(delivery.delivered_at),
            delivery.source.clone(),
            words.word("kind", &delivery.kind),
            delivery.file_name.clone(),
            words.count(counts.stored()),
            words.count(counts.duplicate()),
            words.count(counts.rejected()),
            undone,
        ]);
    }
    desk.out.table(&table)
}

fn show(desk: &mut Desk, delivery: &Delivered, rejects: &[Reject]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&WithRejects { delivery, rejects });
    }
    let words = desk.words;
    desk.say(
        "cli-delivery-head",
        &[
            ("file", delivery.file_name.clone()),
            ("kind", words.word("kind", &delivery.kind)),
            ("source", delivery.source.clone()),
            ("time", words.moment(delivery.delivered_at)),
        ],
    )?;
    desk.say(counts_key(delivery.counts), &counted(words, delivery.counts))?;
    if let Some(period) = delivery.period {
        desk.say("cli-import-period", &[("period", words.period(period))])?;
    }
    let file =
        [("fingerprint", delivery.file_fingerprint.to_string()), ("bytes", words.count(delivery.file_bytes))];
    desk.say("cli-delivery-file", &file)?;
    if delivery.synthetic {
        desk.say("synthetic", &[])?;
    }
    if let Some(undone) = delivery.undone {
        desk.say("cli-delivery-undone-at", &[("time", words.moment(undone.at))])?;
    }
    if rejects.is_empty() {
        return Ok(());
    }
    let heading = words.tell("cli-import-rejects", &[("count", words.count(rejects.len() as u64))]);
    desk.out.heading(&heading)?;
    desk.out.table(&reject_table(words, rejects))
}
