//! The promises in easy Swedish (lättläst): the same answers and numbers as on the usual pages, in shorter sentences and
//! without what only some need.
//!
//! What a promise itself says was signed, and is never said in other words. Left out here and linked: measures one by one,
//! signatures, fingerprints, the picture and the data.

use super::promise::{closed, hides};
use super::{day, frame};
use crate::face::part::Status;
use crate::face::{Frame, OtherWay};
use askama::Template;
use lofte_publish::promise::{PublicCommitment, PublicPromise};
use lofte_publish::telling::{self, ToldAccount};
use lofte_publish::{Snapshot, wording};
use lofte_words::{EASY, Language, fulfilment, number, promise as worded};
use serde::Deserialize;

/// What an address asks for beside its page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    sprak: String,
}

impl Asked {
    /// Whether easy Swedish is asked for. Anything else is the usual page: an address that was copied wrong still works.
    pub(super) fn is_easy(&self) -> bool {
        self.sprak == "latt"
    }
}

/// The way to easy Swedish from a public page: to the same promise, or to all of them.
pub(super) fn way_to(path: &str) -> OtherWay {
    let page = if path.starts_with("/offentligt/loften/") { path } else { "/offentligt" };
    OtherWay {
        label: "Lättläst".into(),
        href: format!("{page}?sprak=latt"),
        lang: Language::EasySwedish.tag(),
    }
}

/// The frame of an easy page, with the way back.
fn easy_frame(snapshot: &Snapshot, path: &str) -> Frame {
    let back =
        OtherWay { label: "Vanlig svenska".into(), href: path.to_owned(), lang: Language::Swedish.tag() };
    Frame { lang: Language::EasySwedish.tag().into(), other_way: Some(back), ..frame(snapshot, path) }
}

#[derive(Template)]
#[template(path = "public/easy_promise.html")]
pub(super) struct EasyPromise {
    frame: Frame,
    number: u32,
    title: String,
    text: String,
    deeds: Option<Status>,
    deeds_told: String,
    effect: Status,
    effect_told: String,
    reasons: Vec<String>,
    corrected: String,
    change: Option<Change>,
    asked: String,
    waves: Vec<Wave>,
    hidden: bool,
    rule: String,
    rule_settled: String,
    goals: Vec<wording::ToldGoal>,
    period: String,
    place: String,
    commitments: Vec<Commitment>,
    account: Option<ToldAccount>,
    closed: String,
    usual: String,
    published: String,
}

/// The measured change.
struct Change {
    delta: String,
    interval: String,
    level: String,
}

/// A measurement: its name, the share with its interval, and how many answered.
struct Wave {
    name: String,
    figures: Option<[String; 3]>,
}

/// An undertaking: what, who, how much, and how much of it was done where that is counted.
struct Commitment {
    text: String,
    who: String,
    how_much: String,
    outcome: Option<Status>,
    done: String,
    details: Vec<(String, String)>,
    said: Vec<(String, String)>,
}

/// A promise.
pub(super) fn promise(snapshot: &Snapshot, promise: &PublicPromise) -> EasyPromise {
    let frozen = &promise.frozen;
    let usual = format!("/offentligt/loften/{}", promise.number());
    let verdict = promise.verdict.as_ref();
    let change = verdict.and_then(|verdict| verdict.change.as_ref()?.get().shown());
    let areas: Vec<&str> = frozen.areas.iter().map(|area| snapshot.area_name(area)).collect();
    EasyPromise {
        frame: easy_frame(snapshot, &usual),
        number: promise.number(),
        title: frozen.title.clone(),
        text: frozen.text.clone(),
        deeds: wording::deeds_status(EASY, promise),
        deeds_told: wording::deeds_sentence(EASY, promise),
        effect: wording::effect_status(EASY, promise),
        effect_told: wording::sentence(EASY, promise),
        reasons: wording::more_reasons(EASY, promise),
        corrected: wording::corrected(EASY, promise).unwrap_or_default(),
        change: change.map(|change| Change {
            delta: EASY.points(change.delta),
            interval: number::interval(change.lower * 100.0, change.upper * 100.0, 1),
            level: EASY.percent(change.level, 0),
        }),
        asked: frozen.effect_goal.as_ref().map(|goal| goal.indicator.name.clone()).unwrap_or_default(),
        waves: verdict
            .map(|verdict| wording::waves(verdict).into_iter().map(wave).collect())
            .unwrap_or_default(),
        hidden: verdict.is_some_and(hides),
        rule: wording::rule(EASY, snapshot, promise).unwrap_or_default(),
        rule_settled: wording::rule_settled(EASY, promise),
        goals: wording::goals(EASY, snapshot, promise),
        period: EASY.period(frozen.period),
        place: if areas.is_empty() { "hela kommunen".to_owned() } else { EASY.list(&areas) },
        commitments: promise.commitments.iter().map(|public| commitment(snapshot, promise, public)).collect(),
        account: telling::account(EASY, promise),
        closed: closed(EASY, promise),
        usual,
        published: day(snapshot.published_at),
    }
}

fn wave(wave: lofte_words::waves::ShownWave) -> Wave {
    let figures = wave
        .figures
        .map(|figures| [figures.share_in_words(), figures.interval_in_words(), EASY.count(figures.answers)]);
    Wave { name: wave.name, figures }
}

fn commitment(snapshot: &Snapshot, promise: &PublicPromise, public: &PublicCommitment) -> Commitment {
    let commitment = &public.commitment;
    let done = match (&public.outcome, commitment.quantity.unit()) {
        (Some(outcome), _) => fulfilment::sum(EASY, &commitment.quantity, outcome),
        (None, Some(unit)) => {
            let done: u64 = public.measures.iter().map(|measure| measure.done).sum();
            format!("Gjort hittills: {} {unit}.", EASY.count(done))
        }
        (None, None) => String::new(),
    };
    let areas = commitment.details.areas.iter().map(|area| snapshot.area_name(area).to_owned());
    Commitment {
        text: commitment.text.clone(),
        who: EASY.list(&public.parties),
        how_much: worded::quantity(EASY, &commitment.quantity),
        outcome: public.outcome.as_ref().map(|outcome| fulfilment::outcome(EASY, outcome.outcome)),
        done,
        details: worded::details(EASY, &commitment.details, &areas.collect::<Vec<_>>()),
        said: telling::said(EASY, promise, commitment.number),
    }
}

#[derive(Template)]
#[template(path = "public/easy_promises.html")]
pub(super) struct EasyPromises {
    frame: Frame,
    promises: Vec<Listed>,
    contact: String,
    published: String,
}

/// A promise in the list.
struct Listed {
    number: u32,
    title: String,
    period: String,
    deeds: Option<Status>,
    deeds_told: String,
    effect: Status,
    effect_told: String,
}

/// All promises, the newest first.
pub(super) fn promises(snapshot: &Snapshot) -> EasyPromises {
    let mut all: Vec<&PublicPromise> = snapshot.promises.iter().collect();
    all.sort_by_key(|promise| std::cmp::Reverse(promise.number()));
    let listed = |promise: &PublicPromise| Listed {
        number: promise.number(),
        title: promise.frozen.title.clone(),
        period: EASY.period(promise.frozen.period),
        deeds: wording::deeds_status(EASY, promise),
        deeds_told: wording::deeds_sentence(EASY, promise),
        effect: wording::effect_status(EASY, promise),
        effect_told: wording::sentence(EASY, promise),
    };
    EasyPromises {
        frame: easy_frame(snapshot, "/offentligt"),
        promises: all.into_iter().map(listed).collect(),
        contact: snapshot.municipality.contact.clone(),
        published: day(snapshot.published_at),
    }
}
