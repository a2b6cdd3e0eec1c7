//! `lofte analyse` on the municipality's own deliveries: the house is opened, and what the method asks for is handed over as it
//! is read.
//!
//! On files nothing of a house is needed, and none is opened.

use super::desk::{Desk, Place};
use super::failure::{Ending, Outcome};
use crate::hand_over::HandOver;
use lofte_analyse::Analyse;
use std::sync::Arc;

/// Opens the house where the command asks for its rows, and lets the method answer.
pub(super) async fn act(mut analyse: Analyse, desk: &mut Desk) -> Outcome {
    if let Some(dir) = analyse.house() {
        let (house, actor) = desk.open(&Place { dir }).await?;
        analyse.hand_over(Arc::new(HandOver::of(house, actor)));
    }
    Ok(analyse.act(&mut desk.terminal()).map(|()| Ending::Done)?)
}
