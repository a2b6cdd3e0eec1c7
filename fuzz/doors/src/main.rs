//! What a stranger's files and texts meet first.
//!
//! The targets are in [`TARGETS`]. Readers of files get a file in memory; formats that pack their contents get them unpacked
//! (`workbook-parts`, `document-parts`, `shapefile-parts`) beside the raw bytes of the whole (`archive`).

#![no_main]

mod files;
mod sink;
mod sources;
mod texts;

use libfuzzer_sys::fuzz_target;
use lofte_fuzz::{Target, chosen};
use std::sync::OnceLock;

const TARGETS: &[Target] = &[
    Target { name: "separated", run: files::separated },
    Target { name: "sheet", run: files::sheet },
    Target { name: "letters", run: files::letters },
    Target { name: "archive", run: files::archive },
    Target { name: "workbook-parts", run: files::workbook },
    Target { name: "document-parts", run: files::document },
    Target { name: "old-workbook", run: files::old_workbook },
    Target { name: "old-workbook-records", run: files::records },
    Target { name: "parquet", run: files::parquet },
    Target { name: "objects", run: files::objects },
    Target { name: "guess", run: files::guessed },
    Target { name: "survey-structure", run: files::survey },
    Target { name: "borders", run: files::borders },
    Target { name: "geopackage", run: files::geopackage },
    Target { name: "geometry", run: files::geometry },
    Target { name: "shapefile-parts", run: files::shapefile },
    Target { name: "source-incidents", run: |input| sources::read("incidents", input) },
    Target { name: "source-police", run: |input| sources::read("police", input) },
    Target { name: "source-rescue_service", run: |input| sources::read("rescue_service", input) },
    Target { name: "source-counts", run: |input| sources::read("counts", input) },
    Target { name: "source-open311", run: |input| sources::read("open311", input) },
    Target { name: "source-bra", run: |input| sources::read("bra", input) },
    Target { name: "source-survey", run: |input| sources::read("survey", input) },
    Target { name: "source-survey_results", run: |input| sources::read("survey_results", input) },
    Target { name: "source-areas", run: |input| sources::read("areas", input) },
    Target { name: "source-own_areas", run: |input| sources::read("own_areas", input) },
    Target { name: "source-population", run: |input| sources::read("population", input) },
    Target { name: "source-others", run: sources::others },
    Target { name: "times", run: texts::times },
    Target { name: "numbers", run: texts::numbers },
    Target { name: "coordinates", run: texts::coordinates },
    Target { name: "mapping", run: texts::mapping },
    Target { name: "index-table", run: texts::index_table },
    Target { name: "source-settings", run: sources::settings },
    Target { name: "screening", run: texts::screening },
    Target { name: "joint-promise", run: texts::joint },
    Target { name: "texts", run: texts::plain },
];

fuzz_target!(|input: &[u8]| {
    static CHOSEN: OnceLock<Target> = OnceLock::new();
    (CHOSEN.get_or_init(|| chosen(TARGETS)).run)(input);
});
