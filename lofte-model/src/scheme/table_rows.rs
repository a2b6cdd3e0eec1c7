//! Weights as people write or paste them: a category and a number on each line, with a semicolon or a tab between. A category
//! is its slug, the label of the scheme in Swedish or English, or the municipality's own label.

use super::{Labels, TableError, scheme};
use crate::records::Category;
use std::collections::BTreeMap;

/// Reads lines of categories with their weights. Empty lines are passed over.
///
/// ```
/// use lofte_model::scheme::{Labels, read_rows};
/// let rows = read_rows("stöld; 10\n\narson\t900,5\n", &Labels::default())?;
/// assert_eq!(rows.into_values().sum::<f64>(), 910.5);
/// # Ok::<(), lofte_model::scheme::TableError>(())
/// ```
///
/// # Errors
/// The first line that is no category and a number.
pub fn read_rows(text: &str, own: &Labels) -> Result<BTreeMap<Category, f64>, TableError> {
    let mut rows = BTreeMap::new();
    let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
    for (line, text) in lines {
        let wrong = || TableError::Line { line, text: text.trim().to_owned() };
        let (label, number) = text.rsplit_once(';').or_else(|| text.rsplit_once('\t')).ok_or_else(wrong)?;
        let number: String = number.chars().filter(|sign| !sign.is_whitespace()).collect();
        let weight = number.replace(',', ".").parse::<f64>().map_err(|_| wrong())?;
        let unknown = || TableError::UnknownText { line, text: label.trim().to_owned() };
        let category = category(label, own).ok_or_else(unknown)?;
        if rows.insert(category.clone(), weight).is_some() {
            let twice = lofte_analysis::incidents::harm::HarmError::Twice { category: category.0 };
            return Err(TableError::Harm(twice));
        }
    }
    Ok(rows)
}

fn category(text: &str, own: &Labels) -> Option<Category> {
    let form = |text: &str| text.trim().to_lowercase();
    let wanted = form(text);
    let entries = scheme().categories.iter();
    let mut of_scheme = entries.filter(|entry| {
        [entry.slug.as_str(), &entry.label.sv, &entry.label.en].iter().any(|known| form(known) == wanted)
    });
    own.find(|slug, title| form(slug) == wanted || form(title) == wanted)
        .or_else(|| of_scheme.next().map(|entry| entry.slug.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_categories_with_weights_and_the_first_that_is_not_is_named() {
        let own = Labels::new([(Category::new("egen_1"), "Båtstöld".to_owned())]);
        let rows = read_rows("båtstöld; 1 200,5\nTheft;10\nburglary\t3", &own).unwrap();
        let rows: Vec<(&str, f64)> = rows.iter().map(|(slug, weight)| (slug.as_str(), *weight)).collect();
        assert_eq!(rows, [("burglary", 3.0), ("egen_1", 1200.5), ("theft", 10.0)]);
        for (text, message) in [
            ("stöld 10", "line 1 is not a category"),
            ("stöld; 10\n\nstöld; tio", "line 3 is not a category"),
            ("stöld; 10\nrymdfärd; 3", "line 2: rymdfärd is no category"),
            ("stöld; 10\ntheft; 3", "theft has two weights"),
        ] {
            let error = read_rows(text, &own).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
