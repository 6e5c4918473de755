//! The reference for a sign-in: the number of hashes that the same crate computes on all processors.

use argon2::{Algorithm, Argon2, Params, Version};
use std::time::{Duration, Instant};

/// Hashes per second on all processors together, with the server's parameters.
pub(crate) fn per_second(length: Duration) -> f64 {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let start = Instant::now();
    let threads: Vec<_> = (0..processors)
        .map(|_| std::thread::spawn(move || count(start, length)))
        .collect();
    let hashes: u32 = threads
        .into_iter()
        .map(|thread| thread.join().unwrap_or(0))
        .sum();
    f64::from(hashes) / start.elapsed().as_secs_f64()
}

fn count(start: Instant, length: Duration) -> u32 {
    let Ok(params) = Params::new(19_456, 2, 1, Some(32)) else {
        return 0;
    };
    let mut memory = vec![argon2::Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut hashes = 0;
    let mut output = [0_u8; 32];
    while start.elapsed() < length {
        let done = argon2.hash_password_into_with_memory(
            b"secret123",
            b"0123456789abcdef",
            &mut output,
            &mut memory,
        );
        hashes += u32::from(done.is_ok());
    }
    hashes
}
