//! Whole pages beside the inspector.

pub mod clock;
pub mod home;
pub mod message;
pub mod settings;
