//! The pages over a whole server: a file for each folder of `lofte/src/pages`, under the same name. What of a page can be
//! tried without a house stands in the page's own file (docs/adr/0033).

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod agreement;
mod browser;
mod category;
mod counts;
mod delivery;
pub mod desk;
mod forms;
mod index_table;
mod law;
mod links;
mod loaded;
mod picture;
mod place;
mod plan;
mod problem;
mod promise;
mod publication;
mod question;
mod roles;
mod survey_draft;
mod thread;
mod visiting;
mod wizard;
