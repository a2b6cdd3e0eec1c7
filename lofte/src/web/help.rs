//! Which chapter of the guide a page is about, for the link that stands in the same place on each.

use crate::face::NavItem;

/// Where the guide lies.
pub const GUIDE: &str = "/hjalp";

/// Which chapter pages under an address are about; the first that fits counts.
pub const ABOUT: [(&str, &str); 20] = [
    ("/platser", "platser"),
    ("/overenskommelser", "overenskommelse"),
    ("/leveranser", "leverera"),
    ("/kategorier", "leverera"),
    ("/jobb", "leverera"),
    ("/lagesbild", "lagesbild"),
    ("/problem", "problem"),
    ("/loften", "lofte"),
    ("/plan", "plan"),
    ("/uppfoljning", "uppfoljning"),
    ("/publicering", "publicera"),
    ("/maskera", "publicera"),
    ("/konton", "konton-och-drift"),
    ("/konto", "konton-och-drift"),
    ("/drift", "konton-och-drift"),
    ("/logg", "konton-och-drift"),
    ("/hjalp/ordlista", "ordlista"),
    ("/lagen", "lagen"),
    ("/trad", "rod-trad"),
    ("/", "borja"),
];

/// The link from a page to the chapter about it.
pub fn link(path: &str) -> NavItem {
    let about = ABOUT.iter().find(|(start, _)| path.starts_with(start));
    NavItem::new("Hjälp om den här sidan", href(about.unwrap_or(&ABOUT[ABOUT.len() - 1]).1))
}

/// The address of a chapter.
pub fn href(name: &str) -> String {
    format!("{GUIDE}/{name}")
}
