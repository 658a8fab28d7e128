use super::answer::{Told, read};
use super::{hash, logout};
use crate::{Shown, SsoError};
use proptest::prelude::*;

const SUCCESS: &str = include_str!("../../vectors/cas-success.xml");
const SUCCESS_JSON: &str = include_str!("../../vectors/cas-success.json");
const LOGOUT: &str = include_str!("../../vectors/logout.xml");
const TICKET: &str = "ST-1856339-aA5Yuvrxzpv8Tau1cYQ7";

/// A response that says `inner` of somebody.
fn success(inner: &str) -> String {
    format!(
        "<cas:serviceResponse xmlns:cas='http://www.yale.edu/tp/cas'><cas:authenticationSuccess>\
         {inner}</cas:authenticationSuccess></cas:serviceResponse>"
    )
}

#[track_caller]
fn user(answer: &str, expected: &str) {
    assert_eq!(read(answer.as_bytes()).expect("an answer").user, expected);
}

#[track_caller]
fn garbled(answer: impl AsRef<[u8]>) {
    let read = read(answer.as_ref());
    assert!(matches!(read, Err(SsoError::Garbled(_))), "{read:?}");
}

#[track_caller]
fn number(answer: &str, place: &str) -> Result<String, SsoError> {
    let number = read(answer.as_bytes()).and_then(|it| it.number(place));
    number.map(|it| it.expose().to_owned())
}

fn values(told: &Told, name: &str) -> Vec<String> {
    told.attributes.iter().filter(|it| it.0 == name).map(|it| it.1.clone()).collect()
}

#[test]
fn both_forms_are_read_and_attributes_repeat() {
    for answer in [SUCCESS, SUCCESS_JSON] {
        let told = read(answer.as_bytes()).expect("an answer");
        assert_eq!(told.user, "21030101");
        assert_eq!(values(&told, "cn"), ["张三"]);
        assert_eq!(values(&told, "memberOf"), ["student", "2021级"]);
        assert_eq!(number(answer, "user").expect("a number"), "21030101");
        assert_eq!(number(answer, "XGH").expect("a number"), "21030101");
        assert!(matches!(number(answer, "memberOf"), Err(SsoError::Garbled(_))), "two values");
        assert!(matches!(number(answer, "employeeNumber"), Err(SsoError::Garbled(_))), "none");
        assert!(matches!(number(answer, "cn"), Err(SsoError::NotANumber)), "a name");
    }
    assert!(matches!(number(SUCCESS_JSON, "nobody"), Err(SsoError::Garbled(_))), "null");
    assert_eq!(number(SUCCESS_JSON, "grade").expect("a number"), "2021");
}

#[test]
fn every_code_of_the_specification_has_its_meaning() {
    let check = |code: &str, shown| {
        let xml = include_str!("../../vectors/cas-failure.xml").replace("INVALID_TICKET", code);
        let json = include_str!("../../vectors/cas-failure.json").replace("INVALID_SERVICE", code);
        for answer in [xml, json] {
            let error = read(answer.as_bytes()).expect_err("a refusal");
            assert_eq!(error.shown(), shown, "{code}: {error}");
            assert!(!format!("{error:?} {error}").contains("ST-"), "{error:?}");
        }
    };
    check("INVALID_TICKET", Shown::Refused);
    check("INVALID_TICKET_SPEC", Shown::Refused);
    check("INVALID_SERVICE", Shown::Refused);
    check("SOMETHING_ELSE", Shown::Refused);
    check("INVALID_REQUEST", Shown::Broken);
    check("INTERNAL_ERROR", Shown::Broken);
    check("UNAUTHORIZED_SERVICE", Shown::Broken);
    check("UNAUTHORIZED_SERVICE_PROXY", Shown::Broken);
    check("INVALID_PROXY_CALLBACK", Shown::Broken);
}

#[test]
fn a_prefix_is_a_mere_name_and_a_namespace_is_not() {
    user(&SUCCESS.replace("cas:", "sso:").replace("xmlns:cas", "xmlns:sso"), "21030101");
    user(&SUCCESS.replace("cas:", "").replace("xmlns:cas", "xmlns"), "21030101");
    garbled(SUCCESS.replace("http://www.yale.edu/tp/cas", "http://evil.example/cas"));
    garbled(SUCCESS.replace(" xmlns:cas='http://www.yale.edu/tp/cas'", ""));
    // A user of somebody else's namespace is no user.
    garbled(success("<x:user xmlns:x='http://evil.example'>admin</x:user>"));
    let both = "<x:user xmlns:x='http://evil.example'>admin</x:user><cas:user>21030101</cas:user>";
    user(&success(both), "21030101");
}

#[test]
fn a_document_type_is_refused_whatever_it_does() {
    let attacks = [
        "<!DOCTYPE foo>",
        "<!DOCTYPE foo [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE foo [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;'>]>",
        "<!DOCTYPE foo SYSTEM 'http://evil.example/x.dtd'>",
        "<?xml-stylesheet href='x'?>",
    ];
    for attack in attacks {
        garbled(format!("{attack}{SUCCESS}"));
        garbled(format!("<?xml version='1.0'?>{attack}{SUCCESS}"));
        garbled(success(&format!("{attack}<cas:user>21030101</cas:user>")));
    }
    garbled(success("<cas:user>&x;</cas:user>"));
    garbled(success("<cas:user>&unknown;21030101</cas:user>"));
    garbled(success("<cas:user>&#0;</cas:user>"));
    garbled(success("<cas:user>&#x110000;</cas:user>"));
}

#[test]
fn characters_of_xml_itself_are_read_whole() {
    user(&success("<cas:user>a&amp;b&lt;c&#x5F20;</cas:user>"), "a&b<c张");
    user(&success("<cas:user><![CDATA[2103]]>0101</cas:user>"), "21030101");
    user(&success("<cas:user><![CDATA[a<!-- -->b]]></cas:user>"), "a<!-- -->b");
    user(&success("<cas:user>\n  21030101\t</cas:user>"), "21030101");
}

#[test]
fn a_text_that_readers_cut_differently_is_no_text() {
    garbled(success("<cas:user>admin<!-- -->x</cas:user>"));
    garbled(success("<cas:user><!-- -->admin</cas:user>"));
    garbled(success("<cas:user>admin<?x?>x</cas:user>"));
    garbled(success("<cas:user>admin<cas:b/>x</cas:user>"));
    garbled(success("<cas:user>admin</cas:user><cas:user>x</cas:user>"));
    garbled(success("<cas:user></cas:user>"));
    garbled(success("<cas:user/>"));
    garbled(success("<cas:attributes><cas:user>admin</cas:user></cas:attributes>"));
    let commented = success("<!-- for humans --><cas:user>21030101</cas:user>");
    user(&commented, "21030101");
    let parted = "<cas:user>1</cas:user><cas:attributes><cas:XGH>2103<!-- -->0101</cas:XGH></cas:attributes>";
    assert!(matches!(number(&success(parted), "XGH"), Err(SsoError::Garbled(_))));
}

#[test]
fn an_answer_says_one_thing() {
    let cas = "xmlns:cas='http://www.yale.edu/tp/cas'";
    let yes = "<cas:authenticationSuccess><cas:user>1</cas:user></cas:authenticationSuccess>";
    let no = "<cas:authenticationFailure code='INVALID_TICKET'/>";
    garbled(format!("<cas:serviceResponse {cas}>{no}{yes}</cas:serviceResponse>"));
    garbled(format!("<cas:serviceResponse {cas}>{yes}{yes}</cas:serviceResponse>"));
    garbled(format!("<cas:serviceResponse {cas}/>"));
    garbled(format!("<cas:serviceResponse {cas}><cas:proxySuccess/></cas:serviceResponse>"));
    garbled(format!("{SUCCESS}{SUCCESS}"));
    garbled(format!("{SUCCESS}trailing"));
    garbled(format!("leading{SUCCESS}"));
    garbled(SUCCESS.trim_end().trim_end_matches("</cas:serviceResponse>"));
    garbled("<a>".repeat(5000));
    garbled(format!("{}{}", "<a>".repeat(20), "</a>".repeat(20)));
    garbled("");
    garbled("no\n\n");
    garbled("yes\n21030101\n");
    garbled("<html><body>502 Bad Gateway</body></html>");
}

#[test]
fn json_says_one_thing_too() {
    garbled("{}");
    garbled("{\"serviceResponse\":{}}");
    garbled("{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\" \"}}}");
    garbled("{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":[\"a\",\"b\"]}}}");
    garbled("{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"a\",\"user\":\"b\"}}}");
    let both = "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"a\"},\"authenticationFailure\":{\"code\":\"X\"}}}";
    garbled(both);
    let twice = "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"a\",\"attributes\":{\"XGH\":\"21030101\",\"XGH\":\"21030102\"}}}}";
    assert!(matches!(number(twice, "XGH"), Err(SsoError::Garbled(_))), "the last does not win");
    let none = "{\"serviceResponse\":{\"authenticationSuccess\":{\"user\":\"21030101\",\"attributes\":null}}}";
    assert_eq!(number(none, "user").expect("a number"), "21030101");
    garbled(format!("{SUCCESS_JSON}{SUCCESS_JSON}"));
    garbled("[".repeat(60_000));
}

#[test]
fn the_document_says_its_encoding_and_nothing_is_guessed() {
    let declared = |label: &str| format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n{SUCCESS}");
    let name = |bytes: &[u8]| read(bytes).map(|it| values(&it, "cn"));
    assert_eq!(name(declared("UTF-8").as_bytes()).expect("read"), ["张三"]);
    assert_eq!(name(format!("\u{FEFF}{SUCCESS}").as_bytes()).expect("read"), ["张三"]);
    for label in ["GBK", "gb2312", "GB18030"] {
        let declared = declared(label);
        let (bytes, _, _) = encoding_rs::GB18030.encode(&declared);
        assert_eq!(name(&bytes).expect("read"), ["张三"], "{label}");
        garbled([b"\xEF\xBB\xBF", &bytes[..]].concat());
    }
    let (gbk, _, _) = encoding_rs::GBK.encode(SUCCESS);
    garbled(gbk);
    garbled(declared("UTF-7"));
    garbled(declared("ISO-8859-1"));
    garbled(declared("x-nonsense"));
    let wide: Vec<u8> = SUCCESS.encode_utf16().flat_map(u16::to_le_bytes).collect();
    garbled(wide);
}

fn posted(request: &str) -> Vec<u8> {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.append_pair("logoutRequest", request).finish().into_bytes()
}

#[test]
fn a_log_out_names_the_ticket_and_the_person_may_be_left_out() {
    assert_eq!(logout(&posted(LOGOUT)).expect("a request"), hash(TICKET));
    let declared = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{LOGOUT}");
    assert_eq!(logout(&posted(&declared)).expect("a request"), hash(TICKET));
}

#[test]
fn what_is_no_log_out_is_refused() {
    let wrong = |request: &str| logout(&posted(request)).expect_err("no log-out");
    wrong("");
    wrong("ST-1");
    wrong(&LOGOUT.replace(TICKET, ""));
    wrong(&LOGOUT.replace("oasis", "evil"));
    wrong(&LOGOUT.replace("LogoutRequest", "LogoutResponse"));
    wrong(&LOGOUT.replace(TICKET, "ST-1<!-- -->2"));
    wrong(&format!("<!DOCTYPE x [<!ENTITY y 'z'>]>{LOGOUT}"));
    let second = format!("<samlp:SessionIndex>{TICKET}</samlp:SessionIndex></samlp:LogoutRequest>");
    wrong(&LOGOUT.replace("</samlp:LogoutRequest>", &second));
    assert!(logout(b"").is_err());
    assert!(logout(b"ticket=ST-1").is_err());
    let twice = [&posted(LOGOUT)[..], b"&", &posted(LOGOUT)].concat();
    assert!(logout(&twice).is_err());
}

proptest! {
    #[test]
    fn no_bytes_make_the_readers_panic(bytes: Vec<u8>) {
        let _ = read(&bytes);
        let _ = logout(&bytes);
    }

    /// Bytes that are nearly an answer go further in.
    #[test]
    fn no_change_of_an_answer_makes_the_readers_panic(
        whole in prop::sample::select(vec![SUCCESS, SUCCESS_JSON, LOGOUT]),
        at in 0_usize..600,
        cut in 0_usize..40,
        put in prop::collection::vec(prop_oneof![
            any::<u8>().prop_map(|it| vec![it]),
            prop::sample::select(vec!["<", ">", "&", "&#", ";", "<!--", "-->", "<![CDATA[", "]]>",
                "<!DOCTYPE", "<?xml", "?>", "xmlns:", "=\"", "cas:user", "\u{FEFF}", "{", "\\u"])
                .prop_map(|it| it.as_bytes().to_vec()),
        ], 0..6),
    ) {
        let mut bytes = whole.as_bytes().to_vec();
        let at = at.min(bytes.len());
        let end = (at + cut).min(bytes.len());
        bytes.splice(at..end, put.concat());
        let _ = read(&bytes);
        let text = String::from_utf8_lossy(&bytes);
        let _ = logout(&posted(&text));
    }
}
