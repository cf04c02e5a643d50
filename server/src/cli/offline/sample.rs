//! `creel sample`: a real event shape, signed on the spot, to any URL.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use signatures::{Event, Sample};
use uuid::Uuid;

use super::keys::{KeyArgs, PrivateKeyArgs};
use crate::cli::{fail, misuse, say};
use crate::clock;

/// Longest wait for the answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// What `creel sample` takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct SampleArgs {
    #[command(flatten)]
    keys: KeyArgs,
    #[command(flatten)]
    private: PrivateKeyArgs,
    /// Where to send it; without it, the request is printed.
    #[arg(long, value_name = "URL")]
    to: Option<String>,
    /// Event, when the provider has several samples.
    #[arg(long, value_name = "NAME")]
    event: Option<String>,
}

/// Signs a sample and sends or prints it; without a provider, lists the samples.
pub(in crate::cli) fn run(args: &SampleArgs) -> ExitCode {
    let Some(provider) = &args.keys.provider else {
        let lines: Vec<_> = signatures::samples()
            .iter()
            .map(|sample| {
                format!(
                    "{:<20} {:<28} {}",
                    sample.provider, sample.event, sample.title
                )
            })
            .collect();
        return say(lines.join("\n"));
    };
    let sample = signatures::samples().iter().find(|sample| {
        sample.provider == provider
            && args
                .event
                .as_ref()
                .is_none_or(|event| event == sample.event)
    });
    let Some(sample) = sample else {
        return misuse("no such sample; creel sample lists them");
    };
    match event(args, sample) {
        Err(message) => misuse(message),
        Ok(event) => match &args.to {
            Some(_) => send(&event),
            None => say(printed(&event)),
        },
    }
}

fn event(args: &SampleArgs, sample: &Sample) -> Result<Event, String> {
    let url = args.to.as_deref().unwrap_or("http://127.0.0.1:3000/");
    let id = format!("msg_{}", Uuid::new_v4().simple());
    sample
        .sign(
            url,
            &args.private.beside(&args.keys)?,
            clock::now().micros(),
            &id,
        )
        .map_err(|error| error.to_string())
}

fn printed(event: &Event) -> String {
    let headers: Vec<_> = event
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    format!(
        "{} {}\n{}\n\n{}",
        event.method,
        event.url,
        headers.join("\n"),
        String::from_utf8_lossy(&event.body)
    )
}

fn send(event: &Event) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return fail(error),
    };
    match runtime.block_on(deliver(event)) {
        Ok(status) => say(format_args!("sent to {}: {status}", event.url)),
        Err(error) => fail(format_args!("not sent: {error}")),
    }
}

async fn deliver(event: &Event) -> Result<reqwest::StatusCode, reqwest::Error> {
    // An error means that a provider is there already, which is what counts.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .no_proxy()
        .build()?;
    let method = event.method.parse().unwrap_or(reqwest::Method::POST);
    let mut request = client.request(method, &event.url).body(event.body.clone());
    for (name, value) in &event.headers {
        request = request.header(name, value);
    }
    Ok(request.send().await?.status())
}
