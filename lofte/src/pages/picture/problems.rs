//! Which sources bear on which problems: a problem that several sources see rests on firmer ground.

use super::{Section, Sight};
use crate::face::NavItem;
use crate::face::part::{Cell, Column, Table};
use lofte_model::picture::{Figures, SourceProblemCell};
use lofte_model::records::RecordKind;
use lofte_words::SV;
use lofte_words::number;
use std::collections::BTreeSet;

const ID: &str = "problem";
const QUESTION: &str = "Vilka problem syns i flera källor?";

pub(super) fn section(sight: &Sight<'_>) -> Section {
    let Some(figures) = &sight.report.matrix else {
        let answer = "Det går inte att säga: lägesbilden har inget prioriterat problem med rader i sina områden och kategorier.";
        return Section::empty(ID, QUESTION, answer);
    };
    let sources: BTreeSet<&str> = figures.cells.iter().map(|cell| cell.source.as_str()).collect();
    let numbers: BTreeSet<u32> = figures.cells.iter().map(|cell| cell.problem).collect();
    let table = table(sight, figures, &sources, &numbers);
    Section {
        id: ID,
        question: QUESTION.to_owned(),
        answer: answer(figures, sources.len(), &numbers),
        remarks: vec!["Antalen är rader i problemets områden och kategorier. Källorna räknar olika saker, så de ska inte läggas ihop.".into()],
        tables: vec![(table, sight.source(&figures.provenance, &RecordKind::INCIDENTS, (figures.provenance.n, "rader")))],
        ..Section::default()
    }
}

fn seen(figures: &Figures<SourceProblemCell>, problem: u32) -> usize {
    figures.cells.iter().filter(|cell| cell.problem == problem && cell.count > 0).count()
}

fn answer(figures: &Figures<SourceProblemCell>, sources: usize, numbers: &BTreeSet<u32>) -> String {
    let of =
        numbers.iter().map(|number| format!("problem {number} i {} av {sources}", seen(figures, *number)));
    let several = numbers.iter().filter(|number| seen(figures, **number) > 1).count();
    let several = match several {
        0 => "Inget problem syns i mer än en källa".to_owned(),
        n if n == numbers.len() => "Alla prioriterade problem syns i flera källor".to_owned(),
        n => format!("{n} av {} prioriterade problem syns i flera källor", numbers.len()),
    };
    format!("{several}: {}.", of.collect::<Vec<_>>().join(", "))
}

fn table(
    sight: &Sight<'_>,
    figures: &Figures<SourceProblemCell>,
    sources: &BTreeSet<&str>,
    numbers: &BTreeSet<u32>,
) -> Table {
    let mut columns = vec![Column::words("Problem")];
    columns.extend(sources.iter().map(|source| Column::numbers(SV.known("source", source))));
    let name = |number: u32| {
        let problem = sight.problems.iter().find(|problem| problem.number == number);
        problem.map_or_else(
            || Cell::text(format!("Problem {number}")),
            |problem| {
                Cell::Link(NavItem::new(
                    format!("{number}. {}", problem.title),
                    format!("/problem/{}", problem.id),
                ))
            },
        )
    };
    let row = |number: &u32| {
        let count = |source: &&str| {
            let cells = figures.cells.iter().filter(|cell| cell.problem == *number && cell.source == *source);
            Cell::text(number::count(cells.map(|cell| cell.count).sum()))
        };
        std::iter::once(name(*number)).chain(sources.iter().map(count)).collect()
    };
    Table { caption: "Rader per problem och källa".into(), columns, rows: numbers.iter().map(row).collect() }
}
