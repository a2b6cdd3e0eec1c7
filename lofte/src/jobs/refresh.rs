//! The picture, computed anew.

use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_app::picture;
use lofte_model::access::Actor;
use lofte_store::JobMessage;

pub(super) async fn run(actor: &Actor, house: &House) -> Result<JobMessage, AppError> {
    picture::refresh(actor, house).await?;
    Ok(JobMessage::new(super::REFRESHED))
}
