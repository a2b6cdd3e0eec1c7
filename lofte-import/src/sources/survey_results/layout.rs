//! Which column is what, known by its name.

use crate::error::ImportError;
use crate::sources::named_area::LOCAL_POLICE;
use crate::table::header::{Likeness, fold, missing, place};

const INDICATOR: &[&str] = &[
    "indikator",
    "fråga",
    "frågan",
    "påstående",
    "mått",
    "variabel",
    "område i mätningen",
    "indicator",
    "question",
];
const AREA: &[&str] = &[
    "desokod",
    "deso",
    "regsokod",
    "regso",
    "områdeskod",
    "område",
    "områden",
    "stadsdel",
    "kommundel",
    "ort",
    "geografi",
    "region",
    "kommun",
    "area",
];
const GROUP: &[&str] = &["grupp", "redovisningsgrupp", "kön", "ålder", "åldersgrupp", "bakgrund", "group"];
const YEAR: &[&str] = &["år", "mätår", "year"];
const SHARE: &[&str] = &[
    "andel",
    "andel %",
    "andel (%)",
    "andel, %",
    "andel i %",
    "andel procent",
    "andel (procent)",
    "andel i procent",
    "procent",
    "%",
    "share",
];
const MEAN: &[&str] = &["medelvärde", "medel", "index", "indexvärde", "värde", "mean"];
const LOWER: &[&str] =
    &["ki undre", "undre", "nedre", "undre gräns", "nedre gräns", "ki nedre", "lägsta", "lower"];
const UPPER: &[&str] = &["ki övre", "övre", "övre gräns", "högsta", "upper"];
const MARGIN: &[&str] = &["felmarginal", "felmarginal (±)", "±", "osäkerhet", "osäkerhet (±)", "margin"];
const ANSWERS: &[&str] =
    &["n", "antal svar", "svar", "antal svarande", "svarande", "antal som svarat", "answers"];
const RETRIEVED: &[&str] = &["hämtad", "uttag", "uttagsdatum", "retrieved"];

/// The columns of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) indicator: usize,
    pub(super) area: Option<usize>,
    /// Whether that is a column of local police areas.
    pub(super) police: bool,
    pub(super) group: Option<usize>,
    pub(super) year: usize,
    pub(super) share: Option<usize>,
    pub(super) mean: Option<usize>,
    pub(super) lower: Option<usize>,
    pub(super) upper: Option<usize>,
    pub(super) margin: Option<usize>,
    pub(super) answers: Option<usize>,
    pub(super) retrieved: Option<usize>,
    /// Whether the header of the share says per cent.
    pub(super) percent: bool,
}

impl Layout {
    pub(super) fn of(names: &[String]) -> Result<Self, ImportError> {
        let needed = |known: &[&str], called: &str| place(names, known).ok_or_else(|| missing(called, names));
        let (share, mean) = (place(names, SHARE), place(names, MEAN));
        if share.is_none() && mean.is_none() {
            return Err(missing("Andel", names));
        }
        let is_percent = |name: &String| fold(name).contains('%') || fold(name).contains("procent");
        let twice = [SHARE, MEAN, LOWER, UPPER, ANSWERS].into_iter().find_map(|known| {
            let column = place(names, known)?;
            let same = names.iter().filter(|name| fold(name) == fold(&names[column])).count();
            (same > 1).then(|| crate::table::shown(&names[column]))
        });
        if let Some(column) = twice {
            return Err(ImportError::AmbiguousColumn { column });
        }
        Ok(Self {
            indicator: needed(INDICATOR, "Indikator")?,
            area: place(names, AREA).or_else(|| place(names, LOCAL_POLICE)),
            police: place(names, AREA).is_none() && place(names, LOCAL_POLICE).is_some(),
            group: place(names, GROUP),
            year: needed(YEAR, "År")?,
            share,
            mean,
            lower: place(names, LOWER),
            upper: place(names, UPPER),
            margin: place(names, MARGIN),
            answers: place(names, ANSWERS),
            retrieved: place(names, RETRIEVED),
            percent: share.is_some_and(|column| is_percent(&names[column])),
        })
    }
}

/// A header must have an indicator, a year and a figure.
pub(super) struct LayoutLikeness;

impl Likeness for LayoutLikeness {
    fn score(&self, names: &[String]) -> usize {
        let figure = place(names, SHARE).or_else(|| place(names, MEAN));
        [place(names, INDICATOR), place(names, YEAR), figure].into_iter().flatten().count()
    }

    fn full(&self) -> usize {
        3
    }

    fn complaint(&self, names: &[String]) -> ImportError {
        Layout::of(names).err().unwrap_or_else(|| missing("Andel", names))
    }

    fn within(&self, cell: &str) -> bool {
        let cell = fold(cell);
        cell.contains("andel") && (cell.contains("indikator") || cell.contains("fråga"))
    }
}
