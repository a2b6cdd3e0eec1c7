//! The law on municipalities' responsibility for crime prevention (2023:196), section by section: what it asks for, in our own short
//! words, and what there is to show for it.
//!
//! It is told whether there is something to show, never whether the law is complied with: that is a judgement of people. The two
//! clocks of section 6 are in [`clock`]. Section 8 asks for nothing beyond 9 and 10. Leaves out what the rest of the house
//! decides: a fact comes from the object that holds it.

pub mod clock;

use crate::coordination::{Coordination, Occasion};
use crate::id::AgreementId;
use crate::picture::{Edition, Rates};
use crate::records::RecordKind;
use clock::{Clock, ClockState, Started};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;

/// What the law says should go on goes on if it happened within so many months: the law itself names no number.
pub const GOES_ON_MONTHS: i32 = 12;

/// The sections that the page is about.
pub const SECTIONS: std::ops::RangeInclusive<u8> = 4..=14;

/// A part that the law wants in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Mapping of crime.
    Mapping,
    /// Its extent.
    Extent,
    /// Its consequences.
    Consequences,
    /// Other information that bears on it.
    OtherInformation,
    /// The analysis.
    Analysis,
}

impl Part {
    /// The parts that an edition holds.
    pub fn of(edition: &Edition) -> BTreeSet<Self> {
        let (report, words) = (&edition.report, &edition.assessment);
        let counted = report.rates.iter().flat_map(Rates::contents);
        let beside = counted.into_iter().any(|kind| kind.kind != RecordKind::Offence);
        let said = |text: &str| !text.trim().is_empty();
        [
            (Self::Mapping, report.rates.is_some() || report.official.is_some() || report.tables.is_some()),
            (Self::Extent, said(&words.extent)),
            (Self::Consequences, said(&words.consequences)),
            (Self::OtherInformation, beside || report.shares.is_some()),
            (Self::Analysis, said(&words.analysis)),
        ]
        .into_iter()
        .filter_map(|(part, holds)| holds.then_some(part))
        .collect()
    }
}

/// Something that the law asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// A part of the picture.
    Picture(Part),
    /// A plan of measures.
    Plan,
    /// That it was decided.
    PlanDecided,
    /// That it rests on the picture.
    PlanOnPicture,
    /// That the picture is updated.
    PictureUpdated,
    /// That the plan is followed up.
    PlanFollowedUp,
    /// That it goes together with plans under other laws.
    OtherPlans,
    /// Written agreements.
    Agreement,
    /// A council that the municipality leads.
    Council,
    /// That it meets.
    CouncilMet,
    /// A coordination function.
    Function,
    /// That it can be reached from outside.
    ContactPoint,
    /// That residents are told.
    PublicInformation,
    /// A board that leads.
    Board,
    /// That it reports to fullmäktige.
    ReportedToAssembly,
    /// Camera surveillance with its legal ground.
    Cameras,
}

impl Duty {
    /// All of them, by section.
    pub const ALL: [Self; 20] = [
        Self::Picture(Part::Mapping),
        Self::Picture(Part::Extent),
        Self::Picture(Part::Consequences),
        Self::Picture(Part::OtherInformation),
        Self::Picture(Part::Analysis),
        Self::Plan,
        Self::PlanDecided,
        Self::PlanOnPicture,
        Self::PictureUpdated,
        Self::PlanFollowedUp,
        Self::OtherPlans,
        Self::Agreement,
        Self::Council,
        Self::CouncilMet,
        Self::Function,
        Self::ContactPoint,
        Self::PublicInformation,
        Self::Board,
        Self::ReportedToAssembly,
        Self::Cameras,
    ];

    /// The section that asks for it.
    pub fn section(self) -> u8 {
        match self {
            Self::Picture(_) => 4,
            Self::Plan | Self::PlanDecided | Self::PlanOnPicture => 5,
            Self::PictureUpdated | Self::PlanFollowedUp => 6,
            Self::OtherPlans => 7,
            Self::Agreement => 9,
            Self::Council | Self::CouncilMet => 10,
            Self::Function => 11,
            Self::ContactPoint | Self::PublicInformation => 12,
            Self::Board | Self::ReportedToAssembly => 13,
            Self::Cameras => 14,
        }
    }

    /// The word that texts are found by.
    pub fn code(self) -> &'static str {
        match self {
            Self::Picture(Part::Mapping) => "mapping",
            Self::Picture(Part::Extent) => "extent",
            Self::Picture(Part::Consequences) => "consequences",
            Self::Picture(Part::OtherInformation) => "other-information",
            Self::Picture(Part::Analysis) => "analysis",
            Self::Plan => "plan",
            Self::PlanDecided => "plan-decided",
            Self::PlanOnPicture => "plan-on-picture",
            Self::PictureUpdated => "picture-updated",
            Self::PlanFollowedUp => "plan-followed-up",
            Self::OtherPlans => "other-plans",
            Self::Agreement => "agreement",
            Self::Council => "council",
            Self::CouncilMet => "council-met",
            Self::Function => "function",
            Self::ContactPoint => "contact-point",
            Self::PublicInformation => "public-information",
            Self::Board => "board",
            Self::ReportedToAssembly => "reported-to-assembly",
            Self::Cameras => "cameras",
        }
    }
}

/// Something to show for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "evidence")]
pub enum Evidence {
    /// An adopted edition.
    Edition {
        /// Number.
        number: u32,
        /// Day.
        on: Date,
    },
    /// Measures in the plan.
    Measures {
        /// How many.
        count: usize,
    },
    /// Measures that lead back to an edition of the picture.
    MeasuresOnPicture {
        /// How many.
        count: usize,
        /// Of how many.
        of: usize,
    },
    /// A decision on the plan.
    Decision {
        /// Who decided.
        body: String,
        /// Day.
        on: Date,
        /// Registry number.
        registry_number: String,
    },
    /// A plan under another law.
    OtherPlan {
        /// What it is called.
        title: String,
    },
    /// An agreement in force.
    Agreement {
        /// Which.
        id: AgreementId,
        /// What it is called.
        title: String,
    },
    /// The council.
    Council {
        /// What it is called.
        name: String,
    },
    /// Something on record.
    Record {
        /// What happened.
        what: Occasion,
        /// Day.
        on: Date,
        /// Registry number.
        registry_number: String,
    },
    /// The coordination function.
    Function {
        /// The office.
        function: String,
    },
    /// How it is reached.
    ContactPoint {
        /// Whether the newest publication shows it.
        public: bool,
    },
    /// A publication.
    Publication {
        /// Number.
        number: u32,
        /// Day.
        on: Date,
    },
    /// The board.
    Board {
        /// What it is called.
        board: String,
    },
    /// Measures of camera surveillance.
    Cameras {
        /// How many name their legal ground.
        grounded: usize,
        /// Of how many.
        of: usize,
    },
}

/// How it stands with something that the law asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// There is something to show.
    Found,
    /// There is, of a part of it.
    Partly,
    /// There is, and it is too old.
    Lapsed,
    /// There is nothing.
    Missing,
    /// It asks for nothing here.
    NotUsed,
}

/// Something that the law asks for with what there is to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What is asked for.
    pub duty: Duty,
    /// How it stands.
    pub standing: Standing,
    /// What there is to show, the newest first.
    pub evidence: Vec<Evidence>,
}

/// An edition, as far as the law asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureFact {
    /// Number.
    pub number: u32,
    /// When it was adopted.
    pub on: Date,
    /// What it holds.
    pub parts: BTreeSet<Part>,
}

/// A decision on the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionFact {
    /// Who decided.
    pub body: String,
    /// Day.
    pub on: Date,
    /// Registry number.
    pub registry_number: String,
}

/// An agreement, as far as the law asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementFact {
    /// Which.
    pub id: AgreementId,
    /// What it is called.
    pub title: String,
    /// Whether everybody has signed it and it runs today.
    pub in_force: bool,
}

/// Everything that is shown.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Adopted editions, the newest first.
    pub editions: Vec<PictureFact>,
    /// Measures that are not given up.
    pub measures: usize,
    /// Those of them that lead back to an edition.
    pub measures_on_picture: usize,
    /// Decisions on the plan, the newest first.
    pub decisions: Vec<DecisionFact>,
    /// Plans under other laws that the plan goes together with.
    pub other_plans: Vec<String>,
    /// Agreements.
    pub agreements: Vec<AgreementFact>,
    /// Board, function, council and what is on record.
    pub coordination: Coordination,
    /// Number and day of the newest publication.
    pub publication: Option<(u32, Date)>,
    /// Whether it shows how the coordination function is reached.
    pub contact_is_public: bool,
    /// Measures of camera surveillance.
    pub cameras: usize,
    /// Those of them that name their legal ground.
    pub cameras_grounded: usize,
}

impl Facts {
    /// The two clocks on a day.
    pub fn clocks(&self, today: Date) -> [Clock; 2] {
        let on_record = self.coordination.standing(Occasion::PlanFollowedUp);
        let on_record = on_record.iter().map(|record| record.told.on);
        let started = Started {
            adopted: self.editions.iter().map(|edition| edition.on).collect(),
            decided: self.decisions.iter().map(|decision| decision.on).collect(),
            followed_up: on_record.collect(),
        };
        started.clocks(today)
    }

    /// What there is to show for everything that the law asks for, on a day.
    pub fn shown(&self, today: Date) -> Vec<Shown> {
        Duty::ALL.into_iter().map(|duty| self.of(duty, today)).collect()
    }

    fn of(&self, duty: Duty, today: Date) -> Shown {
        let (standing, evidence) = self.stands(duty, today);
        let standing = match (standing, evidence.is_empty()) {
            (Some(Standing::NotUsed), _) => Standing::NotUsed,
            (_, true) => Standing::Missing,
            (standing, false) => standing.unwrap_or(Standing::Found),
        };
        Shown { duty, standing, evidence }
    }

    /// What there is for a duty, and how it stands where evidence alone does not say.
    fn stands(&self, duty: Duty, today: Date) -> (Option<Standing>, Vec<Evidence>) {
        let [picture, plan] = self.clocks(today);
        let newest = self.editions.first();
        let edition = |edition: &PictureFact| Evidence::Edition { number: edition.number, on: edition.on };
        match duty {
            Duty::Picture(part) => {
                let holds = newest.filter(|edition| edition.parts.contains(&part));
                (None, holds.map(edition).into_iter().collect())
            }
            Duty::Plan => {
                let some = (self.measures > 0).then_some(Evidence::Measures { count: self.measures });
                (None, some.into_iter().collect())
            }
            Duty::PlanDecided => (None, self.decisions.iter().map(decision).collect()),
            Duty::PlanOnPicture => self.on_picture(),
            Duty::PictureUpdated => (lapsed(&picture), newest.map(edition).into_iter().collect()),
            Duty::PlanFollowedUp => {
                let starts = self.decisions.iter().map(decision);
                let (told, _) = self.on_record(Occasion::PlanFollowedUp, today);
                (lapsed(&plan), told.into_iter().chain(starts).collect())
            }
            Duty::OtherPlans => {
                let named = |title: &String| Evidence::OtherPlan { title: title.clone() };
                (None, self.other_plans.iter().map(named).collect())
            }
            Duty::Agreement => {
                let in_force = self.agreements.iter().filter(|agreement| agreement.in_force);
                let named = |agreement: &AgreementFact| Evidence::Agreement {
                    id: agreement.id,
                    title: agreement.title.clone(),
                };
                (None, in_force.map(named).collect())
            }
            Duty::CouncilMet => self.goes_on(Occasion::CouncilMeeting, today),
            Duty::ReportedToAssembly => self.goes_on(Occasion::ReportToAssembly, today),
            Duty::Cameras => self.with_cameras(),
            Duty::PublicInformation => {
                let told = self.publication.map(|(number, on)| Evidence::Publication { number, on });
                (None, told.into_iter().collect())
            }
            Duty::Council | Duty::Function | Duty::ContactPoint | Duty::Board => self.organised(duty),
        }
    }

    /// What is said of who leads and coordinates.
    fn organised(&self, duty: Duty) -> (Option<Standing>, Vec<Evidence>) {
        let organised = &self.coordination.organised;
        let said = |text: &str, evidence: Evidence| {
            (!text.trim().is_empty()).then_some(evidence).into_iter().collect::<Vec<_>>()
        };
        match duty {
            Duty::Council => {
                let named = organised.council.iter();
                (None, named.map(|council| Evidence::Council { name: council.name.clone() }).collect())
            }
            Duty::Function => {
                let function = organised.function.clone();
                (None, said(&organised.function, Evidence::Function { function }))
            }
            Duty::ContactPoint => {
                let public = self.contact_is_public;
                let partly = (!public).then_some(Standing::Partly);
                (partly, said(&organised.contact, Evidence::ContactPoint { public }))
            }
            _ => {
                let board = organised.board.clone();
                (None, said(&organised.board, Evidence::Board { board }))
            }
        }
    }

    fn on_picture(&self) -> (Option<Standing>, Vec<Evidence>) {
        let (count, of) = (self.measures_on_picture, self.measures);
        let evidence = (count > 0).then_some(Evidence::MeasuresOnPicture { count, of });
        ((count < of).then_some(Standing::Partly), evidence.into_iter().collect())
    }

    fn with_cameras(&self) -> (Option<Standing>, Vec<Evidence>) {
        let (grounded, of) = (self.cameras_grounded, self.cameras);
        match (grounded, of) {
            (_, 0) => (Some(Standing::NotUsed), Vec::new()),
            (0, _) => (None, Vec::new()),
            _ => ((grounded < of).then_some(Standing::Partly), vec![Evidence::Cameras { grounded, of }]),
        }
    }

    fn goes_on(&self, what: Occasion, today: Date) -> (Option<Standing>, Vec<Evidence>) {
        let (evidence, newest) = self.on_record(what, today);
        let since = today.checked_sub(GOES_ON_MONTHS.months()).unwrap_or(Date::MIN);
        let lapsed = newest.is_some_and(|newest| newest < since);
        (lapsed.then_some(Standing::Lapsed), evidence)
    }

    fn on_record(&self, what: Occasion, today: Date) -> (Vec<Evidence>, Option<Date>) {
        let records = self.coordination.standing(what);
        let records: Vec<_> = records.into_iter().filter(|record| record.told.on <= today).collect();
        let newest = records.first().map(|record| record.told.on);
        let evidence = records.into_iter().map(|record| Evidence::Record {
            what,
            on: record.told.on,
            registry_number: record.told.registry_number.clone(),
        });
        (evidence.collect(), newest)
    }
}

fn decision(fact: &DecisionFact) -> Evidence {
    let DecisionFact { body, on, registry_number } = fact.clone();
    Evidence::Decision { body, on, registry_number }
}

fn lapsed(clock: &Clock) -> Option<Standing> {
    matches!(clock.state, ClockState::Overdue { .. }).then_some(Standing::Lapsed)
}

#[cfg(test)]
mod tests;
