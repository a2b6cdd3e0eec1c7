//! JSON and lists in XML as a table: a list of objects, each a row, with the names of their fields as columns. Of GeoJSON the points, with their
//! properties and two columns for where they are. Cubes of statistics ([`dataset`]) and Kolada's answers ([`indicators`]) are lists
//! of another form.
//!
//! An object within an object gives columns named `outer.inner`; lists within a row are not read. The file is understood whole,
//! so it is bounded: what is larger is a table that should come as one.

mod dataset;
mod elements;
mod indicators;

use crate::bytes::{Meter, file_name, text, unreadable};
use crate::error::{Found, ImportError};
use crate::inspect::Inspected;
use crate::letters::Letters;
use crate::limits::not_too_many;
use crate::table::{Line, Visit};
use csv::StringRecord;
use encoding_rs::UTF_8;
use serde_json::{Map, Value};
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Largest file, unpacked: it is in memory whole, several times its size.
const LARGEST: u64 = 64 << 20;
/// Rows of one file.
const MOST_OBJECTS: u64 = 1_000_000;
/// Columns of one file.
const MOST_COLUMNS: usize = 1_000;
/// Cells of the whole table, with those that no object fills.
const MOST_CELLS: usize = 50_000_000;
/// Bytes of text that the rows may hold together.
const MOST_REPEATED: u64 = 1 << 30;
/// What the two parts of a point are called: degrees, as the format wants them, or metres, as programs write them too.
const DEGREES: [&str; 2] = ["longitude", "latitude"];
const METRES: [&str; 2] = ["east", "north"];

pub(crate) struct Objects {
    path: PathBuf,
    bytes: u64,
    /// The names first, then a row for each object.
    rows: Vec<StringRecord>,
}

impl Objects {
    pub(crate) fn open(path: &Path, inspected: &Inspected) -> Result<Self, ImportError> {
        let letters = Letters::named(inspected.encoding).unwrap_or(Letters::Web(UTF_8));
        let mut written = String::new();
        let reader = text(path, letters, inspected.gzip, Meter::default())?;
        reader.take(LARGEST + 1).read_to_string(&mut written).map_err(unreadable(path))?;
        if written.len() as u64 > LARGEST {
            let (file, bytes) = (file_name(path), written.len() as u64);
            return Err(ImportError::TooLarge { file, bytes, limit: LARGEST, unpacked: true });
        }
        let plain = written.trim_start_matches('\u{feff}');
        let damaged =
            |source: Box<dyn Error + Send + Sync>| ImportError::Damaged { file: file_name(path), source };
        let no_table = |found| ImportError::NotATable { file: file_name(path), found };
        let (objects, found) = if plain.trim_start().starts_with('<') {
            (elements::elements(plain).map_err(|error| damaged(error.into()))?, Found::Xml)
        } else {
            let value: Value = serde_json::from_str(plain).map_err(|error| damaged(error.into()))?;
            (listed(path, &value)?.ok_or_else(|| no_table(Found::Json))?, Found::Json)
        };
        drop(written);
        if objects.is_empty() {
            return Err(ImportError::Empty { file: file_name(path) });
        }
        not_too_many(objects.len() as u64, MOST_OBJECTS)?;
        let rows = table(&objects).ok_or_else(|| no_table(found))?;
        Ok(Self { path: path.to_owned(), bytes: inspected.bytes, rows })
    }

    pub(crate) fn name(&self) -> String {
        file_name(&self.path)
    }

    pub(crate) fn each(&self, visit: &mut Visit<'_>) -> Result<(), ImportError> {
        let last = self.rows.len().max(1) as u64;
        for (cells, row) in self.rows.iter().zip(1_u64..) {
            let done = self.bytes.saturating_mul(row) / last;
            if visit(&Line { row, done, cells, faults: &[], filled: 0 })?.is_break() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The names and texts of a row.
type Fields = Vec<(String, String)>;

/// The rows of a file, in whatever form it lists them.
fn listed(path: &Path, value: &Value) -> Result<Option<Vec<Fields>>, ImportError> {
    // A text that stands once in the file and in every row of the table is held as often.
    let fits = |bytes: u64| {
        let (file, megabytes) = (file_name(path), MOST_REPEATED >> 20);
        if bytes > MOST_REPEATED { Err(ImportError::TooMuchText { file, megabytes }) } else { Ok(()) }
    };
    fits(indicators::repeated(value))?;
    if let Some(cube) = dataset::Cube::of(value) {
        // A few dimensions of a few thousand places each are more cells than anybody has.
        not_too_many(cube.cells().unwrap_or(u64::MAX), MOST_OBJECTS)?;
        fits(cube.repeated())?;
        return Ok(Some(cube.rows()));
    }
    Ok(indicators::rows(value).or_else(|| objects(value)))
}

/// The objects that are the rows: a list, the only list of a wrapping object, or the points of GeoJSON.
fn objects(value: &Value) -> Option<Vec<Vec<(String, String)>>> {
    let list = match value {
        Value::Array(list) => list,
        Value::Object(wrapping) => {
            let mut lists = wrapping
                .values()
                .filter_map(Value::as_array)
                .filter(|list| list.iter().all(Value::is_object));
            let list = lists.next()?;
            if lists.next().is_some() {
                return None;
            }
            list
        }
        _ => return None,
    };
    let place = if list.iter().any(is_in_metres) { METRES } else { DEGREES };
    list.iter().map(|row| row.as_object().map(|row| fields(row, place))).collect()
}

/// Whether a feature is a point that can be no degrees.
fn is_in_metres(feature: &Value) -> bool {
    let coordinates = feature.get("geometry").and_then(|geometry| geometry.get("coordinates"));
    let beyond = |value: &Value| value.as_f64().is_some_and(|part| part.abs() > 360.0);
    coordinates.and_then(Value::as_array).is_some_and(|pair| pair.iter().take(2).any(beyond))
}

/// The fields of an object, those of objects within it beside them.
fn fields(object: &Map<String, Value>, place: [&str; 2]) -> Vec<(String, String)> {
    let is_feature = object.get("type").and_then(Value::as_str) == Some("Feature");
    let Some(properties) = object.get("properties").filter(|_| is_feature) else {
        return flat(object);
    };
    let mut fields = properties.as_object().map(flat).unwrap_or_default();
    if let Some(pair) = point(object.get("geometry")) {
        fields.extend(place.map(str::to_owned).into_iter().zip(pair));
    }
    fields
}

fn point(geometry: Option<&Value>) -> Option<[String; 2]> {
    let geometry = geometry?.as_object()?;
    if geometry.get("type")?.as_str()? != "Point" {
        return None;
    }
    let coordinates = geometry.get("coordinates")?.as_array()?;
    Some([coordinates.first()?.as_number()?.to_string(), coordinates.get(1)?.as_number()?.to_string()])
}

fn flat(object: &Map<String, Value>) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (name, value) in object {
        match value {
            Value::Object(inner) => {
                let inner =
                    inner.iter().filter_map(|(of, value)| Some((format!("{name}.{of}"), scalar(value)?)));
                fields.extend(inner);
            }
            value => fields.extend(scalar(value).map(|text| (name.clone(), text))),
        }
    }
    fields
}

/// A value as a text table would have it; nothing of lists and objects.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(yes) => Some(yes.to_string()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

/// The names, those of an object by letter, and the rows under them; nothing where there are too many.
fn table(objects: &[Vec<(String, String)>]) -> Option<Vec<StringRecord>> {
    let mut places = std::collections::HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in objects.iter().flatten() {
        if !places.contains_key(name.as_str()) {
            places.insert(name.as_str(), names.len());
            names.push(name);
        }
    }
    // Every row has a place for every name, also where few objects have it.
    if names.is_empty() || names.len() > MOST_COLUMNS || names.len() * objects.len() > MOST_CELLS {
        return None;
    }
    let row = |object: &Vec<(String, String)>| {
        let mut cells = vec![""; names.len()];
        for (name, text) in object {
            if let Some(cell) = places.get(name.as_str()).and_then(|place| cells.get_mut(*place)) {
                *cell = text;
            }
        }
        StringRecord::from(cells)
    };
    let head = StringRecord::from(names.clone());
    Some(std::iter::once(head).chain(objects.iter().map(row)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspect::{Format, inspect};
    use std::io::Write as _;
    use std::ops::ControlFlow;

    fn lines(text: &str) -> Result<Vec<String>, ImportError> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let inspected = inspect(file.path())?;
        assert_eq!(inspected.format, Format::Json);
        let mut out = Vec::new();
        Objects::open(file.path(), &inspected)?.each(&mut |line| {
            out.push(line.cells.iter().collect::<Vec<_>>().join("|"));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(out)
    }

    #[test]
    fn objects_are_rows_however_they_are_wrapped() {
        let rows = ["Tid|n|plats.namn", "2025-01|3|Centrum", "2025-02|4.5|"];
        let list =
            r#"[{"Tid":"2025-01","plats":{"namn":"Centrum","x":[1]},"n":3},{"Tid":"2025-02","n":4.5}]"#;
        assert_eq!(lines(list).unwrap(), rows);
        assert_eq!(lines(&format!("{{\"count\":2,\"results\":{list}}}")).unwrap(), rows);
        let points = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"slag":"lampa"},"geometry":{"type":"Point","coordinates":[16.59,59.05]}},{"type":"Feature","properties":{"slag":"klotter"},"geometry":null}]}"#;
        assert_eq!(lines(points).unwrap(), ["slag|longitude|latitude", "lampa|16.59|59.05", "klotter||"]);
    }

    #[test]
    fn what_is_no_list_of_objects_is_no_table() {
        for text in [r#"{"a":1}"#, r#"[{"a":1},2]"#, r#"{"a":[{"x":1}],"b":[{"x":1}]}"#, "[{}]"] {
            assert!(matches!(lines(text), Err(ImportError::NotATable { found: Found::Json, .. })), "{text}");
        }
        assert!(matches!(lines("[{\"a\": "), Err(ImportError::Damaged { .. })));
        assert!(matches!(lines("{\"rader\": []}"), Err(ImportError::Empty { .. })));
    }
}
