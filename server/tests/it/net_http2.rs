//! HTTP/2: by prior knowledge, and over TLS by ALPN.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, Request};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use server::net::{Limits, tls};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::wire::MirrorServer;

/// Sends a request with a body in two frames and trailers, and returns the mirrored text.
async fn exchange<S>(stream: S) -> String
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (client, connection) = h2::client::handshake(stream).await.unwrap();
    tokio::spawn(connection);
    let mut client = client.ready().await.unwrap();
    let request = Request::post("https://hooks.example/a?b=1")
        .header("x-two", "1")
        .header("x-one", "2")
        .header("x-two", "3")
        .body(())
        .unwrap();
    let (response, mut body) = client.send_request(request, false).unwrap();
    body.send_data(Bytes::from_static(b"hello "), false)
        .unwrap();
    body.send_data(Bytes::from_static(b"there"), false).unwrap();
    let mut trailers = HeaderMap::new();
    trailers.insert("x-sum", "9".parse().unwrap());
    body.send_trailers(trailers).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["x-version"], "HTTP/2.0");
    assert_eq!(response.headers()["x-framing"], "Stream");
    let mut body = response.into_body();
    let mut text = String::new();
    while let Some(data) = body.data().await {
        text.push_str(std::str::from_utf8(&data.unwrap()).unwrap());
    }
    text
}

fn check(text: &str) {
    let (head, rest) = text.split_once('|').unwrap();
    assert_eq!(rest, "hello there|x-sum9");
    // The order in which the h2 client sends, repeats in their places.
    assert_eq!(
        head,
        ":method: POST\r\n:scheme: https\r\n:authority: hooks.example\r\n:path: /a?b=1\r\n\
         x-two: 1\r\nx-two: 3\r\nx-one: 2\r\n\r\n"
    );
}

#[tokio::test]
async fn prior_knowledge() {
    let server = MirrorServer::start(Limits::default());
    check(&exchange(TcpStream::connect(server.address).await.unwrap()).await);
}

#[tokio::test]
async fn the_preface_may_come_in_pieces() {
    let server = MirrorServer::start(Limits::default());
    let mut stream = TcpStream::connect(server.address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    // What h2 will send first, so it must not send it again: only a look-alike is possible here.
    stream.write_all(b"PRI * HTTP/1.1\r\n\r\n").await.unwrap();
    let mut wire = crate::wire::Wire(stream);
    assert_eq!(
        wire.answer().await.unwrap().text(),
        "PRI * HTTP/1.1\r\n\r\n||"
    );
}

#[tokio::test]
async fn tls_offers_both_protocols() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(vec!["hooks.example".to_owned()]).unwrap();
    let (cert, key) = (
        folder.path().join("cert.pem"),
        folder.path().join("key.pem"),
    );
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let acceptor = tls::acceptor(&cert, &key).unwrap();
    let server = MirrorServer::start_tls(Limits::default(), Some(acceptor));

    let mut roots = rustls::RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(&cert).unwrap())
        .unwrap();
    let connect = async |protocol: &[u8]| {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots.clone())
            .with_no_client_auth();
        config.alpn_protocols = vec![protocol.to_vec()];
        let stream = TcpStream::connect(server.address).await.unwrap();
        let name = ServerName::try_from("hooks.example").unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
            .unwrap()
    };
    check(&exchange(connect(b"h2").await).await);

    let mut stream = connect(b"http/1.1").await;
    let head = "GET /Case HTTP/1.1\r\nHost: hooks.example\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer)
        .await
        .unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.ends_with(&format!("{head}||")), "{answer}");
}

#[tokio::test]
async fn tls_files_that_cannot_be_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.pem");
    let error = tls::acceptor(&missing, &missing).err().unwrap().to_string();
    assert!(error.contains("none.pem"), "{error}");
}
