//! Imports the users of a Django application, with a report.

use super::{Outcome, import, say};
use bruinbridge::app::App;
use bruinbridge::import::{
    Decision, Kind, Plan, PlannedRow, Progress, Refusal, Relation, apply, plan, read,
};
use std::path::Path;

/// Maximum size of a file, in bytes.
const MAX_SIZE: u64 = 512 << 20;

/// Imports a file, or prints what would happen to each row.
pub(super) async fn run(app: App, file: &Path, is_dry_run: bool) -> Outcome {
    let name = import::name(file);
    let bytes = import::bytes(file, MAX_SIZE).map_err(|error| format!("{name}: {error}"))?;
    let records = read(&bytes).map_err(|error| format!("{name}: {error}"))?;
    drop(bytes);
    let mut plan = plan(&app, &records).await?;
    if !is_dry_run {
        let progress = |progress: Progress| {
            let Progress { phase, done, of } = progress;
            tracing::info!(?phase, done, of, "importing");
        };
        apply(&app, &mut plan, progress).await?;
    }
    for row in &plan.rows {
        if is_dry_run || !matches!(row.decision, Decision::Unchanged(_)) {
            report_row(row, is_dry_run)?;
        }
    }
    for relation in &plan.relations {
        report_relation(relation, is_dry_run)?;
    }
    report_counts(&plan, is_dry_run)
}

/// Prints a row. An import prints only what is not as it was in the source.
fn report_row(row: &PlannedRow, is_dry_run: bool) -> Outcome {
    let PlannedRow {
        place,
        address,
        decision,
    } = row;
    let what = match decision {
        Decision::Add(account) if is_dry_run || !account.notes.is_empty() => {
            let added = if is_dry_run {
                "would be added"
            } else {
                "added"
            };
            let invited = account.is_invited().then_some("invited by email");
            let notes = account.notes.iter().copied().chain(invited);
            std::iter::once(added)
                .chain(notes)
                .collect::<Vec<_>>()
                .join(", ")
        }
        Decision::Add(_) => return Ok(()),
        Decision::Unchanged(_) => "already there".to_owned(),
        Decision::Refuse(refusal) => refused(refusal),
    };
    say(&format!("{place} {address}: {what}"))
}

fn report_relation(relation: &Relation, is_dry_run: bool) -> Outcome {
    let (words, would) = match relation.kind {
        Kind::Block => ("blocks", "would be blocked"),
        Kind::Match => ("is matched with", "would be matched"),
    };
    let what = match &relation.decision {
        Ok(_) if !is_dry_run => return Ok(()),
        Ok(_) if relation.is_present => "already there".to_owned(),
        Ok(_) => would.to_owned(),
        Err(refusal) => refused(refusal),
    };
    say(&format!(
        "{} {words} {}: {what}",
        relation.mentee, relation.mentor
    ))
}

fn refused(Refusal { code, sentence }: &Refusal) -> String {
    format!("refused, {code}: {sentence}")
}

/// Prints the counts. Refused rows are an error; refused relations are only reported.
fn report_counts(plan: &Plan, is_dry_run: bool) -> Outcome {
    let rows = |wanted: fn(&Decision) -> bool| {
        let rows = plan.rows.iter();
        rows.filter(|row| wanted(&row.decision)).count()
    };
    let added = rows(|decision| matches!(decision, Decision::Add(_)));
    let invited =
        rows(|decision| matches!(decision, Decision::Add(account) if account.is_invited()));
    let unchanged = rows(|decision| matches!(decision, Decision::Unchanged(_)));
    let refused = rows(|decision| matches!(decision, Decision::Refuse(_)));
    let relations = |kind| {
        let relations = plan.relations.iter();
        let of_kind = relations.filter(move |relation| relation.kind == kind);
        let added = of_kind.filter(|relation| relation.decision.is_ok() && !relation.is_present);
        added.count()
    };
    let (blocks, matches) = (relations(Kind::Block), relations(Kind::Match));
    let present = plan.relations.iter().filter(|relation| relation.is_present);
    let present = present.count();
    let failed = plan.relations.len() - blocks - matches - present;
    let would = if is_dry_run {
        "would be added"
    } else {
        "added"
    };
    say(&format!(
        "{added} {would}, {invited} of them invited; {unchanged} already there; {refused} refused."
    ))?;
    say(&format!(
        "{matches} matches and {blocks} blocked mentors {would}; {present} already there; {failed} refused."
    ))?;
    match refused {
        0 => Ok(()),
        _ => Err(format!("{refused} of {} rows were refused", plan.rows.len()).into()),
    }
}
