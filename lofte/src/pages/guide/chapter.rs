//! The chapters of the guide, from Markdown to the HTML of a page, once.
//!
//! Headings get names that links can end in, and links to other chapters' files lead to their pages. HTML inside the Markdown is
//! shown as text: the guide needs none.

use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Parser, Tag, TagEnd, html};
use std::sync::LazyLock;

/// File and text of each chapter, in the order of the work.
const FILES: [(&str, &str); 14] = [
    ("borja", include_str!("../../../../docs/guide/borja.md")),
    ("overenskommelse", include_str!("../../../../docs/guide/overenskommelse.md")),
    ("leverera", include_str!("../../../../docs/guide/leverera.md")),
    ("platser", include_str!("../../../../docs/guide/platser.md")),
    ("lagesbild", include_str!("../../../../docs/guide/lagesbild.md")),
    ("problem", include_str!("../../../../docs/guide/problem.md")),
    ("lofte", include_str!("../../../../docs/guide/lofte.md")),
    ("plan", include_str!("../../../../docs/guide/plan.md")),
    ("uppfoljning", include_str!("../../../../docs/guide/uppfoljning.md")),
    ("publicera", include_str!("../../../../docs/guide/publicera.md")),
    ("rod-trad", include_str!("../../../../docs/guide/rod-trad.md")),
    ("lagen", include_str!("../../../../docs/guide/lagen.md")),
    ("konton-och-drift", include_str!("../../../../docs/guide/konton-och-drift.md")),
    ("ordlista", include_str!("../../../../docs/guide/ordlista.md")),
];

/// All chapters, in the order of the work.
pub(super) static CHAPTERS: LazyLock<Vec<Chapter>> =
    LazyLock::new(|| FILES.iter().map(|(name, text)| Chapter::read(name, text)).collect());

/// A chapter as it is shown.
pub(super) struct Chapter {
    /// The name of its file, which is the end of its address.
    pub(super) name: &'static str,
    /// What its first heading says.
    pub(super) title: String,
    /// What its first paragraph says.
    pub(super) lead: String,
    /// The headings under the first one.
    pub(super) headings: Vec<Heading>,
    /// What follows the first heading.
    pub(super) html: String,
    /// What stands in bold: words that are on the screen.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by the test that looks for them on the screen"))]
    pub(super) on_screen: Vec<String>,
}

/// A heading that links can lead to.
pub(super) struct Heading {
    pub(super) id: String,
    pub(super) text: String,
}

/// What is being read, until it ends.
enum Gathering {
    Title,
    Lead,
    Bold,
}

impl Chapter {
    fn read(name: &'static str, text: &str) -> Self {
        let (mut title, mut lead, mut on_screen) = (String::new(), String::new(), Vec::new());
        let mut gathering = None;
        let mut events = Vec::new();
        for event in Parser::new(text) {
            match &event {
                Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                    gathering = Some(Gathering::Title);
                }
                Event::Start(Tag::Paragraph) if lead.is_empty() => gathering = Some(Gathering::Lead),
                Event::Start(Tag::Strong) => {
                    on_screen.push(String::new());
                    gathering = Some(Gathering::Bold);
                }
                Event::End(TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Strong) => gathering = None,
                Event::Text(text) | Event::Code(text) => match gathering {
                    Some(Gathering::Title) => title.push_str(text),
                    Some(Gathering::Lead) => lead.push_str(text),
                    Some(Gathering::Bold) => {
                        if let Some(word) = on_screen.last_mut() {
                            word.push_str(text);
                        }
                    }
                    None => {}
                },
                Event::SoftBreak if matches!(gathering, Some(Gathering::Lead)) => lead.push(' '),
                _ => {}
            }
            let in_title = matches!(gathering, Some(Gathering::Title))
                || matches!(event, Event::End(TagEnd::Heading(HeadingLevel::H1)));
            if !in_title {
                events.push(onto_the_page(event));
            }
        }
        let headings = named(&mut events);
        let mut html = String::new();
        html::push_html(&mut html, events.into_iter());
        Self { name, title, lead, headings, html, on_screen }
    }
}

/// Files of the guide are pages here, and HTML is text.
fn onto_the_page(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            let dest_url = page_of(&dest_url).map_or(dest_url, CowStr::from);
            Event::Start(Tag::Link { link_type: shown_as(link_type), dest_url, title, id })
        }
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        event => event,
    }
}

/// An address in the text itself is a link as any other.
fn shown_as(link_type: LinkType) -> LinkType {
    if link_type == LinkType::Autolink { LinkType::Inline } else { link_type }
}

/// The page of a chapter's file, with the heading that the link may end in.
fn page_of(file: &str) -> Option<String> {
    let (file, heading) = file.split_once('#').map_or((file, None), |(file, heading)| (file, Some(heading)));
    let name = file.strip_suffix(".md")?;
    let heading = heading.map(|heading| format!("#{heading}")).unwrap_or_default();
    Some(format!("{}{heading}", super::href(name)))
}

/// Gives each heading its name, which is made of its words as other readers of Markdown make it.
fn named(events: &mut [Event<'_>]) -> Vec<Heading> {
    let mut headings = Vec::new();
    for start in 0..events.len() {
        if !matches!(events[start], Event::Start(Tag::Heading { .. })) {
            continue;
        }
        let inside =
            events[start..].iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
        let text: String = inside
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        let name = slug(&text);
        if let Event::Start(Tag::Heading { id, level, .. }) = &mut events[start] {
            *id = Some(name.clone().into());
            if *level == HeadingLevel::H2 {
                headings.push(Heading { id: name, text });
            }
        }
    }
    headings
}

fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept = lower.chars().filter(|sign| sign.is_alphanumeric() || *sign == ' ' || *sign == '-');
    kept.map(|sign| if sign == ' ' { '-' } else { sign }).collect()
}
