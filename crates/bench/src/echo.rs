//! The baseline: axum as it comes, reading the body and answering 200.

use std::io::{Write, stdout};
use std::net::SocketAddr;

use anyhow::{Context, Result};
use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;

/// Serves until it is killed. Says where in the words `creel` uses.
pub(crate) fn run(listen: SocketAddr) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("runtime")?;
    runtime.block_on(async {
        let app = Router::new()
            .fallback(|_body: Bytes| async { "ok" })
            .layer(DefaultBodyLimit::disable());
        let listener = tokio::net::TcpListener::bind(listen).await?;
        writeln!(stdout(), "listening on http://{}", listener.local_addr()?)?;
        axum::serve(listener, app).await.context("echo")
    })
}
