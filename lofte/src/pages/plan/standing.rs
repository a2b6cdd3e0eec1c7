//! How the plan stands to what was decided: the version in force, what has changed since, and whether the picture has moved on.

use super::decided;
use crate::face::NavItem;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::plan::{self, Standing};
use lofte_model::access::{Action, Actor};
use lofte_model::plan::{MeasureChange, PlanChanges, PlanStyle, PlanVersion};
use lofte_words::plan::{decision, field};
use lofte_words::{SV, number};

/// The standing, in words.
pub(super) struct Shown {
    /// What a reader learns first.
    pub(super) sentence: String,
    /// Every version, the newest first.
    pub(super) versions: Vec<NavItem>,
    /// What differs from the version in force.
    pub(super) changes: Vec<Line>,
    /// Whether a new decision is called for.
    pub(super) calls_for_decision: bool,
    /// That the picture has moved on.
    pub(super) newer_edition: Option<String>,
    /// What the plan says around its measures.
    pub(super) around: Vec<(String, String)>,
}

/// A line of what has changed, with where it is seen.
pub(super) struct Line {
    pub(super) href: Option<String>,
    pub(super) text: String,
    pub(super) what: String,
}

impl Shown {
    pub(super) async fn gather(actor: &Actor, house: &House) -> Result<Self, AppError> {
        let standing = plan::standing(actor, house).await?;
        let versions = plan::versions(actor, house).await?;
        let link = |version: &PlanVersion| {
            let gone = if version.stands() { "" } else { " (tillbakatagen)" };
            let text =
                format!("Version {}: {}{gone}", version.number, decision(SV, &version.record.decision));
            NavItem::new(text, decided::href(version.number))
        };
        Ok(Self {
            sentence: sentence(&standing),
            versions: versions.iter().map(link).collect(),
            calls_for_decision: actor.may(Action::AdoptPlan) && calls_for_decision(&standing),
            changes: standing.changes.as_ref().map(lines).unwrap_or_default(),
            newer_edition: standing.newer_edition.map(|newest| {
                let version = standing.version.as_ref();
                let (number, edition) = version.map_or((0, 0), |version| (version.number, version.text.edition.unwrap_or(0)));
                format!("Version {number} vilar på utgåva {edition} av lägesbilden. Utgåva {newest} är antagen sedan dess: läs om planen behöver ändras, och välj den nya utgåvan under Om planen.")
            }),
            around: decided::around(&standing.text),
        })
    }
}

fn sentence(standing: &Standing) -> String {
    let Some(version) = &standing.version else {
        return "Planen är inte beslutad än.".to_owned();
    };
    let decided =
        format!("Version {} beslutades: {}.", version.number, decision(SV, &version.record.decision));
    match &standing.changes {
        None => decided,
        Some(changes) if changes.is_none() => format!("{decided} Inget är ändrat sedan dess."),
        Some(changes) => {
            let count = changes.measures.len() + usize::from(changes.text);
            let things = match count {
                1 => "1 sak är ändrad".to_owned(),
                many => format!("{} saker är ändrade", number::count(many as u64)),
            };
            format!("{decided} {things} sedan dess.")
        }
    }
}

/// In a plan with fixed goals activities may change without a decision.
fn calls_for_decision(standing: &Standing) -> bool {
    let Some(changes) = &standing.changes else { return standing.version.is_none() };
    match standing.text.style {
        PlanStyle::Detailed => !changes.is_none(),
        PlanStyle::Open => changes.goals,
    }
}

fn lines(changes: &PlanChanges) -> Vec<Line> {
    let mut lines = Vec::new();
    if changes.text {
        let what =
            if changes.goals { "Fokusområden eller mål är ändrade." } else { "Texten är ändrad." };
        lines.push(Line {
            href: Some("/plan/om".to_owned()),
            text: "Om planen".to_owned(),
            what: what.to_owned(),
        });
    }
    lines.extend(changes.measures.iter().map(line));
    lines
}

fn line(change: &MeasureChange) -> Line {
    let named = |number: &u32, title: &str| format!("{number}. {title}");
    match change {
        MeasureChange::Added { id, number, title } => {
            Line { href: Some(format!("/plan/{id}")), text: named(number, title), what: "Ny.".to_owned() }
        }
        MeasureChange::Removed { number, title } => {
            Line { href: None, text: named(number, title), what: "Borttagen.".to_owned() }
        }
        MeasureChange::Changed { id, number, title, fields } => {
            let fields: Vec<String> = fields.iter().map(|one| field(SV, *one).to_lowercase()).collect();
            let what = format!("Ändrat: {}.", SV.list(&fields));
            Line { href: Some(format!("/plan/{id}")), text: named(number, title), what }
        }
    }
}
