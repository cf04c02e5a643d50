//! What figures are compared with: servers that read the body and answer 200.

use std::convert::Infallible;
use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Body;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use net::{Arrival, Limits, Peer, Refusal, RequestBody};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// What the echo is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Kind {
    /// axum as it comes: the baseline.
    Axum,
    /// hyper on the sockets themselves.
    Hyper,
    /// hyper on what `net` makes of the sockets: limits, and the recorder.
    Recorded,
}

/// Serves until it is killed. Says where in the words `creel` uses.
pub(crate) fn run(kind: Kind, listen: SocketAddr) -> Result<()> {
    let runtime = tokio::runtime::Runtime::new().context("runtime")?;
    runtime.block_on(async {
        let listener = TcpListener::bind(listen).await?;
        writeln!(stdout(), "listening on http://{}", listener.local_addr()?)?;
        match kind {
            Kind::Axum => {
                let app = Router::new()
                    .fallback(|_body: Bytes| async { "ok" })
                    .layer(DefaultBodyLimit::disable());
                axum::serve(listener, app).await.context("echo")
            }
            Kind::Hyper => hyper(listener).await,
            Kind::Recorded => {
                let limits = Arc::new(Limits::default());
                net::serve(listener, None, Echo, limits, CancellationToken::new()).await;
                Ok(())
            }
        }
    })
}

async fn hyper(listener: TcpListener) -> Result<()> {
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let serve = service_fn(|request: Request<_>| async {
            Ok::<_, Infallible>(ok(request.into_body()).await)
        });
        let mut builder = http1::Builder::new();
        builder.half_close(true).header_read_timeout(None);
        let connection = builder.serve_connection(TokioIo::new(stream), serve);
        // A connection that breaks off ends the load generator's run.
        tokio::spawn(async move { drop(connection.await) });
    }
}

/// The answer, once the body has been read.
async fn ok(body: impl Body) -> Response<Full<Bytes>> {
    let read = body.collect().await;
    Response::new(Full::from(if read.is_ok() { "ok" } else { "" }))
}

#[derive(Clone, Copy, Debug)]
struct Echo;

impl net::Service for Echo {
    type Body = Full<Bytes>;

    async fn call(
        &self,
        _: Peer,
        _: Arrival,
        request: Request<RequestBody>,
    ) -> Response<Full<Bytes>> {
        ok(request.into_body()).await
    }

    fn refuse(&self, _: Refusal) -> Response<Full<Bytes>> {
        let mut response = Response::default();
        *response.status_mut() = hyper::StatusCode::BAD_REQUEST;
        response
    }
}
