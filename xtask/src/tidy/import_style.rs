//! One style of imports: each module has one `use`, and braces hold only names.

use std::collections::HashSet;

use syn::visit::{self, Visit};
use syn::{Block, ItemMod, ItemUse, Stmt, UseTree, Visibility};

use super::Finding;

const NAMES_ONLY: &str = "braces hold only names: write a `use` for each module";
const ONCE: &str = "another `use` imports from this module: write one, with braces";

/// The imports of a file that have another style. What cannot be read is left to the compiler.
pub(super) fn check(path: &str, text: &str) -> Vec<Finding> {
    let Ok(file) = syn::parse_file(text) else {
        return Vec::new();
    };
    let mut reader = Reader::default();
    reader.read(file.items.iter().filter_map(item_use));
    reader.visit_file(&file);
    reader.found.sort_unstable();
    let found = reader.found.iter();
    found
        .map(|(line, rule)| Finding::new(path, *line, *rule))
        .collect()
}

#[derive(Default)]
struct Reader {
    found: Vec<(usize, &'static str)>,
}

impl Reader {
    /// Reads the imports of one module or block.
    fn read<'a>(&mut self, imports: impl Iterator<Item = &'a ItemUse>) {
        let mut seen = HashSet::new();
        for import in imports {
            let line = import.use_token.span.start().line;
            let Some(module) = module(&import.tree) else {
                self.found.push((line, NAMES_ONLY));
                continue;
            };
            // A glob stays alone, and so does what has a condition of its own.
            let is_alone = module.is_empty() || is_glob(&import.tree) || !import.attrs.is_empty();
            if !is_alone && !seen.insert((visibility(&import.vis), module)) {
                self.found.push((line, ONCE));
            }
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let items = item.content.iter().flat_map(|(_, items)| items);
        self.read(items.filter_map(item_use));
        visit::visit_item_mod(self, item);
    }

    fn visit_block(&mut self, block: &'ast Block) {
        let items = block.stmts.iter().filter_map(|statement| match statement {
            Stmt::Item(item) => Some(item),
            _ => None,
        });
        self.read(items.filter_map(item_use));
        visit::visit_block(self, block);
    }
}

fn item_use(item: &syn::Item) -> Option<&ItemUse> {
    match item {
        syn::Item::Use(import) => Some(import),
        _ => None,
    }
}

/// The module that names are imported from; `None` if there are several.
fn module(mut tree: &UseTree) -> Option<Vec<String>> {
    let mut module = Vec::new();
    while let UseTree::Path(path) = tree {
        module.push(path.ident.to_string());
        tree = &path.tree;
    }
    let has_module = |tree| matches!(tree, &UseTree::Path(_) | &UseTree::Group(_));
    match tree {
        UseTree::Group(group) if group.items.iter().any(has_module) => None,
        _ => Some(module),
    }
}

fn is_glob(tree: &UseTree) -> bool {
    match tree {
        UseTree::Path(path) => is_glob(&path.tree),
        UseTree::Glob(_) => true,
        _ => false,
    }
}

/// The words of `pub(in a::b)`; none for what is private.
fn visibility(visibility: &Visibility) -> Vec<String> {
    match visibility {
        Visibility::Public(_) => vec!["pub".to_owned()],
        Visibility::Restricted(inside) => {
            let segments = inside.path.segments.iter();
            segments.map(|segment| segment.ident.to_string()).collect()
        }
        Visibility::Inherited => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(usize, &'static str)> {
        let rules = [NAMES_ONLY, ONCE];
        check("a.rs", text)
            .iter()
            .map(|finding| {
                let rule = rules.iter().find(|rule| **rule == finding.rule);
                (finding.line, *rule.unwrap())
            })
            .collect()
    }

    #[test]
    fn one_use_for_each_module_is_the_style() {
        let text = "use std::fmt::{self, Display};\n\
            use std::sync::{Arc, Mutex as Lock};\n\
            use std::{fs, io};\n\
            use tokio;\n\
            use serde;\n\
            use super::*;\n\
            use super::A;\n\
            pub use super::B;\n\
            pub(super) use super::C;\n\
            #[cfg(test)]\n\
            use super::D;\n\
            mod inner {\n use super::E;\n}\n\
            fn f() {\n use super::F;\n}\n";
        assert_eq!(lines(text), []);
    }

    #[test]
    fn braces_with_modules_are_found() {
        for text in [
            "use std::{fs, sync::Arc};",
            "use std::{fs, sync::{Arc, Mutex}};",
            "use {std::fs, std::io};",
            "mod a { use std::{fs, sync::Arc}; }",
            "fn a() { if b { use std::{fs, sync::Arc}; } }",
        ] {
            assert_eq!(lines(text), [(1, NAMES_ONLY)], "{text}");
        }
    }

    #[test]
    fn a_second_use_of_a_module_is_found() {
        assert_eq!(
            lines("use a::B;\nuse a::C;\nuse a::{D, E};"),
            [(2, ONCE), (3, ONCE)]
        );
        assert_eq!(lines("use a::B;\nuse c::D;\n\nuse a::E;"), [(4, ONCE)]);
        assert_eq!(
            lines("pub(crate) use a::B;\npub(crate) use a::C;"),
            [(2, ONCE)]
        );
        assert_eq!(lines("mod a {\nuse b::C;\nuse b::D;\n}"), [(3, ONCE)]);
        assert_eq!(lines("fn a() {\nuse b::C;\nuse b::D;\n}"), [(3, ONCE)]);
    }
}
