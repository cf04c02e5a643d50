//! Small pieces that many places draw.

pub mod appbar;
pub mod copy;
pub mod dialog;
pub mod download;
pub mod icon;
pub mod marks;
pub mod menu;
pub mod seg;
pub mod spans;
pub mod toast;
pub mod undo;
