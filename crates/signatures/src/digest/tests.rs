use super::*;

#[test]
fn crc_of_the_usual_check_value() {
    assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    assert_eq!(crc32(b""), 0);
}

#[test]
fn names_and_lengths_lead_to_the_hash() {
    for hash in Hash::ALL {
        assert_eq!(Hash::of_len(hash.len()), Some(hash));
        assert_eq!(Hash::named(hash.name()), Some(hash));
        assert_eq!(hash.digest([&b"x"[..]]).len(), hash.len());
    }
    assert_eq!(Hash::named("sha256"), Some(Hash::Sha256));
    assert_eq!(Hash::named("SHA_512"), Some(Hash::Sha512));
    assert_eq!(Hash::named("sha"), None);
}
