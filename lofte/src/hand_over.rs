//! The house hands its deliveries over to a method of `lofte analyse`: for a command and for a page alike, so that both count the
//! same rows.
//!
//! Whether they may be read is asked, and that they were is noted, by `lofte-app`. A page has codes written as its readers know
//! them; a command and a file keep the codes.

use lofte_analyse::{Deliveries, IncidentColumns, RecordSelection, Unread};
use lofte_app::delivery::{answers, incidents};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Actor;
use lofte_model::place::Area;
use lofte_model::scheme::Labels;
use lofte_model::survey::{WaveAnswers, WaveName};
use lofte_words::SV;
use std::collections::BTreeMap;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// A house, asked by a method that waits for the answer.
pub(crate) struct HandOver {
    house: House,
    actor: Actor,
    /// How codes are written; as they are where nothing is said.
    names: Option<Names>,
}

/// How codes are written for a reader.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    labels: Labels,
    areas: BTreeMap<String, String>,
}

impl Names {
    /// By the labels of a municipality's categories and the names of its areas. Two areas of one name keep their codes beside
    /// it.
    pub(crate) fn of(labels: Labels, areas: &[Area]) -> Self {
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for area in areas {
            *known.entry(SV.area(area)).or_default() += 1;
        }
        let written = |area: &Area| {
            let name = SV.area(area);
            if known.get(&name).is_some_and(|areas| *areas > 1) && name != area.code.as_str() {
                format!("{name} ({})", area.code)
            } else {
                name
            }
        };
        let areas = areas.iter().map(|area| (area.code.to_string(), written(area))).collect();
        Self { labels, areas }
    }

    /// A category.
    pub(crate) fn category(&self, slug: &str) -> String {
        SV.category(&self.labels, slug)
    }

    /// An area.
    pub(crate) fn area(&self, code: &str) -> String {
        self.areas.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }

    fn write(&self, columns: &mut IncidentColumns) {
        columns.write_as("category", |slug| self.category(slug));
        columns.write_as("source", |source| SV.known("source", source));
        columns.write_as("kind", |kind| SV.known("kind", kind));
        for column in ["deso", "own_area"] {
            columns.write_as(column, |code| self.area(code));
        }
    }
}

impl HandOver {
    /// With codes as they are.
    pub(crate) fn of(house: House, actor: Actor) -> Self {
        Self { house, actor, names: None }
    }

    /// With codes written as a reader knows them.
    pub(crate) fn named(house: House, actor: Actor, names: Names) -> Self {
        Self { house, actor, names: Some(names) }
    }
}

impl Deliveries for HandOver {
    fn incidents(&self, selection: &RecordSelection, columns: &[String]) -> Result<IncidentColumns, Unread> {
        let (asked, wanted) = (selection.of(self.actor.municipality.clone()), columns.to_vec());
        let begin = move || IncidentColumns::of(&wanted);
        let reading = incidents(&self.actor, &self.house, asked, begin, |columns, row| columns.take(&row));
        let files = wait(reading)?;
        let mut all = IncidentColumns::of(columns);
        for file in files {
            all.join(file);
        }
        if let Some(names) = &self.names {
            names.write(&mut all);
        }
        Ok(all)
    }

    fn answers(&self, wave: &WaveName) -> Result<WaveAnswers, Unread> {
        wait(answers(&self.actor, &self.house, wave))
    }
}

fn wait<T>(reading: impl Future<Output = Result<T, AppError>>) -> Result<T, Unread> {
    let read = block_in_place(|| Handle::current().block_on(reading));
    read.map_err(|error| Box::new(error) as Unread)
}

/// The error of a method as one of the house.
pub(crate) fn app_error(failure: lofte_analyse::Failure) -> AppError {
    match failure {
        lofte_analyse::Failure::Refused(messages) => AppError::Refused(messages),
        lofte_analyse::Failure::Unread(error) => match error.downcast::<AppError>() {
            Ok(error) => *error,
            Err(error) => AppError::Defect(error.to_string()),
        },
        lofte_analyse::Failure::Output(error) => AppError::Defect(error.to_string()),
    }
}
