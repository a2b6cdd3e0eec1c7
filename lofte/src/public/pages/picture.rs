//! The adopted picture as residents meet it: protected counts, official statistics, survey shares.
//!
//! A hidden cell is marked and explained on the same page. The newest year of each kind lies open; earlier years are
//! folded.

use super::frame;
use crate::face::Frame;
use crate::face::part::{Cell, Column, Figure, Source, Table};
use crate::public::{Showing, Shown};
use crate::web::Page;
use askama::Template;
use axum::Router;
use axum::routing::get;
use lofte_analysis::disclosure::{Cell as Protected, Disclosed};
use lofte_model::picture::OfficialCell;
use lofte_model::place::AreaCode;
use lofte_model::records::RecordKind;
use lofte_model::scheme::Labels;
use lofte_publish::Snapshot;
use lofte_publish::picture::{
    AsOf, CountRow, CountTable, PublicFigures, PublicPicture, PublicProvenance, PublicShare, ShareFigures,
};
use lofte_words::SV;
use lofte_words::chart::{
    Caption, IntervalRow, Intervals, Point, Series, TimeSeries, ValueAxis, intervals, time_series,
};
use lofte_words::{capital, number};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What stands in place of a count that must not be shown.
const HIDDEN: &str = "döljs";
/// What stands in place of a share that must not be shown.
const FEW: &str = "för få svar";
/// Categories of official statistics that are drawn, when they are there.
const DRAWN: [&str; 3] = ["person", "theft", "vandalism"];

#[derive(Template)]
#[template(path = "public/picture.html")]
struct PicturePage {
    frame: Frame,
    lead: String,
    edition: Option<Edition>,
}

/// The parts of an edition.
struct Edition {
    shares: Vec<Figure>,
    official: Option<Figure>,
    counts: Vec<Counts>,
    threshold: u64,
    min_answers: u64,
}

/// One kind of row: the newest year, and the years before it.
struct Counts {
    title: String,
    newest: Table,
    earlier: Vec<(i16, Table)>,
    /// What whoever compares its categories must know.
    notes: Vec<String>,
    /// Categories that have figures of an earlier edition, by year.
    older: Vec<String>,
    source: Source,
}

/// Routes of this file.
pub(super) fn routes() -> Router<Showing> {
    Router::new().route("/lagesbild", get(show))
}

/// Visa den senast antagna lägesbilden, med det som behöver döljas dolt.
async fn show(Shown(snapshot): Shown) -> Page<PicturePage> {
    let lead = match &snapshot.picture {
        Some(picture) => format!(
            "Kommunens och polisens gemensamma lägesbild, utgåva {}, antagen {}. Löftena vilar på den.",
            picture.edition,
            SV.date(picture.adopted_on)
        ),
        None => "Ingen lägesbild är antagen än. När den är det visas den här.".to_owned(),
    };
    Page(PicturePage {
        frame: frame(&snapshot, "/offentligt/lagesbild"),
        lead,
        edition: snapshot.picture.as_ref().map(|picture| edition(&snapshot, picture)),
    })
}

fn edition(snapshot: &Snapshot, picture: &PublicPicture) -> Edition {
    Edition {
        shares: picture.shares.as_ref().map(|shares| survey(snapshot, shares)).unwrap_or_default(),
        official: picture.official.as_ref().and_then(|official| statistics(snapshot, official)),
        counts: picture.counts.as_ref().map(|counts| kinds(snapshot, counts)).unwrap_or_default(),
        threshold: snapshot.protection.counts.threshold,
        min_answers: snapshot.protection.shares.min_answers,
    }
}

fn source(provenance: &PublicProvenance) -> Source {
    source_of(provenance, &provenance.sources)
}

fn source_of(provenance: &PublicProvenance, sources: &[String]) -> Source {
    let period = provenance.period.map(|period| number::period(period.from(), period.to()));
    let synthetic = if provenance.synthetic { " (syntetiska uppgifter)" } else { "" };
    let sources: Vec<String> = sources.iter().map(|slug| SV.known("source", slug)).collect();
    Source {
        source: format!("{}{synthetic}", sources.join(", ")),
        period: period.unwrap_or_else(|| number::MISSING.to_owned()),
        how: SV.word("method", &provenance.method),
    }
}

fn kinds(snapshot: &Snapshot, counted: &PublicFigures<CountTable>) -> Vec<Counts> {
    let (tables, provenance) = (&counted.figures, &counted.provenance);
    let kinds: BTreeSet<RecordKind> = tables.iter().map(|table| table.kind).collect();
    let of_kind = |kind: RecordKind| {
        let mut years: Vec<&CountTable> = tables.iter().filter(|table| table.kind == kind).collect();
        years.sort_by_key(|table| std::cmp::Reverse(table.year));
        let (newest, earlier) = years.split_first()?;
        Some(Counts {
            title: capital(&SV.word("kind", &kind)),
            notes: SV.category_notes(newest.rows.iter().map(|row| row.category.as_str())),
            newest: counts(snapshot, newest),
            earlier: earlier.iter().map(|table| (table.year, counts(snapshot, table))).collect(),
            older: std::iter::once(newest)
                .chain(earlier)
                .filter_map(|table| older(snapshot, table))
                .collect(),
            source: source_of(provenance, provenance.by_kind.get(&kind).unwrap_or(&provenance.sources)),
        })
    };
    kinds.into_iter().filter_map(of_kind).collect()
}

/// What the municipality called its own categories; none where there is no picture.
fn own_labels(snapshot: &Snapshot) -> &Labels {
    static NONE: LazyLock<Labels> = LazyLock::new(Labels::default);
    snapshot.picture.as_ref().map_or(&*NONE, |picture| &picture.category_labels)
}

/// Areas downwards and categories across; only the sums where the areas cannot be shown.
fn counts(snapshot: &Snapshot, table: &CountTable) -> Table {
    let category = |row: &CountRow| capital(&SV.category(own_labels(snapshot), row.category.as_str()));
    let mut columns = vec![Column::words("Område")];
    columns.extend(table.rows.iter().map(|row| Column::numbers(category(row))));
    columns.push(Column::numbers("Alla"));
    let place = |area: &Option<AreaCode>| match area {
        Some(code) => snapshot.area_name(code).to_owned(),
        None => "Utan plats i ett område".to_owned(),
    };
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (index, (area, total)) in table.areas.iter().zip(&table.area_totals).enumerate() {
        let mut row = vec![Cell::text(place(area))];
        let in_area = |line: &CountRow| {
            line.cells.get(index).map_or_else(|| Cell::Withheld(HIDDEN.into()), |cell| counted(&cell.count))
        };
        row.extend(table.rows.iter().map(in_area));
        row.push(counted(total));
        rows.push(row);
    }
    let mut sums = vec![Cell::text("Hela kommunen")];
    sums.extend(table.rows.iter().map(|row| counted(&row.total)));
    sums.push(counted(&table.total));
    rows.push(sums);
    let caption = format!("{} {}{}", capital(&SV.word("kind", &table.kind)), table.year, not_whole(table));
    Table { caption, columns, rows }
}

/// A year that the rows do not cover whole is not shown as one.
fn not_whole(table: &CountTable) -> String {
    if table.uncovered.is_empty() {
        return String::new();
    }
    let months: Vec<String> = table.uncovered.iter().map(|months| SV.period(*months)).collect();
    format!(" (inte hela året: underlaget saknar rader {})", months.join(" och "))
}

/// The categories whose figures have not changed, or not by enough to be told, since an earlier edition.
fn older(snapshot: &Snapshot, table: &CountTable) -> Option<String> {
    let newest = snapshot.picture.as_ref()?.edition;
    let told = |(category, as_of): (&lofte_model::records::Category, AsOf)| {
        let name = SV.category(own_labels(snapshot), category.as_str());
        format!("{name} (utgåva {}, {})", as_of.edition, SV.date(as_of.adopted_on))
    };
    let rows: Vec<String> = table.older_than(newest).into_iter().map(told).collect();
    (!rows.is_empty()).then(|| format!("{}: {}", table.year, rows.join(", ")))
}

fn counted(count: &Disclosed<Protected<u64>>) -> Cell {
    match count.get().shown() {
        Some(count) => Cell::text(number::count(*count)),
        None => Cell::Withheld(HIDDEN.into()),
    }
}

/// The municipality's own series; neighbours are in the open data.
fn statistics(snapshot: &Snapshot, official: &PublicFigures<OfficialCell>) -> Option<Figure> {
    let own: Vec<&OfficialCell> =
        official.figures.iter().filter(|cell| cell.region == snapshot.municipality.code).collect();
    let years: BTreeSet<i16> = own.iter().map(|cell| cell.year).collect();
    if years.is_empty() {
        return None;
    }
    let cells: BTreeMap<(&str, i16), &OfficialCell> =
        own.iter().map(|cell| ((cell.category.as_str(), cell.year), *cell)).collect();
    let mut categories: Vec<&str> =
        own.iter().map(|cell| cell.category.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    categories.sort_by_key(|category| (*category != "total", *category));
    let title = "Anmälda brott enligt den officiella statistiken".to_owned();
    Some(Figure {
        title: title.clone(),
        subtitle: "Anmälda brott per 100 000 invånare och år; bandet visar vad slumpen ensam kan ge".into(),
        svg: time_series(&TimeSeries {
            caption: Caption {
                id: "officiell".into(),
                title: title.clone(),
                description: "Alla siffror står i tabellen under diagrammet.".into(),
            },
            axis: ValueAxis::covering("per 100 000 invånare", drawn(&cells).chain([0.0]), |value| {
                number::decimal(value, 0)
            }),
            periods: years.iter().map(ToString::to_string).collect(),
            series: DRAWN.iter().filter_map(|category| line(category, &years, &cells)).collect(),
            reference: None,
        }),
        table: official_table(&title, &years, &categories, &cells),
        source: source(&official.provenance),
    })
}

fn drawn<'a>(cells: &'a BTreeMap<(&'a str, i16), &'a OfficialCell>) -> impl Iterator<Item = f64> + 'a {
    let rates = cells.iter().filter(|((category, _), _)| DRAWN.contains(category));
    rates.filter_map(|(_, cell)| cell.per_100_000.map(|rate| rate.upper))
}

fn line(
    category: &str,
    years: &BTreeSet<i16>,
    cells: &BTreeMap<(&str, i16), &OfficialCell>,
) -> Option<Series> {
    let point = |year: &i16| {
        let rate = cells.get(&(category, *year))?.per_100_000?;
        Some(Point { value: rate.value, interval: Some((rate.lower, rate.upper)) })
    };
    let points: Vec<Option<Point>> = years.iter().map(point).collect();
    let label = capital(&SV.official(category));
    points.iter().any(Option::is_some).then_some(Series { label, points })
}

fn official_table(
    caption: &str,
    years: &BTreeSet<i16>,
    categories: &[&str],
    cells: &BTreeMap<(&str, i16), &OfficialCell>,
) -> Table {
    let count = |category: &str, year: i16| match cells.get(&(category, year)).and_then(|cell| cell.count) {
        Some(count) => Cell::text(number::count(count)),
        None => Cell::Withheld("saknas".into()),
    };
    let mut columns = vec![Column::words("År")];
    columns.extend(categories.iter().map(|category| Column::numbers(capital(&SV.official(category)))));
    let row = |year: &i16| {
        let mut row = vec![Cell::text(year.to_string())];
        row.extend(categories.iter().map(|category| count(category, *year)));
        row
    };
    Table { caption: format!("{caption}: antal"), columns, rows: years.iter().rev().map(row).collect() }
}

/// One figure for each indicator: every wave for the whole municipality, then the areas of the newest wave.
fn survey(snapshot: &Snapshot, shares: &PublicFigures<PublicShare>) -> Vec<Figure> {
    let indicators: BTreeSet<&str> = shares.figures.iter().map(|share| share.indicator.as_str()).collect();
    let figure = |indicator: &str| {
        let of: Vec<&PublicShare> =
            shares.figures.iter().filter(|share| share.indicator == indicator).collect();
        let newest = of.iter().map(|share| share.year).max()?;
        let mut rows: Vec<&PublicShare> = of.iter().copied().filter(|share| share.area.is_none()).collect();
        rows.sort_by_key(|share| share.year);
        rows.extend(of.iter().copied().filter(|share| share.area.is_some() && share.year == newest));
        Some(share_figure(snapshot, &rows, &shares.provenance))
    };
    indicators.into_iter().filter_map(figure).collect()
}

fn share_figure(snapshot: &Snapshot, shares: &[&PublicShare], provenance: &PublicProvenance) -> Figure {
    let name = shares.first().map(|share| share.name.as_str()).unwrap_or_default();
    let indicator = shares.first().map(|share| share.indicator.as_str()).unwrap_or_default();
    let title = format!("Andel som {name}");
    let label = |share: &PublicShare| match &share.area {
        Some(area) => format!("{} {}", snapshot.area_name(area), share.wave),
        None => format!("Hela kommunen {}", share.wave),
    };
    let rows: Vec<IntervalRow> = shares.iter().map(|share| share_row(label(share), share)).collect();
    let ends = rows.iter().filter_map(|row| row.interval).flat_map(|(low, high)| [low, high]);
    let told: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.label, row.value_label)).collect();
    Figure {
        title: title.clone(),
        subtitle: "Andel i procent med 95 procents säkerhet".into(),
        svg: intervals(&Intervals {
            caption: Caption {
                id: format!("andel-{indicator}"),
                title: title.clone(),
                description: told.join(", "),
            },
            axis: ValueAxis::covering("procent", ends.collect::<Vec<_>>(), |value| number::decimal(value, 0)),
            rows,
            reference: None,
        }),
        table: share_table(title, shares, label),
        source: source(provenance),
    }
}

fn shown(share: &PublicShare) -> Option<&ShareFigures> {
    share.figures.get().shown()
}

fn share_row(label: String, share: &PublicShare) -> IntervalRow {
    let interval = shown(share).map(|figures| figures.share);
    IntervalRow {
        label,
        value: interval.map(|share| share.value * 100.0),
        interval: interval.map(|share| (share.lower * 100.0, share.upper * 100.0)),
        value_label: interval.map_or_else(|| FEW.to_owned(), |share| number::percent(share.value, 0)),
        emphasis: share.area.is_none(),
    }
}

fn share_table(caption: String, shares: &[&PublicShare], label: impl Fn(&PublicShare) -> String) -> Table {
    let figures = |figures: &ShareFigures| {
        [
            Cell::text(number::percent(figures.share.value, 1)),
            Cell::text(number::percent_interval(figures.share.lower, figures.share.upper, 1)),
            Cell::text(number::count(figures.answers)),
        ]
    };
    let row = |share: &&PublicShare| {
        let mut row = vec![Cell::text(label(share))];
        row.extend(
            shown(share).map_or_else(|| [FEW, FEW, FEW].map(|few| Cell::Withheld(few.into())), figures),
        );
        row
    };
    Table {
        caption,
        columns: vec![
            Column::words("Område och mätning"),
            Column::numbers("Andel"),
            Column::numbers("95 % intervall"),
            Column::numbers("Svar"),
        ],
        rows: shares.iter().map(row).collect(),
    }
}
