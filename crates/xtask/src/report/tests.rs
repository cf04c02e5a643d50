use anyhow::{Result, bail};

use super::{Counts, Report};

#[track_caller]
fn check(line: &str, passed: u64, failed: u64) {
    let mut counts = Counts::default();
    counts.see(line);
    assert_eq!(counts, Counts { passed, failed }, "{line}");
}

#[test]
fn closing_lines_are_counted() {
    check(
        "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.10s",
        12,
        0,
    );
    check(
        "test result: FAILED. 2 passed; 7 failed; 0 ignored; 0 measured; 0 filtered out",
        2,
        7,
    );
    check("browser: 31 passed, 2 failed", 31, 2);
    check("4 passed, 0 failed", 4, 0);
}

#[test]
fn other_lines_are_not() {
    check("running 12 tests", 0, 0);
    check("said: the form has 3 passed, then failed", 0, 0);
    check("  31 passed (1.2m)", 0, 0);
    check("test x ... ok", 0, 0);
}

fn counted(passed: u64, failed: u64) -> impl FnOnce(&mut Counts) -> Result<bool> {
    move |counts| {
        *counts = Counts { passed, failed };
        Ok(failed == 0)
    }
}

#[test]
fn the_last_line_is_the_sum() {
    let mut report = Report::default();
    assert!(report.check("format", || Ok(())));
    assert!(report.tests("unit", counted(5, 0)));
    assert!(!report.tests("browser", counted(3, 2)));
    assert!(!report.all_good());
    assert_eq!(report.closing().lines().last(), Some("8 passed, 2 failed"));
}

#[test]
fn a_step_without_tests_that_fails_shows_in_the_sum() {
    let mut report = Report::default();
    report.tests("unit", counted(5, 0));
    report.check("format", || bail!("not formatted"));
    report.blocked("browser", "build");
    assert!(!report.all_good());
    let closing = report.closing();
    assert!(closing.contains("not formatted"), "{closing}");
    assert!(closing.contains("not tried: build failed"), "{closing}");
    assert_eq!(closing.lines().last(), Some("5 passed, 2 failed"));
}

#[test]
fn a_runner_that_ran_nothing_has_failed() {
    let mut report = Report::default();
    assert!(!report.tests("unit", counted(0, 0)));
    assert!(!report.all_good());
}
