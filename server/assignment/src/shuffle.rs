//! An order that depends on a seed only, so that ties are broken in the same way each time.

/// The numbers below `length`, shuffled: a Fisher-Yates shuffle with the generator SplitMix64.
pub(crate) fn order(length: usize, seed: u64) -> Vec<usize> {
    let mut state = seed;
    let mut order: Vec<usize> = (0..length).collect();
    for last in (1..length).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let other = scramble(state) % (last as u64 + 1);
        order.swap(last, usize::try_from(other).unwrap_or(last));
    }
    order
}

/// The output function of SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
const fn scramble(mut state: u64) -> u64 {
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    state ^ (state >> 31)
}
