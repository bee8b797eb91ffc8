//! Patterns of paths: `*` and `?` within a segment, `**` for any folders, and `{a,b}` for alternatives.

/// Whether a path contains a character of patterns.
#[must_use]
pub fn is_pattern(text: &str) -> bool {
    text.contains(['*', '?', '{'])
}

/// The patterns that `{a,b}` stands for.
#[must_use]
pub fn alternatives(pattern: &str) -> Vec<String> {
    let braces = pattern.split_once('{').and_then(|(before, rest)| {
        let (words, after) = rest.split_once('}')?;
        Some((before, words, after))
    });
    match braces {
        Some((before, words, after)) => {
            let each = words.split(',').map(|word| format!("{before}{word}{after}"));
            each.flat_map(|it| alternatives(&it)).collect()
        }
        None => vec![pattern.to_owned()],
    }
}

/// The folder that contains all matches: the segments before the first one with a special character.
#[must_use]
pub fn folder(pattern: &str) -> &str {
    let special = pattern.find(['*', '?']).unwrap_or(pattern.len());
    let end = pattern.get(..special).and_then(|it| it.rfind('/'));
    match end {
        Some(0) => "/",
        Some(end) => pattern.get(..end).unwrap_or(""),
        None => "",
    }
}

/// Whether a pattern without alternatives matches a whole path.
#[must_use]
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let pattern: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    segments_match(&pattern, &path)
}

/// Whether a pattern matches a whole text, in which `/` has no meaning.
#[must_use]
pub fn matches_text(pattern: &str, text: &str) -> bool {
    segment_matches(pattern, text)
}

fn segments_match(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            segments_match(rest, path)
                || path.split_first().is_some_and(|(_, after)| segments_match(pattern, after))
        }
        ([first, rest @ ..], [segment, after @ ..]) => {
            segment_matches(first, segment) && segments_match(rest, after)
        }
        _ => false,
    }
}

/// Matches `*` and `?`. Of several stars only the last one is ever tried again, because an earlier one gains nothing by taking
/// more; so the time is at most the product of both lengths.
fn segment_matches(pattern: &str, text: &str) -> bool {
    let (mut wanted, mut letters) = (pattern.chars(), text.chars());
    // What follows the last star, and the text from which it is tried next.
    let mut retry = None;
    loop {
        let text_here = letters.clone();
        match (wanted.next(), letters.next()) {
            (None, None) => return true,
            (Some('*'), _) => {
                letters = text_here;
                retry = Some((wanted.clone(), letters.clone()));
            }
            (Some(one), Some(letter)) if one == '?' || one == letter => {}
            _ => {
                let Some((after_star, mut from)) = retry.take() else { return false };
                if from.next().is_none() {
                    return false;
                }
                (wanted, letters) = (after_star.clone(), from.clone());
                retry = Some((after_star, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_matched() {
        for (pattern, path, expected) in [
            ("*.yaml", "a.yaml", true),
            ("*.yaml", "a/b.yaml", false),
            ("specs/**/*.yaml", "specs/a.yaml", true),
            ("specs/**/*.yaml", "specs/b/c/a.yaml", true),
            ("specs/**/*.yaml", "other/a.yaml", false),
            ("a?.yaml", "ab.yaml", true),
            ("a?.yaml", "a.yaml", false),
            ("./a*", "abc", true),
            ("**", "a/b", true),
            ("*a*b", "xaxb", true),
            ("*a*b", "xbxa", false),
            ("a*", "a", true),
            ("*?", "", false),
            ("a*b", "ab", true),
            ("a*b*", "acbd", true),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn the_folder_is_before_the_first_special_character() {
        assert_eq!(folder("specs/v1/*.yaml"), "specs/v1");
        assert_eq!(folder("/**/a"), "/");
        assert_eq!(folder("*.yaml"), "");
    }

    #[test]
    fn alternatives_are_expanded() {
        assert_eq!(alternatives("{a,b}/*.{x,y}"), ["a/*.x", "a/*.y", "b/*.x", "b/*.y"]);
    }

    /// A pattern with many stars takes years if each of them is tried at each place.
    #[test]
    fn many_stars_are_cheap() {
        let text = "a".repeat(2_000);
        assert!(!matches_text(&format!("{}b", "*a".repeat(20)), &text));
    }
}
