//! Reports to those outside who have a right to them or ask for them: made from what the asker may read, and from the newest
//! publication.
//!
//! Only those who see every problem and measure make a report: one made of a part would leave out what others do.

use super::{agreement, coordination, law, picture, plan, problem, publication};
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::{Action, Actor};
use lofte_model::period::swedish_day;
use lofte_publish::report::{Report, ReportInput, ReportKind};

/// Makes a report as of today.
pub async fn make(actor: &Actor, house: &House, kind: ReportKind) -> Result<Report, AppError> {
    actor.require(Action::ReadDrafts)?;
    let stands = law::stand(actor, house).await?;
    let newest = publication::list(actor, house).await?.into_iter().next();
    let published = match newest {
        Some(newest) => Some(publication::find(actor, house, newest.number).await?),
        None => None,
    };
    let edition = picture::editions(actor, house).await?.into_iter().next();
    let input = ReportInput {
        municipality: &super::place::municipality(house).await?,
        on: house.today(),
        shown: &stands.shown,
        clocks: &stands.clocks,
        coordination: &coordination::find(actor, house).await?,
        problems: &problem::list(actor, house).await?,
        measures: &plan::list(actor, house).await?,
        parties: &agreement::parties(actor, house).await?,
        edition: edition.map(|head| (head.number, swedish_day(head.adopted_at))),
        published: published.as_ref(),
    };
    Ok(Report::new(kind, &input))
}
