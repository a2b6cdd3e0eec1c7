//! Survey shares of the picture as a table, one row each.

use super::promises::note;
use super::{names, text};
use crate::picture::{PublicProvenance, PublicShare};
use crate::snapshot::Snapshot;
use crate::wording::code;

pub(super) const HEADER: [&str; 19] = [
    "municipality_code",
    "synthetic",
    "note",
    "edition",
    "wave",
    "year",
    "indicator",
    "name",
    "area_code",
    "area",
    "answers",
    "share",
    "lower",
    "upper",
    "hidden",
    "sources",
    "method",
    "min_answers",
    "threshold",
];

pub(super) fn rows(snapshot: &Snapshot) -> Vec<[String; 19]> {
    let shares = snapshot.picture.as_ref().and_then(|picture| picture.shares.as_ref());
    shares
        .iter()
        .flat_map(|figures| figures.figures.iter().map(|share| (share, &figures.provenance)))
        .map(|(share, provenance)| row(snapshot, share, provenance))
        .collect()
}

fn row(snapshot: &Snapshot, share: &PublicShare, provenance: &PublicProvenance) -> [String; 19] {
    let shown = share.figures.get().shown();
    let interval = shown.map(|figures| figures.share);
    let figure = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let limits = snapshot.protection.shares;
    [
        snapshot.municipality.code.to_string(),
        provenance.synthetic.to_string(),
        note(provenance.synthetic),
        snapshot.picture.as_ref().map(|picture| picture.edition.to_string()).unwrap_or_default(),
        text(&share.wave.0),
        share.year.to_string(),
        text(&share.indicator),
        text(&share.name),
        share.area.as_ref().map(|area| text(area.as_str())).unwrap_or_default(),
        share.area.as_ref().map(|area| text(snapshot.area_name(area))).unwrap_or_default(),
        shown.map(|figures| figures.answers.to_string()).unwrap_or_default(),
        figure(interval.map(|share| share.value)),
        figure(interval.map(|share| share.lower)),
        figure(interval.map(|share| share.upper)),
        shown.is_none().to_string(),
        names(provenance.sources.iter().map(String::as_str)),
        code(&provenance.method),
        limits.min_answers.to_string(),
        limits.threshold.to_string(),
    ]
}
