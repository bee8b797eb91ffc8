//! The HTML report in a browser: search, filters, links and more problems than one page shows.

use std::fs;
use std::path::Path;
use std::process::Command;

use renkei_tests::binary;
use serde_json::Value;
use tempfile::TempDir;

/// Uses the page as a person does, and writes what is shown into it.
const DRIVER: &str = r##"<script>
const shown = () => ({
  status: document.getElementById("shown").textContent,
  codes: [...new Set([...document.querySelectorAll("article .head")].map(it => (it.querySelector("a") || it.children[1]).textContent.split(" ")[0]))],
  severities: [...new Set([...document.querySelectorAll(".severity")].map(it => it.textContent))],
  cards: document.querySelectorAll("article").length,
  more: !document.getElementById("more").hidden,
  hash: location.hash,
});
function set(id, value) {
  const field = document.getElementById(id);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  return shown();
}
const result = { all: shown() };
document.getElementById("more").click();
result.more = shown();
result.error = set("severity", "error");
set("severity", "");
result.rule = set("rule", "N001");
set("rule", "");
result.search = set("text", "  n001   USERS ");
result.nothing = set("text", "no-such-words");
set("text", "");
const file = document.getElementById("file").options[1].value;
result.file = set("file", file);
result.inFile = [...document.querySelectorAll(".where")].every(it => it.textContent.startsWith(file));
set("file", "");
result.links = [...new Set([...document.querySelectorAll("a")].map(it => it.href))];
result.marks = [...document.querySelectorAll("mark")].map(it => it.textContent);
location.hash = "#rule=X003";
window.addEventListener("hashchange", () => {
  result.linked = shown();
  document.body.dataset.result = JSON.stringify(result);
});
</script>"##;

/// The browser, by the names of its packages.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The document object model of a page after its scripts have run; `None` without a browser.
fn dom(page: &Path, profile: &Path) -> Option<String> {
    let output = BROWSERS.iter().find_map(|browser| {
        let mut command = Command::new(browser);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=5000"]);
        command.arg(format!("--user-data-dir={}", profile.display())).arg("--dump-dom");
        command.arg(format!("file://{}", page.display())).output().ok()
    })?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_report_is_searched_and_filtered_in_a_browser() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let paths: String =
        (0..130).map(|it| format!("  /Users{it}: {{get: {{responses: {{}}}}}}\n")).collect();
    let head = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n";
    fs::write(at("a.yaml"), format!("{head}{paths}")).unwrap();
    fs::write(at("b.yaml"), format!("{head}  '/orders/{{id}}': {{get: {{responses: {{}}}}}}\n"))
        .unwrap();
    let mut command = binary::command();
    command.current_dir(folder.path()).args([
        "lint",
        "a.yaml",
        "b.yaml",
        "--format",
        "html=page.html",
    ]);
    assert_eq!(binary::Run::of(&mut command).code, 1);
    let page = fs::read_to_string(at("page.html")).unwrap();
    fs::write(at("driven.html"), page.replace("</body>", &format!("{DRIVER}</body>"))).unwrap();
    let Some(dom) = dom(&at("driven.html"), &at("profile")) else {
        eprintln!(
            "!! SKIPPED: the HTML report in a browser: there is no {}",
            BROWSERS.join(" or ")
        );
        return;
    };
    let (_, rest) = dom.split_once("data-result=\"").expect("the script has run");
    let text = rest.split('"').next().unwrap().replace("&quot;", "\"").replace("&amp;", "&");
    let result: Value = serde_json::from_str(&text).unwrap();
    check(&result);
}

fn check(result: &Value) {
    let number = |it: &Value| -> usize {
        let status = it["status"].as_str().unwrap();
        status.split(' ').next().unwrap().parse().unwrap()
    };
    let (all, more) = (&result["all"], &result["more"]);
    assert!(number(all) > 130 && all["cards"] == 100 && all["more"] == true, "{all}");
    assert!(more["cards"].as_u64() > all["cards"].as_u64(), "{more}");
    assert_eq!(result["error"]["severities"], serde_json::json!(["error"]));
    assert!(number(&result["error"]) < number(all), "{result}");
    let rule = &result["rule"];
    assert_eq!((&rule["codes"], number(rule)), (&serde_json::json!(["N001"]), 130), "{rule}");
    assert_eq!(rule["hash"], "#rule=N001");
    assert_eq!(number(&result["search"]), 130, "{}", result["search"]);
    assert_eq!((number(&result["nothing"]), &result["nothing"]["cards"]), (0, &0.into()));
    assert!(number(&result["file"]) > 0 && result["inFile"] == true, "{}", result["file"]);
    assert_eq!(result["linked"]["codes"], serde_json::json!(["X003"]), "{}", result["linked"]);
    let links = result["links"].as_array().unwrap();
    let is_page = |it: &Value| {
        let link = it.as_str().unwrap();
        link.starts_with("https://github.com/renkei-rs/renkei/") && link.ends_with(".md")
    };
    assert!(!links.is_empty() && links.iter().all(is_page), "{links:?}");
    let marks = result["marks"].as_array().unwrap();
    assert!(marks.iter().any(|it| it == "/Users0"), "{marks:?}");
}
