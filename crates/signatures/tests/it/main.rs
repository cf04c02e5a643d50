//! The library from outside.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its cases must fail"
)]

mod recognise;
mod sign;
mod vectors;
