//! Files of areas as others than GeoJSON's programs write them, whole and broken.

use lofte_import::sources::areas::{AreaFile, read};
use lofte_import::{AreaFileError, AreaNote, Context, Note};
use lofte_model::place::{Area, AreaKind};
use proptest::prelude::*;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Squares made up for these tests, with Statistics Sweden's own column names, in SWEREF 99 TM: three areas of Flen and
/// three of Nyköping. Pages of 1 024 bytes, so that every border lies on several.
const GEOPACKAGE: &[u8] = include_bytes!("../data/areas/deso.gpkg");
/// Two own places made up for these tests, in SWEREF 99 TM and Windows-1252.
const SHAPEFILE: &[u8] = include_bytes!("../data/areas/own-places.zip");

fn taken(bytes: &[u8], kind: AreaKind) -> Result<AreaFile, AreaFileError> {
    let context = Context {
        municipality: &"0482".parse().unwrap(),
        areas: &[],
        today: jiff::civil::date(2026, 11, 30),
        gazetteer: &[],
    };
    read(bytes, kind, &context)
}

fn told(areas: &[Area]) -> Vec<(&str, &str)> {
    areas.iter().map(|area| (area.code.as_str(), area.name.as_str())).collect()
}

/// Square kilometres, near enough at this latitude.
fn square_kilometres(area: &Area) -> f64 {
    let ring = |ring: &Vec<[f64; 2]>| {
        let twice: f64 = ring.windows(2).map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1]).sum();
        (twice / 2.0).abs() * 111.4 * 111.4 * 59.05_f64.to_radians().cos()
    };
    area.border.iter().map(|rings| ring(&rings[0]) - rings[1..].iter().map(ring).sum::<f64>()).sum()
}

#[test]
fn a_geopackage_of_statistics_sweden_gives_the_areas_of_the_municipality() {
    let found = taken(GEOPACKAGE, AreaKind::Statistical).unwrap();
    let expected =
        [("0482A0010", "Flen väst A0010"), ("0482A0020", "Flen mitt A0020"), ("0482A0030", "Flen öst A0030")];
    assert_eq!(told(&found.areas), expected);
    let division = |area: &Area| area.details.division.unwrap().to_string();
    assert!(found.areas.iter().all(|area| division(area) == "DeSO 2025"));
    assert_eq!(found.areas[1].details.part_of.as_ref().unwrap().as_str(), "0482R002");
    let sizes: Vec<f64> = found.areas.iter().map(square_kilometres).collect();
    assert!(
        (sizes[0] - 3.99).abs() < 0.02 && (sizes[1] - 4.0).abs() < 0.02,
        "a hole of a hectare: {sizes:?}"
    );
    assert!(found.notes.contains(&Note::Areas(AreaNote::Reprojected { system: "EPSG:3006".into() })));
    assert!(found.notes.contains(&Note::Areas(AreaNote::OfOthers { count: 3 })));
    let unread = |note: &&Note| matches!(note, Note::Areas(AreaNote::Unread { .. }));
    assert!(!found.notes.iter().any(|note| unread(&note)), "its own columns are all understood");
}

#[test]
fn a_shapefile_in_an_archive_gives_places_with_their_letters() {
    let found = taken(SHAPEFILE, AreaKind::Own).unwrap();
    assert_eq!(told(&found.areas), [("torget", "Torget på Öja"), ("parken", "Stadsparken")]);
    assert!((square_kilometres(&found.areas[0]) - 3.99).abs() < 0.02);
    let without_year = |note: &Note| matches!(note, Note::Areas(AreaNote::PopulationWithoutYear { .. }));
    assert!(found.notes.iter().any(without_year), "what is not understood is told");
}

/// What becomes of a file with its name.
type Change<'a> = &'a dyn Fn(&str, Vec<u8>) -> Option<(String, Vec<u8>)>;

/// The files of the archive, some of them changed or left out.
fn archive(change: Change<'_>) -> Vec<u8> {
    let mut from = ZipArchive::new(Cursor::new(SHAPEFILE)).unwrap();
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut part = from.by_index(place).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        let name = part.name().unwrap().into_owned();
        if let Some((name, bytes)) = change(&name, bytes) {
            to.start_file(name, SimpleFileOptions::default()).unwrap();
            to.write_all(&bytes).unwrap();
        }
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn archives_that_are_not_whole_or_mean_no_good_are_refused() {
    let refusal = |bytes: &[u8]| taken(bytes, AreaKind::Own).unwrap_err();
    let without = |end: &'static str| {
        archive(&move |name, bytes| (!name.ends_with(end)).then(|| (name.to_owned(), bytes)))
    };
    assert!(matches!(refusal(&without(".dbf")), AreaFileError::NoPart { part } if part == "platser/own.dbf"));
    assert!(matches!(refusal(&without(".shp")), AreaFileError::NoAreas));
    for bad in ["../own.shp", "/etc/own.shp", "platser\\..\\..\\own.shp", "C:\\own.shp"] {
        let bytes = archive(&|name, bytes| {
            Some((if name == "platser/own.shp" { bad.to_owned() } else { name.to_owned() }, bytes))
        });
        assert!(matches!(refusal(&bytes), AreaFileError::PathInArchive { .. }), "{bad}");
    }
    // The borders without what stands beside them, as people upload them first.
    let mut parts = ZipArchive::new(Cursor::new(SHAPEFILE)).unwrap();
    let mut borders = Vec::new();
    parts.by_name("platser/own.shp").unwrap().read_to_end(&mut borders).unwrap();
    assert!(matches!(refusal(&borders), AreaFileError::ShapefileAlone));
    // What unpacks to more than is taken, out of a small file.
    let zeros = vec![0_u8; 300 << 20];
    let mut bomb = ZipWriter::new(Cursor::new(Vec::new()));
    bomb.start_file("areas.geojson", SimpleFileOptions::default()).unwrap();
    bomb.write_all(&zeros).unwrap();
    let bomb = bomb.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 20);
    assert!(matches!(refusal(&bomb), AreaFileError::TooLarge { .. }));
    assert!(matches!(refusal(&GEOPACKAGE[..4096]), AreaFileError::Damaged { format: "GeoPackage" }));
}

/// Some bytes of a file, others than they were.
fn changed(bytes: &[u8], changes: &[(prop::sample::Index, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (place, byte) in changes {
        let place = place.index(bytes.len());
        bytes[place] = *byte;
    }
    bytes
}

proptest! {
    #[test]
    fn no_bytes_of_a_geopackage_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        heads in prop::collection::vec((0_usize..200, any::<u8>()), 0..3),
        end in any::<prop::sample::Index>(),
    ) {
        let mut bytes = changed(GEOPACKAGE, &changes);
        for (place, byte) in &heads {
            bytes[*place] = *byte;
        }
        let _ = taken(&bytes, AreaKind::Statistical);
        let _ = taken(&bytes[..end.index(bytes.len())], AreaKind::Statistical);
    }

    #[test]
    fn no_bytes_of_a_shapefile_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        end in any::<prop::sample::Index>(),
    ) {
        let cut = |bytes: Vec<u8>| bytes[..end.index(bytes.len() + 1)].to_vec();
        for part in [".shp", ".dbf", ".prj", ".cpg"] {
            let of = |shorter: bool| archive(&|name, bytes| {
                let mutated = name.ends_with(part) && !bytes.is_empty();
                let bytes = if mutated { changed(&bytes, &changes) } else { bytes };
                Some((name.to_owned(), if mutated && shorter { cut(bytes) } else { bytes }))
            });
            let _ = taken(&of(false), AreaKind::Own);
            let _ = taken(&of(true), AreaKind::Own);
        }
        let _ = taken(&changed(SHAPEFILE, &changes), AreaKind::Own);
    }

    #[test]
    fn no_bytes_at_all_panic(bytes in prop::collection::vec(any::<u8>(), 0..600), magic in 0_usize..4) {
        let starts: [&[u8]; 4] = [b"", b"SQLite format 3\0", b"PK\x03\x04", b"\0\0\x27\x0a"];
        let bytes = [starts[magic], &bytes].concat();
        let _ = taken(&bytes, AreaKind::Statistical);
    }
}
