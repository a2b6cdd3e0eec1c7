//! What is new since the last publication, gathered by the page where it will stand, so that it can be read and ticked
//! off page by page.
//!
//! Texts are shown one by one with what they replace. The numbers of the picture are too many for that: they are counted
//! by how they change, and read on the page itself.

use crate::face::NavItem;
use lofte_publish::Snapshot;
use lofte_publish::changes::{Change, HIDDEN, Part, Subject};
use lofte_words::SV;

/// The changes of one page.
pub(super) struct Group {
    /// Tells the groups apart in the form.
    pub(super) key: String,
    /// What it is about.
    pub(super) title: String,
    /// The page as it will be.
    pub(super) page: NavItem,
    /// Its texts.
    pub(super) lines: Vec<Line>,
    /// Its numbers, counted.
    pub(super) figures: Vec<String>,
}

/// A text that is new, changed or gone.
pub(super) struct Line {
    /// New, changed or gone.
    pub(super) kind: String,
    /// Which part.
    pub(super) part: String,
    /// What it said.
    pub(super) before: Option<String>,
    /// What it will say.
    pub(super) after: Option<String>,
}

/// The changes by page.
pub(super) fn groups(next: &Snapshot, changes: &[Change]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for change in changes {
        let key = key(&change.subject);
        let at = groups.iter().position(|group| group.key == key).unwrap_or_else(|| {
            groups.push(group(next, &change.subject, key));
            groups.len() - 1
        });
        if let (Some(group), false) = (groups.get_mut(at), change.part.is_figure()) {
            group.lines.push(line(change));
        }
    }
    for group in &mut groups {
        let figures =
            changes.iter().filter(|change| change.part.is_figure() && key(&change.subject) == group.key);
        group.figures = counted(&figures.collect::<Vec<_>>());
    }
    groups
}

fn key(subject: &Subject) -> String {
    match subject {
        Subject::Municipality => "municipality".to_owned(),
        Subject::Protection => "protection".to_owned(),
        Subject::Promise { number } => format!("promise-{number}"),
        Subject::Agreement { title } => format!("agreement-{title}"),
        Subject::Picture => "picture".to_owned(),
    }
}

fn group(next: &Snapshot, subject: &Subject, key: String) -> Group {
    let all = || NavItem::new("Alla löften", super::preview::page(""));
    let (title, page) = match subject {
        Subject::Municipality => ("Kommunen".to_owned(), all()),
        Subject::Protection => {
            ("Skyddet av siffrorna".to_owned(), NavItem::new("Om uppgifterna", super::preview::page("/om")))
        }
        Subject::Promise { number } => {
            let title = next.promise(*number).map_or_else(
                |_| format!("Löfte {number}"),
                |promise| format!("Löfte {number}: {}", promise.frozen.title),
            );
            (
                title,
                NavItem::new(format!("Löfte {number}"), super::preview::page(&format!("/loften/{number}"))),
            )
        }
        Subject::Agreement { title } => (format!("Överenskommelsen ”{title}”"), all()),
        Subject::Picture => {
            ("Lägesbilden".to_owned(), NavItem::new("Lägesbilden", super::preview::page("/lagesbild")))
        }
    };
    Group { key, title, page, lines: Vec::new(), figures: Vec::new() }
}

fn line(change: &Change) -> Line {
    let kind = match (&change.before, &change.after) {
        (None, _) => "change-new",
        (Some(_), Some(_)) => "change-changed",
        (Some(_), None) => "change-gone",
    };
    let part = match change.part {
        Part::Limit => SV.known("change-limit", &change.which),
        part => {
            let word = SV.known("change-part", &part.word());
            if change.which.is_empty() { word } else { format!("{word} {}", change.which) }
        }
    };
    Line { kind: SV.say(kind), part, before: change.before.clone(), after: change.after.clone() }
}

/// Whether a change is of one kind, given what counts as hidden.
type OfKind = fn(&Change, &dyn Fn(&Option<String>) -> bool) -> bool;

/// How many numbers change, and how.
fn counted(changes: &[&Change]) -> Vec<String> {
    let is_hidden = |text: &Option<String>| text.as_deref() == Some(HIDDEN);
    let kinds: [(&str, OfKind); 5] = [
        ("change-figures-new", |change, hidden| change.before.is_none() && !hidden(&change.after)),
        ("change-figures-new-hidden", |change, hidden| change.before.is_none() && hidden(&change.after)),
        ("change-figures-hidden", |change, hidden| change.before.is_some() && hidden(&change.after)),
        ("change-figures-changed", |change, hidden| {
            change.before.is_some() && change.after.is_some() && !hidden(&change.after)
        }),
        ("change-figures-gone", |change, _| change.after.is_none()),
    ];
    let told = kinds.into_iter().filter_map(|(key, is)| {
        let count = changes.iter().filter(|change| is(change, &is_hidden)).count();
        (count > 0).then(|| SV.tell(key, &[("count", SV.count(count as u64))]))
    });
    told.collect()
}
