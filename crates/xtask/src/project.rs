//! Where things are, and the two ways they can be built.

use std::path::PathBuf;

use anyhow::{Context, Result};
use cargo_metadata::MetadataCommand;

/// The page and the server are always built alike.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// What is shipped: optimised and compressed.
    Release,
    /// What is quick to build.
    Dev,
}

impl Flavour {
    pub(crate) fn dev_if(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Release }
    }

    /// Cargo's profile for the server, and the folder it builds into.
    pub(crate) fn server_profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Release => ("release", "release"),
            Self::Dev => ("dev", "debug"),
        }
    }

    /// Cargo's profile for the WASM modules, and the folder it builds into.
    pub(crate) fn wasm_profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Release => ("wasm-release", "wasm-release"),
            Self::Dev => ("dev", "debug"),
        }
    }
}

/// The folders of this checkout.
pub(crate) struct Project {
    /// The workspace's root.
    pub(crate) root: PathBuf,
    /// Cargo's target folder, which `CARGO_TARGET_DIR` may have moved away
    /// from the checkout.
    pub(crate) target: PathBuf,
}

impl Project {
    /// Asks cargo, so that every way of moving the target folder is respected.
    pub(crate) fn find() -> Result<Self> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .context("cargo metadata: is this inside the checkout?")?;
        Ok(Self {
            root: metadata.workspace_root.into(),
            target: metadata.target_directory.into(),
        })
    }

    /// The page's files as the server embeds them.
    ///
    /// Always `target/ui` of the checkout, wherever cargo's target folder is:
    /// `rust-embed` in `server` names it by a fixed relative path.
    pub(crate) fn ui(&self) -> PathBuf {
        self.root.join("target/ui")
    }

    /// Intermediate files that are kept from one run to the next.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The browser tests, and the npm packages that the build uses.
    pub(crate) fn end2end(&self) -> PathBuf {
        self.root.join("end2end")
    }

    /// The server's binary.
    pub(crate) fn creel(&self, flavour: Flavour) -> PathBuf {
        let name = format!("creel{}", std::env::consts::EXE_SUFFIX);
        self.target.join(flavour.server_profile().1).join(name)
    }
}
