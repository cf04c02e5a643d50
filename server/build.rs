//! Has cargo build the server again when the page's files have changed.
//!
//! `cargo xtask` writes them to `target/ui` of the checkout, wherever cargo's
//! own target folder is, and `rust-embed` takes them from there. Its macro
//! tracks the files it found; this script notices those it did not find.

fn main() -> std::io::Result<()> {
    // A path that is missing would count as changed in every build.
    std::fs::create_dir_all("../target/ui")?;
    println!("cargo:rerun-if-changed=../target/ui");
    println!("cargo:rerun-if-changed=build.rs");
    Ok(())
}
