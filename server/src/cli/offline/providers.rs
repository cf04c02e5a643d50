//! `creel providers`.

use std::process::ExitCode;

use clap::Args;
use comfy_table::{Table, presets};

use crate::cli::{fail, say};

/// What `creel providers` takes.
#[derive(Args, Debug)]
pub(in crate::cli) struct ProvidersArgs {
    /// Only those whose id or name contains this.
    find: Option<String>,
    /// Print the list as JSON.
    #[arg(long)]
    json: bool,
}

/// Lists what can be recognised and checked.
pub(in crate::cli) fn run(args: &ProvidersArgs) -> ExitCode {
    let find = args.find.as_deref().unwrap_or_default().to_lowercase();
    let found: Vec<_> = signatures::providers()
        .into_iter()
        .filter(|provider| {
            provider.id.contains(&find) || provider.name.to_lowercase().contains(&find)
        })
        .collect();
    if args.json {
        return match serde_json::to_string_pretty(&found) {
            Ok(text) => say(text),
            Err(error) => fail(error),
        };
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(["id", "name", "grade", "schemes", "needs"]);
    for provider in &found {
        let schemes: Vec<_> = provider.schemes.iter().map(|scheme| scheme.name).collect();
        let needs = if schemes.is_empty() {
            "recognised only"
        } else {
            provider.credential
        };
        let grade = format!("{:?}", provider.grade);
        table.add_row([
            provider.id,
            provider.name,
            &grade,
            &schemes.join(", "),
            needs,
        ]);
    }
    say(format_args!("{table}\n{} providers", found.len()))
}
