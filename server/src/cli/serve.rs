//! `creel serve`.

use std::io::Write as _;
use std::process::ExitCode;

use tokio_util::sync::CancellationToken;

use super::{fail, misuse};
use crate::config::{ServeArgs, Settings};
use crate::log;
use crate::net::{bind, raise_file_limit};
use crate::run::{Server, stop_on_signal};

/// Stack of a worker in bytes: views nest deeply, above all when built without optimisation.
const STACK: usize = 24 << 20;

/// Runs the server until it is told to stop.
pub(super) fn run(args: ServeArgs) -> ExitCode {
    if let Err(error) = log::init(&args.log) {
        return misuse(error);
    }
    let settings = match args.settings() {
        Ok(settings) => settings,
        Err(error) => return misuse(error),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .thread_stack_size(STACK)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(format_args!("cannot start threads: {error}")),
    };
    runtime.block_on(serve(settings))
}

async fn serve(settings: Settings) -> ExitCode {
    let files = raise_file_limit();
    if files.is_some_and(|files| files < settings.net.max_connections as u64 + 100) {
        tracing::warn!(
            files,
            connections = settings.net.max_connections,
            "fewer files may be open than connections are allowed; raise the limit (ulimit -n)"
        );
    }
    let listener = match bind(settings.listen) {
        Ok(listener) => listener,
        Err(error) => return fail(error),
    };
    let address = match listener.local_addr() {
        Ok(address) => address,
        Err(error) => return fail(error),
    };
    let scheme = if settings.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let stop = CancellationToken::new();
    let server = match Server::open(settings, stop.clone()).await {
        Ok(server) => server,
        Err(error) => return fail(error),
    };
    // The only line on standard output: whoever started us waits for it.
    let mut out = std::io::stdout();
    let said = writeln!(out, "listening on {scheme}://{address}").and_then(|()| out.flush());
    if let Err(error) = said {
        tracing::warn!(%error, "nobody reads standard output");
    }
    tokio::spawn(stop_on_signal(stop));
    match server.run(listener).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(error),
    }
}
