//! Areas and organisations as people name them, and as choices in forms.

use crate::face::part::Choice;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture::EditionHead;
use lofte_app::{agreement, place};
use lofte_model::access::Actor;
use lofte_model::id::PartyId;
use lofte_model::party::{Party, PartyKind};
use lofte_model::place::{Area, AreaCode};
use lofte_model::promise::{CitizenPromise, EffectGoal, Goal, Side};
use lofte_model::scheme::Labels;
use lofte_words::SV;

/// The names of a municipality's areas and parties.
pub(in crate::pages) struct Names {
    areas: Vec<Area>,
    parties: Vec<Party>,
}

impl Names {
    /// Looks them up.
    pub(in crate::pages) async fn gather(actor: &Actor, house: &House) -> Result<Self, AppError> {
        Ok(Self {
            areas: place::areas(actor, house).await?,
            parties: agreement::parties(actor, house).await?,
        })
    }

    /// One area.
    pub(in crate::pages) fn area(&self, code: &AreaCode) -> String {
        let known = self.areas.iter().find(|area| area.code == *code);
        known.map_or_else(|| code.to_string(), |area| area.name.clone())
    }

    /// Several areas; none stands for the whole municipality.
    pub(in crate::pages) fn areas(&self, codes: &[AreaCode]) -> String {
        if codes.is_empty() {
            return "Hela kommunen".to_owned();
        }
        codes.iter().map(|code| self.area(code)).collect::<Vec<_>>().join(", ")
    }

    /// The name of each area.
    pub(in crate::pages) fn each_area(&self, codes: &[AreaCode]) -> Vec<String> {
        codes.iter().map(|code| self.area(code)).collect()
    }

    /// The rule of a goal, with its areas by name.
    pub(in crate::pages) fn rule(&self, goal: &EffectGoal) -> String {
        let areas: Vec<String> = goal.areas.iter().map(|code| self.area(code)).collect();
        lofte_words::promise::rule(SV, goal, &areas)
    }

    /// The rule of a goal of another kind.
    pub(in crate::pages) fn goal_rule(&self, goal: &Goal) -> String {
        let named =
            |codes: &[AreaCode]| SV.list(&codes.iter().map(|code| self.area(code)).collect::<Vec<_>>());
        let (areas, compared) = match goal {
            Goal::Share(goal) => (named(&goal.areas), String::new()),
            Goal::Mean(goal) => (named(&goal.areas), String::new()),
            Goal::Stated(_) => (String::new(), String::new()),
            Goal::Incidents(goal) => (named(&goal.areas), named(&goal.compared_with)),
        };
        lofte_words::goal::rule(SV, goal, &areas, &compared)
    }

    /// One organisation.
    pub(in crate::pages) fn party(&self, id: PartyId) -> String {
        let known = self.parties.iter().find(|party| party.id == id);
        known.map_or_else(|| "okänd part".to_owned(), |party| party.name.clone())
    }

    /// A side of a promise, as it stands in a sentence.
    pub(in crate::pages) fn side(&self, promise: &CitizenPromise, side: Side) -> String {
        match (side, &promise.sides.joint) {
            (Side::Municipality, Some(joint)) => joint.name.clone(),
            (Side::Party(party), _) => self.party(party),
            (Side::Municipality | Side::Police, _) => SV.word("side", &side),
        }
    }

    /// Several sides, as they stand in a sentence.
    pub(in crate::pages) fn sides(&self, promise: &CitizenPromise, sides: &[Side]) -> String {
        SV.list(&sides.iter().map(|side| self.side(promise, *side)).collect::<Vec<_>>())
    }

    /// The names of those organisations that are other municipalities.
    pub(in crate::pages) fn municipalities(&self, ids: &[PartyId]) -> Vec<String> {
        let known = ids.iter().filter_map(|id| self.parties.iter().find(|party| party.id == *id));
        known.filter(|party| party.code.is_some()).map(|party| party.name.clone()).collect()
    }

    /// The organisations that can be further sides, and those that are.
    pub(in crate::pages) fn side_choices(&self, chosen: &[String]) -> Vec<Choice> {
        let signs_anyway = |party: &Party| {
            party.kind == PartyKind::Police || party.kind == PartyKind::Municipality && party.code.is_none()
        };
        let offered = self.parties.iter().filter(|party| {
            let is_chosen = chosen.contains(&party.id.to_string());
            is_chosen || party.takes_part() && !signs_anyway(party)
        });
        choices(offered.map(|party| (party.id.to_string(), party.name.clone())), chosen)
    }

    /// Several organisations, as they stand in a sentence.
    pub(in crate::pages) fn parties(&self, ids: &[PartyId]) -> String {
        SV.list(&ids.iter().map(|id| self.party(*id)).collect::<Vec<_>>())
    }

    /// All areas to choose between.
    pub(in crate::pages) fn area_choices(&self, chosen: &[String]) -> Vec<Choice> {
        choices(self.areas.iter().map(|area| (area.code.to_string(), area.name.clone())), chosen)
    }

    /// Some areas to choose between.
    pub(in crate::pages) fn choices_among(&self, codes: &[AreaCode], chosen: &[String]) -> Vec<Choice> {
        choices(codes.iter().map(|code| (code.to_string(), self.area(code))), chosen)
    }

    /// All organisations to choose between.
    pub(in crate::pages) fn party_choices(&self, chosen: &[String]) -> Vec<Choice> {
        let offered =
            self.parties.iter().filter(|party| party.takes_part() || chosen.contains(&party.id.to_string()));
        choices(offered.map(|party| (party.id.to_string(), party.name.clone())), chosen)
    }
}

/// The categories of rows that the newest adopted picture counts, by name.
pub(in crate::pages) fn categories(editions: &[EditionHead], labels: &Labels) -> Vec<(String, String)> {
    let known = editions.first().into_iter().flat_map(|edition| &edition.categories);
    let mut choices: Vec<(String, String)> =
        known.map(|slug| (slug.to_string(), SV.category(labels, slug.as_str()))).collect();
    choices.sort_by(|one, other| one.1.cmp(&other.1));
    choices
}

/// Choices of values and labels, with those chosen that are in the list.
pub(in crate::pages) fn choices(
    of: impl IntoIterator<Item = (String, String)>,
    chosen: &[String],
) -> Vec<Choice> {
    of.into_iter().map(|(value, label)| Choice { chosen: chosen.contains(&value), value, label }).collect()
}
