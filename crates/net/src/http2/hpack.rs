//! Reading HPACK (RFC 7541) into the lines of a stored head.

use std::collections::VecDeque;

use super::huffman;

/// Size of the dynamic table: the server announces no other.
const TABLE: usize = 4096;

/// What a table entry costs besides its bytes.
const OVERHEAD: usize = 32;

/// The static table (appendix A).
const STATIC: [(&str, &str); 61] = [
    (":authority", ""),
    (":method", "GET"),
    (":method", "POST"),
    (":path", "/"),
    (":path", "/index.html"),
    (":scheme", "http"),
    (":scheme", "https"),
    (":status", "200"),
    (":status", "204"),
    (":status", "206"),
    (":status", "304"),
    (":status", "400"),
    (":status", "404"),
    (":status", "500"),
    ("accept-charset", ""),
    ("accept-encoding", "gzip, deflate"),
    ("accept-language", ""),
    ("accept-ranges", ""),
    ("accept", ""),
    ("access-control-allow-origin", ""),
    ("age", ""),
    ("allow", ""),
    ("authorization", ""),
    ("cache-control", ""),
    ("content-disposition", ""),
    ("content-encoding", ""),
    ("content-language", ""),
    ("content-length", ""),
    ("content-location", ""),
    ("content-range", ""),
    ("content-type", ""),
    ("cookie", ""),
    ("date", ""),
    ("etag", ""),
    ("expect", ""),
    ("expires", ""),
    ("from", ""),
    ("host", ""),
    ("if-match", ""),
    ("if-modified-since", ""),
    ("if-none-match", ""),
    ("if-range", ""),
    ("if-unmodified-since", ""),
    ("last-modified", ""),
    ("link", ""),
    ("location", ""),
    ("max-forwards", ""),
    ("proxy-authenticate", ""),
    ("proxy-authorization", ""),
    ("range", ""),
    ("referer", ""),
    ("refresh", ""),
    ("retry-after", ""),
    ("server", ""),
    ("set-cookie", ""),
    ("strict-transport-security", ""),
    ("transfer-encoding", ""),
    ("user-agent", ""),
    ("vary", ""),
    ("via", ""),
    ("www-authenticate", ""),
];

/// The empty line after the last.
const END: &[u8] = b"\r\n";

type Field = (Vec<u8>, Vec<u8>);

/// The state that header blocks of one connection share.
#[derive(Debug)]
pub(super) struct Decoder {
    /// Newest first.
    dynamic: VecDeque<Field>,
    size: usize,
    limit: usize,
}

impl Decoder {
    pub(super) const fn new() -> Self {
        Self {
            dynamic: VecDeque::new(),
            size: 0,
            limit: TABLE,
        }
    }

    /// The fields of a block as lines, in order, and an empty line. `None` when the block is
    /// malformed or comes to more than `most` bytes: the state is lost then.
    pub(super) fn decode(&mut self, block: &[u8], most: usize) -> Option<Vec<u8>> {
        let mut head = Vec::with_capacity(block.len() * 2);
        let mut rest = block;
        while let Some(&first) = rest.first() {
            let (name, value) = match first {
                0x80.. => self.entry(integer(&mut rest, 7)?)?,
                0x40.. => {
                    let field = self.literal(&mut rest, 6)?;
                    self.insert(field.clone());
                    field
                }
                0x20.. => {
                    self.limit = integer(&mut rest, 5).filter(|&limit| limit <= TABLE)?;
                    self.evict(0);
                    continue;
                }
                _ => self.literal(&mut rest, 4)?,
            };
            head.extend_from_slice(&name);
            head.extend_from_slice(b": ");
            head.extend_from_slice(&value);
            head.extend_from_slice(b"\r\n");
            if head.len() + END.len() > most {
                return None;
            }
        }
        head.extend_from_slice(END);
        Some(head)
    }

    /// A field by its index: the static table, then the dynamic one.
    fn entry(&self, index: usize) -> Option<Field> {
        let index = index.checked_sub(1)?;
        if let Some((name, value)) = STATIC.get(index) {
            return Some((name.as_bytes().to_vec(), value.as_bytes().to_vec()));
        }
        self.dynamic.get(index - STATIC.len()).cloned()
    }

    fn literal(&self, rest: &mut &[u8], prefix: u8) -> Option<Field> {
        let name = match integer(rest, prefix)? {
            0 => string(rest)?,
            index => self.entry(index)?.0,
        };
        Some((name, string(rest)?))
    }

    fn insert(&mut self, field: Field) {
        let cost = cost(&field);
        self.evict(cost);
        if cost <= self.limit {
            self.size += cost;
            self.dynamic.push_front(field);
        }
    }

    /// Drops the oldest fields until there is room for `room` bytes.
    fn evict(&mut self, room: usize) {
        while self.size + room > self.limit {
            let Some(oldest) = self.dynamic.pop_back() else {
                break;
            };
            self.size -= cost(&oldest);
        }
    }
}

fn cost((name, value): &Field) -> usize {
    name.len() + value.len() + OVERHEAD
}

/// An integer whose first `prefix` bits share a byte with something else.
fn integer(rest: &mut &[u8], prefix: u8) -> Option<usize> {
    let (&first, mut tail) = rest.split_first()?;
    let mask = (1 << prefix) - 1;
    let mut value = usize::from(first & mask);
    if value == usize::from(mask) {
        for shift in [0, 7, 14, 21] {
            let (&byte, next) = tail.split_first()?;
            tail = next;
            value += usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                *rest = tail;
                return Some(value);
            }
        }
        return None;
    }
    *rest = tail;
    Some(value)
}

fn string(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let coded = *rest.first()? & 0x80 != 0;
    let length = integer(rest, 7)?;
    let (bytes, tail) = rest.split_at_checked(length)?;
    *rest = tail;
    if !coded {
        return Some(bytes.to_vec());
    }
    let mut text = Vec::with_capacity(bytes.len() * 2);
    huffman::decode(bytes, &mut text)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(decoder: &mut Decoder, hex: &str, expected: &str) {
        let head = decoder.decode(&const_hex::decode(hex).unwrap(), 1000);
        assert_eq!(
            head.map(|head| String::from_utf8(head).unwrap()).as_deref(),
            Some(expected)
        );
    }

    #[test]
    fn requests_of_the_rfc() {
        // C.4: three requests on one connection, with Huffman codes.
        let mut decoder = Decoder::new();
        let first = ":method: GET\r\n:scheme: http\r\n:path: /\r\n:authority: www.example.com\r\n";
        check(
            &mut decoder,
            "828684418cf1e3c2e5f23a6ba0ab90f4ff",
            &format!("{first}\r\n"),
        );
        check(
            &mut decoder,
            "828684be5886a8eb10649cbf",
            &format!("{first}cache-control: no-cache\r\n\r\n"),
        );
        check(
            &mut decoder,
            "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
            ":method: GET\r\n:scheme: https\r\n:path: /index.html\r\n:authority: www.example.com\r\ncustom-key: custom-value\r\n\r\n",
        );
        assert_eq!((decoder.size, decoder.dynamic.len()), (164, 3));
    }

    #[test]
    fn fields_leave_the_table_when_it_shrinks() {
        let mut decoder = Decoder::new();
        check(&mut decoder, "40016101624001630164", "a: b\r\nc: d\r\n\r\n");
        // The table shrinks to 40 bytes: one field is left, and it is the newer one.
        check(&mut decoder, "3f09be", "c: d\r\n\r\n");
        assert_eq!(decoder.decode(&[0xbf], 1000), None);
    }

    /// Found by fuzzing: a head could be two bytes larger than allowed.
    #[test]
    fn the_empty_line_counts_against_the_limit() {
        // `:method: GET` and its line end are 14 bytes.
        assert!(Decoder::new().decode(&[0x82], 16).is_some());
        assert_eq!(Decoder::new().decode(&[0x82], 15), None);
    }

    #[test]
    fn malformed_blocks_are_refused() {
        for hex in [
            "80",
            "ff",
            "ffffffffff7f",
            "c1",
            "0005",
            "3fffff03",
            "40017fff",
            "00820000",
        ] {
            let block = const_hex::decode(hex).unwrap();
            assert_eq!(Decoder::new().decode(&block, 1000), None, "{hex}");
        }
        assert_eq!(Decoder::new().decode(&[0x82; 100], 1000), None, "too long");
    }
}
