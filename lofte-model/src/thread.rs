//! The red thread (röda tråden): from anything in the cycle, everything it rests on and everything that rests on it.
//!
//! What people write names what it rests on: a measure its causes, a promise its problems, an edition the deliveries it was
//! counted from. Here these names become one [`Chain`] of things and links, and a [`Thread`] is the part of it that hangs
//! together with one thing. A link always leads from what is rested on to what rests on it, so no thread comes back to
//! itself. Where a link should be and is not stands in [`loose`].
//!
//! Leaves out who may see what: the chain holds what it is given, and links lead only between things that are in it.

pub mod loose;

use crate::agreement::Agreement;
use crate::id::{AgreementId, DeliveryId, MeasureId, ProblemId, PromiseId};
use crate::plan::{CauseRef, CommitmentRef, Measure};
use crate::problem::{Cause, Problem};
use crate::promise::{CitizenPromise, Goal};
use crate::survey::WaveName;
use jiff::civil::Date;
use serde::{Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};

pub use loose::{Loose, LooseEnd};

/// Which thing; the kinds in the order of the cycle.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A delivery of rows.
    Delivery(DeliveryId),
    /// A wave of a survey that a promise is measured by.
    Wave(WaveName),
    /// An adopted edition of the picture.
    Edition(u32),
    /// A problem.
    Problem(ProblemId),
    /// A cause of a problem.
    Cause(CauseRef),
    /// A cooperation agreement.
    Agreement(AgreementId),
    /// A promise.
    Promise(PromiseId),
    /// An undertaking of a promise.
    Commitment(CommitmentRef),
    /// A measure.
    Measure(MeasureId),
    /// The recorded verdict on a promise.
    Verdict(PromiseId),
    /// The account of a promise to residents.
    Feedback(PromiseId),
}

impl Node {
    /// The words of all kinds, in the order of the cycle.
    pub const WORDS: [&'static str; 11] = [
        "delivery",
        "wave",
        "edition",
        "problem",
        "cause",
        "agreement",
        "promise",
        "commitment",
        "measure",
        "verdict",
        "feedback",
    ];

    /// The word of its kind.
    pub fn word(&self) -> &'static str {
        Self::WORDS[self.stage()]
    }

    /// The place of its kind in the cycle.
    fn stage(&self) -> usize {
        match self {
            Self::Delivery(_) => 0,
            Self::Wave(_) => 1,
            Self::Edition(_) => 2,
            Self::Problem(_) => 3,
            Self::Cause(_) => 4,
            Self::Agreement(_) => 5,
            Self::Promise(_) => 6,
            Self::Commitment(_) => 7,
            Self::Measure(_) => 8,
            Self::Verdict(_) => 9,
            Self::Feedback(_) => 10,
        }
    }
}

impl Serialize for Node {
    /// As the word of its kind: which it is, the reference says.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

/// A thing in the chain, as people find it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Thing {
    /// Which.
    #[serde(rename = "kind")]
    pub node: Node,
    /// What people call it by: `2` for a problem, `2-1.1` for its cause, `2-3` for an undertaking of promise 2.
    pub reference: String,
    /// What it says in a line; the source of a delivery, nothing where the kind and the reference say it all.
    pub title: String,
    /// Its day, where it has one that tells something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// A delivery, as far as the chain needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDelivery {
    /// Identity.
    pub id: DeliveryId,
    /// Its source.
    pub source: String,
    /// When it came.
    pub on: Date,
}

/// A wave that is delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownWave {
    /// Name.
    pub name: WaveName,
    /// What it came with, where that is known.
    pub delivery: Option<DeliveryId>,
}

/// An adopted edition, as far as the chain needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownEdition {
    /// Number.
    pub number: u32,
    /// When it was adopted.
    pub on: Date,
    /// What it was counted from.
    pub deliveries: BTreeSet<DeliveryId>,
}

/// Everything that a chain is made of.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    /// Deliveries.
    pub deliveries: Vec<KnownDelivery>,
    /// Waves.
    pub waves: Vec<KnownWave>,
    /// Editions.
    pub editions: Vec<KnownEdition>,
    /// Problems with their causes.
    pub problems: Vec<Problem>,
    /// Agreements.
    pub agreements: Vec<Agreement>,
    /// Promises with their undertakings.
    pub promises: Vec<CitizenPromise>,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Promises whose verdict is recorded.
    pub judged: BTreeSet<PromiseId>,
    /// Promises that residents have an account of.
    pub told: BTreeSet<PromiseId>,
    /// Promises whose verdict is due.
    pub verdict_due: BTreeSet<PromiseId>,
    /// Promises whose account is due.
    pub account_due: BTreeSet<PromiseId>,
}

/// All things and the links between them.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    things: Vec<Thing>,
    above: BTreeMap<Node, BTreeSet<Node>>,
    below: BTreeMap<Node, BTreeSet<Node>>,
}

/// Where a thing stands in a thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The thread's thing rests on it.
    Upstream,
    /// The thing itself.
    This,
    /// It rests on the thread's thing.
    Downstream,
    /// Neither; but something downstream rests on it too.
    Beside,
}

/// A thing with its place in a thread.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked<'a> {
    /// The thing.
    pub thing: &'a Thing,
    /// Where it stands.
    pub standing: Standing,
    /// What it rests on by itself, within the thread.
    pub rests_on: Vec<&'a Thing>,
}

/// Everything that hangs together with one thing, in the order of the cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread<'a> {
    /// The thing.
    pub of: &'a Thing,
    /// All of it, the thing too.
    pub things: Vec<Linked<'a>>,
}

impl Chain {
    /// The chain of some things.
    pub fn of(objects: &Objects) -> Self {
        let mut things = objects.things();
        // Stable: within a kind they stand as they were given.
        things.sort_by_key(|thing| thing.node.stage());
        let known: BTreeSet<&Node> = things.iter().map(|thing| &thing.node).collect();
        let (mut above, mut below) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, BTreeSet<_>>::new());
        for (from, to) in objects.links() {
            if known.contains(&from) && known.contains(&to) {
                below.entry(from.clone()).or_default().insert(to.clone());
                above.entry(to).or_default().insert(from);
            }
        }
        Self { things, above, below }
    }

    /// Everything in it, in the order of the cycle.
    pub fn things(&self) -> &[Thing] {
        &self.things
    }

    /// The thing of a kind that people call so.
    pub fn find(&self, word: &str, reference: &str) -> Option<&Thing> {
        self.things.iter().find(|thing| thing.node.word() == word && thing.reference == reference)
    }

    /// What a thing is called.
    pub fn thing(&self, node: &Node) -> Option<&Thing> {
        self.things.iter().find(|thing| thing.node == *node)
    }

    /// Everything that a thing rests on, near and far.
    pub fn upstream(&self, node: &Node) -> BTreeSet<Node> {
        reached(&self.above, [node])
    }

    /// Everything that rests on a thing, near and far.
    pub fn downstream(&self, node: &Node) -> BTreeSet<Node> {
        reached(&self.below, [node])
    }

    /// The thread of a thing.
    ///
    /// Beside what is upstream and downstream it names what the causes, undertakings and measures downstream rest on
    /// otherwise: a promise is seen with the causes that its measures are meant to remove.
    pub fn thread(&self, node: &Node) -> Option<Thread<'_>> {
        let of = self.thing(node)?;
        let (upstream, downstream) = (self.upstream(node), self.downstream(node));
        let work = |node: &&Node| matches!(node, Node::Cause(_) | Node::Commitment(_) | Node::Measure(_));
        let beside = reached(&self.above, downstream.iter().filter(work));
        let standing = |other: &Node| match other {
            other if other == node => Some(Standing::This),
            other if upstream.contains(other) => Some(Standing::Upstream),
            other if downstream.contains(other) => Some(Standing::Downstream),
            other if beside.contains(other) => Some(Standing::Beside),
            _ => None,
        };
        let things: Vec<(&Thing, Standing)> =
            self.things.iter().filter_map(|thing| Some((thing, standing(&thing.node)?))).collect();
        let rests_on = |node: &Node| {
            let above = self.above.get(node);
            let is_above = |other: &&Thing| above.is_some_and(|above| above.contains(&other.node));
            things.iter().map(|(thing, _)| *thing).filter(is_above).collect()
        };
        let linked = things.iter().map(|(thing, standing)| Linked {
            thing,
            standing: *standing,
            rests_on: rests_on(&thing.node),
        });
        Some(Thread { of, things: linked.collect() })
    }
}

/// Everything that links lead to from some things, without these unless a link leads back.
fn reached<'a>(
    links: &BTreeMap<Node, BTreeSet<Node>>,
    from: impl IntoIterator<Item = &'a Node>,
) -> BTreeSet<Node> {
    let mut seen = BTreeSet::new();
    let mut next: Vec<&Node> = Vec::new();
    for node in from {
        next.extend(links.get(node).into_iter().flatten());
    }
    while let Some(node) = next.pop() {
        if seen.insert(node.clone()) {
            next.extend(links.get(node).into_iter().flatten());
        }
    }
    seen
}

impl Objects {
    fn things(&self) -> Vec<Thing> {
        let thing =
            |node, reference: String, title: &str, on| Thing { node, reference, title: title.to_owned(), on };
        let mut things: Vec<Thing> = Vec::new();
        for delivery in &self.deliveries {
            let reference = delivery.id.to_string();
            things.push(thing(Node::Delivery(delivery.id), reference, &delivery.source, Some(delivery.on)));
        }
        for wave in &self.waves {
            things.push(thing(Node::Wave(wave.name.clone()), wave.name.to_string(), "", None));
        }
        for edition in &self.editions {
            things.push(thing(
                Node::Edition(edition.number),
                edition.number.to_string(),
                "",
                Some(edition.on),
            ));
        }
        for problem in &self.problems {
            let number = problem.number.to_string();
            things.push(thing(Node::Problem(problem.id), number, &problem.title, None));
            things.extend(problem.causes.iter().map(|cause| {
                let reference = format!("{}-{}", problem.number, cause.number);
                thing(cause_node(problem, cause), reference, &cause.statement, cause.on)
            }));
        }
        for agreement in &self.agreements {
            let (id, from) = (agreement.id, agreement.period.from());
            things.push(thing(Node::Agreement(id), id.to_string(), &agreement.title, Some(from)));
        }
        for promise in &self.promises {
            let number = promise.number.to_string();
            things.push(thing(Node::Promise(promise.id), number.clone(), &promise.title, None));
            things.extend(promise.commitments.iter().map(|commitment| {
                let reference = format!("{}-{}", promise.number, commitment.number);
                thing(commitment_node(promise, commitment.number), reference, &commitment.text, None)
            }));
            if self.judged.contains(&promise.id) {
                things.push(thing(Node::Verdict(promise.id), number.clone(), "", None));
            }
            if self.told.contains(&promise.id) {
                things.push(thing(Node::Feedback(promise.id), number, "", None));
            }
        }
        for measure in &self.measures {
            let (id, number) = (Node::Measure(measure.id), measure.number.to_string());
            things.push(thing(id, number, &measure.title, Some(measure.deadline)));
        }
        things
    }

    /// From what is rested on to what rests on it; also between things that are not there.
    fn links(&self) -> Vec<(Node, Node)> {
        let mut links = Vec::new();
        for wave in &self.waves {
            let came_with = wave.delivery.map(Node::Delivery);
            links.extend(came_with.map(|delivery| (delivery, Node::Wave(wave.name.clone()))));
        }
        for edition in &self.editions {
            let made = edition.deliveries.iter();
            links.extend(made.map(|delivery| (Node::Delivery(*delivery), Node::Edition(edition.number))));
        }
        self.problems.iter().for_each(|problem| of_problem(problem, &mut links));
        self.promises.iter().for_each(|promise| self.of_promise(promise, &mut links));
        self.measures.iter().for_each(|measure| of_measure(measure, &mut links));
        links
    }

    fn of_promise(&self, promise: &CitizenPromise, links: &mut Vec<(Node, Node)>) {
        let (id, verdict) = (promise.id, Node::Verdict(promise.id));
        links.extend(promise.problems.iter().map(|problem| (Node::Problem(*problem), Node::Promise(id))));
        let covers = self.agreements.iter().filter(|agreement| covers(agreement, promise));
        links.extend(covers.map(|agreement| (Node::Agreement(agreement.id), Node::Promise(id))));
        for (baseline, follow_up) in waves(promise) {
            links.push((Node::Wave(baseline.clone()), Node::Promise(id)));
            links.push((Node::Wave(follow_up.clone()), verdict.clone()));
        }
        if let Some(earlier) = promise.continues
            && !self.leads_back(earlier, id)
        {
            links.push((Node::Promise(earlier), Node::Promise(id)));
        }
        for commitment in &promise.commitments {
            let node = commitment_node(promise, commitment.number);
            let cause = commitment.details.cause.clone();
            links.extend(cause.map(|cause| (Node::Cause(cause), node.clone())));
            links.push((Node::Promise(id), node.clone()));
            links.push((node, verdict.clone()));
        }
        links.push((Node::Promise(id), verdict.clone()));
        links.push((Node::Promise(id), Node::Feedback(id)));
        links.push((verdict, Node::Feedback(id)));
    }

    /// Whether one promise continues another, near or far, which then cannot continue it.
    fn leads_back(&self, from: PromiseId, to: PromiseId) -> bool {
        let mut seen = BTreeSet::new();
        let mut at = Some(from);
        while let Some(id) = at {
            if id == to {
                return true;
            }
            let earlier = self.promises.iter().find(|promise| promise.id == id);
            at = earlier.and_then(|promise| promise.continues).filter(|_| seen.insert(id));
        }
        false
    }
}

fn of_problem(problem: &Problem, links: &mut Vec<(Node, Node)>) {
    let node = Node::Problem(problem.id);
    links.extend(problem.edition.map(|edition| (Node::Edition(edition), node.clone())));
    for cause in &problem.causes {
        let before = cause.number.parent().filter(|parent| problem.has_cause(parent));
        let before = before.map(|parent| Node::Cause(CauseRef { problem: problem.id, cause: parent }));
        links.push((before.unwrap_or_else(|| node.clone()), cause_node(problem, cause)));
    }
}

fn of_measure(measure: &Measure, links: &mut Vec<(Node, Node)>) {
    let node = Node::Measure(measure.id);
    links.extend(measure.causes.iter().map(|cause| (Node::Cause(cause.clone()), node.clone())));
    if let Some(commitment) = &measure.commitment {
        links.push((Node::Commitment(commitment.clone()), node.clone()));
        links.push((node, Node::Verdict(commitment.promise)));
    }
}

fn cause_node(problem: &Problem, cause: &Cause) -> Node {
    Node::Cause(CauseRef { problem: problem.id, cause: cause.number.clone() })
}

fn commitment_node(promise: &CitizenPromise, commitment: u16) -> Node {
    Node::Commitment(CommitmentRef { promise: promise.id, commitment })
}

/// The waves that a promise starts from, each with the one that decides.
fn waves(promise: &CitizenPromise) -> impl Iterator<Item = (&WaveName, &WaveName)> {
    let first = promise.effect_goal.iter().map(|goal| (&goal.baseline, &goal.follow_up));
    first.chain(promise.goals.iter().filter_map(Goal::waves))
}

/// Whether everybody who promises something is a party of the agreement, and it runs on some day of the promise.
fn covers(agreement: &Agreement, promise: &CitizenPromise) -> bool {
    let mut promising = promise.commitments.iter().flat_map(|commitment| &commitment.parties);
    let (one, other) = (agreement.period, promise.period);
    let at_once = one.from() <= other.to() && other.from() <= one.to();
    at_once && !promise.commitments.is_empty() && promising.all(|party| agreement.parties.contains(party))
}

#[cfg(test)]
mod tests;
