//! The guide's reference of configuration keys comes from the generator's table.

use renkei_tests::repo;

const BEGIN: &str =
    "<!-- keys: begin (RENKEI_UPDATE=1 cargo test -p renkei-tests --test configuration) -->";
const END: &str = "<!-- keys: end -->";

#[test]
fn the_guide_documents_every_key() -> std::io::Result<()> {
    let path = repo::root().join("docs/configuration.md");
    let page = std::fs::read_to_string(&path)?;
    let (before, rest) = page.split_once(BEGIN).unwrap_or((&page, ""));
    let (_, after) = rest.split_once(END).unwrap_or(("", ""));
    let expected =
        format!("{before}{BEGIN}\n\n{}\n{END}{after}", renkei::config::reference().trim_end());
    if std::env::var_os("RENKEI_UPDATE").is_some() {
        return std::fs::write(&path, expected);
    }
    assert_eq!(page, expected, "set RENKEI_UPDATE=1 to update the page");
    Ok(())
}
