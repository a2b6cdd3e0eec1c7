//! Where the rows are and who answers for them: a text in the settings, or a table where a gateway is asked.
//!
//! ```toml
//! records = "s3://hink/prefix"
//! ```
//! or
//! ```toml
//! [records]
//! location = "s3://hink/prefix"
//! engine = "https://gateway.lan.se"
//! engine_secret = "/etc/lofte/gateway"
//! ```

use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a gateway may be silent where the settings do not say: a first question over many millions of rows takes
/// long, and a page does not wait longer.
const PATIENCE_SECONDS: u32 = 120;

/// The place of the rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowSettings {
    /// Empty for a folder in the folder, or `s3://bucket/prefix`.
    pub location: String,
    /// Who is asked instead of this program, where somebody is.
    pub engine: Option<Engine>,
}

/// A gateway that is asked about rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    /// Its address.
    pub address: String,
    /// The file that holds the secret, seen from the folder of the house.
    pub secret: PathBuf,
    /// How long it may be silent, in seconds.
    pub patience_seconds: u32,
}

impl Engine {
    /// The file of the secret.
    pub fn secret_file(&self, dir: &Path) -> PathBuf {
        dir.join(&self.secret)
    }

    /// How long it may be silent.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.patience_seconds.into())
    }
}

impl RowSettings {
    /// A place, answered for by this program.
    pub fn at(location: impl Into<String>) -> Self {
        Self { location: location.into(), engine: None }
    }

    /// Whether nothing is set.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// The table as it stands in the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    location: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    engine: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    engine_secret: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    engine_patience_seconds: Option<u32>,
}

impl Serialize for RowSettings {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Some(engine) = &self.engine else { return to.serialize_str(&self.location) };
        Table {
            location: self.location.clone(),
            engine: Some(engine.address.clone()),
            engine_secret: Some(engine.secret.clone()),
            engine_patience_seconds: Some(engine.patience_seconds),
        }
        .serialize(to)
    }
}

impl<'de> Deserialize<'de> for RowSettings {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Either)
    }
}

/// Reads the text or the table.
struct Either;

impl<'de> Visitor<'de> for Either {
    type Value = RowSettings;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a place for rows, or a table with location, engine and engine_secret")
    }

    fn visit_str<E: serde::de::Error>(self, location: &str) -> Result<RowSettings, E> {
        Ok(RowSettings::at(location))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RowSettings, A::Error> {
        let table = Table::deserialize(MapAccessDeserializer::new(map))?;
        let engine = match (table.engine, table.engine_secret) {
            (None, None) => None,
            (Some(address), Some(secret)) => {
                let patience_seconds = table.engine_patience_seconds.unwrap_or(PATIENCE_SECONDS).max(1);
                Some(Engine { address, secret, patience_seconds })
            }
            _ => return Err(serde::de::Error::custom("engine and engine_secret belong together")),
        };
        Ok(RowSettings { location: table.location, engine })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct File {
        #[serde(default)]
        records: RowSettings,
    }

    fn read(text: &str) -> Result<RowSettings, String> {
        toml::from_str::<File>(text).map(|file| file.records).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn a_text_is_a_place_and_a_table_may_name_a_gateway() {
        assert!(read("").unwrap().is_default());
        assert_eq!(read("records = \"s3://hink/a\"").unwrap(), RowSettings::at("s3://hink/a"));
        let engine = read(
            "[records]\nlocation = \"s3://hink\"\nengine = \"https://gateway.lan.se\"\nengine_secret = \"gateway\"\n",
        )
        .unwrap();
        assert_eq!(engine.location, "s3://hink");
        let gateway = engine.engine.as_ref().unwrap();
        assert_eq!(gateway.secret_file(Path::new("/srv/flen")), Path::new("/srv/flen/gateway"));
        assert_eq!(gateway.patience(), Duration::from_mins(2));
        for settings in [engine, RowSettings::at("x"), RowSettings::default()] {
            let text = toml::to_string(&File { records: settings.clone() }).unwrap();
            assert_eq!(read(&text).unwrap(), settings);
        }
    }

    #[test]
    fn a_gateway_without_a_secret_and_a_misspelt_key_are_refused() {
        assert!(read("[records]\nengine = \"https://x\"\n").unwrap_err().contains("belong together"));
        assert!(read("[records]\nengin = \"https://x\"\n").unwrap_err().contains("unknown field"));
        assert!(read("records = 7\n").is_err());
    }
}
