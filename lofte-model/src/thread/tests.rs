use super::*;
use crate::fingerprint::Fingerprint;
use crate::followup::tests::activities;
use crate::id::{PartyId, UserId};
use crate::period::Period;
use crate::plan::{Execution, MeasureKind, MeasureStatus};
use crate::problem::{Perspective, Priority, Support};
use crate::promise::{Commitment, Details, Given, PromiseState, Quantity, Side, SideSignature};
use jiff::civil::date;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

const TODAY: Date = date(2024, 6, 1);

fn problem(number: u32, edition: Option<u32>, causes: &[&str]) -> Problem {
    let cause = |number: &&str| Cause {
        number: number.parse().unwrap(),
        statement: "mörkt".into(),
        perspective: Perspective::Place,
        evidence_for: String::new(),
        evidence_against: String::new(),
        support: Support::Some,
        influenceable: true,
        on: Some(date(2023, 6, 1)),
    };
    Problem {
        id: ProblemId::named(&number.to_string()),
        number,
        title: "stationen".into(),
        description: String::new(),
        areas: Vec::new(),
        categories: Vec::new(),
        edition,
        priority: Priority::Prioritised { reason: "vanligt".into() },
        causes: causes.iter().map(cause).collect(),
    }
}

fn promise(number: u32, problems: &[u32], commitments: u16) -> CitizenPromise {
    let commitment = |number| Commitment {
        number,
        text: "ronder".into(),
        parties: vec![PartyId::named("police")],
        quantity: Quantity::OnRequest,
        details: Details::default(),
    };
    CitizenPromise {
        id: PromiseId::named(&number.to_string()),
        number,
        problems: problems.iter().map(|number| ProblemId::named(&number.to_string())).collect(),
        commitments: (1..=commitments).map(commitment).collect(),
        ..activities()
    }
}

fn signed(promise: CitizenPromise, on: &str) -> CitizenPromise {
    let signature = |side| SideSignature {
        side,
        by: UserId::named("one"),
        at: format!("{on}T12:00:00Z").parse().unwrap(),
        fingerprint: Fingerprint::of_bytes(b"text"),
        office: String::new(),
        given: Given::Here,
    };
    let (first, second) = (signature(Side::Municipality), signature(Side::Police));
    let state = PromiseState::Published { first, second, further: vec![], answer_known: false, closed: None };
    CitizenPromise { state, ..promise }
}

fn cause(problem: u32, number: &str) -> CauseRef {
    CauseRef { problem: ProblemId::named(&problem.to_string()), cause: number.parse().unwrap() }
}

fn measure(number: u32, causes: Vec<CauseRef>, commitment: Option<(u32, u16)>) -> Measure {
    Measure {
        id: MeasureId::named(&number.to_string()),
        number,
        title: "lampor".into(),
        description: String::new(),
        causes,
        commitment: commitment.map(|(promise, commitment)| CommitmentRef {
            promise: PromiseId::named(&promise.to_string()),
            commitment,
        }),
        kind: MeasureKind::Situational,
        owner: PartyId::named("police"),
        function: "driftchef".into(),
        deadline: date(2024, 12, 31),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        details: crate::plan::Details::default(),
    }
}

fn edition(number: u32) -> KnownEdition {
    KnownEdition { number, on: date(2023, 6, 15), deliveries: [DeliveryId::named("faults")].into() }
}

/// One of each, tied together as the work goes.
fn whole() -> Objects {
    Objects {
        deliveries: vec![KnownDelivery {
            id: DeliveryId::named("faults"),
            source: "felanmalan".into(),
            on: date(2023, 1, 9),
        }],
        editions: vec![edition(1)],
        problems: vec![problem(1, Some(1), &["1", "1.1", "2"])],
        promises: vec![signed(promise(2, &[1], 2), "2023-07-01")],
        measures: vec![
            measure(1, vec![cause(1, "1")], Some((2, 1))),
            measure(2, vec![cause(1, "2")], Some((2, 2))),
        ],
        judged: [PromiseId::named("2")].into(),
        told: [PromiseId::named("2")].into(),
        ..Objects::default()
    }
}

fn named(thread: &Thread<'_>, standing: Standing) -> Vec<String> {
    let there = thread.things.iter().filter(|linked| linked.standing == standing);
    there.map(|linked| format!("{} {}", linked.thing.node.word(), linked.thing.reference)).collect()
}

#[test]
fn a_promise_hangs_between_the_delivery_and_the_account_with_its_causes_beside() {
    let chain = Chain::of(&whole());
    let thread = chain.thread(&Node::Promise(PromiseId::named("2"))).unwrap();
    let delivery = format!("delivery {}", DeliveryId::named("faults"));
    assert_eq!(named(&thread, Standing::Upstream), [delivery.as_str(), "edition 1", "problem 1"]);
    let below = ["commitment 2-1", "commitment 2-2", "measure 1", "measure 2", "verdict 2", "feedback 2"];
    assert_eq!(named(&thread, Standing::Downstream), below);
    assert_eq!(named(&thread, Standing::Beside), ["cause 1-1", "cause 1-2"]);
    let first = thread.things.iter().find(|linked| linked.thing.node.word() == "measure").unwrap();
    let rests_on: Vec<&str> = first.rests_on.iter().map(|thing| thing.node.word()).collect();
    assert_eq!(rests_on, ["cause", "commitment"]);
}

#[test]
fn a_cause_leads_to_its_measure_and_not_to_those_of_other_causes() {
    let chain = Chain::of(&whole());
    let thread = chain.thread(&Node::Cause(cause(1, "1"))).unwrap();
    assert_eq!(named(&thread, Standing::Downstream), ["cause 1-1.1", "measure 1", "verdict 2", "feedback 2"]);
    assert_eq!(named(&thread, Standing::Beside), ["promise 2", "commitment 2-1"]);
}

#[test]
fn a_wave_is_where_a_promise_starts_and_another_what_its_verdict_rests_on() {
    let goal = crate::followup::tests::promise(crate::promise::Direction::Increase).effect_goal;
    let mut objects = whole();
    objects.promises[0].effect_goal = goal;
    let wave =
        |name: &str| KnownWave { name: WaveName(name.into()), delivery: Some(DeliveryId::named("faults")) };
    objects.waves = vec![wave("2023"), wave("2025")];
    let chain = Chain::of(&objects);
    let [before, after] = ["2023", "2025"].map(|name| chain.downstream(&Node::Wave(WaveName(name.into()))));
    let promise = Node::Promise(PromiseId::named("2"));
    assert!(before.contains(&promise) && !after.contains(&promise));
    assert!(after.contains(&Node::Verdict(PromiseId::named("2"))));
}

#[test]
fn an_agreement_covers_what_its_parties_promise_while_it_runs() {
    let agreement = |parties: &[&str], period| Agreement {
        id: AgreementId::named("one"),
        title: "samverkan".into(),
        parties: parties.iter().map(|name| PartyId::named(name)).collect(),
        purposes: vec!["x".into()],
        areas: vec!["x".into()],
        period,
        registry_number: None,
        signatures: Vec::new(),
        fallen: Vec::new(),
    };
    let covered = |agreement| {
        let objects = Objects { agreements: vec![agreement], ..whole() };
        !Chain::of(&objects).downstream(&Node::Agreement(AgreementId::named("one"))).is_empty()
    };
    assert!(covered(agreement(&["police", "municipality"], Period::years(2022, 2023))));
    assert!(!covered(agreement(&["municipality"], Period::years(2022, 2023))), "not a party");
    assert!(!covered(agreement(&["police"], Period::year(2022))), "it ran before");
}

fn ends(objects: &Objects) -> Vec<String> {
    let chain = Chain::of(objects);
    let told = |end: LooseEnd| {
        let reference = chain.thing(&end.at).map(|thing| thing.reference.clone()).unwrap_or_default();
        format!("{} {reference} {}", end.at.word(), end.loose.code())
    };
    objects.loose_ends(TODAY).into_iter().map(told).collect()
}

#[test]
fn a_chain_that_holds_has_no_loose_end() {
    assert_eq!(ends(&whole()), Vec::<String>::new());
}

#[test]
fn each_missing_link_is_told_where_it_is_missing() {
    let none = Objects { problems: vec![problem(1, None, &[])], ..Objects::default() };
    let at_problem = ["no-edition", "no-cause-analysis", "no-promise", "no-measure"];
    assert_eq!(ends(&none), at_problem.map(|code| format!("problem 1 {code}")));
    let unknown = Objects { problems: vec![problem(1, Some(7), &["1"])], ..whole() };
    assert_eq!(ends(&unknown)[0], "problem 1 no-edition");

    let mut baseless = whole();
    baseless.promises.push(promise(3, &[], 1));
    let expected = ["promise 3 no-problem", "commitment 3-1 no-measure-towards", "commitment 3-1 no-cause"];
    assert_eq!(ends(&baseless), expected);

    let mut causeless = whole();
    causeless.measures.push(measure(3, Vec::new(), None));
    causeless.measures.push(measure(4, vec![cause(1, "9")], None));
    assert_eq!(ends(&causeless), ["measure 3 no-cause", "measure 4 unknown-cause"]);

    let mut given_up = whole();
    given_up.measures[0].status.execution = Execution::Dropped;
    assert_eq!(ends(&given_up), ["commitment 2-1 no-measure-towards"]);

    let due = [PromiseId::named("2")];
    let waiting = Objects { verdict_due: due.into(), account_due: due.into(), ..whole() };
    assert_eq!(ends(&waiting), ["promise 2 no-verdict", "promise 2 no-feedback"]);
}

#[test]
fn what_is_left_or_over_is_no_loose_end() {
    let mut left = whole();
    left.problems
        .push(Problem {
            priority: Priority::Deprioritised { reason: "få".into() }, ..problem(2, None, &[])
        });
    left.promises.push(CitizenPromise {
        state: PromiseState::Historical { source: "webben".into() },
        ..promise(1, &[], 1)
    });
    assert_eq!(ends(&left), Vec::<String>::new());
    let over = Objects { measures: vec![measure(1, vec![cause(1, "1")], None)], ..whole() };
    let after = date(2025, 1, 1);
    assert_eq!(over.loose_ends(TODAY).len(), 4, "two undertakings, each without measure and cause");
    assert_eq!(over.loose_ends(after), []);
}

#[test]
fn a_promise_signed_before_the_causes_were_known_says_so() {
    let at = |on: &str, causes: &[&str]| {
        let mut objects = whole();
        objects.promises[0] = signed(promise(2, &[1], 0), on);
        objects.problems[0] = problem(1, Some(1), causes);
        objects.measures.truncate(1);
        ends(&objects).into_iter().filter(|end| end.starts_with("promise")).collect::<Vec<_>>()
    };
    assert_eq!(at("2023-05-31", &["1"]), ["promise 2 causes-after-signing"]);
    assert_eq!(at("2023-06-01", &["1"]), Vec::<String>::new(), "on the same day");
    assert_eq!(at("2023-07-01", &[]), ["promise 2 signed-without-causes"]);
    let mut undated = whole();
    undated.problems[0].causes[0].on = None;
    undated.promises[0] = signed(promise(2, &[1], 0), "2023-05-31");
    assert!(ends(&undated).iter().all(|end| !end.starts_with("promise")), "nobody knows");
}

#[test]
fn the_days_of_causes_are_new_and_what_stood_before_reads_back_as_it_was() {
    let old = r#"{"number":"1","statement":"mörkt","perspective":"place","evidence_for":"","evidence_against":"","support":"some","influenceable":true}"#;
    let read: Cause = serde_json::from_str(old).unwrap();
    assert_eq!((read.on, serde_json::to_string(&read).unwrap().as_str()), (None, old));
}

prop_compose! {
    /// Things that name each other at random, also things that are not there, and promises that continue each other in
    /// a ring.
    fn objects()(
        problems in vec((0_u32..4, btree_set(0_usize..6, 0..5)), 0..4),
        promises in vec((btree_set(0_u32..5, 0..3), 0_u16..3, 0_u32..5, any::<bool>(), any::<bool>()), 0..5),
        measures in vec((vec((0_u32..5, 0_usize..6), 0..3), 0_u32..6, 0_u16..4), 0..6),
        editions in 0_u32..3,
    ) -> Objects {
        const TREE: [&str; 6] = ["1", "1.1", "1.1.1", "2", "2.3", "3"];
        let number = |place: usize| u32::try_from(place).unwrap();
        let tree = |places: &BTreeSet<usize>| places.iter().map(|place| TREE[*place]).collect::<Vec<_>>();
        let a_promise = |(place, (problems, commitments, continues, is_signed, _)): (usize, &(BTreeSet<u32>, u16, u32, bool, bool))| {
            let problems: Vec<u32> = problems.iter().copied().collect();
            let made = promise(number(place), &problems, *commitments);
            let made = CitizenPromise { continues: Some(PromiseId::named(&continues.to_string())), ..made };
            if *is_signed { signed(made, "2023-01-01") } else { made }
        };
        let signed_and = |told: bool| promises.iter().enumerate().filter(move |(_, one)| one.3 && (!told || one.4))
            .map(|(place, _)| PromiseId::named(&place.to_string())).collect();
        Objects {
            deliveries: whole().deliveries,
            editions: (1..=editions).map(edition).collect(),
            problems: problems.iter().enumerate().map(|(place, (edition, causes))| {
                problem(number(place), (*edition > 0).then_some(*edition), &tree(causes))
            }).collect(),
            promises: promises.iter().enumerate().map(a_promise).collect(),
            measures: measures.iter().enumerate().map(|(place, (causes, promise, commitment))| {
                let causes = causes.iter().map(|(problem, place)| cause(*problem, TREE[*place])).collect();
                measure(number(place), causes, (*commitment > 0).then_some((*promise, *commitment)))
            }).collect(),
            judged: signed_and(false),
            told: signed_and(true),
            ..Objects::default()
        }
    }
}

proptest! {
    #[test]
    fn upstream_and_downstream_are_each_others_mirror(objects in objects()) {
        let chain = Chain::of(&objects);
        for thing in chain.things() {
            for other in chain.things() {
                prop_assert_eq!(
                    chain.downstream(&thing.node).contains(&other.node),
                    chain.upstream(&other.node).contains(&thing.node)
                );
            }
        }
    }

    #[test]
    fn no_thread_comes_back_to_itself(objects in objects()) {
        let chain = Chain::of(&objects);
        for thing in chain.things() {
            prop_assert!(!chain.downstream(&thing.node).contains(&thing.node), "{:?}", thing);
        }
    }

    /// Nothing that was given is lost, and what rests on nothing is a root or is told as a loose end.
    #[test]
    fn everything_is_in_the_chain_and_nothing_hangs_in_the_air_unsaid(objects in objects()) {
        let chain = Chain::of(&objects);
        let commitments: usize = objects.promises.iter().map(|promise| promise.commitments.len()).sum();
        let causes: usize = objects.problems.iter().map(|problem| problem.causes.len()).sum();
        let given = objects.deliveries.len() + objects.editions.len() + objects.problems.len() + causes
            + objects.promises.len() + commitments + objects.measures.len() + objects.judged.len() + objects.told.len();
        prop_assert_eq!(chain.things().len(), given);
        let loose: BTreeSet<Node> = objects.loose_ends(TODAY).into_iter().map(|end| end.at).collect();
        for thing in chain.things() {
            let thread = chain.thread(&thing.node).unwrap();
            prop_assert_eq!(thread.of, thing);
            let is_root = matches!(thing.node, Node::Delivery(_) | Node::Edition(_));
            let hangs = chain.upstream(&thing.node).is_empty();
            prop_assert!(is_root || !hangs || loose.contains(&thing.node), "{:?}", thing);
        }
    }

    /// The order in which things are given says nothing about what rests on what.
    #[test]
    fn the_order_of_things_does_not_matter(objects in objects()) {
        let mut turned = objects.clone();
        turned.problems.reverse();
        turned.promises.reverse();
        turned.measures.reverse();
        let (one, other) = (Chain::of(&objects), Chain::of(&turned));
        for thing in one.things() {
            prop_assert_eq!(one.upstream(&thing.node), other.upstream(&thing.node));
        }
        let told = |objects: &Objects| objects.loose_ends(TODAY).into_iter().collect::<BTreeSet<_>>();
        prop_assert_eq!(told(&objects), told(&turned));
    }
}
