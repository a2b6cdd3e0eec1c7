//! Whether the house that answers is a practice municipality, so that every page says so, also those that know nothing of a
//! municipality: errors, what residents read, and the page for signing in.
//!
//! What a house is, its settings say; who builds the pages of a house marks their answering with it ([`said`]). So a page
//! cannot forget it, and two houses of one process do not mix.

tokio::task_local! {
    static PRACTICE: bool;
}

/// Answers for a house, which is a practice municipality or not.
pub async fn said<F: Future>(practice: bool, answering: F) -> F::Output {
    PRACTICE.scope(practice, answering).await
}

/// Whether the house that answers is a practice municipality.
pub fn is_practice() -> bool {
    PRACTICE.try_with(|practice| *practice).unwrap_or(false)
}
