use super::*;

#[test]
fn takes_signature_inputs_apart() {
    let text = r#"a=("date" "@query-param";name="x, (y)");created=1;keyid="k\"1", b=:AAA=:"#;
    let members = dictionary(text).unwrap();
    assert_eq!(members.len(), 2);
    assert_eq!(
        (members[1].key, bytes(members[1].value)),
        ("b", Some("AAA="))
    );
    let (items, parameters) = inner_list(members[0].value).unwrap();
    assert_eq!(items, [r#""date""#, r#""@query-param";name="x, (y)""#]);
    assert_eq!(value(&parameters, "keyid").as_deref(), Some("k\"1"));
    assert_eq!(value(&parameters, "created").as_deref(), Some("1"));
    let (name, parameters) = item(items[1]).unwrap();
    assert_eq!(name, "@query-param");
    assert_eq!(value(&parameters, "name").as_deref(), Some("x, (y)"));
}

#[test]
fn what_does_not_close_is_refused() {
    for text in [r#"a=("b"#, "a=(", "a=)", r#"a=""#] {
        assert_eq!(dictionary(text), None, "{text}");
    }
    assert_eq!(inner_list("x"), None);
    assert_eq!(item("x"), None);
    assert_eq!(item(""), None);
}
