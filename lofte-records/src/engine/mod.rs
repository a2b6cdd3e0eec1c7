//! Two answerers of the same questions over the same files: this process, or a cluster behind a gateway.
//!
//! Which of them is asked is a setting of whoever opens the records, and is never changed under way: where the gateway is
//! away the question fails and says so, since an answer from elsewhere would hide that half of the machinery is gone.
//! What is written, and what only the manifests are asked, never goes through a gateway.
//!
//! [`question`] is what travels, [`gateway`] asks. What an engine of its own needs to know of the files (which are visible, and
//! which of their rows later deliveries have corrected) is in [`crate::plan`]. The engine itself is not here.

pub mod gateway;
pub mod question;
