use proptest::prelude::*;

use super::*;

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z*.:\" \\\\()é-]{0,6}", any::<String>()]
}

fn glob() -> impl Strategy<Value = Glob> {
    prop::collection::vec(name(), 1..4).prop_map(Glob::new)
}

fn bound(max: u64) -> impl Strategy<Value = Bound> {
    (op(), 0..=max).prop_map(|(op, value)| Bound { op, value })
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        Just(Op::Equal),
        Just(Op::Less),
        Just(Op::AtMost),
        Just(Op::Greater),
        Just(Op::AtLeast)
    ]
}

fn test() -> impl Strategy<Value = Test> {
    let number = any::<f64>().prop_filter_map("finite", |n| Number::parse(&n.to_string()));
    let than = op().prop_filter("equality is text", |op| *op != Op::Equal);
    prop_oneof![
        glob().prop_map(Test::Like),
        (than, number).prop_map(|(op, number)| Test::Than(op, number)),
    ]
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![Just(Part::Any), name().prop_map(Part::Name)]
}

fn term() -> impl Strategy<Value = Term> {
    let moment = (-60_000_000_000_000_000..250_000_000_000_000_000_i64).prop_map(Timestamp);
    prop_oneof![
        name().prop_map(Term::Text),
        name().prop_map(Term::BodyText),
        glob().prop_map(Term::Method),
        glob().prop_map(Term::Path),
        (name(), glob()).prop_map(|(n, g)| Term::Header(n.to_ascii_lowercase(), g)),
        (name(), glob()).prop_map(|(n, g)| Term::Query(n, g)),
        (prop::collection::vec(part(), 1..4), test()).prop_map(|(p, t)| Term::Body(p, t)),
        glob().prop_map(Term::Event),
        bound(999).prop_map(Term::Status),
        bound(u64::MAX).prop_map(Term::Size),
        prop::sample::select(&Outcome::ALL[..]).prop_map(Term::Verdict),
        prop::sample::select(&Flag::ALL[..]).prop_map(Term::Is),
        (any::<core::net::Ipv6Addr>(), 0..=128_u8).prop_map(|(ip, len)| {
            Term::Ip(ipnet::Ipv6Net::new(ip, len).unwrap().trunc().into())
        }),
        moment.clone().prop_map(Term::After),
        moment.prop_map(Term::Before),
    ]
}

fn expr() -> impl Strategy<Value = Expr> {
    term()
        .prop_map(Expr::Term)
        .prop_recursive(4, 16, 4, |inner| {
            let several = prop::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                several.clone().prop_map(Expr::All),
                several.prop_map(Expr::Any),
                inner.prop_map(|part| Expr::Not(Box::new(part))),
            ]
        })
}

proptest! {
    #[test]
    fn what_is_shown_reads_back(expr in expr()) {
        let filter = Filter { expr };
        let text = filter.to_string();
        prop_assume!(text.len() <= MAX_LEN);
        prop_assert_eq!(Filter::parse(&text, NOW), Ok(filter), "{}", text);
    }

    #[test]
    fn nothing_panics(text in any::<String>(), head in any::<Vec<u8>>(), body in any::<Vec<u8>>()) {
        check(&text, &head, &body);
    }

    #[test]
    fn nothing_panics_on_what_looks_right(
        text in "(-|\\(|\\)| |OR |NOT |a|\"|\\\\|\\*|body\\.|header\\.|[a-z]{2,8}:|size:|after:-|[0-9]|>=|k|é){0,24}",
        body in "[\\[\\]{}\":,a0.e-]{0,24}",
    ) {
        check(&text, HEAD, body.as_bytes());
    }
}

fn check(text: &str, head: &[u8], body: &[u8]) {
    match Filter::parse(text, NOW) {
        Ok(filter) => {
            let hit = hit();
            let known = filter.test(&Summary {
                hit: &hit,
                names: &["shop"],
                head: Some(head),
                body: Some(body),
            });
            assert!(known.is_some());
            assert_eq!(Filter::parse(&filter.to_string(), NOW), Ok(filter));
        }
        Err(error) => assert!(text.get(error.span).is_some()),
    }
}
