//! The face: what every page has in common. The frame around a page, and the parts it is built of. Numbers, dates and drawings are
//! those of `lofte-words`.
//!
//! A page holds a [`Frame`] as `frame`, extends `base.html` and imports the macros in `templates/components`;
//! the macros take the plain structs of [`part`]. Nothing here asks a database, knows a permission or decides
//! what may be shown: callers hand over what is already disclosed. `/stil` shows every part with its states.

pub mod error_page;
#[cfg(test)]
mod palette;
pub mod part;
pub mod practice;
pub mod style_page;
pub mod verdict;

pub use error_page::ErrorPage;
pub use practice::is_practice;
pub use style_page::StylePage;

/// What stands around a page: whose it is, who is reading, and where one can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The municipality in the header, `"Flens kommun"`.
    pub municipality: String,
    /// Whether everything shown is made up; puts a banner over every page.
    pub demo: bool,
    /// Whether the municipality is one to practise in; says so over every page, with the way to begin again.
    pub practice: bool,
    /// The login of the person reading, if signed in.
    pub user: Option<String>,
    /// The role in words, `"Samordnare"`; empty for a visitor.
    pub role_label: String,
    /// The links under the header, in order.
    pub nav: Vec<NavItem>,
    /// The links in the footer, in order.
    pub footer: Vec<NavItem>,
    /// Whether the page belongs to the open side; there nobody is asked to sign in.
    pub public: bool,
    /// The language of the page, `"sv"`.
    pub lang: String,
    /// The page in the other way to say it: easy Swedish, or back to the usual one.
    pub other_way: Option<OtherWay>,
    /// The chapter of the guide that is about the page; none on the open side.
    pub help: Option<NavItem>,
}

/// A page that says the same in another language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherWay {
    /// The text of the link.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// The language that it leads to, `"sv-simple"`.
    pub lang: &'static str,
}

/// One link in a list of places to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// The text of the link.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether the page being read is this one or under it.
    pub current: bool,
}

impl NavItem {
    /// A link to somewhere else than the page being read.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), current: false }
    }

    /// The same link, marked when `path` is its page or a page under it; `/` only marks itself.
    #[must_use]
    pub fn at(mut self, path: &str) -> Self {
        let under = path.strip_prefix(self.href.as_str()).is_some_and(|rest| rest.starts_with('/'));
        self.current = path == self.href || (self.href != "/" && under);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::NavItem;

    #[test]
    fn a_link_is_current_on_its_page_and_under_it_but_not_beside_it() {
        let current = |href: &str, path: &str| NavItem::new("x", href).at(path).current;
        assert!(current("/loften", "/loften"));
        assert!(current("/loften", "/loften/7"));
        assert!(!current("/loften", "/loften-arkiv"));
        assert!(current("/", "/"));
        assert!(!current("/", "/loften"));
    }
}
