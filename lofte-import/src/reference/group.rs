//! Which municipalities are comparable, and which lie beside each other. Source of the groups: Kolada.

use lofte_model::place::MunicipalityCode;
use serde::Deserialize;
use std::sync::LazyLock;

const SIMILAR: &[u8] = include_bytes!("../../reference/kolada_similar_municipalities.csv.gz");
const GROUPS: &[u8] = include_bytes!("../../reference/kolada_groups_other.csv.gz");
const NEIGHBOURS: &[u8] = include_bytes!("../../reference/municipality_neighbours.csv.gz");

/// In what municipalities are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Taken together.
    Overall,
    /// Incomes, education, ages.
    Socioeconomic,
    /// What the rescue service meets.
    RescueService,
    /// Schools for all.
    CompulsorySchool,
    /// Schools after that.
    UpperSecondary,
    /// Schools before it.
    Preschool,
    /// What pupils do after school.
    LeisureCentre,
    /// Help with one's living.
    IncomeSupport,
    /// Work and the lack of it.
    LabourMarket,
    /// Care of the old.
    ElderlyCare,
    /// Children and families in need.
    SocialServices,
    /// Support by the law on functional impairments.
    DisabilityLss,
}

/// A municipality that Kolada counts as like another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Similar {
    kommun: MunicipalityCode,
    /// In what.
    pub kind: Kind,
    /// The year of the comparison.
    pub year: i16,
    /// The municipality.
    pub similar: MunicipalityCode,
}

#[derive(Deserialize)]
struct Member {
    group: String,
    member: String,
}

/// A municipality beside another.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Neighbour {
    kommun: MunicipalityCode,
    /// The municipality.
    pub neighbour: MunicipalityCode,
    /// Kilometres of border that they share, also in water.
    pub border_km: f64,
}

static SIMILAR_TO: LazyLock<Vec<Similar>> = LazyLock::new(|| super::table(SIMILAR));
static MEMBERS: LazyLock<Vec<Member>> = LazyLock::new(|| super::table(GROUPS));
static BESIDE: LazyLock<Vec<Neighbour>> = LazyLock::new(|| super::table(NEIGHBOURS));

/// The municipalities that are like this one, seven for each kind.
pub fn similar(code: &MunicipalityCode) -> Vec<&'static Similar> {
    SIMILAR_TO.iter().filter(|known| known.kommun == *code).collect()
}

/// The names of Kolada's other groups that a municipality is in: sizes, counties, networks.
pub fn groups(code: &MunicipalityCode) -> Vec<&'static str> {
    let of = MEMBERS.iter().filter(|known| known.member == code.as_str());
    of.map(|known| known.group.as_str()).collect()
}

/// The municipalities beside this one. Gotland has none.
pub fn neighbours(code: &MunicipalityCode) -> Vec<&'static Neighbour> {
    BESIDE.iter().filter(|known| known.kommun == *code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::{municipalities, municipality};

    #[test]
    fn everybody_has_seven_that_are_like_it_of_each_kind() {
        assert_eq!((SIMILAR_TO.len(), MEMBERS.len(), BESIDE.len()), (24_353, 2_073, 1_544));
        for known in municipalities() {
            let overall = similar(&known.code).into_iter().filter(|similar| similar.kind == Kind::Overall);
            assert_eq!(overall.count(), 7, "{}", known.name);
        }
        assert!(SIMILAR_TO.iter().all(|known| municipality(&known.similar).is_some()));
    }

    #[test]
    fn whoever_is_beside_is_so_both_ways() {
        let back = |known: &Neighbour| {
            neighbours(&known.neighbour).iter().any(|other| other.neighbour == known.kommun)
        };
        assert!(BESIDE.iter().all(back));
        let alone: Vec<&str> = municipalities()
            .iter()
            .filter(|known| neighbours(&known.code).is_empty())
            .map(|known| known.name.as_str())
            .collect();
        assert_eq!(alone, ["Gotland"]);
        assert!(!groups(&"0482".parse().unwrap()).is_empty());
    }
}
