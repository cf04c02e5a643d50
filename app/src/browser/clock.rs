//! The browser's clock.

use domain::Timestamp;

/// Now, to the millisecond.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp(
        i64::try_from(millis())
            .unwrap_or(i64::MAX)
            .saturating_mul(1000),
    )
}

/// Milliseconds since 1970.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the clock of a browser is a whole, positive number of milliseconds below 2^53"
)]
#[must_use]
pub fn millis() -> u64 {
    js_sys::Date::now().max(0.0) as u64
}

/// A number from 0 to 999 that differs between pages.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "random() is at least 0 and below 1"
)]
#[must_use]
pub fn jitter() -> u64 {
    (js_sys::Math::random() * 1000.0) as u64
}
