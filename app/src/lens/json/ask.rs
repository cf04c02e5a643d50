//! The filter for hits that have a value where this one has it.

use domain::filter::{name, quoted};

use super::{Kind, Tree, unquote};
use crate::lens::filter::LONGEST;

impl Tree {
    /// A filter for the value at its place: `body.order.id:123`, `body."odd name":"a b"`; for what has values in it, that
    /// it is there. None for the body as a whole, and where no line of text says it.
    #[must_use]
    pub fn filter(&self, text: &str, at: usize) -> Option<String> {
        let node = self.nodes.get(at).filter(|node| node.parent != at)?;
        let token = text.get(node.span.clone())?;
        let value = match node.kind {
            Kind::Object | Kind::Array => "*".to_owned(),
            Kind::String => quoted(&unquote(token)),
            _ => token.to_owned(),
        };
        let mut parts = vec![value];
        let mut here = at;
        while let Some(node) = self.nodes.get(here).filter(|node| node.parent != here) {
            parts.push(match &node.key {
                Some(key) => name(&unquote(text.get(key.clone())?)),
                None => node.index.to_string(),
            });
            here = node.parent;
        }
        let value = parts.remove(0);
        parts.reverse();
        let filter = format!("body.{}:{value}", parts.join("."));
        let fits = filter.len() <= LONGEST && !filter.chars().any(char::is_control);
        fits.then_some(filter)
    }
}
