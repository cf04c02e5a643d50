//! The `creel` program.

use std::process::ExitCode;

use clap::Parser as _;

/// What a hit holds is allocated on the thread of its connection and freed on the writer's, which the
/// system's allocator answers with locks.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::cli::Cli::parse().run()
}
