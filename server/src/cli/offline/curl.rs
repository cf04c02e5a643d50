//! Reading a curl command as pasted, for the request it would send. Nothing is run.

use super::input::{Input, bytes, header};

/// Options whose next word says nothing about the request.
const SKIPPED: &[&str] = &[
    "-o",
    "--output",
    "-m",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "-w",
    "--write-out",
    "-x",
    "--proxy",
    "--cacert",
    "--cert",
    "--key",
    "--resolve",
    "--interface",
    "-c",
    "--cookie-jar",
    "--limit-rate",
    "-D",
    "--dump-header",
    "--retry-delay",
    "--retry-max-time",
    "-K",
    "--config",
];

/// The request of a command. The error says which option is not understood.
pub(super) fn parse(command: &str) -> Result<Input, String> {
    let words = shlex::split(command).ok_or("--curl: a quote is not closed")?;
    let mut words = words.into_iter();
    if words.next().as_deref() != Some("curl") {
        return Err("--curl: the command does not begin with curl".to_owned());
    }
    let mut reading = Reading::default();
    while let Some(word) = words.next() {
        let (option, attached) = split(&word);
        let mut value = || {
            attached
                .clone()
                .or_else(|| words.next())
                .ok_or_else(|| format!("--curl: {option} has no value"))
        };
        reading.option(&option, &mut value)?;
    }
    Ok(reading.finish())
}

/// `--name=value` and `-Xvalue` as option and value.
fn split(word: &str) -> (String, Option<String>) {
    if let Some(long) = word.strip_prefix("--") {
        return match long.split_once('=') {
            Some((name, value)) => (format!("--{name}"), Some(value.to_owned())),
            None => (word.to_owned(), None),
        };
    }
    let takes_value = ["-X", "-H", "-d", "-A", "-e", "-b", "-u"];
    match takes_value
        .iter()
        .find(|option| word.len() > 2 && word.starts_with(*option))
    {
        Some(option) => ((*option).to_owned(), word.get(2..).map(str::to_owned)),
        None => (word.to_owned(), None),
    }
}

#[derive(Default)]
struct Reading {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<(String, Vec<u8>)>,
    data: Option<Vec<u8>>,
    json: bool,
    head: bool,
    get: bool,
}

impl Reading {
    fn option(
        &mut self,
        option: &str,
        value: &mut dyn FnMut() -> Result<String, String>,
    ) -> Result<(), String> {
        match option {
            "-X" | "--request" => self.method = Some(value()?),
            "-H" | "--header" => self.headers.extend(header(&value()?)),
            "--url" => self.url = Some(value()?),
            "-d" | "--data" | "--data-ascii" => {
                let text = value()?;
                let data = match text.strip_prefix('@') {
                    // curl drops line ends when it reads a file this way.
                    Some(file) => {
                        let mut data = bytes(file, "--data")?;
                        data.retain(|byte| !matches!(byte, b'\r' | b'\n'));
                        data
                    }
                    None => text.into_bytes(),
                };
                self.add(data);
            }
            "--data-raw" => self.add(value()?.into_bytes()),
            "--data-binary" => {
                let data = file_or(value()?, "--data-binary")?;
                self.add(data);
            }
            "--json" => {
                let data = file_or(value()?, "--json")?;
                self.json = true;
                self.data.get_or_insert_default().extend(data);
            }
            "-A" | "--user-agent" => self.named("User-Agent", value()?),
            "-e" | "--referer" => self.named("Referer", value()?),
            "-b" | "--cookie" => self.named("Cookie", value()?),
            "-I" | "--head" => self.head = true,
            "-G" | "--get" => self.get = true,
            "-F" | "--form" | "--data-urlencode" | "-u" | "--user" | "-T" | "--upload-file" => {
                return Err(format!(
                    "--curl: {option} is not understood here; give the body with --body"
                ));
            }
            _ if SKIPPED.contains(&option) => drop(value()?),
            _ if option.starts_with('-') => {}
            _ => self.url = Some(option.to_owned()),
        }
        Ok(())
    }

    fn add(&mut self, data: Vec<u8>) {
        match &mut self.data {
            Some(have) => {
                have.push(b'&');
                have.extend(data);
            }
            None => self.data = Some(data),
        }
    }

    fn named(&mut self, name: &str, value: String) {
        self.headers.push((name.to_owned(), value.into_bytes()));
    }

    fn finish(mut self) -> Input {
        let has_type = self
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
        if self.data.is_some() && !has_type && !self.get {
            let form = "application/x-www-form-urlencoded";
            self.named(
                "Content-Type",
                if self.json { "application/json" } else { form }.to_owned(),
            );
        }
        let usual = match (&self.data, self.head) {
            (_, true) => "HEAD",
            (Some(_), false) if !self.get => "POST",
            _ => "GET",
        };
        let url = self.url.map(|url| {
            if url.contains("://") {
                url
            } else {
                format!("http://{url}")
            }
        });
        Input {
            method: self.method.unwrap_or_else(|| usual.to_owned()),
            url,
            headers: self.headers,
            body: self.data.unwrap_or_default(),
        }
    }
}

fn file_or(text: String, flag: &str) -> Result<Vec<u8>, String> {
    match text.strip_prefix('@') {
        Some(file) => bytes(file, flag),
        None => Ok(text.into_bytes()),
    }
}
