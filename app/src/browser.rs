//! The browser's own things behind small functions. Called only from effects and event
//! handlers, which never run on the server.

pub mod choice;
pub mod clipboard;
pub mod clock;
pub mod menu;
pub mod page;
pub mod resume;
pub mod storage;
pub mod worker;
