//! Finds every path that Rust code names: in `use`, expressions, types, attributes and the tokens of macros.

use proc_macro2::{Span, TokenStream};
use syn::ext::IdentExt;
use syn::visit::{self, Visit};
use syn::{
    Attribute, ItemExternCrate, ItemMod, ItemUse, LitStr, UseTree, VisRestricted, Visibility,
};

use super::tokens;

/// What `crate` is called in the server's binary.
const LIBRARY: &str = "bruinbridge";

/// A path that the code names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Begins with `crate` in place of `self` and `super`.
    pub(super) segments: Vec<String>,
    pub(super) line: usize,
    pub(super) kind: Kind,
}

/// How a path is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Use,
    /// A `use` that others can see.
    ReExport,
    Inline,
}

impl Named {
    /// The top-level module of the server that the path leads to.
    pub(super) fn module(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [root, module, ..] if is_root(root) => Some(module),
            _ => None,
        }
    }

    /// Whether a `use` brings in the root of the crate itself, by a glob or under another name.
    pub(super) fn is_whole_crate(&self) -> bool {
        let is_root = matches!(self.segments.as_slice(), [root] if is_root(root));
        is_root && self.kind != Kind::Inline
    }

    pub(super) fn begins_with(&self, name: &str) -> bool {
        let mut segments = self.segments.iter();
        name.split("::")
            .all(|segment| segments.next().is_some_and(|named| named == segment))
    }
}

fn is_root(segment: &str) -> bool {
    segment == "crate" || segment == LIBRARY
}

/// All paths of a file whose module is `module`, without those of one segment outside of `use`.
pub(super) fn named_in(file: &syn::File, module: &[String]) -> Vec<Named> {
    let mut finder = Finder {
        module: module.to_vec(),
        is_in_attribute: false,
        found: Vec::new(),
    };
    finder.visit_file(file);
    finder.found
}

struct Finder {
    /// Where the code stands, for `self` and `super`.
    module: Vec<String>,
    is_in_attribute: bool,
    found: Vec<Named>,
}

impl Finder {
    fn add(&mut self, segments: Vec<String>, span: Span, kind: Kind) {
        if segments.len() < 2 && kind == Kind::Inline {
            return;
        }
        self.found.push(Named {
            segments: resolved(segments, &self.module),
            line: span.start().line,
            kind,
        });
    }

    fn add_use(&mut self, tree: &UseTree, before: &[String], kind: Kind) {
        let with = |name: &syn::Ident| [before, &[word(name)]].concat();
        match tree {
            UseTree::Path(path) => self.add_use(&path.tree, &with(&path.ident), kind),
            UseTree::Name(name) => self.add(with(&name.ident), name.ident.span(), kind),
            UseTree::Rename(name) => self.add(with(&name.ident), name.ident.span(), kind),
            UseTree::Glob(glob) => self.add(before.to_vec(), glob.star_token.spans[0], kind),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(tree, before, kind);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let kind = match item.vis {
            Visibility::Inherited => Kind::Use,
            _ => Kind::ReExport,
        };
        self.add_use(&item.tree, &[], kind);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast ItemExternCrate) {
        let name = match word(&item.ident).as_str() {
            "self" => "crate".to_owned(),
            name => name.to_owned(),
        };
        self.add(vec![name], item.ident.span(), Kind::Use);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.module.push(word(&item.ident));
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if let Some(first) = path.segments.first() {
            self.add(segments_of(path), first.ident.span(), Kind::Inline);
        }
        visit::visit_path(self, path);
    }

    /// `pub(in path)` imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        self.is_in_attribute = true;
        visit::visit_attribute(self, attribute);
        self.is_in_attribute = false;
    }

    /// Derives take paths as text: `belongs_to = "super::user::Entity"`.
    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        if let (true, Ok(path)) = (self.is_in_attribute, text.parse::<syn::Path>()) {
            self.add(segments_of(&path), text.span(), Kind::Inline);
        }
    }

    /// What macros and attributes are given.
    fn visit_token_stream(&mut self, tokens: &'ast TokenStream) {
        for path in tokens::named_in(tokens.clone(), self.is_in_attribute) {
            self.add(path.segments, path.span, path.kind);
        }
    }
}

fn segments_of(path: &syn::Path) -> Vec<String> {
    path.segments
        .iter()
        .map(|segment| word(&segment.ident))
        .collect()
}

fn word(name: &syn::Ident) -> String {
    name.unraw().to_string()
}

/// The path from the root of the crate, where it leads to a module of ours.
fn resolved(segments: Vec<String>, module: &[String]) -> Vec<String> {
    let supers = segments
        .iter()
        .skip_while(|segment| *segment == "self")
        .take_while(|segment| *segment == "super")
        .count();
    let from_root = match segments.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        Some("self" | "super") => module
            .iter()
            .take(module.len().saturating_sub(supers))
            .cloned()
            .collect(),
        _ => return segments,
    };
    let rest = segments
        .into_iter()
        .filter(|segment| !matches!(segment.as_str(), "crate" | "self" | "super"));
    ["crate".to_owned()]
        .into_iter()
        .chain(from_root)
        .chain(rest)
        .collect()
}

#[cfg(test)]
mod tests;
