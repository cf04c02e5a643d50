//! Commands that need no server: checking and making signatures.

mod curl;
mod input;
mod keys;
pub(super) mod providers;
pub(super) mod sample;
pub(super) mod sign;
mod text;
pub(super) mod verify;

#[cfg(test)]
mod tests;
