//! Whether what is being answered is a practice municipality's, so that every page says so, also those that know nothing of a
//! municipality: errors, what residents read, and the page for signing in.
//!
//! It goes with the answering of a request and not with the pages: a page cannot forget it.

tokio::task_local! {
    static PRACTICE: ();
}

/// Answers as a practice municipality.
pub async fn practising<F: Future>(answering: F) -> F::Output {
    PRACTICE.scope((), answering).await
}

/// Whether a practice municipality is answering.
pub fn is_practice() -> bool {
    PRACTICE.try_with(|()| ()).is_ok()
}
