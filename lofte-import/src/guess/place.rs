//! Where it happened: two columns of coordinates or one with both, which of the two is north, and the system they are
//! in. The areas of the municipality decide between systems that numbers alone do not tell apart.

use super::choice::{Choice, Sure, Why};
use super::profile::{Column, Seen};
use super::roles::Free;
use super::words::{Names, names};
use crate::coordinates::{Coordinates, Likely};
use crate::places::{Near, Places};
use lofte_model::mapping::{CoordinateForm, CoordinateSystem, MappingFile};

/// Hundredths of the pairs that must look like one system.
const FIT: usize = 80;

/// East and north, or what may be that.
type Pair = (f64, f64);

/// Settles it, where the file has coordinates.
pub(super) fn settle(seen: &Seen, places: &Places, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let free = Free::beside(seen, mapping);
    if let Some((one, other)) = two_columns(seen, &free) {
        return columns(one, other, places, mapping, choices);
    }
    let in_one = |column: &&Column| column.share(column.pairs) >= 50;
    let named = |column: &Column| names(&column.heading, Names::Point);
    let cell = free.columns(seen).map(|(_, column)| column).filter(in_one).max_by_key(|column| named(column));
    if let Some(column) = cell {
        point(column, places, mapping, choices);
    }
}

/// Two columns that are each other's: one for north and one for east, or the two that nobody can tell.
fn two_columns<'s>(seen: &'s Seen, free: &Free) -> Option<(&'s Column, &'s Column)> {
    let numeric = |column: &&Column| {
        let numbers = column.numbers.max(column.undotted.len() as u64);
        column.share(numbers) >= 80 && column.close > 0
    };
    let all: Vec<&Column> = free.columns(seen).map(|(_, column)| column).filter(numeric).collect();
    let best = |part: Names| {
        all.iter()
            .copied()
            .filter(|column| names(&column.heading, part) > 0)
            .max_by_key(|column| names(&column.heading, part))
    };
    if let (Some(east), Some(north)) = (best(Names::East), best(Names::North)) {
        return Some((east, north));
    }
    let mut unsaid = all.iter().copied().filter(|column| names(&column.heading, Names::Coordinate) > 0);
    if let (Some(one), Some(other)) = (unsaid.next(), unsaid.next()) {
        return Some((one, other));
    }
    // Without headings: neighbours whose numbers look like one system.
    all.windows(2).find_map(|two| {
        let pairs = pairs(&two[0].first, &two[1].first);
        (most(&pairs).is_some() && pairs.len() >= 3).then_some((two[0], two[1]))
    })
}

/// Numbers of the same row.
fn pairs(one: &[(u64, f64)], other: &[(u64, f64)]) -> Vec<Pair> {
    let mut rest = other.iter().peekable();
    let mut pairs = Vec::new();
    for (row, number) in one {
        while rest.next_if(|(at, _)| at < row).is_some() {}
        if let Some((_, second)) = rest.next_if(|(at, _)| at == row)
            && (*number != 0.0 || *second != 0.0)
        {
            pairs.push((*number, *second));
        }
    }
    pairs
}

/// What nearly all pairs look like.
fn most(pairs: &[Pair]) -> Option<Likely> {
    let looks: Vec<Likely> = pairs.iter().filter_map(|(one, other)| Likely::of(*one, *other)).collect();
    let count = |likely: &Likely| looks.iter().filter(|other| *other == likely).count();
    let best = *looks.iter().max_by_key(|likely| count(likely))?;
    (count(&best) * 100 >= pairs.len() * FIT).then_some(best)
}

fn columns(
    one: &Column,
    other: &Column,
    places: &Places,
    mapping: &mut MappingFile,
    choices: &mut Vec<Choice>,
) {
    let plain = pairs(&one.first, &other.first);
    let bare = pairs(&one.undotted, &other.undotted);
    let dotted = most(&plain).is_none() && most(&bare).is_some();
    let pairs = if dotted { bare } else { plain };
    let Some(likely) = most(&pairs) else {
        let heading = format!("{}, {}", one.heading, other.heading);
        choices.push(Choice::new("place", heading, Why::OtherSystem, Sure::Likely));
        return;
    };
    let larger_second = pairs.iter().filter(|(one, other)| other > one).count() * 2 > pairs.len();
    let (east, north) = if larger_second { (one, other) } else { (other, one) };
    let pairs: Vec<Pair> = pairs
        .into_iter()
        .map(|(one, other)| if larger_second { (one, other) } else { (other, one) })
        .collect();
    // What the headings call east holds north.
    let swapped = names(&east.heading, Names::North) > 0 && names(&north.heading, Names::East) > 0;
    let Some((system, why, sure)) = system(likely, &pairs, places) else {
        let heading = format!("{}, {}", east.heading, north.heading);
        choices.push(Choice::new("place", heading, Why::OtherSystem, Sure::Open));
        return;
    };
    let (said_east, said_north) = if swapped { (north, east) } else { (east, north) };
    let (first, second) = (Some(said_east.heading.clone()), Some(said_north.heading.clone()));
    if system.is_degrees() {
        (mapping.columns.longitude, mapping.columns.latitude) = (first, second);
    } else {
        (mapping.columns.east, mapping.columns.north) = (first, second);
    }
    let thousands = dotted.then_some('.');
    if swapped || thousands.is_some() || !matches!(system, CoordinateSystem::Wgs84) {
        mapping.coordinates = Some(CoordinateForm { system, swapped, thousands });
    }
    let named = names(&east.heading, Names::East).min(names(&north.heading, Names::North)) > 0;
    let why_columns = match (swapped, named) {
        (true, _) => Why::Swapped,
        (false, true) => Why::Heading { share: 100 },
        (false, false) => Why::Contents { share: 100 },
    };
    let heading = format!("{}, {}", said_east.heading, said_north.heading);
    let sure_columns = if named && !swapped { Sure::Certain } else { Sure::Likely };
    choices.push(Choice::new("place", heading, why_columns, sure_columns));
    choices.push(Choice::new("system", system.word(), why, sure));
}

fn point(column: &Column, places: &Places, mapping: &mut MappingFile, choices: &mut Vec<Choice>) {
    let ordered: Vec<Pair> =
        column.first_pairs.iter().map(|(one, other)| (one.min(*other), one.max(*other))).collect();
    let found = most(&ordered).and_then(|likely| system(likely, &ordered, places));
    let Some((system, why, sure)) = found else {
        choices.push(Choice::new("place", &column.heading, Why::OtherSystem, Sure::Likely));
        return;
    };
    mapping.columns.point = Some(column.heading.clone());
    if !system.is_degrees() {
        mapping.coordinates = Some(CoordinateForm { system, swapped: false, thousands: None });
    }
    let share = column.share(column.pairs);
    let named = names(&column.heading, Names::Point) > 0;
    let (why_column, sure_column) =
        if named { (Why::Heading { share }, Sure::Certain) } else { (Why::Contents { share }, Sure::Likely) };
    choices.push(Choice::new("place", &column.heading, why_column, sure_column));
    choices.push(Choice::new("system", system.word(), why, sure));
}

/// The system, and what says so.
fn system(likely: Likely, pairs: &[Pair], places: &Places) -> Option<(CoordinateSystem, Why, Sure)> {
    let candidates: Vec<CoordinateSystem> =
        CoordinateSystem::all().filter(|system| likely.fits(*system)).collect();
    let Some(near) = places.near() else {
        return match candidates.as_slice() {
            [] => None,
            [only] => Some((*only, Why::Size, Sure::Likely)),
            [first, ..] => Some((*first, Why::SeveralSystems, Sure::Open)),
        };
    };
    let mut counted: Vec<(usize, usize, CoordinateSystem)> = candidates
        .into_iter()
        .map(|system| {
            let (near, inside) = found(system, pairs, near, places);
            (inside, near, system)
        })
        .collect();
    counted.sort_by_key(|(inside, near, _)| std::cmp::Reverse((*inside, *near)));
    let (inside, near, system) = *counted.first()?;
    let share = (near * 100 / pairs.len().max(1)) as u64;
    let rival = counted.get(1).is_some_and(|(other, ..)| *other * 2 >= inside && *other > 0);
    let sure = match share {
        _ if rival => Sure::Open,
        80.. if inside > 0 => Sure::Certain,
        30.. => Sure::Likely,
        _ => Sure::Open,
    };
    let why = if rival { Why::SeveralSystems } else { Why::Within { share } };
    Some((system, why, sure))
}

/// Pairs that lie near the municipality in a system, and those in one of its areas.
fn found(system: CoordinateSystem, pairs: &[Pair], near: &Near, places: &Places) -> (usize, usize) {
    let coordinates = Coordinates::new(system);
    let positions = pairs.iter().filter_map(|(east, north)| coordinates.position(*east, *north));
    let close: Vec<_> = positions.filter(|position| near.contains(*position)).collect();
    let inside = close.iter().filter(|position| places.covers(**position));
    (close.len(), inside.count())
}
