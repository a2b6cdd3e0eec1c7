//! Which column says where a respondent lives, and which of the municipality's areas its texts are.

use super::Column;
use crate::places::Places;
use crate::sources::survey::limesurvey::points_to_a_person;
use crate::sources::survey::structure::{Structure, Variable};
use lofte_model::place::{Area, AreaCode};

/// The column, and its areas.
pub(super) struct Strata {
    pub(super) column: String,
    pub(super) all: Vec<Stratum>,
    /// Whether the column has texts that are no area.
    pub(super) others: bool,
}

/// An area, with how the column writes it.
pub(super) struct Stratum {
    pub(super) area: AreaCode,
    pub(super) name: String,
    /// Residents of the ages that surveys ask, where they are known.
    pub(super) residents: Option<u32>,
    pub(super) written: Vec<String>,
}

/// The column with most areas; nothing where none has any.
pub(super) fn of(
    columns: &[Column],
    variables: &[Variable],
    (areas, places): (&[Area], &Places),
) -> Option<Strata> {
    let may = columns.iter().filter(|column| !points_to_a_person(&column.heading));
    let found = may.filter_map(|column| {
        let strata = in_column(column, variables, (areas, places))?;
        (!strata.all.is_empty()).then_some(strata)
    });
    // The first of equals.
    found.collect::<Vec<_>>().into_iter().rev().max_by_key(|strata| (strata.all.len(), !strata.others))
}

fn in_column(column: &Column, variables: &[Variable], (areas, places): (&[Area], &Places)) -> Option<Strata> {
    let known = Structure::find(variables, &column.heading).filter(|variable| !variable.boxes);
    let texts: Vec<(String, Vec<String>)> = match known {
        // A choice is an area by its words, and stands in the file as its code or its words.
        Some(variable) => {
            let choice = |choice: &crate::sources::survey::structure::Choice| {
                let written = std::iter::once(choice.text.clone()).chain(choice.written.iter().cloned());
                (choice.text.clone(), written.collect())
            };
            variable.choices.iter().map(choice).collect()
        }
        None if column.share(column.areas) < 50 => return None,
        None => column.texts.as_ref()?.keys().map(|text| (text.clone(), vec![text.clone()])).collect(),
    };
    let mut strata = Strata { column: column.heading.clone(), all: Vec::new(), others: false };
    for (text, written) in texts {
        let placed = places.named(&text).and_then(|placed| placed.deso.or(placed.own_area));
        let Some(area) = placed.and_then(|code| areas.iter().find(|area| area.code == code)) else {
            strata.others = true;
            continue;
        };
        match strata.all.iter_mut().find(|stratum| stratum.area == area.code) {
            Some(stratum) => stratum.written.extend(written),
            None => strata.all.push(Stratum {
                area: area.code.clone(),
                name: area.name.clone(),
                residents: area.population.as_ref().and_then(|population| population.aged_16_85),
                written,
            }),
        }
    }
    for stratum in &mut strata.all {
        stratum.written.retain(|text| *text != stratum.area.0);
        stratum.written.sort();
        stratum.written.dedup();
    }
    strata.all.sort_by(|one, other| one.area.cmp(&other.area));
    Some(strata)
}
