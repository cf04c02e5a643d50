//! The key of a hit: endpoint number above, sequence number below.

/// Bits of the sequence number: 68 billion hits for each endpoint.
const SEQ_BITS: u32 = 36;

/// The highest sequence number.
pub(crate) const MAX_SEQ: u64 = (1 << SEQ_BITS) - 1;

/// The key of a hit. `seq` above [`MAX_SEQ`] stands for the highest.
pub(crate) fn key(num: i64, seq: u64) -> i64 {
    (num << SEQ_BITS) | to_i64(seq.min(MAX_SEQ))
}

/// The sequence number in a key.
pub(crate) fn seq(key: i64) -> u64 {
    to_u64(key) & MAX_SEQ
}

/// SQLite's integers are signed; what does not fit stands for the highest.
pub(crate) fn to_i64(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Counters are never negative; what is (a damaged row) counts as 0.
pub(crate) fn to_u64(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

/// A length as a 64-bit number.
pub(crate) const fn len(bytes: &[u8]) -> u64 {
    bytes.len() as u64
}
