//! One thread, step by step down the cycle: what the thing rests on, the thing, and what follows from it.

use super::{NOUNS, href, mended_at, page_of};
use crate::face::part::{Status, Tone};
use crate::face::{Frame, NavItem};
use crate::pages::{Page, SignedIn, WebError};
use askama::Template;
use axum::extract::{Path, State};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::thread::{self, Seen};
use lofte_model::access::Actor;
use lofte_model::thread::{Linked, LooseEnd, Node, Standing, Thread};
use lofte_words::SV;
use lofte_words::thread::{label, short, thing};
use lofte_words::{capital, number};

#[derive(Template)]
#[template(path = "thread.html")]
pub(super) struct ThreadPage {
    frame: Frame,
    crumbs: Vec<NavItem>,
    title: String,
    answer: String,
    stages: Vec<Stage>,
    is_whole: bool,
}

/// The things of one kind.
struct Stage {
    heading: String,
    items: Vec<Item>,
}

/// A thing as it stands in the thread.
struct Item {
    label: String,
    page: Option<String>,
    /// Its own thread; none for the thing whose thread it is.
    thread: Option<String>,
    standing: &'static str,
    /// Where it stands, in words.
    place: String,
    on: String,
    rests_on: String,
    missing: Vec<(Status, String)>,
}

/// Visa den röda tråden genom något.
pub(super) async fn show(
    signed_in: SignedIn,
    State(house): State<House>,
    Path((kind, name)): Path<(String, String)>,
) -> Result<Page<ThreadPage>, WebError> {
    let actor = &signed_in.actor;
    let seen = thread::chain(actor, &house).await?;
    let word = Node::WORDS.iter().zip(NOUNS).find(|(_, known)| *known == kind).map(|(word, _)| word);
    let found = word.and_then(|word| seen.chain.find(word, &name));
    let found = found.and_then(|thing| seen.chain.thread(&thing.node));
    let found = found.ok_or_else(|| AppError::not_found("page", &name))?;
    let here = href(found.of);
    Ok(Page(ThreadPage {
        frame: signed_in.frame(),
        crumbs: vec![
            NavItem::new("Den röda tråden", "/trad"),
            NavItem::new(capital(&short(SV, found.of)), here.clone()).at(&here),
        ],
        title: thing(SV, found.of),
        answer: answer(&seen, &found),
        stages: stages(actor, &seen, &found),
        is_whole: seen.is_whole,
    }))
}

fn answer(seen: &Seen, found: &Thread<'_>) -> String {
    let count = |standing| found.things.iter().filter(|linked| linked.standing == standing).count();
    let missing = found.things.iter().flat_map(|linked| missing(seen, linked)).count();
    let (above, below) = (count(Standing::Upstream), count(Standing::Downstream));
    let rests = match above {
        0 => "Den vilar inte på något som finns här".to_owned(),
        many => format!("Den vilar på {many} led"),
    };
    let follows = match below {
        0 => "inget följer av den än".to_owned(),
        many => format!("{many} led följer av den"),
    };
    let broken = match missing {
        _ if !seen.is_whole => String::new(),
        0 => " Inget saknas längs tråden.".to_owned(),
        1 => " På ett ställe saknas något.".to_owned(),
        many => format!(" På {many} ställen saknas något."),
    };
    format!("{rests}, och {follows}.{broken}")
}

fn missing<'a>(seen: &'a Seen, linked: &'a Linked<'_>) -> impl Iterator<Item = &'a LooseEnd> {
    seen.loose.iter().filter(move |end| end.at == linked.thing.node)
}

fn stages(actor: &Actor, seen: &Seen, found: &Thread<'_>) -> Vec<Stage> {
    let stage = |word: &&str| {
        let things = found.things.iter().filter(|linked| linked.thing.node.word() == *word);
        let items: Vec<Item> = things.map(|linked| item(actor, seen, linked)).collect();
        let heading = SV.say(&format!("thread-stage-{word}"));
        (!items.is_empty()).then_some(Stage { heading, items })
    };
    Node::WORDS.iter().filter_map(stage).collect()
}

fn item(actor: &Actor, seen: &Seen, linked: &Linked<'_>) -> Item {
    let rests_on: Vec<String> = linked.rests_on.iter().map(|thing| short(SV, thing)).collect();
    let mark =
        |end: &LooseEnd| (Status::new(Tone::Warn, label(SV, &end.loose)), mended_at(actor, &seen.chain, end));
    Item {
        label: thing(SV, linked.thing),
        page: page_of(actor, linked.thing),
        thread: (linked.standing != Standing::This).then(|| href(linked.thing)),
        standing: match linked.standing {
            Standing::Upstream => "upstream",
            Standing::This => "this",
            Standing::Downstream => "downstream",
            Standing::Beside => "beside",
        },
        place: SV.word("thread-standing", &linked.standing),
        on: linked.thing.on.map(number::date).unwrap_or_default(),
        rests_on: SV.list(&rests_on),
        missing: missing(seen, linked).map(mark).collect(),
    }
}
