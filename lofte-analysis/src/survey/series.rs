//! Whether two waves may be compared at all.
//!
//! Local surveys change their questions, scales, areas and seasons without saying so, and a number computed across such a
//! break looks like any other. The comparison is therefore a typed refusal that lists every difference. Bridging a break
//! with a model is left out: that is a study of its own.

use super::Estimate;
use super::change::{Change, independent};
use super::error::SurveyError;
use serde::{Deserialize, Serialize};

/// What must be the same in both waves. Texts are compared as they stand, so give codes or canonical wording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveFacts {
    /// The question as asked.
    pub item: String,
    /// The answer scale, with the treatment of "don't know" and "don't go out".
    pub scale: String,
    /// Post, web, telephone, visit.
    pub mode: String,
    /// Time of the year of the fieldwork.
    pub season: String,
    /// The map of survey areas.
    pub areas: String,
    /// Youngest and oldest age asked.
    pub ages: (u8, u8),
    /// How the weights were made.
    pub weighting: String,
    /// A probability sample; answers to an open link are described, never compared.
    pub probability_sample: bool,
}

/// One difference between two waves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Break {
    /// Another question.
    Item {
        /// In the baseline.
        before: String,
        /// In the follow-up.
        after: String,
    },
    /// Another answer scale.
    Scale {
        /// In the baseline.
        before: String,
        /// In the follow-up.
        after: String,
    },
    /// Another way of asking.
    Mode {
        /// In the baseline.
        before: String,
        /// In the follow-up.
        after: String,
    },
    /// Another time of the year.
    Season {
        /// In the baseline.
        before: String,
        /// In the follow-up.
        after: String,
    },
    /// Other survey areas.
    Areas {
        /// In the baseline.
        before: String,
        /// In the follow-up.
        after: String,
    },
    /// Other ages.
    Ages {
        /// In the baseline.
        before: (u8, u8),
        /// In the follow-up.
        after: (u8, u8),
    },
    /// Other weights.
    Weighting {
        /// In the baseline.
        before: String,
        /// In the follow-up.
        after: String,
    },
    /// At least one wave is not a probability sample.
    NotProbabilitySample {
        /// Whether the baseline is one.
        before: bool,
        /// Whether the follow-up is one.
        after: bool,
    },
}

/// A change, or why there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The waves are comparable.
    Change(Change),
    /// They are not; every difference is listed.
    SeriesBreak(Vec<Break>),
}

/// All differences between two waves; none means that they may be compared.
pub fn breaks(before: &WaveFacts, after: &WaveFacts) -> Vec<Break> {
    type Make = fn(String, String) -> Break;
    let texts: [(&str, &str, Make); 6] = [
        (&before.item, &after.item, |before, after| Break::Item { before, after }),
        (&before.scale, &after.scale, |before, after| Break::Scale { before, after }),
        (&before.mode, &after.mode, |before, after| Break::Mode { before, after }),
        (&before.season, &after.season, |before, after| Break::Season { before, after }),
        (&before.areas, &after.areas, |before, after| Break::Areas { before, after }),
        (&before.weighting, &after.weighting, |before, after| Break::Weighting { before, after }),
    ];
    let mut found: Vec<Break> = texts
        .into_iter()
        .filter(|(before, after, _)| before != after)
        .map(|(before, after, make)| make(before.to_owned(), after.to_owned()))
        .collect();
    if before.ages != after.ages {
        found.push(Break::Ages { before: before.ages, after: after.ages });
    }
    if !(before.probability_sample && after.probability_sample) {
        found.push(Break::NotProbabilitySample {
            before: before.probability_sample,
            after: after.probability_sample,
        });
    }
    found
}

/// The change between two independent waves if they are comparable, else the list of breaks.
///
/// # Errors
/// As [`independent`].
///
/// ```
/// use lofte_analysis::survey::series::{Break, Comparison, WaveFacts, compare};
/// use lofte_analysis::survey::{Design, EstimateOptions, Stratum, share};
///
/// let wave = WaveFacts {
///     item: "safe alone outdoors late".into(), scale: "very, fairly, not; don't go out counted".into(),
///     mode: "post and web".into(), season: "autumn".into(), areas: "map of 2019".into(), ages: (16, 85),
///     weighting: "register count per area".into(), probability_sample: true,
/// };
/// let spring = WaveFacts { season: "spring".into(), ..wave.clone() };
/// let area = [Stratum { name: "Flen".into(), population: Some(9000.0) }];
/// let design = Design::stratified(&[0; 4], &area)?;
/// let estimate = share(&design, &[true, true, false, true].map(Some), None, &EstimateOptions::default())?;
/// let Comparison::SeriesBreak(breaks) = compare((&wave, &estimate), (&spring, &estimate), 0.95)? else {
///     panic!("the season differs")
/// };
/// assert_eq!(breaks, [Break::Season { before: "autumn".into(), after: "spring".into() }]);
/// # Ok::<(), lofte_analysis::survey::SurveyError>(())
/// ```
pub fn compare(
    before: (&WaveFacts, &Estimate),
    after: (&WaveFacts, &Estimate),
    level: f64,
) -> Result<Comparison, SurveyError> {
    let found = breaks(before.0, after.0);
    if found.is_empty() {
        independent(before.1, after.1, level).map(Comparison::Change)
    } else {
        Ok(Comparison::SeriesBreak(found))
    }
}

#[cfg(test)]
mod tests {
    use super::{Break, WaveFacts, breaks};

    #[test]
    fn every_difference_is_listed() {
        let wave = |text: &str, ages, probability_sample| WaveFacts {
            item: text.into(),
            scale: text.into(),
            mode: text.into(),
            season: text.into(),
            areas: text.into(),
            ages,
            weighting: text.into(),
            probability_sample,
        };
        let first = wave("a", (16, 85), true);
        assert_eq!(breaks(&first, &first), []);
        assert_eq!(breaks(&first, &wave("b", (16, 84), false)).len(), 8);
        // Two open links are equal and still no samples.
        let open = wave("a", (16, 85), false);
        assert_eq!(breaks(&open, &open), [Break::NotProbabilitySample { before: false, after: false }]);
    }
}
