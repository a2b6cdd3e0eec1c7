//! The picture, computed anew.

use crate::app::picture;
use crate::error::AppError;
use crate::house::House;
use lofte_model::access::Actor;
use lofte_store::JobMessage;

pub(super) async fn run(actor: &Actor, house: &House) -> Result<JobMessage, AppError> {
    picture::refresh(actor, house).await?;
    Ok(JobMessage::new(super::REFRESHED))
}
