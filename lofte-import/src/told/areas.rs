//! Codes and arguments of what is said of areas.

use crate::error::AreaFileError;
use crate::report::AreaNote;
use crate::table::shown;
use lofte_model::message::Told;
use lofte_model::place::AreaCode;

impl Told for AreaFileError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too-large",
            Self::NotJson { .. } => "not-json",
            Self::Damaged { .. } => "damaged",
            Self::ShapefileAlone => "shapefile-alone",
            Self::NoPart { .. } => "no-part",
            Self::PathInArchive { .. } => "path-in-archive",
            Self::SeveralLayers { .. } => "several-layers",
            Self::NotAreas { .. } => "not-areas",
            Self::NoAreas => "no-areas",
            Self::NoBorder { .. } => "no-border",
            Self::NoCode { .. } => "no-code",
            Self::PersonalNumber { .. } => "personal-number",
            Self::MoreAgedThanResidents { .. } => "more-aged-than-residents",
            Self::PopulationOfTheFuture { .. } => "population-of-the-future",
            Self::PartsDiffer { .. } => "parts-differ",
            Self::GivenTwice { .. } => "given-twice",
            Self::SameBorder { .. } => "same-border",
            Self::CodeOfOtherKind { .. } => "code-of-other-kind",
            Self::CodesAlike { .. } => "codes-alike",
            Self::UnknownSystem { .. } => "unknown-system",
            Self::OtherThanNamed { .. } => "other-than-named",
            Self::NotDegrees { .. } => "not-degrees",
            Self::SeveralSystems { .. } => "several-systems",
            Self::NorthFirst { .. } => "north-first",
            Self::LatitudeFirst { .. } => "latitude-first",
            Self::FarAway { .. } => "far-away",
            Self::TwoDivisions { .. } => "two-divisions",
            Self::Elsewhere { .. } => "elsewhere",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TooLarge { megabytes } => vec![("megabytes", megabytes.to_string())],
            Self::NotJson { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::NotAreas { found } => vec![("found", found.clone())],
            Self::NoAreas | Self::NorthFirst { .. } | Self::ShapefileAlone => Vec::new(),
            Self::Damaged { format } => vec![("format", (*format).to_owned())],
            Self::NoPart { part } => vec![("part", shown(part))],
            Self::PathInArchive { name } => vec![("name", shown(name))],
            Self::SeveralLayers { layers } => {
                vec![("layers", layers.iter().map(|layer| shown(layer)).collect::<Vec<_>>().join(", "))]
            }
            Self::NoBorder { feature } => vec![("feature", feature.to_string())],
            Self::NoCode { feature, found } => {
                vec![("feature", feature.to_string()), ("found", found.join(", "))]
            }
            Self::PersonalNumber { feature, property } => {
                vec![("feature", feature.to_string()), ("property", (*property).to_owned())]
            }
            Self::PopulationOfTheFuture { code, year } => {
                vec![("code", code.to_string()), ("year", year.to_string())]
            }
            Self::PartsDiffer { code }
            | Self::MoreAgedThanResidents { code }
            | Self::GivenTwice { code }
            | Self::CodeOfOtherKind { code } => {
                vec![("code", code.to_string())]
            }
            Self::CodesAlike { one, other }
            | Self::SameBorder { one, other }
            | Self::TwoDivisions { one, other } => {
                vec![("one", one.to_string()), ("other", other.to_string())]
            }
            Self::UnknownSystem { system } => vec![("system", system.clone())],
            Self::OtherThanNamed { system, example } => {
                vec![("system", system.clone()), ("example", example.clone())]
            }
            Self::NotDegrees { example } => vec![("example", example.clone())],
            Self::SeveralSystems { example, systems } => {
                vec![("example", example.clone()), ("systems", systems.join(", "))]
            }
            Self::LatitudeFirst { area } => vec![("feature", area.clone())],
            Self::FarAway { area, example } => {
                vec![("feature", area.clone()), ("example", example.clone())]
            }
            Self::Elsewhere { municipality } => vec![("municipality", municipality.clone())],
        }
    }
}

impl Told for AreaNote {
    fn code(&self) -> &'static str {
        match self {
            Self::Reprojected { .. } => "areas-reprojected",
            Self::PartsJoined { .. } => "areas-parts-joined",
            Self::NotUnderstood { .. } => "areas-not-understood",
            Self::PopulationWithoutYear { .. } => "areas-population-without-year",
            Self::Unread { .. } => "areas-unread",
            Self::WithoutPopulation { .. } => "areas-without-population",
            Self::OfOthers { .. } => "areas-of-others",
            Self::LatestYear { .. } => "areas-latest-year",
            Self::OlderPopulation { .. } => "areas-older-population",
            Self::Unnamed { .. } => "areas-unnamed",
            Self::DivisionReplaced { .. } => "areas-division-replaced",
            Self::UsedFrom { .. } => "areas-used-from",
        }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Reprojected { system } => vec![("system", system.clone())],
            Self::PartsJoined { area, parts } => {
                vec![("area", area.to_string()), ("parts", parts.to_string())]
            }
            Self::NotUnderstood { area, property, value } => vec![
                ("area", area.to_string()),
                ("property", (*property).to_owned()),
                ("value", value.clone()),
            ],
            Self::PopulationWithoutYear { area } => vec![("area", area.to_string())],
            Self::Unread { properties } => vec![("properties", properties.join(", "))],
            Self::WithoutPopulation { areas, of } | Self::Unnamed { areas, of } => {
                vec![("count", areas.len().to_string()), ("of", of.to_string()), ("areas", named(areas))]
            }
            Self::UsedFrom { areas, day } => {
                vec![("count", areas.len().to_string()), ("areas", named(areas)), ("day", day.to_string())]
            }
            Self::OlderPopulation { areas } | Self::DivisionReplaced { areas } => {
                vec![("count", areas.len().to_string()), ("areas", named(areas))]
            }
            Self::OfOthers { count } => vec![("count", count.to_string())],
            Self::LatestYear { year } => vec![("year", year.to_string())],
        }
    }
}

/// The first of so many areas.
fn named(areas: &[AreaCode]) -> String {
    let named: Vec<&str> = areas.iter().take(5).map(AreaCode::as_str).collect();
    let more = if areas.len() > named.len() { ", …" } else { "" };
    format!("{}{more}", named.join(", "))
}
