//! What a source knows of its rows beyond the columns of a mapping: how many incidents one stands for, whose it is, what is
//! never taken, what narrows the category, and which point would be somebody's home.
//!
//! Left out: what words mean; that is for the source to say.

use crate::table::Line;
use lofte_model::records::{Category, RejectReason};

/// What a source adds to a mapping.
#[derive(Clone, Copy, Default)]
pub(in crate::sources) struct Beyond<'a> {
    /// The column that says how many incidents each row stands for.
    pub(in crate::sources) count: Option<&'a str>,
    /// What it knows of single rows.
    pub(in crate::sources) judge: Option<&'a dyn RowJudge>,
}

/// What a source knows of a row. Rows may be asked about on any thread and in any order.
pub(in crate::sources) trait RowJudge: Sync {
    /// Whether the row is of another municipality: it is passed over and counted.
    fn is_elsewhere(&self, line: &Line<'_>) -> bool;

    /// The column and the reason, if such a row is never taken.
    fn refused(&self, line: &Line<'_>) -> Option<(usize, RejectReason)>;

    /// The category of the row, where its text alone would be `category`.
    fn category(&self, line: &Line<'_>, category: Category) -> Category;

    /// Whether where it happened is, or may be, somebody's home: then only the area is kept.
    fn may_be_a_home(&self, line: &Line<'_>) -> bool;
}
