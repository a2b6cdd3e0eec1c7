//! Links: somebody has looked at rows of two sources and decided whether they tell of the same event.
//!
//! Where they do, one row of each pair is *kept* and the other is *left out* of every count, as long as the kept one is
//! there: when its delivery is taken back or its year is removed by rule, the other counts again, so that no event is
//! lost. Rows themselves are never changed. Nothing here says what a row tells of.
//!
//! Left out: which rows may tell of the same ([`lofte_analysis::incidents::linkage`]).

use super::{RecordKind, RowKey};
use crate::amendment::Withdrawal;
use crate::id::{DeliveryId, UserId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

/// Most pairs of one decision: as many as anybody looks through in one sitting.
pub const MOST_PAIRS: usize = 500;

/// A source of incidents: rows have their keys within kind and source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RowSource {
    /// What its rows tell of.
    pub kind: RecordKind,
    /// Its name, a slug.
    pub source: String,
}

impl fmt::Display for RowSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.source)
    }
}

/// A text that names no source of incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write kind and source, for example offence:polisen")]
pub struct NoRowSource;

impl FromStr for RowSource {
    type Err = NoRowSource;

    fn from_str(text: &str) -> Result<Self, NoRowSource> {
        let (kind, source) = text.split_once(':').ok_or(NoRowSource)?;
        let kind = RecordKind::from_word(kind).filter(|kind| RecordKind::INCIDENTS.contains(kind));
        let kind = kind.filter(|_| !source.is_empty()).ok_or(NoRowSource)?;
        Ok(Self { kind, source: source.to_owned() })
    }
}

/// Two rows that somebody has looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedPair {
    /// The delivery of the row that counts.
    pub delivery: DeliveryId,
    /// The year of that row: rows are removed by year.
    pub year: i16,
    /// The row that counts.
    pub kept: RowKey,
    /// The row of the other source.
    pub other: RowKey,
}

/// What somebody decided about some pairs of rows of two sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDecision {
    /// Number, from 1.
    pub number: u32,
    /// Whether the rows of each pair tell of the same event.
    pub same: bool,
    /// The source whose rows count.
    pub kept: RowSource,
    /// The source whose rows are left out, where they tell of the same.
    pub other: RowSource,
    /// The pairs.
    pub pairs: Vec<LinkedPair>,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserId,
    /// That it was taken back: both rows of each pair count again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// Why pairs cannot be decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkRefusal {
    /// No pair was chosen.
    #[error("choose at least one pair")]
    NoPair,
    /// More pairs than are looked through in one sitting.
    #[error("decide on at most {MOST_PAIRS} pairs at a time")]
    TooMany,
    /// Both rows are of one source: the same row twice is told when the file is read.
    #[error("a source is not compared with itself")]
    SameSource,
    /// A row stands in two pairs.
    #[error("a row stands in two of the pairs")]
    RowTwice,
    /// A row that would be left out is what an earlier decision keeps, or the other way round: with both, an event would not
    /// be counted at all.
    #[error("{pairs} of the pairs have a row that an earlier decision says the opposite of")]
    Opposite {
        /// How many.
        pairs: u64,
    },
}

impl LinkDecision {
    /// Whether it leaves rows out.
    pub fn leaves_out(&self) -> bool {
        self.same && self.withdrawn.is_none()
    }

    /// Whether it can stand beside the earlier ones.
    pub fn check(&self, earlier: &[Self]) -> Result<(), LinkRefusal> {
        if self.pairs.is_empty() {
            return Err(LinkRefusal::NoPair);
        }
        if self.pairs.len() > MOST_PAIRS {
            return Err(LinkRefusal::TooMany);
        }
        if self.kept == self.other {
            return Err(LinkRefusal::SameSource);
        }
        let kept: BTreeSet<RowKey> = self.pairs.iter().map(|pair| pair.kept).collect();
        let others: BTreeSet<RowKey> = self.pairs.iter().map(|pair| pair.other).collect();
        if kept.len() < self.pairs.len() || others.len() < self.pairs.len() {
            return Err(LinkRefusal::RowTwice);
        }
        if !self.same {
            return Ok(());
        }
        let (kept_before, left_out_before) = (rows(earlier, true), rows(earlier, false));
        let opposite = self.pairs.iter().filter(|pair| {
            left_out_before.contains(&(&self.kept, pair.kept))
                || left_out_before.contains(&(&self.other, pair.other))
                || kept_before.contains(&(&self.other, pair.other))
        });
        match opposite.count() as u64 {
            0 => Ok(()),
            pairs => Err(LinkRefusal::Opposite { pairs }),
        }
    }
}

/// The rows that standing decisions keep, or leave out.
fn rows(decisions: &[LinkDecision], kept: bool) -> BTreeSet<(&RowSource, RowKey)> {
    let standing = decisions.iter().filter(|decision| decision.leaves_out());
    standing
        .flat_map(|decision| {
            let source = if kept { &decision.kept } else { &decision.other };
            decision.pairs.iter().map(move |pair| (source, if kept { pair.kept } else { pair.other }))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> RowKey {
        RowKey([number; 16])
    }

    fn decision(kept: &str, other: &str, pairs: &[(u8, u8)]) -> LinkDecision {
        let pair = |(kept, other): &(u8, u8)| LinkedPair {
            delivery: DeliveryId(uuid::Uuid::from_u128(1)),
            year: 2024,
            kept: key(*kept),
            other: key(*other),
        };
        LinkDecision {
            number: 1,
            same: true,
            kept: kept.parse().unwrap(),
            other: other.parse().unwrap(),
            pairs: pairs.iter().map(pair).collect(),
            at: Timestamp::UNIX_EPOCH,
            by: UserId(uuid::Uuid::from_u128(2)),
            withdrawn: None,
        }
    }

    const POLICE: &str = "offence:polisen";
    const GUARDS: &str = "disturbance:vakter";

    #[test]
    fn a_source_is_written_as_kind_and_name() {
        let source: RowSource = POLICE.parse().unwrap();
        assert_eq!(source.to_string(), POLICE);
        for wrong in ["polisen", "offence:", "survey:ntu", ":polisen", ""] {
            assert_eq!(wrong.parse::<RowSource>(), Err(NoRowSource), "{wrong}");
        }
    }

    #[test]
    fn an_event_is_never_left_out_on_both_sides() {
        let first = decision(POLICE, GUARDS, &[(1, 1), (2, 2)]);
        assert_eq!(first.check(&[]), Ok(()));
        let earlier = [first];
        let opposite = Err(LinkRefusal::Opposite { pairs: 1 });
        assert_eq!(decision(GUARDS, POLICE, &[(1, 1), (9, 9)]).check(&earlier), opposite);
        assert_eq!(decision(GUARDS, POLICE, &[(9, 2)]).check(&earlier), opposite, "the kept row would go");
        assert_eq!(decision(GUARDS, "fault:anmalan", &[(2, 5)]).check(&earlier), opposite, "it is left out");
        assert_eq!(decision("fault:anmalan", GUARDS, &[(5, 2)]).check(&earlier), opposite, "twice left out");
        assert_eq!(decision(POLICE, "fault:anmalan", &[(2, 5)]).check(&earlier), Ok(()), "three tell of one");
        assert_eq!(decision(GUARDS, POLICE, &[(3, 3)]).check(&earlier), Ok(()));
        let withdrawal = Withdrawal { at: Timestamp::UNIX_EPOCH, by: earlier[0].by, reason: "fel".into() };
        let withdrawn = [LinkDecision { withdrawn: Some(withdrawal), ..earlier[0].clone() }];
        assert_eq!(decision(GUARDS, POLICE, &[(1, 1)]).check(&withdrawn), Ok(()));
        let apart = LinkDecision { same: false, ..decision(GUARDS, POLICE, &[(1, 1)]) };
        assert_eq!(apart.check(&earlier), Ok(()), "nothing is left out by it");
    }

    #[test]
    fn what_is_no_decision_is_refused() {
        assert_eq!(decision(POLICE, GUARDS, &[]).check(&[]), Err(LinkRefusal::NoPair));
        assert_eq!(decision(POLICE, POLICE, &[(1, 2)]).check(&[]), Err(LinkRefusal::SameSource));
        assert_eq!(decision(POLICE, GUARDS, &[(1, 1), (1, 2)]).check(&[]), Err(LinkRefusal::RowTwice));
        assert_eq!(decision(POLICE, GUARDS, &[(1, 1), (2, 1)]).check(&[]), Err(LinkRefusal::RowTwice));
        let many = LinkDecision {
            pairs: vec![decision(POLICE, GUARDS, &[(1, 1)]).pairs[0]; MOST_PAIRS + 1],
            ..decision(POLICE, GUARDS, &[])
        };
        assert_eq!(many.check(&[]), Err(LinkRefusal::TooMany));
    }
}
