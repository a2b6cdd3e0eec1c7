//! Promises that were really made, as structured records: from draft by two signatures and the log to what became of each
//! undertaking, beside the answer of a careful reader.

use jiff::Timestamp;
use jiff::civil::Date;
use lofte_model::activity::{Activity, Entry, Logged, logged};
use lofte_model::followup::{Fulfilment, Outcome, fulfilments, reported};
use lofte_model::id::{ActivityId, MeasureId, PartyId, ProblemId, PromiseId, UserId};
use lofte_model::period::Period;
use lofte_model::plan::{
    CommitmentRef, Execution, Fidelity, Measure, MeasureKind, MeasureStatus, StatusReport, Told,
};
use lofte_model::promise::{
    About, CitizenPromise, Commitment, Details, NewSignature, PromiseState, Quantity, Side,
};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;

#[derive(Deserialize)]
struct File {
    promise: Vec<Record>,
}

#[derive(Clone, Deserialize)]
struct Record {
    #[serde(rename = "record")]
    number: u32,
    who: String,
    source: String,
    from: Date,
    to: Date,
    /// The day that the reader answers on.
    on: Date,
    verdict: Outcome,
    because: String,
    #[serde(default)]
    log: Vec<Line>,
    #[serde(default)]
    reports: Vec<Reported>,
    /// Undertakings that the linter calls weak.
    #[serde(default)]
    weak: Vec<u16>,
    commitment: Vec<Undertaken>,
}

#[derive(Clone, Deserialize)]
struct Line {
    commitment: u16,
    day: Date,
    count: u32,
}

#[derive(Clone, Deserialize)]
struct Reported {
    commitment: u16,
    day: Date,
    execution: Execution,
}

#[derive(Clone, Deserialize)]
struct Undertaken {
    text: String,
    by: Vec<String>,
    #[serde(flatten)]
    quantity: Quantity,
    #[serde(default)]
    place: String,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    group: String,
    verdict: Outcome,
}

fn records() -> Vec<Record> {
    toml::from_str::<File>(include_str!("../data/promises.toml")).unwrap().promise
}

impl Record {
    /// As it is first written.
    fn draft(&self) -> CitizenPromise {
        let commitments: Vec<Commitment> = (1..)
            .zip(&self.commitment)
            .map(|(number, undertaken)| Commitment {
                number,
                text: undertaken.text.clone(),
                parties: undertaken.by.iter().map(|name| PartyId::named(name)).collect(),
                quantity: undertaken.quantity.clone(),
                details: Details {
                    place: undertaken.place.clone(),
                    hours: undertaken.hours.clone(),
                    target_group: undertaken.group.clone(),
                    ..Details::default()
                },
            })
            .collect();
        serde_json::from_value(json!({
            "id": PromiseId::named(&self.who),
            "number": self.number,
            "title": self.who,
            "text": "Det här lovar vi.",
            "period": Period::new(self.from, self.to).unwrap(),
            "areas": [],
            "problems": [ProblemId::named("x")],
            "commitments": commitments,
            "effect_goal": null,
            "continues": null,
            "state": PromiseState::Draft,
        }))
        .unwrap()
    }

    /// By the municipality, and by the police.
    fn signed(&self) -> CitizenPromise {
        let sign = |promise: CitizenPromise, side: Side| {
            let by = UserId::named(&side.word());
            promise.sign(NewSignature::here(side, "chefen"), by, Timestamp::UNIX_EPOCH, &[]).unwrap()
        };
        sign(sign(self.draft(), Side::Municipality), Side::Police)
    }

    fn stands(&self, promise: &CitizenPromise) -> Vec<Fulfilment> {
        let entries: Vec<Activity> = self.log.iter().map(|line| entry(promise, line, self.on)).collect();
        let measures: Vec<Measure> =
            (1..).zip(&self.reports).map(|(n, told)| measure(promise, n, told)).collect();
        let doings = [reported(promise, &measures), logged(promise, &entries)].concat();
        fulfilments(promise, &doings, self.on)
    }
}

fn commitment(promise: &CitizenPromise, number: u16) -> &Commitment {
    promise.commitments.iter().find(|known| known.number == number).unwrap()
}

/// An entry as the one who undertook it first logs it.
fn entry(promise: &CitizenPromise, line: &Line, today: Date) -> Activity {
    let party = commitment(promise, line.commitment).parties[0];
    let said = Entry {
        what: Logged::Done,
        count: line.count,
        unit: String::new(),
        day: line.day,
        fidelity: Fidelity::AsIntended,
        area: None,
        place: String::new(),
        note: String::new(),
    };
    Activity {
        id: ActivityId::named(&format!("{}/{}/{}", promise.number, line.commitment, line.day)),
        commitment: CommitmentRef { promise: promise.id, commitment: line.commitment },
        party,
        entry: said.fit(promise, line.commitment, party, today).unwrap(),
        at: Timestamp::UNIX_EPOCH,
        by: UserId::named("one"),
        from: None,
        former: Vec::new(),
        withdrawn: None,
    }
}

fn measure(promise: &CitizenPromise, number: u32, told: &Reported) -> Measure {
    let measure = Measure {
        id: MeasureId::named(&number.to_string()),
        number,
        title: "x".into(),
        description: String::new(),
        causes: Vec::new(),
        commitment: Some(CommitmentRef { promise: promise.id, commitment: told.commitment }),
        kind: MeasureKind::Situational,
        owner: commitment(promise, told.commitment).parties[0],
        function: "samordnare".into(),
        deadline: promise.period.to(),
        operative_goal: String::new(),
        status: MeasureStatus::NEW,
        reports: Vec::new(),
        details: lofte_model::plan::Details::default(),
    };
    let status = MeasureStatus { execution: told.execution, ..MeasureStatus::NEW };
    let said = Told { status, done: 0, note: String::new(), until: Some(told.day) };
    measure.report(StatusReport::new(Timestamp::UNIX_EPOCH, UserId::named("one"), said))
}

#[test]
fn every_record_gets_the_verdict_of_a_careful_reader() {
    let records = records();
    let numbers: BTreeSet<u32> = records.iter().map(|record| record.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 18, 19, 21, 22, 24].into());
    for record in &records {
        let promise = record.signed();
        assert!(record.source.starts_with("http") && !record.because.is_empty(), "{}", record.who);
        assert_eq!(promise.state.word(), "published", "{}", record.who);
        let stands = record.stands(&promise);
        assert_eq!(stands.len(), record.commitment.len(), "{}: none may vanish", record.who);
        for (stands, undertaken) in stands.iter().zip(&record.commitment) {
            assert_eq!(stands.outcome, undertaken.verdict, "{}: {} {stands:?}", record.who, undertaken.text);
        }
        let whole = Outcome::of_all(stands.iter().map(|one| one.outcome));
        assert_eq!(whole, Some(record.verdict), "{}: {}", record.who, record.because);
    }
}

/// What was promised, entered in full and evenly, is fulfilled; one less of what has a number is not.
#[test]
fn the_same_promises_kept_in_full_are_fulfilled_and_one_short_is_not() {
    for record in records() {
        let promise = record.signed();
        let after = record.to.checked_add(jiff::Span::new().days(30)).unwrap();
        let full: Vec<Line> = promise.commitments.iter().flat_map(|known| in_full(&promise, known)).collect();
        let kept = Record { log: full.clone(), reports: Vec::new(), on: after, ..record.clone() };
        for one in kept.stands(&promise) {
            assert_eq!(one.outcome, Outcome::Fulfilled, "{}: {one:?}", record.who);
        }
        for known in promise.commitments.iter().filter(|known| known.quantity.counted().is_some()) {
            let mut less = full.clone();
            let last = less.iter_mut().rfind(|line| line.commitment == known.number).unwrap();
            last.count -= 1;
            less.retain(|line| line.count > 0);
            let short = Record { log: less, ..kept.clone() };
            let stands = short.stands(&promise);
            let one = stands.iter().find(|one| one.commitment == known.number).unwrap();
            assert_ne!(one.outcome, Outcome::Fulfilled, "{}: {}", record.who, known.text);
        }
    }
}

fn in_full(promise: &CitizenPromise, known: &Commitment) -> Vec<Line> {
    match known.quantity.counted() {
        Some(counted) => counted
            .per
            .spells(promise.period)
            .into_iter()
            .map(|spell| Line { commitment: known.number, day: spell.to(), count: counted.count })
            .collect(),
        None => vec![Line { commitment: known.number, day: promise.period.to(), count: 1 }],
    }
}

#[test]
fn weak_words_in_real_promises_are_found() {
    for record in records() {
        let lints = record.draft().lints(&[]);
        for number in &record.weak {
            let weak = lints.iter().any(|lint| {
                lint.commitment == Some(*number) && matches!(lint.about, About::WeakWords { .. })
            });
            assert!(weak, "{}: {number}", record.who);
        }
    }
}
