//! The reference for a sign-in: the number of hashes that the same code computes on all processors.

use argon2::{Algorithm, Argon2, Params, Version};
use std::time::{Duration, Instant};

const PASSWORD: &[u8] = b"secret123";
const SALT: &[u8] = b"0123456789abcdef";

/// The code that computes hashes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Code {
    /// The server's with `HASHER=auto`, on a processor with SIMD instructions.
    Simd,
    /// The server's with `HASHER=portable`.
    Portable,
}

/// The number of processors.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Hashes per second on all processors together, with the server's parameters.
pub(crate) fn per_second(code: Code, length: Duration) -> f64 {
    let start = Instant::now();
    let count = move || match code {
        Code::Simd => count_simd(start, length),
        Code::Portable => count_portable(start, length),
    };
    let threads: Vec<_> = (0..processors())
        .map(|_| std::thread::spawn(count))
        .collect();
    let hashes: u32 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap_or(0))
        .sum();
    f64::from(hashes) / start.elapsed().as_secs_f64()
}

fn count_simd(start: Instant, length: Duration) -> u32 {
    // The defaults are the server's parameters.
    let mut hasher = argon2_rust::Argon2::new(
        argon2_rust::Algorithm::Argon2id,
        argon2_rust::Version::V0x13,
        argon2_rust::Params::default(),
    )
    .hasher();
    count_until(start, length, |output| {
        hasher.hash_into(PASSWORD, SALT, output).is_ok()
    })
}

fn count_portable(start: Instant, length: Duration) -> u32 {
    let Ok(params) = Params::new(19_456, 2, 1, Some(32)) else {
        return 0;
    };
    let mut memory = vec![argon2::Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    count_until(start, length, |output| {
        let done = argon2.hash_password_into_with_memory(PASSWORD, SALT, output, &mut memory);
        done.is_ok()
    })
}

fn count_until(start: Instant, length: Duration, mut hash: impl FnMut(&mut [u8]) -> bool) -> u32 {
    let mut output = [0_u8; 32];
    let mut hashes = 0;
    while start.elapsed() < length {
        hashes += u32::from(hash(&mut output));
    }
    hashes
}
