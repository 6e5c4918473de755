//! The layers of the server: what each module may import, as the table in ARCHITECTURE.md says.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::graph::{Graph, Site};
use super::modules::Source;
use super::paths::Kind;
use super::table::{FILE, Permit, Row};

/// What the table allows, once it is understood.
#[derive(Debug, Default)]
pub(super) struct Layers {
    /// The module that all may import, and that may import all.
    pub(super) context: String,
    allowed: BTreeMap<String, Allowed>,
    /// Modules without a row; one finding about each is enough.
    missing: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Allowed {
    line: usize,
    modules: BTreeSet<String>,
}

impl Layers {
    /// Also finds what is wrong with the table itself; `existing` are the modules of `server/src`.
    pub(super) fn new(rows: &[Row], existing: &BTreeSet<String>) -> (Self, Vec<Finding>) {
        let mut layers = Self::default();
        let mut faults = Vec::new();
        for (row, number) in rows.iter().zip(0..) {
            let above = rows.get(..number).unwrap_or_default();
            faults.extend(layers.add(row, above));
        }
        let listed: BTreeSet<String> = layers.allowed.keys().cloned().collect();
        let gone = listed.difference(existing).map(|module| {
            let line = layers.allowed.get(module).map_or(1, |allowed| allowed.line);
            fault(
                line,
                format!("server/src has no module {module}: delete it here"),
            )
        });
        faults.extend(gone);
        let head = rows.first().map_or(1, |row| row.line);
        layers.missing = existing.difference(&listed).cloned().collect();
        let missing = layers.missing.iter().map(|module| {
            fault(
                head,
                format!("the table lacks the module {module} of server/src: give it a row"),
            )
        });
        faults.extend(missing);
        (layers, faults)
    }

    /// Takes over a row and returns what is wrong with it.
    fn add(&mut self, row: &Row, above: &[Row]) -> Vec<Finding> {
        let mut faults = Vec::new();
        let mut modules = BTreeSet::new();
        for permit in &row.may_import {
            let permitted = permitted(permit, row, above);
            if permitted.is_empty() && *permit != Permit::Everything {
                faults.push(fault(
                    row.line,
                    format!("nothing above this row is {permit}: a module imports only from above"),
                ));
            }
            modules.extend(permitted);
        }
        for module in row.modules() {
            let allowed = Allowed {
                line: row.line,
                modules: modules.clone(),
            };
            if let Some(earlier) = self.allowed.insert(module.clone(), allowed) {
                faults.push(fault(
                    row.line,
                    format!("{module} is in line {} already", earlier.line),
                ));
            }
        }
        if row.may_import.contains(&Permit::Everything) {
            match row.modules() {
                [context] if self.context.is_empty() => self.context = context.clone(),
                _ => faults.push(fault(
                    row.line,
                    "only one module may import everything".to_owned(),
                )),
            }
        }
        faults
    }

    /// Imports that the table does not allow.
    pub(super) fn check(&self, graph: &Graph) -> Vec<Finding> {
        let imports = graph.iter().filter(|(module, _)| **module != self.context);
        let imports = imports.flat_map(|(module, imports)| {
            imports
                .iter()
                .map(move |(imported, sites)| (module, imported, sites))
        });
        imports
            .filter(|(_, imported, _)| **imported != self.context)
            .flat_map(|(module, imported, sites)| self.check_import(module, imported, sites))
            .collect()
    }

    fn check_import(&self, module: &str, imported: &str, sites: &BTreeSet<Site>) -> Vec<Finding> {
        let Some(allowed) = self.allowed.get(module) else {
            return Vec::new();
        };
        let rule = match self.allowed.get(imported) {
            Some(_) if allowed.modules.contains(imported) => return Vec::new(),
            None if self.missing.contains(imported) => return Vec::new(),
            Some(_) => format!(
                "{module} must not import {imported} ({FILE}:{}): move what it needs below, or pass it in",
                allowed.line
            ),
            None => {
                format!("crate::{imported} is no module of the table: name things by their module")
            }
        };
        let mut sites: Vec<&Site> = sites.iter().collect();
        sites.dedup_by_key(|site| (&site.path, site.line));
        sites
            .iter()
            .map(|site| Finding::new(&site.path, site.line, format!("{}: {rule}", site.name)))
            .collect()
    }

    /// Names that would hide an import: the whole crate by a `use`, and what the context re-exports.
    pub(super) fn check_hidden(&self, source: &Source) -> Vec<Finding> {
        let Some(module) = source.module.first() else {
            return Vec::new();
        };
        let is_context = *module == self.context;
        let hidden = source.named.iter().filter_map(|named| {
            let leads_elsewhere = named.module().is_some_and(|other| other != module);
            let rule = if named.is_whole_crate() {
                "a `use` of the whole crate hides what is imported: name the modules"
            } else if is_context && named.kind == Kind::ReExport && leads_elsewhere {
                "the context must not re-export: everything may import it"
            } else {
                return None;
            };
            Some(Finding::new(&source.path, named.line, rule))
        });
        hidden.collect()
    }
}

/// The modules that an entry of a row allows.
fn permitted(permit: &Permit, row: &Row, above: &[Row]) -> Vec<String> {
    let above = above.iter();
    match permit {
        Permit::Everything => Vec::new(),
        Permit::AllAbove => above.flat_map(Row::modules).cloned().collect(),
        Permit::Layer(layer) => {
            let of_layer = above.filter(|row| row.layer == *layer);
            of_layer.flat_map(Row::modules).cloned().collect()
        }
        Permit::Module(module) => {
            let mut modules = above.chain([row]).flat_map(Row::modules);
            modules
                .find(|other| *other == module)
                .cloned()
                .into_iter()
                .collect()
        }
    }
}

fn fault(line: usize, rule: String) -> Finding {
    Finding::new(FILE, line, rule)
}

#[cfg(test)]
mod tests;
