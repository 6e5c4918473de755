//! Compares two sets of response times: by their medians, and by the AUC, the probability that one of the first set is
//! longer than one of the second.

use std::time::Duration;

/// The limits of the AUC; 0.5 means that nothing can be learned.
const AUC: std::ops::RangeInclusive<f64> = 0.47..=0.53;
/// The limit of the relative difference of the medians.
const DIFFERENCE: f64 = 0.05;

/// Response times about known and about unknown addresses, compared.
pub(crate) struct Compared {
    known: f64,
    unknown: f64,
    auc: f64,
}

impl Compared {
    /// Compares two sets of response times, of known addresses first.
    pub(crate) fn of((mut known, mut unknown): (Vec<Duration>, Vec<Duration>)) -> Self {
        known.sort_unstable();
        unknown.sort_unstable();
        Self {
            known: median(&known),
            unknown: median(&unknown),
            auc: auc(&known, &unknown),
        }
    }

    fn difference(&self) -> f64 {
        (self.known - self.unknown) / self.unknown
    }

    /// Whether the difference is too small to learn from.
    pub(crate) fn is_even(&self) -> bool {
        AUC.contains(&self.auc) && self.difference().abs() < DIFFERENCE
    }
}

impl std::fmt::Display for Compared {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (known, unknown) = (self.known, self.unknown);
        let difference = self.difference() * 100.0;
        write!(
            formatter,
            "{known:.3} | {unknown:.3} | {difference:+.1} % | {:.3}",
            self.auc
        )
    }
}

/// In milliseconds, of sorted times.
fn median(times: &[Duration]) -> f64 {
    let middle = times.get(times.len() / 2).copied();
    middle.unwrap_or_default().as_secs_f64() * 1e3
}

/// The Mann-Whitney statistic of sorted times, divided by the number of pairs.
fn auc(known: &[Duration], unknown: &[Duration]) -> f64 {
    let above = |time: &Duration| {
        let below = unknown.partition_point(|other| other < time);
        let equal = unknown.partition_point(|other| other <= time) - below;
        below as f64 + equal as f64 / 2.0
    };
    let wins: f64 = known.iter().map(above).sum();
    wins / (known.len() * unknown.len()) as f64
}
