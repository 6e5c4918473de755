//! The table of results: each row with its reference of the same run, its goal, and whether the goal was met.

use crate::Outcome;
use std::fmt;
use std::io::Write;

/// What a row must reach. It is about the ratio if there is a reference, otherwise about the value itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Goal {
    /// At most this much.
    AtMost(f64),
    /// At least this much.
    AtLeast(f64),
    /// Nothing: the row explains another one.
    None,
}

impl Goal {
    fn verdict(self, measured: f64) -> &'static str {
        let is_met = match self {
            Self::AtMost(most) => measured <= most,
            Self::AtLeast(least) => measured >= least,
            Self::None => return "",
        };
        match is_met {
            true => "met",
            false => "missed",
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtMost(most) => write!(formatter, "≤ {most}"),
            Self::AtLeast(least) => write!(formatter, "≥ {least}"),
            Self::None => Ok(()),
        }
    }
}

/// Rows of a table.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<String>);

impl Table {
    /// Adds a row.
    pub(crate) fn add(&mut self, name: &str, server: f64, reference: Option<f64>, goal: Goal) {
        let ratio = reference.map(|reference| server / reference);
        let verdict = goal.verdict(ratio.unwrap_or(server));
        let optional = |value: Option<f64>, digits: usize| {
            value.map_or_else(String::new, |value| format!("{value:.digits$}"))
        };
        let (reference, ratio) = (optional(reference, 1), optional(ratio, 2));
        self.0.push(format!(
            "| {name} | {server:.1} | {reference} | {ratio} | {goal} | {verdict} |"
        ));
    }

    /// Adds the rows of another table.
    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Prints the table.
    pub(crate) fn print(&self) -> Outcome {
        let mut out = std::io::stdout();
        writeln!(
            out,
            "| measured | server | reference | ratio | goal | |\n|---|---|---|---|---|---|"
        )?;
        for row in &self.0 {
            writeln!(out, "{row}")?;
        }
        Ok(())
    }
}
