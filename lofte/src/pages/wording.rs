//! The words of the local dictionary that stand on a page, for the list of what they mean under its texts.

use lofte_app::dictionary;
use lofte_app::error::AppError;
use lofte_app::house::House;
use lofte_model::access::Actor;
use lofte_model::plan::used;

/// The words that stand in some texts, with what they mean here.
pub(super) async fn used_in<'a>(
    actor: &Actor,
    house: &House,
    texts: impl IntoIterator<Item = &'a str>,
) -> Result<Vec<(String, String)>, AppError> {
    let terms = dictionary::terms(actor, house).await?;
    let found = used(&terms, texts);
    Ok(found.into_iter().map(|term| (term.wording.term.clone(), term.wording.meaning.clone())).collect())
}
