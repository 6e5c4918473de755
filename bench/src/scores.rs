//! How long the scores of a whole program take in the background, and how much memory and space.

use crate::Outcome;
use crate::crowd::Database;
use crate::people::{created, prepare, serve};
use crate::process::Folder;
use std::io::Write;
use std::time::{Duration, Instant};

/// How often to look whether the scores are done.
const INTERVAL: Duration = Duration::from_millis(100);
/// Accounts per statement.
const BATCH: usize = 500;

/// Measures on SQLite, or on PostgreSQL if a URL is given.
pub(crate) async fn run(mentees: usize, mentors: usize, postgres: Option<String>) -> Outcome {
    let folder = Folder::new()?;
    let file = folder.0.join("scores.db");
    let (name, url) = match &postgres {
        Some(url) => ("PostgreSQL", created(url, "scores", mentees).await?),
        None => ("SQLite", format!("sqlite://{}?mode=rwc", file.display())),
    };
    prepare(&url).await?;
    let mut database = Database::open(&url).await?;
    fill(&mut database, mentees, mentors).await?;
    database.finish().await?;
    let before = database.size().await?;

    let server = serve(&url).await?;
    let idle = server.memory()?;
    let start = Instant::now();
    while database.count("stale_scores").await? > 0 {
        tokio::time::sleep(INTERVAL).await;
    }
    let (length, cpu) = (start.elapsed(), server.cpu()?);
    let peak = server.peak_memory()?;
    server.stop().await?;
    database.finish().await?;
    let after = database.size().await?;
    let mib = |bytes: i64| bytes as f64 / 1_048_576.0;
    writeln!(
        std::io::stdout(),
        "| {name} | {mentees} × {mentors} | {:.1} s | {:.1} s | {idle:.0} | {peak:.0} | {:.0} | {:.0} |",
        length.as_secs_f64(),
        cpu.as_secs_f64(),
        mib(before),
        mib(after - before),
    )?;
    Ok(())
}

/// Creates accounts with realistic profiles, all of them stale as after an upgrade.
pub(crate) async fn fill(database: &mut Database, mentees: usize, mentors: usize) -> Outcome {
    let people: Vec<usize> = (0..mentees + mentors).collect();
    for batch in people.chunks(BATCH) {
        let rows = batch
            .iter()
            .map(|number| row(database, *number, *number < mentors));
        let rows: Vec<String> = rows.collect();
        let insert = format!(
            "INSERT INTO users (id, email, base_email, password, first_name, last_name, name_key, role, year, major, minor, \
             hobbies, clubs, goals, firstgen, transfer, commuter, match_by_background, is_verified, first_verified_at, \
             is_active, joined_at) VALUES {}",
            rows.join(", ")
        );
        database.run(&insert).await?;
    }
    let stale = "INSERT INTO stale_scores (user_id, stale_since) \
                 SELECT id, '1970-01-01T00:00:00+00:00' FROM users WHERE role <> 'ADMIN' \
                 ON CONFLICT (user_id) DO NOTHING";
    database.run(stale).await
}

fn row(database: &Database, number: usize, is_mentor: bool) -> String {
    let mut dice = Dice(number as u64 + 1);
    let hex = format!("{number:012x}70008000{number:012x}");
    let id = match database {
        Database::Sqlite(_) => format!("X'{hex}'"),
        Database::Postgres(_) => format!("'{hex}'"),
    };
    let role = if is_mentor { "MENTOR" } else { "MENTEE" };
    let year = if is_mentor {
        2 + dice.below(4)
    } else {
        dice.below(4)
    };
    let (has_two, has_minor) = (dice.below(5) == 0, dice.below(3) == 0);
    let majors = dice.entries(1 + usize::from(has_two), 60);
    let minors = dice.entries(usize::from(has_minor), 40);
    let hobby_words = 3 + dice.below(8);
    let hobbies = dice.words("hobby", hobby_words, 400);
    let clubs = dice.words("club", 4, 150);
    let goal_words = 4 + dice.below(12);
    let goals = dice.words("goal", goal_words, 300);
    let mut flag = || dice.below(3) == 0;
    let flags = [flag(), flag(), flag(), flag()].map(|flag| flag.to_string());
    let joined = "'2026-01-01T00:00:00+00:00'";
    format!(
        "({id}, 's{number}@ucla.edu', 's{number}@ucla.edu', '', 'First', 'Last', 'last first', '{role}', {year}, \
         '{majors}', '{minors}', '{hobbies}', '{clubs}', '{goals}', {}, TRUE, {joined}, TRUE, {joined})",
        flags.join(", ")
    )
}

/// Numbers that are the same in each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % most as u64) as usize
    }

    /// A number that is often small: some majors and words are much more frequent than others.
    fn skewed(&mut self, most: usize) -> usize {
        let (one, other) = (self.below(most), self.below(most));
        one * other / most
    }

    fn entries(&mut self, count: usize, of: usize) -> String {
        let entries = (0..count).map(|_| format!("\"Major {}\"", self.skewed(of)));
        let entries: Vec<String> = entries.collect();
        format!("[{}]", entries.join(", "))
    }

    fn words(&mut self, kind: &str, count: usize, of: usize) -> String {
        let words = (0..count).map(|_| format!("{kind}{}", self.skewed(of)));
        let words: Vec<String> = words.collect();
        words.join(" and ")
    }
}
