//! What the working side keeps beside a publication, so that later ones can be made beside it.
//!
//! The counts of a table are found again from the edition that each of its rows is from, because editions never change.
//! Answers can be delivered again and changed, so a wave is kept as it was when something of it was first published: for
//! each question how many gave each answer in each stratum, and which figures were made from it. A ledger holds
//! everything of the ledgers before it. It is confidential and is no part of a snapshot.

use crate::survey::WaveCounts;
use lofte_analysis::disclosure::Answers;
use lofte_model::place::AreaCode;
use lofte_model::survey::{Indicator, WaveName};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A share that has been published: of whom, and which answers are yes and no.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Figure {
    /// Areas; none means all.
    pub areas: BTreeSet<AreaCode>,
    /// Codes that count as yes.
    pub yes: BTreeSet<i16>,
    /// Codes that count as no.
    pub no: BTreeSet<i16>,
}

impl Figure {
    /// The share of an indicator in some areas.
    pub(crate) fn new(indicator: &Indicator, areas: &[AreaCode]) -> Self {
        Self {
            areas: areas.iter().cloned().collect(),
            yes: indicator.yes.iter().copied().collect(),
            // Codes in both count as yes.
            no: indicator.no.iter().copied().filter(|code| !indicator.yes.contains(code)).collect(),
        }
    }
}

/// One question of one wave as it was when something of it was first published, and all that has been published of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Wave.
    pub wave: WaveName,
    /// Question.
    pub item: String,
    /// Area of each stratum.
    pub strata: Vec<AreaCode>,
    /// For each answer code, how many gave it in each stratum.
    pub counts: BTreeMap<i16, Vec<u64>>,
    /// What has been published of it.
    pub figures: BTreeSet<Figure>,
}

/// What must be known of everything published so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ledger {
    /// Questions that something has been published of.
    pub questions: Vec<Question>,
    /// Waves that were published before there were ledgers: their answers then are not known.
    pub unknown: BTreeSet<WaveName>,
}

impl Question {
    /// The question as the wave has it now.
    pub(crate) fn now(wave: &WaveCounts, item: &str) -> Option<Self> {
        Some(Self {
            wave: wave.wave.clone(),
            item: item.to_owned(),
            strata: wave.strata.clone(),
            counts: wave.questions.get(item)?.clone(),
            figures: BTreeSet::new(),
        })
    }

    /// Whether the answers are the same.
    pub(crate) fn has_answers_of(&self, other: &Self) -> bool {
        self.strata == other.strata && self.counts == other.counts
    }

    /// The answers behind a figure.
    pub(crate) fn answers(&self, figure: &Figure) -> Answers {
        let count = |codes: &BTreeSet<i16>| {
            let strata = (0..self.strata.len()).filter(|stratum| self.covers(figure, *stratum));
            strata.map(|stratum| self.count(codes, stratum)).sum()
        };
        Answers { yes: count(&figure.yes), no: count(&figure.no) }
    }

    /// Whether a figure is about a stratum.
    pub(crate) fn covers(&self, figure: &Figure, stratum: usize) -> bool {
        figure.areas.is_empty() || self.strata.get(stratum).is_some_and(|area| figure.areas.contains(area))
    }

    /// How many gave one of some answers in a stratum.
    pub(crate) fn count<'a>(&self, codes: impl IntoIterator<Item = &'a i16>, stratum: usize) -> u64 {
        let of_code = |code: &i16| self.counts.get(code).and_then(|counts| counts.get(stratum)).copied();
        codes.into_iter().filter_map(of_code).sum()
    }
}
