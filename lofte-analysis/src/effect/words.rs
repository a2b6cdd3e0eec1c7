//! The conclusion as English sentences, for logs, tests and the command line.

use std::fmt;

use super::conclusion::{Conclusion, Reason, Verdict};
use crate::Interval;

/// A relative change in words: "18 % fewer".
struct InWords(f64);

impl fmt::Display for InWords {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = 100.0 * self.0;
        match percent {
            _ if percent.abs() < 0.5 => to.write_str("no more and no fewer"),
            _ if percent < 0.0 => write!(to, "{:.0} % fewer", -percent),
            _ if percent < 1000.0 => write!(to, "{percent:.0} % more"),
            _ => to.write_str("more than ten times as many"),
        }
    }
}

impl fmt::Display for Conclusion {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Interval { lower, upper, level } = self.interval;
        let estimate = format!(
            "{}, {:.0} % interval from {} to {}",
            InWords(self.change),
            100.0 * level,
            InWords(lower),
            InWords(upper)
        );
        match &self.verdict {
            Verdict::DecreaseSeen => {
                write!(to, "There were fewer events than expected, beyond chance ({estimate}).")
            }
            Verdict::IncreaseSeen => {
                write!(to, "There were more events than expected, beyond chance ({estimate}).")
            }
            Verdict::NoChangeSeen => {
                write!(to, "No change can be seen ({estimate})")?;
                match self.detectable {
                    Some(share) => {
                        write!(
                            to,
                            "; a decrease of {:.0} % or more would probably have been seen.",
                            100.0 * share
                        )
                    }
                    None => to.write_str("."),
                }
            }
            Verdict::CannotTell { reasons } => {
                write!(
                    to,
                    "It cannot be told whether the measure period had fewer events than expected ({estimate}): "
                )?;
                for (index, reason) in reasons.iter().enumerate() {
                    write!(to, "{}{reason}", if index > 0 { "; " } else { "" })?;
                }
                to.write_str(".")
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::DetectableTooLarge { detectable: Some(share), limit } => write!(
                to,
                "the smallest decrease that would probably be seen is {:.0} %, and that is more than {:.0} %",
                100.0 * share,
                100.0 * limit
            ),
            Self::DetectableTooLarge { detectable: None, .. } => {
                to.write_str("so few events were expected that not even none at all would be beyond chance")
            }
            Self::TooFewControls { have: 0, need } => {
                write!(to, "there is no untreated area to compare with, and {need} are needed")
            }
            Self::TooFewControls { have, need } => {
                write!(to, "there are too few untreated areas to compare with: {have}, and {need} are needed")
            }
            Self::UnmatchedLevels { ratio: Some(ratio), limit } => write!(
                to,
                "before, there were {ratio:.2} times as many events here as in an untreated area on average, which is \
                 not within a factor of {limit:.1}"
            ),
            Self::UnmatchedLevels { ratio: None, .. } => {
                to.write_str("before, there were no events here or none in the untreated areas")
            }
            Self::DriftBefore { carried_on, .. } => write!(
                to,
                "the area was already drifting from the untreated ones before, by so much that this alone would make {}",
                InWords(carried_on)
            ),
        }
    }
}
