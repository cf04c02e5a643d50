//! The `creel` program.

use std::ffi::c_long;
use std::process::ExitCode;

use clap::Parser as _;

/// What a hit holds is allocated on the thread of its connection and freed on the writer's, which the
/// system's allocator answers with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// mimalloc's `mi_option_purge_delay` (its `mimalloc.h`), which the crate has no name for.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Milliseconds until freed memory goes back to the system. With mimalloc's second, 200 senders of 10 MiB
/// leave as much behind as they hold (190 MiB at most, 143 with this); without any delay, large bodies take
/// a tenth more time.
const PURGE_AFTER: c_long = 20;

/// Gives memory back sooner than mimalloc does by itself. `MIMALLOC_PURGE_DELAY` still has the last word.
#[expect(
    unsafe_code,
    reason = "mimalloc's options are set through a C function"
)]
fn give_back_soon() {
    // SAFETY: it changes one number, and no other thread runs yet.
    unsafe { libmimalloc_sys::mi_option_set_default(PURGE_DELAY, PURGE_AFTER) };
}

fn main() -> ExitCode {
    give_back_soon();
    server::cli::Cli::parse().run()
}
