//! The page shown when something went wrong: a code that support can search for, a sentence that says what
//! happened, and ways out. Which error becomes which code and sentence is decided where errors are made.

use super::{Frame, NavItem};
use askama::Template;

/// An error as a page.
#[derive(Clone, Debug, Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// What stands around the page.
    pub frame: Frame,
    /// The stable code, `"PROMISE-NOT-FOUND"`.
    pub code: String,
    /// What happened, in a few words; the heading.
    pub title: String,
    /// What happened and what it means, in a sentence or two.
    pub sentence: String,
    /// Where to go now; the first is the most likely.
    pub ways_out: Vec<NavItem>,
}

#[cfg(test)]
mod tests {
    use super::ErrorPage;
    use crate::face::{NavItem, style_page};
    use askama::Template;

    #[test]
    fn says_what_happened_with_a_code_and_a_way_out_and_escapes() {
        let page = ErrorPage {
            frame: style_page::example_frame(),
            code: "PROMISE-NOT-FOUND".to_owned(),
            title: "Löftet finns inte".to_owned(),
            sentence: "Adressen <7> leder inte till något löfte.".to_owned(),
            ways_out: vec![NavItem::new("Alla löften", "/loften")],
        };
        let html = page.render().unwrap();
        assert!(html.contains("Löftet finns inte"));
        assert!(html.contains("PROMISE-NOT-FOUND"));
        assert!(html.contains("&#60;7&#62;"));
        assert!(html.contains("href=\"/loften\""));
    }
}
