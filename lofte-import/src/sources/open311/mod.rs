//! Fault reports as systems that speak Open311 give them out: the service requests of GeoReport v2, as XML or JSON.
//!
//! Of a request its number, time, kind and position are read. The description and the notes are where people write about
//! people: they are never carried over, nor are pictures and codes of who asked. The address is looked up where a request
//! has no position, and not kept.

use crate::error::ImportError;
use crate::report::ReadReport;
use crate::row::{Context, RowSink};
use crate::sources::incidents::{
    Beyond, CoordinateSystem, IncidentMapping, NameColumns, PlaceColumns, inspected, read_inspected,
};
use crate::sources::known_form::{KnownForm, labels, named};
use crate::sources::{SourceCard, Yields};
use crate::table::Table;
use crate::table::header::{Header, Likeness, fold, missing};
use lofte_model::records::{Category, RecordKind};
use std::path::Path;

/// Card.
pub const CARD: SourceCard = SourceCard {
    name: "open311",
    yields: Yields::Rows(&[RecordKind::Fault]),
    settings: None,
    needs_settings: false,
    readme: include_str!("README.md"),
    about: include_str!("card.sv.md"),
    sample: include_str!("sample.json"),
};

/// The slug of the source, the same as of fault reports that come through a mapping.
const SOURCE: &str = "felanmalan";
const ID: &str = "service_request_id";
const TIME: &str = "requested_datetime";
/// What a request is of: its name, else its code.
const LABEL: [&str; 2] = ["service_name", "service_code"];
const ADDRESS: &str = "address";
const POSTCODE: &str = "zipcode";
/// Categories by parts of the words of a service, in Swedish and English; the first that fits counts.
const RULES: [(&str, &[&str]); 5] = [
    ("graffiti", &["klotter", "graffiti"]),
    ("littering", &["skräp", "nedskräp", "sopor", "dump", "litter", "trash", "garbage"]),
    ("lighting", &["belysning", "lampa", "lyktstolp", "light", "lamp"]),
    ("overgrown", &["busk", "häck", "växt", "overgrown", "vegetation", "hedge"]),
    ("damage", &["skade", "trasig", "sönder", "damage", "broken", "vandal", "pothole"]),
];

/// Service requests.
pub static OPEN311: KnownForm = KnownForm { card: &CARD, kind: RecordKind::Fault, source: SOURCE, read };

fn read(path: &Path, context: &Context<'_>, sink: &mut dyn RowSink) -> Result<ReadReport, ImportError> {
    let inspected = inspected(path, &[], None, sink)?;
    let mut table = Table::open(path, &inspected)?;
    let header = table.header(&Requests, None, None)?;
    let mapping = mapping(&mut table, &header)?;
    read_inspected((path, inspected), &mapping, Beyond::default(), context, sink)
}

/// What the kinds of requests in this file mean.
fn mapping(table: &mut Table, header: &Header) -> Result<IncidentMapping, ImportError> {
    let names = &header.names;
    let label = named(names, &LABEL).ok_or_else(|| missing(LABEL[0], names))?;
    let labels = labels(table, header, label)?;
    let mut mapping = IncidentMapping::parse(include_str!("mapping.toml"))?;
    mapping.category = Some(label.to_owned());
    let (address, postcode) = (named(names, &[ADDRESS]), named(names, &[POSTCODE]));
    mapping.named = NameColumns {
        address: address.map(str::to_owned),
        postcode: postcode.map(str::to_owned),
        ..NameColumns::default()
    };
    if let (Some(first), Some(second)) = (named(names, &["long"]), named(names, &["lat"])) {
        let (first, second) = (first.to_owned(), second.to_owned());
        mapping.place =
            Some(PlaceColumns { first, second, system: CoordinateSystem::Wgs84, thousands: None });
    }
    for label in labels {
        mapping.categories.add(&label, category(&label));
    }
    Ok(mapping)
}

fn category(label: &str) -> Category {
    let text = fold(label);
    let fits = |(_, parts): &&(&str, &[&str])| parts.iter().any(|part| text.contains(part));
    Category::new(RULES.iter().find(fits).map_or("other", |(slug, _)| slug))
}

/// A header of service requests.
struct Requests;

impl Likeness for Requests {
    fn score(&self, names: &[String]) -> usize {
        let label = named(names, &LABEL).is_some();
        [ID, TIME].iter().filter(|known| named(names, &[**known]).is_some()).count() + usize::from(label)
    }

    fn full(&self) -> usize {
        3
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        let lacking = [ID, TIME].into_iter().find(|known| named(names, &[*known]).is_none());
        missing(lacking.unwrap_or(LABEL[0]), names)
    }

    fn within(&self, cell: &str) -> bool {
        fold(cell).contains(ID)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_known_by_their_words() {
        for (text, slug) in [
            ("Trasig gatubelysning", "lighting"),
            ("Klotter", "graffiti"),
            ("Illegal dumping", "littering"),
            ("Sidewalk and Curb Issues", "other"),
            ("006", "other"),
        ] {
            assert_eq!(category(text).as_str(), slug, "{text}");
        }
    }
}
