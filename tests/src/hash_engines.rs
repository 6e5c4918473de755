//! The SIMD code that hashes passwords: it computes the same as the reference, and is not used once it does not.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use bruinbridge::auth::hash_engine::{
    Engine, FastEngine, MEMORY_KIB, Reference, SAMPLE, Scheme, Simd, TAG, Tag, Trust,
};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::harness::{Database, PASSWORD, assert_logged, count_logged, each_database_with, listen};
use crate::soak::process::Process;

const SALT: &[u8] = b"0123456789abcdef";

/// Random bytes, or random characters of all scripts, of at most this many bytes.
fn password(rng: &mut StdRng, longest: usize) -> Vec<u8> {
    let length = rng.random_range(0..=longest);
    if rng.random() {
        return (0..length).map(|_| rng.random()).collect();
    }
    let mut text = String::new();
    loop {
        let character: char = rng.random_range('\u{1}'..='\u{10FFFF}');
        if text.len() + character.len_utf8() > length {
            return text.into_bytes();
        }
        text.push(character);
    }
}

fn salt(rng: &mut StdRng) -> Vec<u8> {
    let length = rng.random_range(8..=64);
    (0..length).map(|_| rng.random()).collect()
}

fn expected(memory_kib: u32, password: &[u8], salt: &[u8]) -> Tag {
    let params = Params::new(memory_kib, 2, 1, Some(TAG)).expect("parameters");
    let mut tag = [0; TAG];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, &mut tag)
        .expect("a tag");
    tag
}

fn compare(simd: &mut Simd, rng: &mut StdRng, memory_kib: u32) {
    let (password, salt) = (password(rng, 256), salt(rng));
    assert_eq!(
        simd.tag(memory_kib, &password, &salt),
        Some(expected(memory_kib, &password, &salt)),
        "{memory_kib} KiB, {password:?}, {salt:?}"
    );
}

#[test]
fn ten_thousand_inputs_have_the_same_tag_with_both() {
    let Some(mut simd) = Simd::detect() else {
        return;
    };
    let mut rng = StdRng::seed_from_u64(20_261);
    for _ in 0..10_000 {
        let memory_kib = rng.random_range(8..=96);
        compare(&mut simd, &mut rng, memory_kib);
    }
    for _ in 0..36 {
        compare(&mut simd, &mut rng, MEMORY_KIB);
    }
}

/// A fast engine that computes what the reference does until it is broken.
#[derive(Clone, Default)]
struct Breakable {
    name: &'static str,
    is_broken: Arc<AtomicBool>,
    /// What it computes when it is broken.
    wrong: Option<Tag>,
    calls: Arc<AtomicUsize>,
}

impl Breakable {
    fn engine(&self, trust: &Arc<Trust>) -> Engine {
        let ours = Scheme::ours().expect("a scheme");
        Engine::new(Some(Box::new(self.clone())), Arc::clone(trust), ours)
    }

    fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

impl FastEngine for Breakable {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn tag(&mut self, memory_kib: u32, password: &[u8], salt: &[u8]) -> Option<Tag> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        match self.is_broken.load(Ordering::Relaxed) {
            true => self.wrong,
            false => Some(expected(memory_kib, password, salt)),
        }
    }

    fn free(&mut self) {}
}

fn our_tag(engine: &mut Engine, password: &[u8]) -> Vec<u8> {
    let scheme = Scheme::ours().expect("a scheme");
    engine.tag(&scheme, password, SALT).expect("a tag")
}

#[test]
fn a_broken_engine_is_found_by_the_next_sample_and_never_used_again() {
    listen();
    let fast = Breakable {
        name: "breaks later",
        wrong: Some([7; TAG]),
        ..Breakable::default()
    };
    let trust = Arc::new(Trust::default());
    let (mut one, mut other) = (fast.engine(&trust), fast.engine(&trust));
    let right = expected(MEMORY_KIB, b"secret", SALT);
    assert_eq!(our_tag(&mut one, b"secret"), right, "the first is a sample");
    assert_eq!(our_tag(&mut other, b"secret"), right);
    assert!(!trust.is_lost());
    fast.is_broken.store(true, Ordering::Relaxed);
    for _ in 1..SAMPLE {
        assert_eq!(our_tag(&mut one, b"secret"), [7; TAG], "not a sample");
    }
    let calls = fast.calls();
    assert_eq!(our_tag(&mut one, b"secret"), right, "a sample");
    assert!(trust.is_lost());
    assert_eq!(fast.calls(), calls + 1);
    for engine in [&mut one, &mut other] {
        assert_eq!(our_tag(engine, b"secret"), right);
        assert_eq!(engine.name(), "portable");
    }
    assert_eq!(fast.calls(), calls + 1, "all threads use the reference");
    let lines = count_logged(&["ERROR", "breaks later", "Set HASHER=portable"]);
    assert_eq!(lines, 1);
}

#[test]
fn an_engine_that_is_broken_at_the_start_computes_nothing() {
    for wrong in [Some([7; TAG]), None] {
        let fast = Breakable {
            name: "broken",
            is_broken: Arc::new(AtomicBool::new(true)),
            wrong,
            ..Breakable::default()
        };
        let trust = Arc::new(Trust::default());
        let mut engine = fast.engine(&trust);
        assert!(trust.is_lost());
        let right = expected(MEMORY_KIB, b"secret", SALT);
        assert_eq!(our_tag(&mut engine, b"secret"), right);
        assert_eq!(fast.calls(), 1, "only the check at the start");
    }
}

#[test]
fn an_engine_that_fails_is_replaced_at_once() {
    let fast = Breakable::default();
    let trust = Arc::new(Trust::default());
    let mut engine = fast.engine(&trust);
    let right = expected(MEMORY_KIB, b"secret", SALT);
    assert_eq!(our_tag(&mut engine, b"secret"), right);
    fast.is_broken.store(true, Ordering::Relaxed);
    assert_eq!(our_tag(&mut engine, b"secret"), right);
    assert!(trust.is_lost());
}

#[test]
fn only_tags_with_our_parameters_are_computed_by_the_fast_engine() {
    let fast = Breakable::default();
    let mut engine = fast.engine(&Arc::default());
    let calls = fast.calls();
    let params = |memory, passes, lanes, length| {
        Params::new(memory, passes, lanes, Some(length)).expect("parameters")
    };
    let ours = Scheme::ours().expect("a scheme");
    let mut others: Vec<Scheme> = [
        params(64, 2, 1, TAG),
        params(MEMORY_KIB, 1, 1, TAG),
        params(MEMORY_KIB, 2, 2, TAG),
        params(MEMORY_KIB, 2, 1, 16),
    ]
    .into_iter()
    .map(|params| Scheme {
        params,
        ..ours.clone()
    })
    .collect();
    others.push(Scheme {
        algorithm: Algorithm::Argon2i,
        ..ours.clone()
    });
    others.push(Scheme {
        version: Version::V0x10,
        ..ours
    });
    for scheme in others {
        let tag = engine.tag(&scheme, b"secret", SALT).expect("a tag");
        let reference = Reference::default().tag(&scheme, b"secret", SALT);
        assert_eq!(tag, reference.expect("a tag"));
        assert_eq!(fast.calls(), calls, "{scheme:?}");
    }
}

#[tokio::test]
async fn the_log_says_which_code_hashes_and_the_setting_chooses_it() {
    let simd = Simd::detect().map_or("portable".to_owned(), |simd| simd.name());
    for (setting, code) in [("auto", simd.as_str()), ("portable", "portable")] {
        let settings = &[("HASHER", setting), ("HASH_THREADS", "1")];
        each_database_with(settings, async |server| {
            server.app.hasher.announce().expect("a thread");
            // The thread takes one of the other clients' passwords first at most once.
            server.member("jo@ucla.edu").await;
            server.client().log_in("jo@ucla.edu", PASSWORD).await;
            assert_logged(&["INFO", "chose the code that hashes passwords", code]);
        })
        .await;
    }
}

#[tokio::test]
async fn memory_for_hashing_is_given_back_when_nobody_signs_in_any_more() {
    const ONE_HASH: u64 = MEMORY_KIB as u64 * 1024;
    if Simd::detect().is_none() {
        // The allocator decides when memory of the portable code is given back.
        return;
    }
    let database = Database::sqlite().await;
    let server = Process::start_with(&database, &[], None).await;
    server.member("jo@ucla.edu").await;
    let mut busy = server.memory("VmRSS");
    let mut quiet = busy;
    for _ in 0..600 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        quiet = server.memory("VmRSS");
        busy = busy.max(quiet);
        if busy.saturating_sub(quiet) > ONE_HASH * 3 / 4 {
            return;
        }
    }
    panic!("{quiet} bytes instead of {busy}");
}
