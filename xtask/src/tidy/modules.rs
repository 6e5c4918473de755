//! Reads a crate as the compiler does: from its roots, by the `mod` of each file.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use syn::ext::IdentExt;
use syn::{Expr, ExprLit, Item, ItemMod, Lit, Meta};

use super::paths::{self, Named};
use crate::failure::{Failure, Result};

/// A file that belongs to the crate.
pub(super) struct Source {
    pub(super) path: String,
    /// The module that the file is, from the root; empty for the root itself.
    pub(super) module: Vec<String>,
    /// All paths that it names.
    pub(super) named: Vec<Named>,
    /// The modules that it declares.
    declared: Vec<String>,
}

impl Source {
    fn new(path: &str, module: Vec<String>, file: &syn::File) -> Self {
        Self {
            path: path.to_owned(),
            named: paths::named_in(file, &module),
            declared: file.items.iter().filter_map(declared_name).collect(),
            module,
        }
    }
}

#[cfg(test)]
impl Source {
    /// A file with this text, which is the module `module`.
    pub(super) fn of_text(path: &str, module: &str, text: &str) -> Self {
        let module = module.split("::").map(str::to_owned).collect::<Vec<_>>();
        Self::new(path, module, &syn::parse_file(text).unwrap())
    }
}

/// The roots in `folder` and all files that they lead to.
pub(super) fn read(folder: &str) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for root in ["lib.rs", "main.rs"] {
        let path = Path::new(folder).join(root);
        if path.exists() {
            add(&path, Path::new(folder), Vec::new(), &mut sources)?;
        }
    }
    if sources.is_empty() {
        return Err(Failure::new(format!(
            "{folder} has neither lib.rs nor main.rs"
        )));
    }
    Ok(sources)
}

/// The modules that the roots declare.
pub(super) fn top_level(sources: &[Source]) -> BTreeSet<String> {
    sources
        .iter()
        .filter(|source| source.module.is_empty())
        .flat_map(|source| source.declared.clone())
        .collect()
}

fn add(path: &Path, folder: &Path, module: Vec<String>, sources: &mut Vec<Source>) -> Result<()> {
    let failure =
        |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| failure(&error))?;
    let file = syn::parse_file(&text).map_err(|error| failure(&error))?;
    sources.push(Source::new(
        &path.display().to_string(),
        module.clone(),
        &file,
    ));
    add_declared(&file.items, path, folder, &module, sources)
}

fn declared_name(item: &Item) -> Option<String> {
    match item {
        Item::Mod(declared) => Some(declared.ident.unraw().to_string()),
        _ => None,
    }
}

/// Adds the files of the modules that `items` declare; `folder` is where the compiler looks for them.
fn add_declared(
    items: &[Item],
    path: &Path,
    folder: &Path,
    module: &[String],
    sources: &mut Vec<Source>,
) -> Result<()> {
    for item in items {
        let Item::Mod(declared) = item else { continue };
        let name = declared.ident.unraw().to_string();
        let child = [module, std::slice::from_ref(&name)].concat();
        if let Some((_, items)) = &declared.content {
            add_declared(items, path, &folder.join(name), &child, sources)?;
        } else {
            let (file, folder) = location(declared, &name, path, folder);
            add(&file, &folder, child, sources)?;
        }
    }
    Ok(())
}

/// The file of `mod name;`, and the folder of its own modules.
fn location(declared: &ItemMod, name: &str, path: &Path, folder: &Path) -> (PathBuf, PathBuf) {
    if let Some(given) = given_path(declared) {
        let file = path.parent().unwrap_or(Path::new("")).join(given);
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        return (file, folder);
    }
    let own_folder = folder.join(name);
    let inside = own_folder.join("mod.rs");
    let beside = folder.join(format!("{name}.rs"));
    (if beside.exists() { beside } else { inside }, own_folder)
}

/// The text of `#[path = "…"]`.
fn given_path(declared: &ItemMod) -> Option<String> {
    declared
        .attrs
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                Expr::Lit(ExprLit {
                    lit: Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a crate into a folder of its own, reads it, and returns each module with what it names.
    fn read_crate(name: &str, files: &[(&str, &str)]) -> Result<Vec<(String, Vec<String>)>> {
        let folder = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
        for (path, text) in files {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let sources = read(folder.to_str().unwrap());
        fs::remove_dir_all(&folder).unwrap();
        let named = |source: &Source| {
            source
                .named
                .iter()
                .map(|named| named.segments.join("::"))
                .collect()
        };
        Ok(sources?
            .iter()
            .map(|source| (source.module.join("::"), named(source)))
            .collect())
    }

    #[test]
    fn every_mod_leads_to_its_file() {
        let modules = read_crate(
            "every_mod",
            &[
                (
                    "lib.rs",
                    "mod a; mod b; #[path = \"else/where.rs\"] mod c; mod d { mod e; }",
                ),
                ("main.rs", "mod cli;"),
                ("a.rs", "mod inner; use super::b::B;"),
                ("a/inner.rs", "use super::super::c::C;"),
                ("b/mod.rs", "mod inner; use self::inner::I;"),
                ("b/inner.rs", "use bruinbridge::a::A;"),
                ("else/where.rs", "mod beside;"),
                ("else/beside.rs", "use super::D;"),
                ("d/e.rs", "use super::super::a::A;"),
                ("cli.rs", "use bruinbridge::a::A;"),
            ],
        );
        let modules = modules.unwrap();
        let modules: Vec<(&str, String)> = modules
            .iter()
            .map(|(module, named)| (module.as_str(), named.join(" ")))
            .collect();
        let expected = [
            ("", ""),
            ("a", "crate::b::B"),
            ("a::inner", "crate::c::C"),
            ("b", "crate::b::inner::I"),
            ("b::inner", "bruinbridge::a::A"),
            ("c", ""),
            ("c::beside", "crate::c::D"),
            ("d::e", "crate::a::A"),
            ("", ""),
            ("cli", "bruinbridge::a::A"),
        ];
        assert_eq!(
            modules,
            expected.map(|(module, named)| (module, named.to_owned()))
        );
    }

    #[test]
    fn a_missing_file_and_broken_code_are_failures_with_a_path() {
        let missing = read_crate("missing", &[("lib.rs", "mod gone;")]).unwrap_err();
        assert!(missing.to_string().contains("gone/mod.rs: "));
        let broken = read_crate("broken", &[("lib.rs", "mod a;"), ("a.rs", "fn")]).unwrap_err();
        assert!(broken.to_string().contains("a.rs: "));
    }
}
