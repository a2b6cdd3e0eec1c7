//! `lofte thread`: what hangs together with something, and where the chain does not hold.

use super::desk::{Desk, Place};
use super::failure::{Ending, Failure, Outcome};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use lofte_analyse::output::{Format, OutputError, Table};
use lofte_app::thread::{self, Seen};
use lofte_model::thread::{Linked, Loose, LooseEnd, Node, Standing, Thing, Thread as Whole};
use lofte_words::thread::{label, loose, short, thing};
use lofte_words::{Message, Words};
use serde::Serialize;

const EXAMPLE: &str = "Example:
  lofte thread show promise 2 --dir flen
  lofte thread show cause 1-1.1 --dir flen
  lofte thread loose --dir flen";

/// Show what something rests on and what rests on it, or where the chain does not hold
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub(super) struct Thread {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Everything in the chain, with the names that show takes
    #[command(after_help = "Example:\n  lofte thread list --dir flen")]
    List,
    /// Everything that something rests on and that rests on it
    #[command(after_help = EXAMPLE)]
    Show {
        /// What sort of thing
        #[arg(value_parser = PossibleValuesParser::new(Node::WORDS))]
        kind: String,
        /// Its name in the list: the number of a promise, 1-1.1 for a cause of problem 1, 2-3 for a commitment of promise 2
        name: String,
    },
    /// Problems, promises, commitments and measures that something is missing at
    #[command(after_help = "Example:\n  lofte thread loose --dir flen")]
    Loose,
}

/// A thing of a thread in JSON.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    thing: &'a Thing,
    standing: Standing,
    rests_on: &'a [&'a Thing],
    missing: Vec<&'static str>,
}

/// A thread in JSON.
#[derive(Serialize)]
struct ToldThread<'a> {
    of: &'a Thing,
    things: Vec<Told<'a>>,
}

/// A loose end in JSON.
#[derive(Serialize)]
struct Missing<'a> {
    at: Option<&'a Thing>,
    #[serde(flatten)]
    loose: &'a Loose,
}

impl Thread {
    pub(super) async fn act(self, desk: &mut Desk) -> Outcome {
        let (house, actor) = desk.open(&self.place).await?;
        let seen = thread::chain(&actor, &house).await?;
        match self.what {
            What::List => list(desk, seen.chain.things())?,
            What::Show { kind, name } => {
                let found = seen.chain.find(&kind, &name).and_then(|thing| seen.chain.thread(&thing.node));
                let found = found.ok_or_else(|| Failure::refused(Message::plain("cli-thread-no-such")))?;
                show(desk, &seen, &found)?;
            }
            What::Loose => ends(desk, &seen)?,
        }
        Ok(Ending::Done)
    }
}

fn list(desk: &mut Desk, things: &[Thing]) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        return desk.out.json(&things);
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-kind"))
        .words(words.say("cli-col-reference"))
        .words(words.say("cli-col-thing"));
    for one in things {
        table.row([one.node.word().to_owned(), one.reference.clone(), thing(words, one)]);
    }
    desk.out.table(&table)
}

/// What is missing at a thing.
fn missing<'a>(seen: &'a Seen, at: &'a Node) -> impl Iterator<Item = &'a LooseEnd> {
    seen.loose.iter().filter(move |end| end.at == *at)
}

fn show<'a>(desk: &mut Desk, seen: &'a Seen, whole: &'a Whole<'a>) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        let told = |linked: &'a Linked<'a>| Told {
            thing: linked.thing,
            standing: linked.standing,
            rests_on: &linked.rests_on,
            missing: missing(seen, &linked.thing.node).map(|end| end.loose.code()).collect(),
        };
        let things = whole.things.iter().map(told).collect();
        return desk.out.json(&ToldThread { of: whole.of, things });
    }
    let words = desk.words;
    let mut table = Table::new()
        .words(words.say("cli-col-thing"))
        .words(words.say("cli-col-standing"))
        .words(words.say("cli-col-rests-on"))
        .words(words.say("cli-col-missing"));
    for linked in &whole.things {
        let rests_on: Vec<String> = linked.rests_on.iter().map(|thing| short(words, thing)).collect();
        let lacks: Vec<String> =
            missing(seen, &linked.thing.node).map(|end| label(words, &end.loose)).collect();
        table.row([
            thing(words, linked.thing),
            words.word("thread-standing", &linked.standing),
            rests_on.join(", "),
            lacks.join(", "),
        ]);
    }
    desk.out.table(&table)?;
    whole_or_part(desk, seen)
}

fn whole_or_part(desk: &mut Desk, seen: &Seen) -> Result<(), OutputError> {
    if seen.is_whole { Ok(()) } else { desk.say("cli-thread-part", &[]) }
}

fn ends<'a>(desk: &mut Desk, seen: &'a Seen) -> Result<(), OutputError> {
    if desk.format == Format::Json {
        let missing = |end: &'a LooseEnd| Missing { at: seen.chain.thing(&end.at), loose: &end.loose };
        let told: Vec<Missing<'_>> = seen.loose.iter().map(missing).collect();
        return desk.out.json(&told);
    }
    if !seen.is_whole {
        return whole_or_part(desk, seen);
    }
    if seen.loose.is_empty() {
        return desk.say("cli-thread-none", &[]);
    }
    let words = desk.words;
    let mut table = Table::new().words(words.say("cli-col-missing"));
    for end in &seen.loose {
        table.row([sentence(words, seen, end)]);
    }
    desk.out.table(&table)
}

fn sentence(words: Words, seen: &Seen, end: &LooseEnd) -> String {
    seen.chain.thing(&end.at).map(|at| loose(words, &end.loose, at)).unwrap_or_default()
}
