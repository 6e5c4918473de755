//! Finds modules that import each other, directly or around a longer circle.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Finding;
use super::graph::{Graph, Site};

/// One finding for each pair of modules that import each other, and for each longer cycle that no shorter one
/// is part of: it is gone when the shorter one is.
pub(super) fn check(graph: &Graph, context: &str) -> Vec<Finding> {
    let mut cycles: Vec<Vec<&str>> = Vec::new();
    for (module, imports) in graph.iter().filter(|(module, _)| *module != context) {
        for imported in imports.keys().filter(|imported| *imported != context) {
            cycles.extend(shortest(graph, context, module, imported));
        }
    }
    cycles.sort_by_key(|cycle| (cycle.len(), cycle.clone()));
    let mut smallest: Vec<Vec<&str>> = Vec::new();
    for cycle in cycles {
        let is_inside = |shorter: &Vec<&str>| shorter.iter().all(|module| cycle.contains(module));
        if !smallest.iter().any(is_inside) {
            smallest.push(cycle);
        }
    }
    smallest.iter().map(|cycle| finding(graph, cycle)).collect()
}

/// The shortest cycle that begins with this import; it starts with the module that comes first by name.
fn shortest<'graph>(
    graph: &'graph Graph,
    context: &str,
    module: &'graph str,
    imported: &'graph str,
) -> Option<Vec<&'graph str>> {
    let mut came_from = BTreeMap::from([(imported, module)]);
    let mut queue = VecDeque::from([imported]);
    while let Some(here) = queue.pop_front() {
        if here == module {
            return Some(cycle(&came_from, module));
        }
        for next in graph.get(here).into_iter().flat_map(BTreeMap::keys) {
            if next != context && !came_from.contains_key(next.as_str()) {
                came_from.insert(next, here);
                queue.push_back(next);
            }
        }
    }
    None
}

fn cycle<'graph>(
    came_from: &BTreeMap<&'graph str, &'graph str>,
    module: &'graph str,
) -> Vec<&'graph str> {
    let mut cycle = vec![module];
    let mut here = module;
    while let Some(before) = came_from.get(here).filter(|before| **before != module) {
        cycle.push(before);
        here = before;
    }
    cycle.reverse();
    let first = cycle.iter().zip(0..).min().map_or(0, |(_, at)| at);
    cycle.rotate_left(first);
    cycle
}

/// Begins with the import that has the fewest sites: it is the one that is removed most easily.
fn finding(graph: &Graph, cycle: &[&str]) -> Finding {
    let none = BTreeSet::new();
    let nexts = cycle.iter().cycle().skip(1);
    let mut imports: Vec<(&str, &str, &BTreeSet<Site>)> = cycle
        .iter()
        .zip(nexts)
        .map(|(module, next)| {
            let sites = graph.get(*module).and_then(|imports| imports.get(*next));
            (*module, *next, sites.unwrap_or(&none))
        })
        .collect();
    imports.sort_by_key(|(_, _, sites)| sites.len());
    let first = imports.first().and_then(|(_, _, sites)| sites.first());
    let mut rule = format!(
        "{} import each other: move what one needs below both, or pass it in",
        cycle.join(" and ")
    );
    for (module, next, sites) in &imports {
        rule += &format!("\n    {module} imports {next} ({}):", sites.len());
        for site in *sites {
            rule += &format!("\n        {}:{}: {}", site.path, site.line, site.name);
        }
    }
    let (path, line) = first.map_or(("server/src", 1), |site| (site.path.as_str(), site.line));
    Finding::new(path, line, rule)
}

#[cfg(test)]
mod tests {
    use super::super::graph;
    use super::super::modules::Source;
    use super::*;

    fn found(imports: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<_> = imports
            .iter()
            .map(|(module, imported)| {
                let text = format!("//! A.\nuse crate::{imported}::A;\n");
                Source::of_text(&format!("{module}.rs"), module, &text)
            })
            .collect();
        let findings = check(&graph::of(&sources), "app");
        findings.iter().map(Finding::to_string).collect()
    }

    #[test]
    fn a_pair_is_found_with_the_imports_of_both_sides() {
        assert_eq!(
            found(&[("a", "b"), ("b", "c"), ("b", "a"), ("c", "d")]),
            [
                "a.rs:2: a and b import each other: move what one needs below both, or pass it in\n    \
                 a imports b (1):\n        a.rs:2: crate::b::A\n    \
                 b imports a (1):\n        b.rs:2: crate::a::A"
            ]
        );
    }

    #[test]
    fn a_longer_cycle_is_found_once() {
        let found = found(&[("b", "c"), ("c", "a"), ("a", "b"), ("a", "d")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("a.rs:2: a and b and c import each other"));
    }

    #[test]
    fn a_cycle_around_a_shorter_one_is_not_reported() {
        let found = found(&[("a", "b"), ("b", "a"), ("b", "c"), ("c", "a")]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("a.rs:2: a and b import each other"));
    }

    #[test]
    fn the_context_is_part_of_no_cycle() {
        assert_eq!(found(&[("app", "a"), ("a", "app"), ("a", "b")]), [""; 0]);
        assert_eq!(found(&[("app", "a"), ("a", "b"), ("b", "app")]), [""; 0]);
    }
}
