//! JavaScript, Python, Go and Rust.

#![expect(
    clippy::let_underscore_must_use,
    reason = "writing to a string cannot fail"
)]

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Request;
use super::quote::string;

/// Header values in code are text; bytes that are not UTF-8 are written as Latin-1, which is what
/// these libraries put on the wire.
fn value(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(
        |_| bytes.iter().map(|&byte| char::from(byte)).collect(),
        str::to_owned,
    )
}

pub(super) fn fetch(request: &Request) -> String {
    let mut code = format!("await fetch({}, {{\n", string(&request.url, false));
    let _ = writeln!(code, "  method: {},", string(&request.method, false));
    code.push_str("  headers: [\n");
    for (name, bytes) in &request.headers {
        let _ = writeln!(
            code,
            "    [{}, {}],",
            string(name, false),
            string(&value(bytes), false)
        );
    }
    code.push_str("  ],\n");
    if !request.body.is_empty() {
        let body = request.text().map_or_else(
            || {
                format!(
                    "Uint8Array.from(atob(\"{}\"), c => c.charCodeAt(0))",
                    STANDARD.encode(&request.body)
                )
            },
            |text| string(text, false),
        );
        let _ = writeln!(code, "  body: {body},");
    }
    code.push_str("});\n");
    code
}

pub(super) fn python(request: &Request) -> String {
    let binary = !request.body.is_empty() && request.text().is_none();
    let mut code = String::new();
    if binary {
        code.push_str("import base64\n");
    }
    code.push_str("import requests\n\nheaders = {\n");
    for (name, bytes) in &request.headers {
        let _ = writeln!(
            code,
            "    {}: {},",
            string(name, false),
            string(&value(bytes), false)
        );
    }
    code.push_str("}\n");
    let body = match request.text() {
        _ if request.body.is_empty() => String::new(),
        Some(text) => format!(", data={}.encode()", string(text, false)),
        None => format!(
            ", data=base64.b64decode(\"{}\")",
            STANDARD.encode(&request.body)
        ),
    };
    let _ = writeln!(
        code,
        "response = requests.request({}, {}, headers=headers{body})\nprint(response.status_code, response.text)",
        string(&request.method, false),
        string(&request.url, false),
    );
    code
}

pub(super) fn go(request: &Request) -> String {
    let (imports, body) = match request.text() {
        _ if request.body.is_empty() => ("", "nil".to_owned()),
        Some(text) => (
            "\t\"strings\"\n",
            format!("strings.NewReader({})", go_string(text)),
        ),
        None => (
            "\t\"encoding/base64\"\n\t\"strings\"\n",
            format!(
                "base64.NewDecoder(base64.StdEncoding, strings.NewReader(\"{}\"))",
                STANDARD.encode(&request.body)
            ),
        ),
    };
    let mut code = format!(
        "package main\n\nimport (\n\t\"fmt\"\n\t\"net/http\"\n{imports})\n\nfunc main() {{\n\treq, err := http.NewRequest({}, {}, {body})\n\tif err != nil {{\n\t\tpanic(err)\n\t}}\n",
        go_string(&request.method),
        go_string(&request.url),
    );
    for (name, bytes) in &request.headers {
        // Not `Add`, which would change the case of the name.
        let name = go_string(name);
        let _ = writeln!(
            code,
            "\treq.Header[{name}] = append(req.Header[{name}], {})",
            go_string(&value(bytes))
        );
    }
    code.push_str("\tres, err := http.DefaultClient.Do(req)\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tdefer res.Body.Close()\n\tfmt.Println(res.Status)\n}\n");
    code
}

/// Go has no surrogate escapes: what lies beyond the basic plane is written with eight digits.
fn go_string(text: &str) -> String {
    let mut quoted = String::new();
    for c in text.chars() {
        if c > '\u{ffff}' {
            let _ = write!(quoted, "\\U{:08x}", u32::from(c));
        } else {
            let one = string(c.encode_utf8(&mut [0; 4]), false);
            quoted.push_str(one.get(1..one.len() - 1).unwrap_or_default());
        }
    }
    format!("\"{quoted}\"")
}

pub(super) fn rust(request: &Request) -> String {
    let mut code = String::from(
        "// reqwest = { version = \"0.13\", features = [\"blocking\"] }\nfn main() -> Result<(), Box<dyn std::error::Error>> {\n    let response = reqwest::blocking::Client::new()\n",
    );
    let _ = writeln!(
        code,
        "        .request({}.parse()?, {})",
        string(&request.method, true),
        string(&request.url, true)
    );
    for (name, bytes) in &request.headers {
        let _ = writeln!(
            code,
            "        .header({}, {})",
            string(name, true),
            bytes_or_string(bytes)
        );
    }
    if !request.body.is_empty() {
        let _ = writeln!(code, "        .body({})", owned(request));
    }
    code.push_str("        .send()?;\n    println!(\"{}\", response.status());\n    Ok(())\n}\n");
    code
}

fn bytes_or_string(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(
        |_| format!("&b\"{}\"[..]", bytes.escape_ascii()),
        |text| string(text, true),
    )
}

fn owned(request: &Request) -> String {
    match request.text() {
        Some(text) => string(text, true),
        None => format!("&b\"{}\"[..]", request.body.escape_ascii()),
    }
}
