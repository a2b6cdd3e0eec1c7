//! What a plan says of a measure beyond Brå's six columns: its moments and order, how much of it, what it costs, what
//! sort of prevention it is and on what grounds one believes in it.
//!
//! All of it may be left out; what is given is checked here. A measure with cameras needs a legal ground and a day on
//! which it is tried anew (law 2023:196, section 14).

use crate::id::MeasureId;
use crate::period::PLAUSIBLE_YEARS;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether it is done once or belongs to the ordinary work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WorkForm {
    /// Done for this (punktinsats).
    OneOff,
    /// Part of what is done anyway (ordinarie verksamhet).
    Ordinary,
}

impl WorkForm {
    /// Both.
    pub const ALL: [Self; 2] = [Self::OneOff, Self::Ordinary];
}

/// Whom the prevention reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PreventionLevel {
    /// Everybody (universell).
    Primary,
    /// Groups and places at risk (selektiv).
    Secondary,
    /// Where it has happened (indikerad).
    Tertiary,
}

impl PreventionLevel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Primary, Self::Secondary, Self::Tertiary];
}

/// When an effect is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Horizon {
    /// Soon: on symptoms.
    Short,
    /// Later: on causes.
    Long,
}

impl Horizon {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Short, Self::Long];
}

/// How well the effect of such a measure is known from elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceStrength {
    /// Few or weak studies.
    Low,
    /// Several studies that mostly agree.
    Medium,
    /// Systematic reviews of good studies that agree.
    High,
    /// Nobody has looked, or nobody here knows.
    Unknown,
}

impl EvidenceStrength {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Unknown];
}

/// What it takes to plan, to do and to follow up: hours, or kronor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Effort {
    /// To plan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planning: Option<u32>,
    /// To do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doing: Option<u32>,
    /// To follow up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub following_up: Option<u32>,
}

impl Effort {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// Of what is given, all together; `None` where nothing is.
    pub fn total(&self) -> Option<u64> {
        let parts = [self.planning, self.doing, self.following_up];
        parts.into_iter().flatten().map(u64::from).reduce(|one, other| one + other)
    }
}

/// One step of a measure. Steps are taken in the order in which they stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// What is done.
    pub title: String,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The day it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
}

impl Moment {
    /// Whether its day has passed without it being done.
    pub fn is_late(&self, today: Date) -> bool {
        self.done.is_none() && self.due.is_some_and(|due| today > due)
    }
}

/// What a measure with cameras rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Camera {
    /// The legal ground, for example a section of law and the documented weighing of interests.
    pub legal_ground: String,
    /// The day on which it is tried anew whether the cameras are needed.
    pub review: Option<Date>,
}

/// Plans under other statutes (law 2023:196, section 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OtherPlan {
    /// Programme of action against accidents (handlingsprogram, LSO).
    Accidents,
    /// Alcohol, narcotics, doping, tobacco and gambling (ANDTS).
    Andts,
    /// Violence in close relationships.
    IntimateViolence,
    /// Preparedness of schools for violence and serious crime.
    Schools,
    /// Public health, youth, children's rights.
    PublicHealth,
    /// Physical planning and detailed plans.
    Building,
    /// Another.
    Other,
}

impl OtherPlan {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Accidents,
        Self::Andts,
        Self::IntimateViolence,
        Self::Schools,
        Self::PublicHealth,
        Self::Building,
        Self::Other,
    ];
}

/// A plan under another statute that says the same or belongs together with this.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLink {
    /// Which sort.
    pub under: OtherPlan,
    /// Its name, part or registry number; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
}

/// What a plan says of a measure beyond who, what and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// First day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<Date>,
    /// Its steps, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moments: Vec<Moment>,
    /// Measures that are to be done before it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<MeasureId>,
    /// How often or how much: "två pass i veckan".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub dose: String,
    /// How it is written down that it was done.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub documentation: String,
    /// How it will be followed up (Brå's sixth column).
    #[serde(skip_serializing_if = "String::is_empty")]
    pub following_up: String,
    /// The function that steps in for the one that answers for it: an office, not a name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub deputy: String,
    /// How the function is reached: a switchboard or a shared mailbox, not a person's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub contact: String,
    /// Hours that it takes.
    #[serde(skip_serializing_if = "Effort::is_none")]
    pub hours: Effort,
    /// Kronor that it costs, beside the hours.
    #[serde(skip_serializing_if = "Effort::is_none")]
    pub cost: Effort,
    /// One-off or ordinary work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<WorkForm>,
    /// Whom it reaches.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<PreventionLevel>,
    /// When an effect is expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub horizon: Option<Horizon>,
    /// How well the effect of such measures is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceStrength>,
    /// From where that is known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// What cameras in it rest on; `None` where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<Camera>,
    /// Plans under other statutes that it belongs to as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_in: Vec<PlanLink>,
    /// The focus area of the plan that it serves, by number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub focus: Option<u16>,
}

/// What is wrong with the details of a measure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DetailsGap {
    /// It ends before it begins.
    #[error("the last day lies before the first: change one of them")]
    EndsBeforeStart,
    /// A day that nobody can have meant.
    #[error("days must lie between 1990 and 2100")]
    ImplausibleDay,
    /// A step without words.
    #[error("say what moment {0} is")]
    HollowMoment(usize),
    /// A step after the measure is to be done.
    #[error("moment {0} lies after the last day of the measure")]
    MomentAfterDeadline(usize),
    /// Cameras without a legal ground.
    #[error("say on which legal ground the cameras are used")]
    NoLegalGround,
    /// Cameras that are never tried anew.
    #[error("say when the cameras are tried anew")]
    NoReview,
    /// Evidence without a source.
    #[error("say from where the evidence is known, or choose unknown")]
    NoSource,
}

impl Details {
    /// Whether nothing is given.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Everything that is wrong, for a measure that is to be done by `deadline`.
    pub(super) fn gaps(&self, deadline: Date) -> Vec<DetailsGap> {
        let mut gaps = Vec::new();
        if self.start.is_some_and(|start| start > deadline) {
            gaps.push(DetailsGap::EndsBeforeStart);
        }
        let camera = self.camera.as_ref();
        let days = self.moments.iter().flat_map(|moment| [moment.due, moment.done]);
        let mut days = days.chain([self.start, camera.and_then(|camera| camera.review)]).flatten();
        if days.any(|day| !PLAUSIBLE_YEARS.contains(&day.year())) {
            gaps.push(DetailsGap::ImplausibleDay);
        }
        for (number, moment) in (1..).zip(&self.moments) {
            if moment.title.trim().is_empty() {
                gaps.push(DetailsGap::HollowMoment(number));
            }
            if moment.due.is_some_and(|due| due > deadline) {
                gaps.push(DetailsGap::MomentAfterDeadline(number));
            }
        }
        if let Some(camera) = camera {
            if camera.legal_ground.trim().is_empty() {
                gaps.push(DetailsGap::NoLegalGround);
            }
            if camera.review.is_none() {
                gaps.push(DetailsGap::NoReview);
            }
        }
        let known = self.evidence.is_some_and(|strength| strength != EvidenceStrength::Unknown);
        if known && self.source.trim().is_empty() {
            gaps.push(DetailsGap::NoSource);
        }
        gaps
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn moment(title: &str, due: Option<Date>) -> Moment {
        Moment { title: title.into(), due, done: None }
    }

    #[test]
    fn nothing_is_demanded_and_nothing_is_written() {
        let none = Details::default();
        assert!(none.is_empty() && none.gaps(date(2026, 5, 1)).is_empty());
        assert_eq!(serde_json::to_string(&none).unwrap(), "{}");
    }

    #[test]
    fn what_is_given_must_hang_together() {
        let end = date(2026, 5, 1);
        let camera = |ground: &str, review| Some(Camera { legal_ground: ground.into(), review });
        let details = Details {
            start: Some(date(2026, 6, 1)),
            moments: vec![moment(" ", None), moment("Byt", Some(date(2026, 5, 2)))],
            camera: camera(" ", None),
            evidence: Some(EvidenceStrength::High),
            ..Details::default()
        };
        let gaps = [
            DetailsGap::EndsBeforeStart,
            DetailsGap::HollowMoment(1),
            DetailsGap::MomentAfterDeadline(2),
            DetailsGap::NoLegalGround,
            DetailsGap::NoReview,
            DetailsGap::NoSource,
        ];
        assert_eq!(details.gaps(end), gaps);
        let year = Details { camera: camera("14 §", Some(date(1926, 1, 1))), ..Details::default() };
        assert_eq!(year.gaps(end), [DetailsGap::ImplausibleDay]);
        let whole = Details {
            camera: camera("14 §", Some(date(2027, 1, 1))),
            evidence: Some(EvidenceStrength::Unknown),
            ..Details::default()
        };
        assert!(whole.gaps(end).is_empty());
    }

    #[test]
    fn hours_add_up_and_none_is_not_nought() {
        let some = Effort { planning: Some(u32::MAX), doing: Some(2), following_up: None };
        assert_eq!(some.total(), Some(u64::from(u32::MAX) + 2));
        assert_eq!(Effort::default().total(), None);
    }
}
