//! What has changed since a plan was decided: measures that came, went, or say something else, field by field.
//!
//! How a measure goes is not a change of the plan and is left out; reports tell that.

use super::{Measure, PlanText, PlanVersion, Planned};
use crate::id::MeasureId;
use serde::{Deserialize, Serialize};

/// A field of a measure, as tables and files have columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureField {
    /// In a few words.
    Title,
    /// In detail.
    Description,
    /// Against what.
    Causes,
    /// For which undertaking.
    Commitment,
    /// Situational or social.
    Kind,
    /// What it should lead to by itself.
    OperativeGoal,
    /// First day.
    Start,
    /// Last day.
    Deadline,
    /// What must be done before.
    After,
    /// Its steps.
    Moments,
    /// The organisation that answers for it.
    Owner,
    /// The function there.
    Function,
    /// Who steps in.
    Deputy,
    /// How the function is reached.
    Contact,
    /// How often or how much.
    Dose,
    /// How it is written down.
    Documentation,
    /// How it is followed up.
    FollowingUp,
    /// One-off or ordinary.
    Work,
    /// Whom it reaches.
    Level,
    /// When an effect is expected.
    Horizon,
    /// How well its effect is known.
    Evidence,
    /// From where.
    Source,
    /// Hours to plan.
    HoursPlanning,
    /// Hours to do.
    HoursDoing,
    /// Hours to follow up.
    HoursFollowingUp,
    /// Kronor to plan.
    CostPlanning,
    /// Kronor to do.
    CostDoing,
    /// Kronor to follow up.
    CostFollowingUp,
    /// Legal ground of cameras.
    CameraGround,
    /// When cameras are tried anew.
    CameraReview,
    /// Plans under other statutes.
    AlsoIn,
    /// Focus area.
    Focus,
}

impl MeasureField {
    /// All of them, in the order of Brå's columns: cause, measure, goal, when, who, follow-up; then the rest.
    pub const ALL: [Self; 32] = [
        Self::Causes,
        Self::Title,
        Self::Description,
        Self::OperativeGoal,
        Self::Start,
        Self::Deadline,
        Self::After,
        Self::Moments,
        Self::Owner,
        Self::Function,
        Self::Deputy,
        Self::Contact,
        Self::FollowingUp,
        Self::Documentation,
        Self::Dose,
        Self::Commitment,
        Self::Kind,
        Self::Level,
        Self::Horizon,
        Self::Work,
        Self::Evidence,
        Self::Source,
        Self::HoursPlanning,
        Self::HoursDoing,
        Self::HoursFollowingUp,
        Self::CostPlanning,
        Self::CostDoing,
        Self::CostFollowingUp,
        Self::CameraGround,
        Self::CameraReview,
        Self::AlsoIn,
        Self::Focus,
    ];

    /// Whether two measures say the same in it.
    pub fn is_same(self, one: &Measure, other: &Measure) -> bool {
        let (a, b) = (&one.details, &other.details);
        let (c, d) = (a.camera.as_ref(), b.camera.as_ref());
        match self {
            Self::Title => one.title == other.title,
            Self::Description => one.description == other.description,
            Self::Causes => one.causes == other.causes,
            Self::Commitment => one.commitment == other.commitment,
            Self::Kind => one.kind == other.kind,
            Self::OperativeGoal => one.operative_goal == other.operative_goal,
            Self::Deadline => one.deadline == other.deadline,
            Self::Owner => one.owner == other.owner,
            Self::Function => one.function == other.function,
            Self::Start => a.start == b.start,
            Self::After => a.after == b.after,
            Self::Moments => a.moments.iter().map(planned).eq(b.moments.iter().map(planned)),
            Self::Deputy => a.deputy == b.deputy,
            Self::Contact => a.contact == b.contact,
            Self::Dose => a.dose == b.dose,
            Self::Documentation => a.documentation == b.documentation,
            Self::FollowingUp => a.following_up == b.following_up,
            Self::Work => a.work == b.work,
            Self::Level => a.level == b.level,
            Self::Horizon => a.horizon == b.horizon,
            Self::Evidence => a.evidence == b.evidence,
            Self::Source => a.source == b.source,
            Self::HoursPlanning => a.hours.planning == b.hours.planning,
            Self::HoursDoing => a.hours.doing == b.hours.doing,
            Self::HoursFollowingUp => a.hours.following_up == b.hours.following_up,
            Self::CostPlanning => a.cost.planning == b.cost.planning,
            Self::CostDoing => a.cost.doing == b.cost.doing,
            Self::CostFollowingUp => a.cost.following_up == b.cost.following_up,
            Self::CameraGround => c.map(|one| &one.legal_ground) == d.map(|one| &one.legal_ground),
            Self::CameraReview => c.map(|one| one.review) == d.map(|one| one.review),
            Self::AlsoIn => a.also_in == b.also_in,
            Self::Focus => a.focus == b.focus,
        }
    }
}

/// What was planned of a moment; that it is done is no change of the plan.
fn planned(moment: &super::Moment) -> (&str, Option<jiff::civil::Date>) {
    (&moment.title, moment.due)
}

/// A measure that is not as it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MeasureChange {
    /// It came after the decision.
    Added {
        /// Which.
        id: MeasureId,
        /// Its number.
        number: u32,
        /// What it is called.
        title: String,
    },
    /// It was decided and is gone.
    Removed {
        /// Its number.
        number: u32,
        /// What it was called.
        title: String,
    },
    /// It says something else.
    Changed {
        /// Which.
        id: MeasureId,
        /// Its number.
        number: u32,
        /// What it is called now.
        title: String,
        /// Where.
        fields: Vec<MeasureField>,
    },
}

/// Everything that is not as it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanChanges {
    /// Whether the words around the measures say something else: goals, board, picture.
    pub text: bool,
    /// Whether the goals of the focus areas do, which only a new decision may change.
    pub goals: bool,
    /// Measures, by number.
    pub measures: Vec<MeasureChange>,
}

impl PlanChanges {
    /// Whether the plan is as it was decided.
    pub fn is_none(&self) -> bool {
        !self.text && self.measures.is_empty()
    }
}

/// What has changed since a version was decided. Measures are known by their identity, so that a new number is none.
pub fn changes(version: &PlanVersion, text: &PlanText, now: &[Measure]) -> PlanChanges {
    let decided = |id: MeasureId| version.measures.iter().find(|planned| planned.measure.id == id);
    let stands = |planned: &&Planned| now.iter().all(|measure| measure.id != planned.measure.id);
    let differs = |measure: &Measure| {
        let (id, number, title) = (measure.id, measure.number, measure.title.clone());
        let Some(planned) = decided(id) else { return Some(MeasureChange::Added { id, number, title }) };
        let changed = |field: &MeasureField| !field.is_same(&planned.measure, measure);
        let fields: Vec<MeasureField> = MeasureField::ALL.into_iter().filter(changed).collect();
        (!fields.is_empty()).then_some(MeasureChange::Changed { id, number, title, fields })
    };
    let gone = version.measures.iter().filter(stands).map(|planned| {
        let (number, title) = (planned.measure.number, planned.measure.title.clone());
        (number, MeasureChange::Removed { number, title })
    });
    let changed = now.iter().filter_map(|measure| Some((measure.number, differs(measure)?)));
    let mut measures: Vec<(u32, MeasureChange)> = changed.chain(gone).collect();
    measures.sort_by_key(|(number, _)| *number);
    PlanChanges {
        text: version.text != *text,
        goals: version.text.focus != text.focus,
        measures: measures.into_iter().map(|(_, change)| change).collect(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::decision::Decision;
    use crate::id::{PartyId, ProblemId, PromiseId, UserId};
    use crate::plan::{
        Camera, CauseRef, CommitmentRef, Details, Effort, EvidenceStrength, Execution, FocusArea, Horizon,
        MeasureKind, MeasureStatus, Moment, OtherPlan, PlanLink, PreventionLevel, Proposal, WorkForm,
    };
    use crate::problem::CauseNumber;
    use jiff::Timestamp;
    use jiff::civil::date;

    pub(crate) fn measure(number: u32) -> Measure {
        Measure {
            id: MeasureId::named(&number.to_string()),
            number,
            title: format!("Åtgärd {number}"),
            description: String::new(),
            causes: vec![CauseRef { problem: ProblemId::named("x"), cause: CauseNumber::direct(1) }],
            commitment: None,
            kind: MeasureKind::Situational,
            owner: PartyId::named("housing"),
            function: "driftchef".into(),
            deadline: date(2026, 10, 1),
            operative_goal: String::new(),
            status: MeasureStatus::NEW,
            reports: vec![],
            details: Details::default(),
        }
    }

    pub(crate) fn decided(measures: Vec<Measure>) -> PlanVersion {
        let plan =
            |measure| Planned { measure, owner: "Bostadsbolaget".into(), against: vec!["Mörkt".into()] };
        let text = PlanText { edition: Some(1), ..PlanText::default() };
        let proposal = Proposal { text, measures: measures.into_iter().map(plan).collect() };
        let decision = Decision {
            body: "Kommunstyrelsen".into(),
            on: date(2026, 3, 2),
            paragraph: "§ 45".into(),
            registry_number: String::new(),
        };
        PlanVersion::adopt(proposal, decision, None, UserId::named("one"), Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn what_came_went_and_changed_is_told_by_number() {
        let version = decided(vec![measure(1), measure(2), measure(3)]);
        let mut other = measure(2);
        other.title = "Något annat".into();
        other.details.dose = "varje vecka".into();
        let now = [measure(1), other.clone(), measure(4)];
        let (text, id) = (version.text.clone(), other.id);
        let told = changes(&version, &text, &now).measures;
        let fields = vec![MeasureField::Title, MeasureField::Dose];
        assert_eq!(
            told,
            [
                MeasureChange::Changed { id, number: 2, title: other.title.clone(), fields },
                MeasureChange::Removed { number: 3, title: "Åtgärd 3".into() },
                MeasureChange::Added { id: measure(4).id, number: 4, title: "Åtgärd 4".into() },
            ]
        );
        assert!(changes(&version, &text, &[measure(3), measure(2), measure(1)]).is_none());
    }

    #[test]
    fn how_it_goes_is_no_change_and_other_goals_are() {
        let mut was = measure(1);
        was.details.moments = vec![Moment { title: "Byt".into(), due: None, done: None }];
        let version = decided(vec![was.clone()]);
        let goes = was.moment_done(1, Some(date(2026, 4, 1))).unwrap();
        let mut going = goes;
        going.status.execution = Execution::Ongoing;
        assert!(changes(&version, &version.text, &[going.clone()]).is_none());
        let focus = vec![FocusArea { number: 1, title: "Centrum".into(), effect_goal: "Fler trygga".into() }];
        let text = PlanText { focus, ..version.text.clone() };
        let told = changes(&version, &text, &[going]);
        assert!(told.text && told.goals && told.measures.is_empty());
    }

    /// A field that nobody compares would change unseen.
    #[test]
    fn every_field_of_a_measure_is_compared() {
        let mut full = measure(9);
        let day = date(2026, 1, 2);
        full.title = "annan".into();
        full.description = "steg".into();
        full.causes = Vec::new();
        full.commitment = Some(CommitmentRef { promise: PromiseId::named("p"), commitment: 1 });
        full.kind = MeasureKind::Social;
        full.operative_goal = "ljusare".into();
        full.deadline = date(2026, 12, 1);
        full.owner = PartyId::named("other");
        full.function = "chef".into();
        let effort = Effort { planning: Some(1), doing: Some(2), following_up: Some(3) };
        full.details = Details {
            start: Some(day),
            moments: vec![Moment { title: "m".into(), due: Some(day), done: None }],
            after: vec![measure(1).id],
            dose: "d".into(),
            documentation: "d".into(),
            following_up: "u".into(),
            deputy: "e".into(),
            contact: "k".into(),
            hours: effort,
            cost: effort,
            work: Some(WorkForm::OneOff),
            level: Some(PreventionLevel::Primary),
            horizon: Some(Horizon::Long),
            evidence: Some(EvidenceStrength::High),
            source: "s".into(),
            camera: Some(Camera { legal_ground: "g".into(), review: Some(day) }),
            also_in: vec![PlanLink { under: OtherPlan::Andts, title: String::new() }],
            focus: Some(1),
        };
        let mut told = Vec::new();
        let written = serde_json::to_value(&full).unwrap();
        crate::mask::written(&written, &mut |text| told.push(text.to_owned()));
        for text in ["annan", "steg", "ljusare", "chef", "m", "d", "u", "e", "k", "s", "g"] {
            assert!(told.iter().any(|known| known == text), "{text} cannot be masked");
        }
        let plain = Measure { id: full.id, number: full.number, ..measure(8) };
        for field in MeasureField::ALL {
            assert!(!field.is_same(&plain, &full), "{field:?}");
            assert!(field.is_same(&full, &full.clone()), "{field:?}");
        }
    }
}
