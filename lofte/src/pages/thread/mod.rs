//! The red thread: one page for each thing with everything above and below it, and one with all loose ends.
//!
//! Each page prints as one sheet. What the asker may see of the chain is decided in [`lofte_app::thread`]; here a thing is
//! given its address, and a loose end the address where it is mended.

mod show;

use super::{Page, SignedIn, WebError};
use crate::face::{Frame, NavItem};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::thread::{self, Seen};
use lofte_model::access::{Action, Actor};
use lofte_model::thread::{Chain, Loose, LooseEnd, Node, Thing};
use lofte_words::SV;
use lofte_words::thread::{heading, loose, many};

#[derive(Template)]
#[template(path = "threads.html")]
struct LoosePage {
    frame: Frame,
    answer: String,
    groups: Vec<Group>,
    threads: Vec<NavItem>,
}

/// Loose ends of a kind.
struct Group {
    heading: String,
    ends: Vec<End>,
}

/// A loose end with where it is mended and the thread that it is in.
struct End {
    mend: NavItem,
    thread: String,
}

/// Routes of this file and its parts.
pub fn routes() -> Router<House> {
    Router::new().route("/trad", get(list)).route("/trad/{kind}/{name}", get(show::show))
}

/// Visa var kedjan brister.
async fn list(signed_in: SignedIn, State(house): State<House>) -> Result<Page<LoosePage>, WebError> {
    let actor = &signed_in.actor;
    let seen = thread::chain(actor, &house).await?;
    let threads = seen.chain.things().iter().filter(|thing| is_begun_with(&thing.node));
    let threads = threads.map(|thing| NavItem::new(lofte_words::thread::thing(SV, thing), href(thing)));
    Ok(Page(LoosePage {
        frame: signed_in.frame(),
        answer: answer(&seen),
        groups: groups(actor, &seen),
        threads: threads.collect(),
    }))
}

/// Whether people look for a thread by it: the others are reached from these.
fn is_begun_with(node: &Node) -> bool {
    matches!(node, Node::Edition(_) | Node::Problem(_) | Node::Promise(_) | Node::Measure(_))
}

fn answer(seen: &Seen) -> String {
    match seen.loose.len() {
        _ if !seen.is_whole => {
            "Du ser det som din organisation har del i. Välj en tråd att följa.".to_owned()
        }
        0 => "Ja. Varje problem har lägesbild, orsaker, löfte och åtgärd, och varje åtgärd har en orsak."
            .to_owned(),
        1 => "Nästan: en tråd är lös. Det hindrar inget, men den går att knyta.".to_owned(),
        many => format!("Inte överallt: {many} trådar är lösa. Det hindrar inget, men de går att knyta."),
    }
}

fn groups(actor: &Actor, seen: &Seen) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for end in &seen.loose {
        let (Some(at), heading) = (seen.chain.thing(&end.at), heading(SV, &end.loose)) else { continue };
        let mend = NavItem::new(loose(SV, &end.loose, at), mended_at(actor, &seen.chain, end));
        let told = End { mend, thread: href(at) };
        match groups.iter_mut().find(|group| group.heading == heading) {
            Some(group) => group.ends.push(told),
            None => groups.push(Group { heading, ends: vec![told] }),
        }
    }
    groups
}

/// Where the chain around the problems does not hold, for their page.
pub(super) async fn on_problems(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    let seen = thread::chain(actor, house).await?;
    let is_there = |end: &&LooseEnd| {
        matches!(end.loose, Loose::NoPromise | Loose::NoCauseAnalysis | Loose::NoProblem | Loose::NoEdition)
    };
    let line = |end: &LooseEnd| {
        let at = seen.chain.thing(&end.at)?;
        Some(NavItem::new(loose(SV, &end.loose, at), mended_at(actor, &seen.chain, end)))
    };
    Ok(seen.loose.iter().filter(is_there).filter_map(line).collect())
}

/// What waits on the overview for those who can mend it: one line for each kind of loose end. What waits with promises is
/// told there already, and what was signed before its causes is past mending.
pub(super) async fn waits(actor: &Actor, house: &House) -> Result<Vec<NavItem>, AppError> {
    if !actor.may(Action::EditPlan) {
        return Ok(Vec::new());
    }
    let seen = thread::chain(actor, house).await?;
    let mut waits: Vec<(&LooseEnd, usize)> = Vec::new();
    for end in seen.loose.iter().filter(|end| is_told_on_the_overview(&end.loose)) {
        match waits.iter_mut().find(|(first, _)| first.loose.code() == end.loose.code()) {
            Some((_, count)) => *count += 1,
            None => waits.push((end, 1)),
        }
    }
    let line = |(end, count): (&LooseEnd, usize)| match (count, seen.chain.thing(&end.at)) {
        (1, Some(at)) => NavItem::new(loose(SV, &end.loose, at), mended_at(actor, &seen.chain, end)),
        _ => NavItem::new(many(SV, &end.loose, count), "/trad"),
    };
    Ok(waits.into_iter().map(line).collect())
}

fn is_told_on_the_overview(loose: &Loose) -> bool {
    !matches!(
        loose,
        Loose::NoVerdict
            | Loose::NoFeedback
            | Loose::SignedWithoutCauses { .. }
            | Loose::CausesAfterSigning { .. }
    )
}

/// Where a loose end is mended, for those who may; the page of the thing for the others.
pub(super) fn mended_at(actor: &Actor, chain: &Chain, end: &LooseEnd) -> String {
    let page =
        || chain.thing(&end.at).and_then(|at| page_of(actor, at)).unwrap_or_else(|| "/trad".to_owned());
    if !actor.may(Action::EditPlan) {
        return page();
    }
    match (&end.loose, &end.at) {
        (Loose::NoEdition, Node::Problem(id)) => format!("/problem/{id}/andra"),
        (Loose::NoCauseAnalysis, Node::Problem(id)) => format!("/problem/{id}#orsaker"),
        (Loose::NoPromise, _) => "/loften/nytt".to_owned(),
        (Loose::NoMeasure, _) => "/plan/ny".to_owned(),
        (Loose::NoMeasureTowards, Node::Commitment(this)) => {
            format!("/plan/ny?atagande={}/{}", this.promise, this.commitment)
        }
        (Loose::NoCause | Loose::UnknownCause { .. }, Node::Measure(id)) => format!("/plan/{id}/andra"),
        (Loose::NoVerdict | Loose::NoFeedback, Node::Promise(id)) => format!("/uppfoljning/{id}"),
        (Loose::SignedWithoutCauses { problem }, _) => {
            match chain.find("problem", &problem.to_string()).map(|thing| &thing.node) {
                Some(Node::Problem(id)) => format!("/problem/{id}#orsaker"),
                _ => page(),
            }
        }
        _ => page(),
    }
}

/// The page of a thing, where the asker has one.
fn page_of(actor: &Actor, thing: &Thing) -> Option<String> {
    match &thing.node {
        Node::Delivery(id) => Some(format!("/leveranser/{id}")),
        Node::Wave(_) => None,
        Node::Edition(number) => {
            actor.may(Action::ReadSmallCounts).then(|| format!("/lagesbild/utgavor/{number}"))
        }
        Node::Problem(id) => Some(format!("/problem/{id}")),
        Node::Cause(cause) => Some(format!("/problem/{}#orsaker", cause.problem)),
        Node::Agreement(id) => Some(format!("/overenskommelser/{id}")),
        Node::Promise(id) => Some(format!("/loften/{id}")),
        Node::Commitment(commitment) => Some(format!("/loften/{}", commitment.promise)),
        Node::Measure(id) => Some(format!("/plan/{id}")),
        Node::Verdict(id) | Node::Feedback(id) => Some(format!("/uppfoljning/{id}")),
    }
}

/// The words of the kinds in addresses, as [`Node::WORDS`] has them.
const NOUNS: [&str; 11] = [
    "leverans",
    "matning",
    "utgava",
    "problem",
    "orsak",
    "overenskommelse",
    "lofte",
    "atagande",
    "atgard",
    "utfall",
    "aterkoppling",
];

/// The address of a thing's thread.
fn href(thing: &Thing) -> String {
    let nouns = Node::WORDS.iter().zip(NOUNS);
    let noun = nouns.filter(|(word, _)| **word == thing.node.word()).map(|(_, noun)| noun).next();
    address(noun.unwrap_or_default(), &thing.reference)
}

/// The address of the thread of something that people call so.
pub(super) fn address(noun: &str, reference: impl std::fmt::Display) -> String {
    let reference = reference.to_string();
    let safe = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | '_' | '~');
    let mut path = format!("/trad/{noun}/");
    let mut bytes = [0; 4];
    for sign in reference.chars() {
        if safe(sign) {
            path.push(sign);
        } else {
            let encoded = sign.encode_utf8(&mut bytes).bytes();
            path.extend(encoded.flat_map(|byte| format!("%{byte:02X}").chars().collect::<Vec<_>>()));
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_wave_can_stand_in_an_address() {
        assert_eq!(address("lofte", 2), "/trad/lofte/2");
        assert_eq!(address("orsak", "1-1.1"), "/trad/orsak/1-1.1");
        assert_eq!(address("matning", "vår 23/24"), "/trad/matning/v%C3%A5r%2023%2F24");
    }
}
