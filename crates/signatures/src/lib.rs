//! Webhook signatures: checking them, explaining why one fails, making them,
//! and recognising who sent a request.
//!
//! Nothing here reads a clock or does I/O; the same code runs on the server and
//! in the browser. The way in is [`verify`], [`recognise`] and [`sign`].
//!
//! - [`scheme`]: the records a provider is written in
//! - [`providers`]: the providers, as data
//! - [`verify`](mod@verify): the engines that interpret those records
//! - [`diagnose`]: the mistakes people make, tried one after the other
//! - [`recognise`](mod@recognise): who sent it
//! - [`sign`](mod@sign): the same engines the other way round
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod address;
mod asn1;
mod diagnose;
mod digest;
mod encoding;
mod form;
mod json;
mod keys;
mod kind;
mod provider;
mod providers;
mod public_key;
mod recognise;
mod request;
mod rewrite;
mod samples;
mod scheme;
mod sign;
mod structured;
mod time;
mod verdict;
mod verify;

pub use crate::{
    json::Raw as RawJson,
    keys::{Form, Keys, Param, Secret},
    provider::{Grade, Needs, Provider, SchemeInfo, providers},
    recognise::{Confidence, Recognition, recognise},
    request::Request,
    samples::{Event, Sample, samples},
    sign::{SignError, SignInput, Signed, sign},
    verdict::{
        Certainty, Fault, Hint, Outcome, Piece, SignedBytes, Step, StepKind, StepOk, Timestamp,
        Verdict,
    },
    verify::{Clock, VerifyError, verify},
};
