//! The document of what can be asked is true: everything that is routed stands in it, and nothing else.

use std::collections::BTreeSet;

use super::*;

/// Every path of the router, as its source has them.
fn routed() -> BTreeSet<String> {
    let source =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/server/routes.rs")).expect("a file");
    let between = |text: &str, begin: &str| -> Vec<String> {
        text.split(begin).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let below = between(&source, "below(\"");
    assert!(below.len() >= 6, "{below:?}");
    let roots = ["/opds2/", "/opds/"];
    let in_views = roots.iter().flat_map(|root| below.iter().map(move |path| format!("{root}{path}")));
    let flat: String = source.split_whitespace().collect();
    let plain = between(&flat, ".route(\"");
    plain.into_iter().chain(in_views).chain(["/opds2", "/opds2/", "/opds", "/opds/"].map(str::to_owned)).collect()
}

#[tokio::test]
async fn what_can_be_asked_is_what_the_document_says() {
    let branches = serde_json::from_value(json!([{ "id": "a", "name": "A" }])).expect("branches");
    let running = Running::start(Options { lending: true, branches, ..Options::default() }).await;
    let answer = running.get(&format!("{}/openapi.json", running.origin())).await;
    assert_eq!(answer.headers()["content-type"], "application/json");
    let document: Value = answer.json().await.expect("JSON");
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")));
    let paths = document["paths"].as_object().expect("paths");
    assert_eq!(paths.keys().cloned().collect::<BTreeSet<_>>(), routed());
    for (path, item) in paths {
        let item = match item["$ref"].as_str() {
            Some(place) => document.pointer(place.trim_start_matches('#')).expect("it is there"),
            None => item,
        };
        let methods: BTreeSet<String> = ["get", "head", "put", "post", "delete"]
            .iter()
            .filter(|method| item.get(**method).is_some() || **method == "head" && item.get("get").is_some())
            .map(|method| method.to_uppercase())
            .collect();
        let place = path.replace("{id}", "0123456789abcdef").replace(['{', '}'], "");
        let asked = running.client.patch(format!("{}{place}", running.origin())).send().await.expect("an answer");
        assert_eq!(asked.status(), StatusCode::METHOD_NOT_ALLOWED, "{path} is not routed");
        let allowed = asked.headers()["allow"].to_str().expect("text");
        let allowed: BTreeSet<String> = allowed.split(',').map(|method| method.trim().to_owned()).collect();
        assert_eq!(methods, allowed, "{path}");
    }
    let mut references = Vec::new();
    references_of(&document, &mut references);
    for place in references {
        assert!(document.pointer(place.trim_start_matches('#')).is_some(), "{place} is nowhere");
    }
}

fn references_of<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(parts) => {
            found.extend(parts.get("$ref").and_then(Value::as_str));
            parts.values().for_each(|part| references_of(part, found));
        }
        Value::Array(parts) => parts.iter().for_each(|part| references_of(part, found)),
        _ => {}
    }
}
