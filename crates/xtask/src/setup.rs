//! Installs what is missing, and says what it does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::Project;
use crate::shell::{command, read, run, say};

/// The target of the page's modules.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Which part of `end2end/package.json` a task needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packages {
    /// `wasm-opt` and `terser` only.
    Build,
    /// The browser tests as well.
    All,
}

/// What building needs: the wasm target, and what makes the page small where there is Node.
pub(crate) fn for_build(project: &Project) -> Result<()> {
    wasm_target(project)?;
    if which::which("node").is_ok() {
        packages(project, Packages::Build)?;
    } else {
        say(
            "note: Node is not installed, so wasm-opt is left out and the page is about twice as large",
        );
    }
    Ok(())
}

/// The standard library for the page's target.
pub(crate) fn wasm_target(project: &Project) -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder =
        read(command(project, rustc).args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(folder.trim()).exists() {
        return Ok(());
    }
    say(format_args!("set-up: rustup target add {WASM}"));
    run(command(project, "rustup").args(["target", "add", WASM])).with_context(|| {
        format!(
            "the standard library for {WASM} is missing and could not be installed.\n\
             With rustup and a network: rustup target add {WASM}\n\
             With Debian's Rust: apt-get install libstd-rust-dev-wasm32"
        )
    })
}

/// The sources of the standard library, to compile them for the page; without rustup they may be missing.
pub(crate) fn std_sources(project: &Project) -> Result<bool> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let root = read(command(project, rustc).args(["--print", "sysroot"]))?;
    let sources = Path::new(root.trim()).join("lib/rustlib/src/rust/library/Cargo.lock");
    if sources.exists() || which::which("rustup").is_err() {
        return Ok(sources.exists());
    }
    say("set-up: rustup component add rust-src");
    let added = run(command(project, "rustup").args(["component", "add", "rust-src"]));
    if let Err(error) = added {
        say(format_args!("note: {error:#}"));
    }
    Ok(sources.exists())
}

/// Installs the npm packages, unless these very ones are there already.
pub(crate) fn packages(project: &Project, wanted: Packages) -> Result<()> {
    let folder = project.end2end();
    let lock = fs::read_to_string(folder.join("package-lock.json"))
        .context("end2end/package-lock.json")?;
    let stamp = folder.join("node_modules/.installed");
    // Whoever ran npm by hand has all of them; that will do for a build.
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock)
        || (wanted == Packages::Build
            && has_locked(&folder, &lock, "binaryen")?
            && has_locked(&folder, &lock, "terser")?)
    {
        return Ok(());
    }
    let npm = which::which("npm").context(
        "npm is missing: install Node 20.19 or later (https://nodejs.org, or your distribution's nodejs and npm)",
    )?;
    let mut install = command(project, npm);
    install.current_dir(&folder);
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    if wanted == Packages::Build {
        install.arg("--omit=dev");
    }
    say("set-up: npm ci in end2end");
    run(&mut install).context(
        "the npm packages in end2end/ could not be installed: npm needs its registry, or a mirror in ~/.npmrc",
    )?;
    if wanted == Packages::All {
        fs::write(&stamp, lock).context("node_modules/.installed")?;
    }
    Ok(())
}

/// Whether a package is installed in the version that the lock file names.
fn has_locked(folder: &Path, lock: &str, name: &str) -> Result<bool> {
    let place = format!("node_modules/{name}");
    let lock: Value = serde_json::from_str(lock).context("end2end/package-lock.json")?;
    let Ok(installed) = fs::read_to_string(folder.join(&place).join("package.json")) else {
        return Ok(false);
    };
    let installed: Value = serde_json::from_str(&installed).context(place.clone())?;
    Ok(installed["version"] == lock["packages"][place]["version"])
}

/// A Chromium that starts: from `CHROMIUM`, the PATH, Playwright's own
/// download, or the distribution's package, whichever comes first.
pub(crate) fn chromium(project: &Project) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM") {
        let named = PathBuf::from(named);
        if starts(&named) {
            return Ok(named);
        }
        bail!("CHROMIUM={} does not start", named.display());
    }
    if let Some(found) = installed_chromium(project) {
        return Ok(found);
    }
    if is_root(project) && which::which("apt-get").is_ok() {
        say("set-up: apt-get install chromium");
        let mut update = command(project, "apt-get");
        let mut install = command(project, "apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        let outcome = run(update.args(["update", "-q"])).and_then(|()| {
            run(install.args(["install", "-q", "-y", "--no-install-recommends", "chromium"]))
        });
        if let Err(error) = outcome {
            say(format_args!("note: {error:#}"));
        }
    } else {
        say("set-up: npx playwright install chromium");
        let mut install = command(project, "npx");
        install.current_dir(project.end2end());
        if let Err(error) = run(install.args(["playwright", "install", "chromium"])) {
            say(format_args!("note: {error:#}"));
        }
    }
    installed_chromium(project).context(
        "the browser tests need Chromium, and it could not be installed. One of these will do:\n\
         - your distribution's package, for example: sudo apt-get install chromium\n\
         - Playwright's own: (cd end2end && npx playwright install --with-deps chromium)\n\
         - any other Chromium or Chrome: CHROMIUM=/path/to/chrome cargo xtask test",
    )
}

fn installed_chromium(project: &Project) -> Option<PathBuf> {
    let on_path = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ]
    .into_iter()
    .filter_map(|name| which::which(name).ok());
    let mut ask = command(project, "node");
    ask.current_dir(project.end2end());
    let script = "process.stdout.write(require('playwright-core').chromium.executablePath())";
    let own = read(ask.args(["-e", script])).ok().map(PathBuf::from);
    on_path.chain(own).find(|path| starts(path))
}

/// A name on the PATH is not enough: Ubuntu's `chromium-browser`, for one, is
/// a script that only tells where to get it.
fn starts(browser: &Path) -> bool {
    Command::new(browser)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn is_root(project: &Project) -> bool {
    read(command(project, "id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
