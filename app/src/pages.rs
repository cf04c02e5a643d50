//! Whole pages beside the inspector.

pub mod anywhere;
pub mod clock;
pub mod home;
pub mod message;
pub mod settings;
