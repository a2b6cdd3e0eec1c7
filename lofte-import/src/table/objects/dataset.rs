//! Statistics as a cube (JSON-stat 2, which the databases of Statistics Sweden and others answer with): every cell of it is a
//! row, with a column for each dimension and one for each measure.
//!
//! Places stand by their code, everything else by what it is called, as a spreadsheet from the same database would have it.
//! A cell without a value is withheld or not known and stands as `..`, never as nought. What may still change is marked, and
//! who published it stands beside it. Left out: several cubes in one answer, and footnotes.

use crate::table::header::fold;
use lofte_model::screening::mask;
use serde_json::{Map, Value};

/// Dimensions of places that do not say that they are.
const PLACES: [&str; 3] = ["region", "geografi", "område"];
/// What stands where there is no value.
const NONE: &str = "..";
/// Dimensions of one cube.
const MOST_DIMENSIONS: usize = 32;

/// One dimension: what it is called, and what each of its places is.
struct Dimension {
    name: String,
    /// Texts of the cells, in their order.
    texts: Vec<String>,
    is_measure: bool,
}

/// A cube that was understood.
pub(super) struct Cube<'a> {
    dimensions: Vec<Dimension>,
    value: &'a Value,
    status: Option<&'a Value>,
    source: Option<String>,
    retrieved: Option<&'a str>,
}

impl<'a> Cube<'a> {
    /// The cube of an answer; nothing where it is none, or one that contradicts itself.
    pub(super) fn of(answer: &'a Value) -> Option<Self> {
        let answer = answer.as_object()?;
        if answer.get("class")?.as_str()? != "dataset" {
            return None;
        }
        let ids: Vec<&str> =
            answer.get("id")?.as_array()?.iter().map(Value::as_str).collect::<Option<_>>()?;
        let sizes = answer.get("size")?.as_array()?.iter().map(whole).collect::<Option<Vec<usize>>>()?;
        if ids.is_empty() || ids.len() != sizes.len() || ids.len() > MOST_DIMENSIONS {
            return None;
        }
        let all = answer.get("dimension")?.as_object()?;
        let role = |of: &str| answer.get("role").and_then(|role| role.get(of)).and_then(Value::as_array);
        let has_role = |of: &str, id: &str| role(of).is_some_and(|ids| ids.iter().any(|known| known == id));
        let mut dimensions: Vec<Dimension> = Vec::new();
        for (id, size) in ids.iter().zip(&sizes) {
            let dimension = all.get(*id)?.as_object()?;
            let label = dimension.get("label").and_then(Value::as_str).unwrap_or(id);
            let is_place = has_role("geo", id) || PLACES.contains(&fold(id).as_str());
            let texts = texts(dimension, is_place)?;
            if texts.len() != *size {
                return None;
            }
            // Two dimensions may be called alike, but have ids of their own.
            let twice = dimensions.iter().any(|other| fold(&other.name) == fold(label));
            let name = if twice { (*id).to_owned() } else { label.to_owned() };
            dimensions.push(Dimension { name, texts, is_measure: has_role("metric", id) });
        }
        // Several measures beside each other are columns; of several dimensions of them nobody says which.
        let measures = dimensions.iter().filter(|dimension| dimension.is_measure).count();
        if measures > 1 {
            for dimension in &mut dimensions {
                dimension.is_measure = false;
            }
        }
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        let day = |text: &'a str| text.get(..10).filter(|day| day.parse::<jiff::civil::Date>().is_ok());
        let updated = text("updated").and_then(day);
        let source = text("source").map(|source| match updated {
            Some(day) => format!("{source}, uppdaterad {day}"),
            None => source.to_owned(),
        });
        let own = answer.get("extension").and_then(|own| own.get("lofte"));
        let retrieved = own.and_then(|own| own.get("retrieved")).and_then(Value::as_str).and_then(day);
        Some(Self {
            dimensions,
            value: answer.get("value")?,
            status: answer.get("status"),
            source,
            retrieved,
        })
    }

    /// How many cells it has; nothing where they are more than can be counted.
    pub(super) fn cells(&self) -> Option<u64> {
        let mut sizes = self.dimensions.iter().map(|dimension| dimension.texts.len() as u64);
        sizes.try_fold(1_u64, u64::checked_mul)
    }

    /// Bytes of text that its rows hold together: each label as often as it stands in one.
    pub(super) fn repeated(&self) -> u64 {
        let cells = self.cells().unwrap_or(u64::MAX);
        let of_dimension = |dimension: &Dimension| {
            let texts: u64 = dimension.texts.iter().map(|text| text.len() as u64).sum();
            let each = (cells / (dimension.texts.len() as u64).max(1)).max(1);
            texts.saturating_mul(each).saturating_add(cells.saturating_mul(dimension.name.len() as u64))
        };
        let source = self.source.as_ref().map_or(0, String::len) as u64;
        let labels = self.dimensions.iter().map(of_dimension);
        labels.fold(cells.saturating_mul(source), u64::saturating_add)
    }

    /// Its rows.
    pub(super) fn rows(&self) -> Vec<Vec<(String, String)>> {
        let measure = self.dimensions.iter().position(|dimension| dimension.is_measure);
        let measures = measure.map_or(1, |place| self.dimensions[place].texts.len());
        let cells = self.cells().and_then(|cells| usize::try_from(cells).ok()).unwrap_or(0);
        let mut rows = Vec::with_capacity(cells / measures.max(1));
        let mut at = vec![0; self.dimensions.len()];
        // Every place of the other dimensions, with the measure at its first.
        for _ in 0..cells / measures.max(1) {
            rows.push(self.row(&mut at, measure, measures));
            for (place, dimension) in self.dimensions.iter().enumerate().rev() {
                if Some(place) == measure {
                    continue;
                }
                at[place] += 1;
                if at[place] < dimension.texts.len() {
                    break;
                }
                at[place] = 0;
            }
        }
        rows
    }

    fn row(&self, at: &mut [usize], measure: Option<usize>, measures: usize) -> Vec<(String, String)> {
        let others =
            self.dimensions.iter().zip(&*at).enumerate().filter(|(place, _)| Some(*place) != measure);
        let mut row: Vec<(String, String)> =
            others.map(|(_, (of, at))| (of.name.clone(), of.texts[*at].clone())).collect();
        let mut may_change = false;
        for which in 0..measures {
            let name = match measure {
                Some(place) => {
                    at[place] = which;
                    self.dimensions[place].texts[which].clone()
                }
                None => "antal".to_owned(),
            };
            let number = self.dimensions.iter().zip(&*at).fold(0, |sum, (of, at)| sum * of.texts.len() + at);
            row.push((name, self.value(number)));
            may_change |= self.is_preliminary(number);
        }
        if let Some(place) = measure {
            at[place] = 0;
        }
        if self.status.is_some() {
            row.push(("preliminär".to_owned(), if may_change { "ja" } else { "" }.to_owned()));
        }
        row.extend(self.source.iter().map(|source| ("källa".to_owned(), mask(source).into_owned())));
        row.extend(self.retrieved.map(|day| ("hämtad".to_owned(), day.to_owned())));
        row
    }

    fn value(&self, number: usize) -> String {
        match at(self.value, number) {
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::String(text)) => text.clone(),
            _ => NONE.to_owned(),
        }
    }

    /// Whether the status of a cell says that it may change: `p`, or `prel`.
    fn is_preliminary(&self, number: usize) -> bool {
        let status =
            self.status.and_then(|status| if status.is_string() { Some(status) } else { at(status, number) });
        status
            .and_then(Value::as_str)
            .is_some_and(|status| matches!(fold(status).as_str(), "p" | "prel" | "preliminär"))
    }
}

/// What stands at a number: of a list, or of an object that leaves out what is empty.
fn at(values: &Value, number: usize) -> Option<&Value> {
    match values {
        Value::Array(all) => all.get(number),
        Value::Object(some) => some.get(&number.to_string()),
        _ => None,
    }
}

fn whole(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|number| usize::try_from(number).ok()).filter(|size| *size > 0)
}

/// What the places of a dimension are called, in their order: codes of places, else their labels.
fn texts(dimension: &Map<String, Value>, by_code: bool) -> Option<Vec<String>> {
    let category = dimension.get("category")?.as_object()?;
    let labels = category.get("label").and_then(Value::as_object);
    let codes: Vec<String> = match category.get("index") {
        Some(Value::Array(codes)) => {
            codes.iter().map(|code| code.as_str().map(str::to_owned)).collect::<Option<_>>()?
        }
        Some(Value::Object(places)) => {
            let mut codes: Vec<(u64, &String)> =
                places.iter().map(|(code, place)| Some((place.as_u64()?, code))).collect::<Option<_>>()?;
            codes.sort_unstable();
            let in_order = codes.iter().zip(0..).all(|((place, _), expected)| *place == expected);
            in_order.then(|| codes.into_iter().map(|(_, code)| code.clone()).collect())?
        }
        // A dimension of one place may leave the index out.
        None => labels?.keys().cloned().collect(),
        Some(_) => return None,
    };
    let label = |code: &String| labels.and_then(|labels| labels.get(code)).and_then(Value::as_str);
    let text = |code: String| match label(&code).filter(|_| !by_code) {
        Some(label) => label.to_owned(),
        None => code,
    };
    Some(codes.into_iter().map(text).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn cube() -> Value {
        json!({
            "class": "dataset", "source": "SCB", "updated": "2026-02-20T07:00:00Z",
            "id": ["Region", "Kon", "ContentsCode", "Tid"], "size": [2, 1, 2, 2],
            "role": {"time": ["Tid"], "metric": ["ContentsCode"]},
            "dimension": {
                "Region": {"label": "region", "category": {"index": {"0482A0020": 1, "0482A0010": 0},
                    "label": {"0482A0010": "Norr", "0482A0020": "Söder"}}},
                "Kon": {"label": "kön", "category": {"label": {"1+2": "totalt"}}},
                "ContentsCode": {"label": "tabellinnehåll", "category": {"index": ["a", "b"],
                    "label": {"a": "Folkmängd", "b": "Folkökning"}}},
                "Tid": {"label": "år", "category": {"index": ["2024", "2025"]}}
            },
            "value": [10, 11, 1, null, 20, 21, 2, 3],
            "status": {"1": "p"}
        })
    }

    fn told(answer: &Value) -> Vec<String> {
        let rows = Cube::of(answer).unwrap().rows();
        rows.iter()
            .map(|row| row.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("|"))
            .collect()
    }

    #[test]
    fn every_cell_is_where_it_belongs() {
        let answer = cube();
        assert_eq!(
            told(&answer),
            [
                "0482A0010|totalt|2024|10|1||SCB, uppdaterad 2026-02-20",
                "0482A0010|totalt|2025|11|..|ja|SCB, uppdaterad 2026-02-20",
                "0482A0020|totalt|2024|20|2||SCB, uppdaterad 2026-02-20",
                "0482A0020|totalt|2025|21|3||SCB, uppdaterad 2026-02-20",
            ]
        );
        let rows = Cube::of(&answer).unwrap().rows();
        let names: Vec<&str> = rows[0].iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["region", "kön", "år", "Folkmängd", "Folkökning", "preliminär", "källa"]);
    }

    #[test]
    fn values_may_be_few_and_the_day_of_retrieval_is_carried() {
        let mut answer = cube();
        answer["value"] = json!({"0": 10, "7": 3});
        answer["extension"] = json!({"lofte": {"retrieved": "2026-11-30"}});
        let rows = told(&answer);
        assert_eq!(rows[0], "0482A0010|totalt|2024|10|..||SCB, uppdaterad 2026-02-20|2026-11-30");
        assert!(rows[3].starts_with("0482A0020|totalt|2025|..|3|"), "{}", rows[3]);
    }

    #[test]
    fn a_cube_that_contradicts_itself_is_none() {
        for (path, wrong) in [
            ("/size", json!([2, 1, 2])),
            ("/size", json!([2, 1, 2, 3])),
            ("/size", json!([2, 1, 2, 0])),
            ("/id", json!([])),
            ("/dimension/Tid/category/index", json!(7)),
            ("/dimension/Region/category/index", json!({"a": 0, "b": 2})),
            ("/class", json!("collection")),
        ] {
            let mut answer = cube();
            *answer.pointer_mut(path).unwrap() = wrong.clone();
            assert!(Cube::of(&answer).is_none(), "{path} {wrong}");
        }
    }
}
