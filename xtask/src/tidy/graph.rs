//! Who imports whom among the top-level modules of the server.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::Source;

/// One place where a module names another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Site {
    pub(super) path: String,
    pub(super) line: usize,
    pub(super) name: String,
}

/// For each module, the modules that it imports and where.
pub(super) type Graph = BTreeMap<String, BTreeMap<String, BTreeSet<Site>>>;

pub(super) fn of(sources: &[Source]) -> Graph {
    let mut graph = Graph::new();
    for source in sources {
        let Some(module) = source.module.first() else {
            continue;
        };
        let imports = graph.entry(module.clone()).or_default();
        for named in &source.named {
            let Some(imported) = named.module().filter(|imported| imported != module) else {
                continue;
            };
            imports
                .entry(imported.to_owned())
                .or_default()
                .insert(Site {
                    path: source.path.clone(),
                    line: named.line,
                    name: named.segments.join("::"),
                });
        }
    }
    graph
}
