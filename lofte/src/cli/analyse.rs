//! `lofte analyse` on the municipality's own deliveries: the house is opened, the account asked, and the rows handed over.
//!
//! On files nothing of a house is needed, and none is opened.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use lofte_analyse::Analyse;
use lofte_app::delivery::incidents;

/// Reads the rows where the command asks for them, and lets the method answer.
pub(super) async fn act(mut analyse: Analyse, desk: &mut Desk) -> Outcome {
    if let Some((dir, wanted)) = analyse.wanted_records() {
        let (house, actor) = desk.open(&Place { dir }).await?;
        let selection = wanted.of(actor.municipality.clone());
        analyse.hand_over(incidents(&actor, &house, selection).await?);
    }
    Ok(analyse.act(&mut desk.terminal()).map(|()| Ending::Done)?)
}
