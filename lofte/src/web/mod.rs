//! What the working and the public pages share on the web: who asks, what is answered, and what every answer carries.
//!
//! It knows no page: pages of either side use it, and it uses neither. Left out: the connection itself
//! ([`crate::serving`]) and how a page looks ([`crate::face`]).

pub mod answer;
pub mod guard;
mod hardening;
pub mod health;
pub mod help;
pub mod onward;
pub mod session;
pub mod upload;
mod visit;

pub use answer::{Page, Shown, WebError, bare_frame, error_page, nowhere, seen};
pub use hardening::hardened;
pub use session::SignedIn;
