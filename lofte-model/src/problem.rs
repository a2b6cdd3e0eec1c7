//! Prioritised problems and their cause analysis (orsaksanalys).
//!
//! A problem rests on a numbered edition of the picture. Its causes are a numbered tree: `1` is a direct cause, `1.2`
//! lies behind it. A perspective says where to look (situation, exposed, offending) and never who.

use crate::id::ProblemId;
use crate::place::AreaCode;
use crate::records::Category;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// How many causes may lie behind each other: deeper than anybody has reasons for, or can read.
pub const MOST_LEVELS: usize = 6;

/// How many causes a problem may have.
pub const MOST_CAUSES: usize = 200;

/// The place of a cause in the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CauseNumber(Vec<u16>);

/// A text that is not a cause number.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a cause number: write for example 2 or 2.1")]
pub struct BadCauseNumber(String);

impl CauseNumber {
    /// A direct cause.
    pub fn direct(number: u16) -> Self {
        Self(vec![number.max(1)])
    }

    /// The cause behind this one with the given number.
    #[must_use]
    pub fn child(&self, number: u16) -> Self {
        let mut path = self.0.clone();
        path.push(number.max(1));
        Self(path)
    }

    /// The cause that this lies behind, if it is not direct.
    pub fn parent(&self) -> Option<Self> {
        (self.0.len() > 1).then(|| Self(self.0[..self.0.len() - 1].to_vec()))
    }

    /// 1 for direct causes, 2 for those behind them, and so on.
    pub fn depth(&self) -> usize {
        self.0.len()
    }
}

impl fmt::Display for CauseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, number) in self.0.iter().enumerate() {
            write!(f, "{}{number}", if i == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

impl FromStr for CauseNumber {
    type Err = BadCauseNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bad = || BadCauseNumber(text.to_owned());
        let path: Vec<u16> = text.split('.').map(str::parse).collect::<Result<_, _>>().map_err(|_| bad())?;
        if path.is_empty() || path.contains(&0) { Err(bad()) } else { Ok(Self(path)) }
    }
}

impl TryFrom<String> for CauseNumber {
    type Error = BadCauseNumber;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<CauseNumber> for String {
    fn from(number: CauseNumber) -> Self {
        number.to_string()
    }
}

/// Where a cause is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Perspective {
    /// What in the place or the object makes it possible (plats, objekt).
    Place,
    /// Why these are exposed (brottsutsatta), as a group in a situation.
    Exposed,
    /// Why some offend (gärningspersoner), as a phenomenon.
    Offending,
}

/// How well a cause is supported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Support {
    /// An assumption nobody has tested.
    Hypothesis,
    /// Something speaks for it.
    Some,
    /// Several sources agree.
    Strong,
}

/// One cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Place in the tree.
    pub number: CauseNumber,
    /// The cause in one sentence.
    pub statement: String,
    /// Where it is looked for.
    pub perspective: Perspective,
    /// What speaks for it, with source.
    pub evidence_for: String,
    /// What speaks against it.
    pub evidence_against: String,
    /// How well supported.
    pub support: Support,
    /// Whether the parties can influence it.
    pub influenceable: bool,
    /// The day it was written down; unknown where that was before days were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// Whether it will be worked on, with the reason either way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "decision")]
pub enum Priority {
    /// Chosen.
    Prioritised {
        /// Why this.
        reason: String,
    },
    /// Left, and remembered as left.
    Deprioritised {
        /// Why not.
        reason: String,
    },
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Identity.
    pub id: ProblemId,
    /// Number within the municipality.
    pub number: u32,
    /// Title.
    pub title: String,
    /// What, where, when, how.
    pub description: String,
    /// Areas, empty for the whole municipality.
    pub areas: Vec<AreaCode>,
    /// Categories of rows that show it.
    pub categories: Vec<Category>,
    /// The adopted edition of the picture that it rests on.
    pub edition: Option<u32>,
    /// Whether it is worked on.
    pub priority: Priority,
    /// The cause tree, sorted by number.
    pub causes: Vec<Cause>,
}

/// Why a cause cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CauseRefusal {
    /// Nothing said.
    #[error("write the cause in a sentence")]
    Empty,
    /// Its parent does not exist.
    #[error("there is no cause {0} for this to lie behind")]
    NoParent(CauseNumber),
    /// It would lie too deep.
    #[error("causes may lie at most {MOST_LEVELS} behind each other")]
    TooDeep,
    /// There are too many already.
    #[error("a problem may have at most {MOST_CAUSES} causes")]
    TooMany,
    /// There is none with this number.
    #[error("there is no cause {0}")]
    NoSuchCause(CauseNumber),
    /// Others lie behind it.
    #[error("other causes lie behind {0}: take them out first")]
    HasMoreBehind(CauseNumber),
}

impl Problem {
    /// Whether it is worked on.
    pub fn is_prioritised(&self) -> bool {
        matches!(self.priority, Priority::Prioritised { .. })
    }

    /// Adds a cause behind `parent` (or a direct one) and gives it the next number and its day.
    pub fn add_cause(
        mut self,
        parent: Option<&CauseNumber>,
        cause: NewCause,
        on: Date,
    ) -> Result<Self, CauseRefusal> {
        if cause.statement.trim().is_empty() {
            return Err(CauseRefusal::Empty);
        }
        if let Some(parent) = parent
            && !self.has_cause(parent)
        {
            return Err(CauseRefusal::NoParent(parent.clone()));
        }
        if parent.is_some_and(|parent| parent.depth() >= MOST_LEVELS) {
            return Err(CauseRefusal::TooDeep);
        }
        if self.causes.len() >= MOST_CAUSES {
            return Err(CauseRefusal::TooMany);
        }
        let last = self
            .causes
            .iter()
            .filter(|other| other.number.parent().as_ref() == parent)
            .filter_map(|other| other.number.0.last().copied())
            .max()
            .unwrap_or(0);
        let next = last.saturating_add(1);
        let number = parent.map_or_else(|| CauseNumber::direct(next), |parent| parent.child(next));
        self.causes.push(Cause {
            number,
            statement: cause.statement,
            perspective: cause.perspective,
            evidence_for: cause.evidence_for,
            evidence_against: cause.evidence_against,
            support: cause.support,
            influenceable: cause.influenceable,
            on: Some(on),
        });
        self.causes.sort_by(|one, other| one.number.cmp(&other.number));
        Ok(self)
    }

    /// Changes what a cause says; its number stays.
    pub fn amend_cause(mut self, number: &CauseNumber, cause: NewCause) -> Result<Self, CauseRefusal> {
        if cause.statement.trim().is_empty() {
            return Err(CauseRefusal::Empty);
        }
        let known = self.causes.iter_mut().find(|known| known.number == *number);
        let known = known.ok_or_else(|| CauseRefusal::NoSuchCause(number.clone()))?;
        *known = Cause {
            number: number.clone(),
            statement: cause.statement,
            perspective: cause.perspective,
            evidence_for: cause.evidence_for,
            evidence_against: cause.evidence_against,
            support: cause.support,
            influenceable: cause.influenceable,
            on: known.on,
        };
        Ok(self)
    }

    /// Takes a cause out of the tree that nothing lies behind. Its number is not given again while later ones stand.
    pub fn remove_cause(mut self, number: &CauseNumber) -> Result<Self, CauseRefusal> {
        if !self.has_cause(number) {
            return Err(CauseRefusal::NoSuchCause(number.clone()));
        }
        if self.causes.iter().any(|cause| cause.number.parent().as_ref() == Some(number)) {
            return Err(CauseRefusal::HasMoreBehind(number.clone()));
        }
        self.causes.retain(|cause| cause.number != *number);
        Ok(self)
    }

    /// Whether the tree has this number.
    pub fn has_cause(&self, number: &CauseNumber) -> bool {
        self.causes.iter().any(|cause| cause.number == *number)
    }
}

/// A cause before it has its number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCause {
    /// The cause in one sentence.
    pub statement: String,
    /// Where it is looked for.
    pub perspective: Perspective,
    /// What speaks for it, with source.
    pub evidence_for: String,
    /// What speaks against it.
    pub evidence_against: String,
    /// How well supported.
    pub support: Support,
    /// Whether the parties can influence it.
    pub influenceable: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Date = jiff::civil::date(2023, 6, 1);

    fn cause(statement: &str) -> NewCause {
        NewCause {
            statement: statement.into(),
            perspective: Perspective::Place,
            evidence_for: String::new(),
            evidence_against: String::new(),
            support: Support::Hypothesis,
            influenceable: true,
        }
    }

    fn problem() -> Problem {
        Problem {
            id: ProblemId::named("x"),
            number: 1,
            title: "x".into(),
            description: String::new(),
            areas: vec![],
            categories: vec![],
            edition: Some(1),
            priority: Priority::Prioritised { reason: "vanligt".into() },
            causes: vec![],
        }
    }

    #[test]
    fn causes_number_themselves() {
        let one = CauseNumber::direct(1);
        let problem = problem()
            .add_cause(None, cause("mörkt"), DAY)
            .and_then(|p| p.add_cause(None, cause("ingen där"), DAY))
            .and_then(|p| p.add_cause(Some(&one), cause("oklar rådighet"), DAY))
            .unwrap();
        let numbers: Vec<String> = problem.causes.iter().map(|cause| cause.number.to_string()).collect();
        assert_eq!(numbers, ["1", "1.1", "2"]);
        assert_eq!(
            problem.add_cause(Some(&CauseNumber::direct(7)), cause("x"), DAY),
            Err(CauseRefusal::NoParent(CauseNumber::direct(7)))
        );
    }

    #[test]
    fn a_cause_is_changed_in_its_place_and_taken_out_when_nothing_lies_behind() {
        let (one, behind) = (CauseNumber::direct(1), CauseNumber::direct(1).child(1));
        let tree = problem()
            .add_cause(None, cause("mörkt"), DAY)
            .and_then(|p| p.add_cause(Some(&one), cause("oklar rådighet"), DAY))
            .unwrap();
        let changed = tree.clone().amend_cause(&one, cause("trasigt ljus")).unwrap();
        assert_eq!((changed.causes[0].statement.as_str(), changed.causes.len()), ("trasigt ljus", 2));
        assert_eq!(tree.clone().amend_cause(&one, cause(" ")), Err(CauseRefusal::Empty));
        assert_eq!(tree.clone().remove_cause(&one), Err(CauseRefusal::HasMoreBehind(one.clone())));
        let bare = tree.remove_cause(&behind).unwrap().remove_cause(&one).unwrap();
        assert_eq!(bare.causes, []);
        assert_eq!(bare.remove_cause(&one), Err(CauseRefusal::NoSuchCause(one)));
    }

    #[test]
    fn a_tree_has_its_bounds() {
        let mut deep = problem();
        let mut parent = None;
        for _ in 0..MOST_LEVELS {
            deep = deep.add_cause(parent.as_ref(), cause("bakom"), DAY).unwrap();
            parent = deep.causes.last().map(|cause| cause.number.clone());
        }
        let deepest = parent.unwrap();
        assert_eq!(deepest.depth(), MOST_LEVELS);
        assert_eq!(deep.clone().add_cause(Some(&deepest), cause("djupare"), DAY), Err(CauseRefusal::TooDeep));
        let mut wide = deep;
        while wide.causes.len() < MOST_CAUSES {
            wide = wide.add_cause(None, cause("bredvid"), DAY).unwrap();
        }
        assert_eq!(wide.add_cause(None, cause("en till"), DAY), Err(CauseRefusal::TooMany));
    }

    #[test]
    fn numbers_read_back() {
        for text in ["1", "2.1", "10.3.4"] {
            assert_eq!(text.parse::<CauseNumber>().unwrap().to_string(), text);
        }
        for bad in ["", "0", "1.", "1.0", "a", "1,2", "70000"] {
            assert!(bad.parse::<CauseNumber>().is_err(), "{bad}");
        }
    }
}
