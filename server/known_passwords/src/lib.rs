//! The passwords that attackers know from leaks, as a filter that is embedded in the program.
//!
//! The filter finds every password on the list, and takes one in 65,536 others for one of them. The list itself cannot
//! be read from it. `cargo xtask passwords` writes it; known_passwords.md says from what.

use sha2::{Digest, Sha256};
use xorf::{BinaryFuse16, BinaryFuse16Ref, DmaSerializable, Filter, FilterRef};
use zeroize::Zeroizing;

/// Fewest characters of the passwords in the filter. Shorter ones are refused for their length.
pub const MIN_CHARACTERS: usize = 8;

/// What the file begins with: this, the number of passwords, and the filter's descriptor.
const MAGIC: &[u8; 8] = b"KNOWNPW1";
const NUMBER: usize = size_of::<u32>();
const DESCRIPTOR: usize = BinaryFuse16::DESCRIPTOR_LEN;

/// Bytes at an address that is even, because the filter reads them as 16-bit integers where they are.
#[repr(align(8))]
struct Aligned<Bytes: ?Sized>(Bytes);

static FILE: &Aligned<[u8]> = &Aligned(*include_bytes!("../known_passwords.bin"));

/// Whether attackers know a password in normalization form KC. Case does not matter.
#[must_use]
pub fn contains(password: &str) -> bool {
    parts(&FILE.0).is_some_and(|(_, descriptor, fingerprints)| {
        BinaryFuse16Ref::from_dma(descriptor, fingerprints).contains(&key(password))
    })
}

/// The number of passwords in a file.
#[must_use]
pub fn number(file: &[u8]) -> Option<u32> {
    parts(file).map(|(number, _, _)| number)
}

/// Writes the file for passwords in normalization form KC.
///
/// # Errors
/// When no filter was found for them, or there are too many.
pub fn file<'a>(passwords: impl Iterator<Item = &'a str>) -> Result<Vec<u8>, &'static str> {
    let mut keys: Vec<u64> = passwords.map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    let number = u32::try_from(keys.len()).map_err(|_| "there are too many passwords")?;
    let filter = BinaryFuse16::try_from(&keys)?;
    let mut descriptor = [0; DESCRIPTOR];
    filter.dma_copy_descriptor_to(&mut descriptor);
    let number = number.to_le_bytes();
    let parts: [&[u8]; 4] = [MAGIC, &number, &descriptor, filter.dma_fingerprints()];
    Ok(parts.concat())
}

/// The number of passwords, the descriptor and the fingerprints.
fn parts(file: &[u8]) -> Option<(u32, &[u8], &[u8])> {
    let rest = file.strip_prefix(MAGIC)?;
    let (number, rest) = rest.split_first_chunk::<NUMBER>()?;
    let (descriptor, fingerprints) = rest.split_at_checked(DESCRIPTOR)?;
    Some((u32::from_le_bytes(*number), descriptor, fingerprints))
}

/// The start of a hash, which an attacker gains nothing from: the passwords are known.
fn key(password: &str) -> u64 {
    let lowercase = Zeroizing::new(password.to_lowercase());
    let digest = Sha256::digest(lowercase.as_bytes());
    let start = digest.as_slice().first_chunk();
    start.map_or(0, |start| u64::from_le_bytes(*start))
}
