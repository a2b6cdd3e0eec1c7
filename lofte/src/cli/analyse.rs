//! `lofte analyse` on the municipality's own deliveries: the house is opened, and what the method asks for is handed over as it
//! is read.
//!
//! On files nothing of a house is needed, and none is opened.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use lofte_analyse::{Analyse, Deliveries, IncidentColumns, RecordSelection, Unread};
use lofte_app::delivery::{answers, incidents};
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Actor;
use lofte_model::survey::{WaveAnswers, WaveName};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

/// Opens the house where the command asks for its rows, and lets the method answer.
pub(super) async fn act(mut analyse: Analyse, desk: &mut Desk) -> Outcome {
    if let Some(dir) = analyse.house() {
        let (house, actor) = desk.open(&Place { dir }).await?;
        analyse.hand_over(Arc::new(Opened { house, actor }));
    }
    Ok(analyse.act(&mut desk.terminal()).map(|()| Ending::Done)?)
}

/// A house, asked by a method that waits for the answer.
struct Opened {
    house: House,
    actor: Actor,
}

impl Deliveries for Opened {
    fn incidents(&self, selection: &RecordSelection, columns: &[String]) -> Result<IncidentColumns, Unread> {
        let (asked, wanted) = (selection.of(self.actor.municipality.clone()), columns.to_vec());
        let begin = move || IncidentColumns::of(&wanted);
        let reading = incidents(&self.actor, &self.house, asked, begin, |columns, row| columns.take(&row));
        let files = wait(reading)?;
        let mut all = IncidentColumns::of(columns);
        for file in files {
            all.join(file);
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
