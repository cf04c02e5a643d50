use super::*;

#[test]
fn reads_keys() {
    let ed25519 = [
        &b"\x30\x2A\x30\x05\x06\x03\x2B\x65\x70\x03\x21\x00"[..],
        &[7; 32],
    ]
    .concat();
    assert_eq!(public_key(&ed25519), Some(KeyBytes::Ed25519(&[7; 32])));
    let rsa = b"\x30\x07\x02\x02\x00\x81\x02\x01\x03";
    assert_eq!(rsa_key(rsa), Some(KeyBytes::Rsa(&[0x81], &[3])));
}

#[test]
fn what_is_not_der_is_refused() {
    let good = [
        &b"\x30\x2A\x30\x05\x06\x03\x2B\x65\x70\x03\x21\x00"[..],
        &[7; 32],
    ]
    .concat();
    for end in 0..good.len() {
        assert_eq!(public_key(&good[..end]), None, "cut at {end}");
    }
    // Lengths: indefinite, longer than needed, beyond the end.
    for bad in [
        &b"\x30\x80"[..],
        b"\x30\x81\x05",
        b"\x30\x82\x00\x81",
        b"\x30\x84",
        b"\x30\x83\xFF\xFF\xFF",
    ] {
        assert_eq!(Reader(bad).next(), None, "{bad:?}");
    }
    assert_eq!(
        rsa_key(b"\x30\x06\x02\x01\x81\x02\x01\x03"),
        None,
        "negative"
    );
    assert!(Certificate::read(&good).is_none());
}

#[test]
fn reads_both_kinds_of_time() {
    let at = |tag, text: &str| {
        moment(Element {
            tag,
            content: text.as_bytes(),
            whole: &[],
        })
    };
    assert_eq!(at(0x17, "230101000000Z"), at(0x18, "20230101000000Z"));
    assert_eq!(at(0x17, "500101000000Z"), at(0x18, "19500101000000Z"));
    assert_eq!(at(0x17, "é30101000000Z"), None);
    assert_eq!(at(0x17, ""), None);
}
