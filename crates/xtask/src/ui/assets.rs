//! Files under names that carry a hash of their content, compressed ahead of
//! time, and the manifest that tells the server their names.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::project::{Flavour, Project};

/// Collects the files of one build.
pub(super) struct Assets {
    folder: PathBuf,
    flavour: Flavour,
    names: BTreeMap<String, String>,
    kept: BTreeSet<String>,
}

impl Assets {
    pub(super) fn new(folder: &Path, flavour: Flavour) -> Self {
        Self {
            folder: folder.to_path_buf(),
            flavour,
            names: BTreeMap::new(),
            kept: BTreeSet::new(),
        }
    }

    /// Adds a file under `key` and returns the name it got.
    pub(super) fn add(&mut self, key: &str, name: &str, bytes: &[u8]) -> Result<String> {
        let hashed = hashed_name(name, &digest(bytes));
        self.add_as(key, name, hashed.clone(), bytes)?;
        Ok(hashed)
    }

    /// Adds scripts that import each other, `from "./name"`: keys, names and texts. The names of
    /// all carry one hash of all, since none can carry its own.
    pub(super) fn add_circle(&mut self, files: &[(&str, &str, &str)]) -> Result<()> {
        let texts: Vec<&str> = files.iter().map(|(_, _, text)| *text).collect();
        let hash = digest(texts.join("\n").as_bytes());
        for (key, name, text) in files {
            let mut text = (*text).to_owned();
            for (_, other, _) in files {
                let hashed = hashed_name(other, &hash);
                // With the blank, or minified.
                for from in ["from ", "from"] {
                    text = text.replace(
                        &format!("{from}\"./{other}\""),
                        &format!("{from}\"./{hashed}\""),
                    );
                }
            }
            self.add_as(key, name, hashed_name(name, &hash), text.as_bytes())?;
        }
        Ok(())
    }

    fn add_as(&mut self, key: &str, name: &str, hashed: String, bytes: &[u8]) -> Result<()> {
        if self.names.insert(key.to_owned(), hashed.clone()).is_some() {
            bail!("two files of the page have the key {key:?}: {name} is one of them");
        }
        self.keep(&hashed, || Ok(bytes.to_vec()))?;
        if self.flavour == Flavour::Release {
            self.keep(&format!("{hashed}.br"), || brotli(bytes))?;
            self.keep(&format!("{hashed}.gz"), || gzip(bytes))?;
        }
        Ok(())
    }

    /// Writes a file unless it is there: its name says what is in it.
    fn keep(&mut self, name: &str, bytes: impl FnOnce() -> Result<Vec<u8>>) -> Result<()> {
        let path = self.folder.join("pkg").join(name);
        if !path.exists() {
            replace(&path, &bytes()?)?;
        }
        self.kept.insert(name.to_owned());
        Ok(())
    }

    /// Writes the manifest and removes what an earlier build left behind.
    pub(super) fn finish(self) -> Result<()> {
        let path = self.folder.join("manifest.json");
        let manifest = serde_json::to_vec_pretty(&self.names)?;
        // Untouched when equal, so that cargo does not rebuild the server.
        if fs::read(&path).ok().as_ref() != Some(&manifest) {
            replace(&path, &manifest)?;
        }
        for entry in fs::read_dir(self.folder.join("pkg")).context("target/ui/pkg")? {
            let entry = entry.context("target/ui/pkg")?;
            if !self
                .kept
                .contains(entry.file_name().to_string_lossy().as_ref())
            {
                fs::remove_file(entry.path())
                    .with_context(|| format!("cannot remove {}", entry.path().display()))?;
            }
        }
        Ok(())
    }
}

/// The keys of the manifest, each with the size of its file over the wire:
/// bytes of brotli, as a release build makes them.
pub(crate) fn sizes(project: &Project) -> Result<BTreeMap<String, u64>> {
    let folder = project.ui();
    let manifest = fs::read(folder.join("manifest.json")).context("target/ui/manifest.json")?;
    let manifest: BTreeMap<String, String> = serde_json::from_slice(&manifest)?;
    let mut sizes = BTreeMap::new();
    for (key, name) in manifest {
        let path = folder.join("pkg").join(format!("{name}.br"));
        let size = fs::metadata(&path)
            .with_context(|| path.display().to_string())?
            .len();
        sizes.insert(key, size);
    }
    Ok(sizes)
}

/// `creel.js` becomes `creel.<16 hex digits>.js`.
fn hashed_name(name: &str, digest: &str) -> String {
    let hash = &digest[..16];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn digest(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes beside the place first, so that a build that was interrupted leaves
/// no half file under a name that promises its content.
fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let shown = || format!("cannot write {}", path.display());
    let folder = path.parent().with_context(shown)?;
    fs::create_dir_all(folder).with_context(shown)?;
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    fs::write(&partial, bytes).with_context(shown)?;
    fs::rename(&partial, path).with_context(shown)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let settings = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &settings).context("brotli")?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).context("gzip")?;
    packer.finish().context("gzip")
}
