//! What weighs most in the picture: the counts of each kind and year by the weights in force. Nothing where none are loaded.

use super::compute::Asker;
use crate::error::AppError;
use crate::loaded;
use lofte_analysis::incidents::harm::{CategoryCount, harm_sum};
use lofte_model::loaded::LoadedTable;
use lofte_model::picture::{Harm, HarmPart, HarmYear, Method};
use lofte_model::records::{Category, Dimension, RecordKind};
use lofte_model::scheme::CategoryTable;
use std::collections::BTreeMap;

/// Years that are summed of each kind, the newest.
const YEARS: usize = 5;
/// Confidence of the intervals, as everywhere in the picture.
const LEVEL: f64 = 0.95;

impl Asker<'_> {
    /// Sums by the weights in force.
    pub(super) async fn harm(&self) -> Result<Option<Harm>, AppError> {
        use Dimension::{Category as ByCategory, Kind, Year};
        let mut view = self.house.store().read(self.municipality).await?;
        let Some((table, weights)) = loaded::in_force(&mut view).await? else { return Ok(None) };
        drop(view);
        let counted = self.house.records().count(&self.incidents(), &[Kind, ByCategory, Year]).await?;
        let mut by_year: BTreeMap<(RecordKind, i16), Vec<(Category, u64)>> = BTreeMap::new();
        for row in &counted.rows {
            let [kind, category, year] = row.keys.as_slice() else { continue };
            let kind = kind.text().and_then(RecordKind::from_word);
            let year = year.number().and_then(|year| i16::try_from(year).ok());
            let category = category.text().map(Category::new);
            if let (Some(kind), Some(year), Some(category)) = (kind, year, category) {
                by_year.entry((kind, year)).or_default().push((category, row.count));
            }
        }
        let mut years = Vec::new();
        for kind in RecordKind::INCIDENTS {
            let of_kind = by_year.iter().rev().filter(|((known, _), _)| *known == kind).take(YEARS);
            for ((kind, year), counts) in of_kind {
                years.extend(summed((*kind, *year), counts, &weights));
            }
        }
        let n = years.iter().map(|year| year.sum.events).sum();
        let provenance = self.provenance(&RecordKind::INCIDENTS, "kommun", n, Method::HarmSum);
        let LoadedTable { fingerprint, .. } = &table;
        let harm = Harm { provenance, table: table.id(), table_fingerprint: fingerprint.clone(), years };
        Ok((!harm.years.is_empty()).then_some(harm))
    }
}

/// The sum of a year; nothing where no category of it has a weight.
fn summed(
    (kind, year): (RecordKind, i16),
    counts: &[(Category, u64)],
    weights: &CategoryTable,
) -> Option<HarmYear> {
    let of: Vec<CategoryCount<'_>> = counts
        .iter()
        .map(|(category, count)| CategoryCount { category: category.as_str(), count: *count })
        .collect();
    let sum = harm_sum(weights.harm(), &of, LEVEL).ok().filter(|sum| sum.events > 0)?;
    let part = |(category, count): &(Category, u64)| {
        let weight = weights.harm().weight(category.as_str())?;
        Some(HarmPart { category: category.clone(), count: *count, weight })
    };
    let mut parts: Vec<HarmPart> = counts.iter().filter_map(part).collect();
    parts.sort_by(|one, other| other.adds().total_cmp(&one.adds()));
    Some(HarmYear { kind, year, sum, parts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_weighs_most_comes_first_and_what_has_no_weight_is_told() {
        let table = CategoryTable::read(
            "name = \"Påhittad\"\nversion = \"1\"\nsource = \"testet\"\nunit = \"dag\"\n[weights]\ntheft = 1\nrobbery = 500\n",
            &[],
        )
        .unwrap();
        let counts = [("theft", 100), ("robbery", 1), ("graffiti", 40)];
        let counts = counts.map(|(slug, count)| (Category::new(slug), count));
        let year = summed((RecordKind::Offence, 2025), &counts, &table).unwrap();
        let parts: Vec<&str> = year.parts.iter().map(|part| part.category.as_str()).collect();
        assert_eq!((parts, year.sum.sum), (vec!["robbery", "theft"], 600.0));
        assert_eq!(
            (year.sum.unweighted, year.sum.unweighted_categories.as_slice()),
            (40, &["graffiti".to_owned()][..])
        );
        assert!((year.sum.largest_event_share.unwrap() - 500.0 / 600.0).abs() < 1e-12);
        assert_eq!(summed((RecordKind::Fault, 2025), &[(Category::new("graffiti"), 3)], &table), None);
    }
}
