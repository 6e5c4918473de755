//! Relative links of the documentation: each leads to a file of the repository, and to a heading that is there.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{BrokenLink, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::Finding;

/// A file in Markdown.
pub(super) struct Page {
    path: String,
    /// What a link may name after `#`.
    anchors: BTreeSet<String>,
    links: Vec<Link>,
}

struct Link {
    line: usize,
    /// As it is written; `None` if its definition is missing.
    target: Option<String>,
}

pub(super) fn is_markdown(path: &str) -> bool {
    path.ends_with(".md")
}

/// The links of all pages that lead nowhere. `paths` are the files of the repository.
pub(super) fn check(pages: &[Page], paths: &[String]) -> Vec<Finding> {
    let anchors: BTreeMap<&str, &BTreeSet<String>> = pages
        .iter()
        .map(|page| (page.path.as_str(), &page.anchors))
        .collect();
    let mut findings = Vec::new();
    for page in pages {
        for link in &page.links {
            let fault = match &link.target {
                Some(target) => fault(&page.path, target, paths, &anchors),
                None => Some("this link has no definition".to_owned()),
            };
            findings.extend(fault.map(|fault| Finding::new(&page.path, link.line, fault)));
        }
    }
    findings
}

/// What is wrong with a link on the page at `path`.
fn fault(
    path: &str,
    target: &str,
    paths: &[String],
    anchors: &BTreeMap<&str, &BTreeSet<String>>,
) -> Option<String> {
    if is_external(target) {
        return None;
    }
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let file = if file.is_empty() {
        Some(path.to_owned())
    } else {
        resolved(path, file).filter(|file| is_there(file, paths))
    };
    let Some(file) = file else {
        return Some(format!("{target} leads to no file of the repository"));
    };
    let is_known = anchor.is_empty()
        || anchors
            .get(file.as_str())
            .is_some_and(|anchors| anchors.contains(anchor));
    (!is_known).then(|| format!("{target}: {file} has no heading #{anchor}"))
}

/// Whether a link leaves the repository: it begins with a scheme or a host.
fn is_external(target: &str) -> bool {
    let scheme = target.split_once(':').map(|(scheme, _)| scheme);
    let has_scheme = scheme.is_some_and(|scheme| {
        !scheme.is_empty() && scheme.chars().all(|each| each.is_ascii_alphanumeric())
    });
    has_scheme || target.starts_with("//")
}

/// The path from the root of the repository; `None` where it leaves the repository.
fn resolved(page: &str, file: &str) -> Option<String> {
    let mut segments: Vec<&str> = page.split('/').collect();
    segments.pop();
    for segment in file.split('/') {
        match segment {
            "" | "." => {}
            ".." => drop(segments.pop()?),
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
}

/// Whether the path is a file or a folder.
fn is_there(file: &str, paths: &[String]) -> bool {
    let is_inside = |path: &String| {
        path.strip_prefix(file)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    file.is_empty() || paths.iter().any(is_inside)
}

impl Page {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let line = |offset| 1 + text.get(..offset).unwrap_or(text).matches('\n').count();
        let mut undefined = Vec::new();
        let note_undefined = |link: BrokenLink<'_>| {
            // `[text]` alone is more often just text in brackets.
            if link.link_type != LinkType::Shortcut {
                undefined.push(Link {
                    line: line(link.span.start),
                    target: None,
                });
            }
            None
        };
        let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
        let parser = Parser::new_with_broken_link_callback(text, options, Some(note_undefined));
        let mut headings = Headings::default();
        let mut links = Vec::new();
        for (event, range) in parser.into_offset_iter() {
            let targets = match &event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    vec![dest_url.to_string()]
                }
                Event::Html(html) | Event::InlineHtml(html) => {
                    headings.add_ids(html);
                    [attributes(html, "href"), attributes(html, "src")].concat()
                }
                _ => Vec::new(),
            };
            links.extend(targets.into_iter().map(|target| Link {
                line: line(range.start),
                target: Some(target),
            }));
            headings.read(&event);
        }
        links.extend(undefined);
        links.sort_by_key(|link| link.line);
        Self {
            path: path.to_owned(),
            anchors: headings.anchors,
            links,
        }
    }
}

/// Makes the anchors of headings as GitHub does.
#[derive(Default)]
struct Headings {
    anchors: BTreeSet<String>,
    /// The text of the heading that is being read.
    current: Option<String>,
}

impl Headings {
    fn read(&mut self, event: &Event<'_>) {
        match (event, &mut self.current) {
            (Event::Start(Tag::Heading { .. }), _) => self.current = Some(String::new()),
            (Event::Text(text) | Event::Code(text), Some(current)) => current.push_str(text),
            (Event::End(TagEnd::Heading(_)), _) => self.end(),
            _ => {}
        }
    }

    fn end(&mut self) {
        let anchor = anchor(&self.current.take().unwrap_or_default());
        // A heading that is there already gets a number.
        let numbered = (1..).map(|number| format!("{anchor}-{number}"));
        let mut free = [anchor.clone()]
            .into_iter()
            .chain(numbered)
            .filter(|anchor| !self.anchors.contains(anchor));
        let free = free.next().unwrap_or_default();
        self.anchors.insert(free);
    }

    fn add_ids(&mut self, html: &str) {
        self.anchors.extend(attributes(html, "id"));
        self.anchors.extend(attributes(html, "name"));
    }
}

/// `Read me: the 2nd_part` becomes `read-me-the-2nd_part`.
fn anchor(heading: &str) -> String {
    heading
        .to_lowercase()
        .chars()
        .filter(|each| each.is_alphanumeric() || matches!(each, ' ' | '-' | '_'))
        .map(|each| if each == ' ' { '-' } else { each })
        .collect()
}

/// The values of `name="value"` in HTML.
fn attributes(html: &str, name: &str) -> Vec<String> {
    let start = format!(" {name}=\"");
    html.split(start.as_str())
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(value, _)| value.to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATHS: &[&str] = &["README.md", "docs/api.md", "docs/images/a.png", "LICENSE"];

    /// The findings of `text` as docs/api.md, next to a README with a heading "Quick start".
    fn check(text: &str) -> Vec<String> {
        let pages = [
            Page::new("README.md", "# Quick start\n"),
            Page::new("docs/api.md", text),
        ];
        let paths: Vec<String> = PATHS.iter().map(|path| (*path).to_owned()).collect();
        super::check(&pages, &paths)
            .iter()
            .map(Finding::to_string)
            .collect()
    }

    #[test]
    fn a_link_leads_to_a_file_or_a_folder() {
        let links = "[a](../README.md) [b](api.md) ![c](images/a.png) [d](./images/) [e](../LICENSE) [f](..)\n\
            <img src=\"images/a.png\"> <a href=\"../docs\">g</a> [h][1] [i]\n\n[1]: api.md\n[i]: ../LICENSE\n";
        assert_eq!(check(links), [""; 0]);
        let nowhere = |line, target| {
            format!("docs/api.md:{line}: {target} leads to no file of the repository")
        };
        assert_eq!(
            check(
                "[a](README.md)\n\n![b](a.png)\n<img alt=\"\" src=\"b.png\">\n[c](../../README.md) [d](/LICENSE)\n"
            ),
            [
                nowhere(1, "README.md"),
                nowhere(3, "a.png"),
                nowhere(4, "b.png"),
                nowhere(5, "../../README.md"),
                nowhere(5, "/LICENSE"),
            ]
        );
        assert_eq!(check("[a](../readme.md)"), [nowhere(1, "../readme.md")]);
        assert_eq!(check("[a](../README.mdx)").len(), 1);
    }

    #[test]
    fn an_anchor_leads_to_a_heading() {
        let headings = "# What `cargo xtask` does, and *why*!\n\n## Twice\n\n## Twice\n\nSet in\n===\n\n<a id=\"own\"></a>\n\n";
        let links = "[a](#what-cargo-xtask-does-and-why) [b](#twice) [c](#twice-1) [d](#set-in) [e](#own) \
            [f](../README.md#quick-start) [g](api.md#twice)";
        assert_eq!(check(&format!("{headings}{links}")), [""; 0]);
        assert_eq!(
            check("# A\n\n[a](#b)\n\n[b](../README.md#a) [c](../LICENSE#a)"),
            [
                "docs/api.md:3: #b: docs/api.md has no heading #b",
                "docs/api.md:5: ../README.md#a: README.md has no heading #a",
                "docs/api.md:5: ../LICENSE#a: LICENSE has no heading #a",
            ]
        );
    }

    #[test]
    fn a_link_needs_its_definition() {
        assert_eq!(
            check("A\n[link][missing] and [other][].\n"),
            [
                "docs/api.md:2: this link has no definition",
                "docs/api.md:2: this link has no definition",
            ]
        );
        assert_eq!(check("- [ ] a task\n\n## [Unreleased]\n"), [""; 0]);
    }

    #[test]
    fn other_sites_and_code_are_not_checked() {
        let text = "<https://a.example> [a](https://a.example/b) [b](mailto:a@b.example) `[c](d)`\n\n    [e](f)\n\n```\n[g](h)\n```\n";
        assert_eq!(check(text), [""; 0]);
    }
}
