//! The library from outside.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its cases must fail"
)]

mod mistakes;
mod recognise;
mod secrecy;
mod settled;
mod sign;
mod vectors;
