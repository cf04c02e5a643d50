//! Faces of senders: a name, two letters, a quiet hue.

/// How a sender is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Face {
    /// Name for people.
    pub name: String,
    /// Two drawn letters.
    pub letters: String,
    /// Hue in degrees.
    pub hue: u32,
}

/// Senders whose name or letters do not follow from their id.
const KNOWN: &[(&str, &str, &str, u32)] = &[
    ("adyen", "Adyen", "Ad", 145),
    ("aws-sns", "Amazon SNS", "SN", 60),
    ("bitbucket", "Bitbucket", "Bb", 255),
    ("discord", "Discord", "Di", 275),
    ("docusign", "DocuSign", "DS", 80),
    ("dropbox", "Dropbox", "Db", 250),
    ("github", "GitHub", "GH", 240),
    ("gitlab", "GitLab", "GL", 45),
    ("hubspot", "HubSpot", "HS", 35),
    ("linkedin", "LinkedIn", "Li", 235),
    ("mailgun", "Mailgun", "Mg", 15),
    ("paypal", "PayPal", "PP", 245),
    ("sendgrid", "SendGrid", "SG", 225),
    ("shopify", "Shopify", "Sh", 140),
    ("slack", "Slack", "Sl", 330),
    ("square", "Square", "Sq", 205),
    ("standard-webhooks", "Standard Webhooks", "SW", 195),
    ("standardwebhooks", "Standard Webhooks", "SW", 195),
    ("stripe", "Stripe", "St", 285),
    ("twilio", "Twilio", "Tw", 20),
    ("woocommerce", "WooCommerce", "WC", 300),
    ("youtube", "YouTube", "YT", 25),
    ("zoom", "Zoom", "Zm", 250),
];

/// The face of a sender by its id.
#[must_use]
pub fn face(id: &str) -> Face {
    if let Some((_, name, letters, hue)) = KNOWN.iter().find(|(known, ..)| *known == id) {
        return Face {
            name: (*name).to_owned(),
            letters: (*letters).to_owned(),
            hue: *hue,
        };
    }
    let words: Vec<&str> = id
        .split(['-', '_', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    let name = words
        .iter()
        .map(|word| capital(word))
        .collect::<Vec<_>>()
        .join(" ");
    let letters = match words.as_slice() {
        [one] => capital(&one.chars().take(2).collect::<String>()),
        words => words
            .iter()
            .take(2)
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_uppercase)
            .collect(),
    };
    Face {
        name,
        letters,
        hue: hue(id),
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// A stable hue from the id (FNV-1a), in steps of five degrees.
fn hue(id: &str) -> u32 {
    let hash = id.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    hash % 72 * 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_senders_have_their_own_face() {
        assert_eq!(face("github").name, "GitHub");
        assert_eq!(
            (face("stripe").letters.as_str(), face("stripe").hue),
            ("St", 285)
        );
    }

    #[test]
    fn others_are_named_by_their_id() {
        let other = face("acme-pay");
        assert_eq!(
            (other.name.as_str(), other.letters.as_str()),
            ("Acme Pay", "AP")
        );
        assert_eq!(face("zebra").letters, "Ze");
        assert_eq!(face("acme-pay").hue, other.hue);
        assert!(other.hue < 360);
    }
}
