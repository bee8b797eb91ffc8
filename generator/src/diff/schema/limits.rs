//! Limits of values: bounds, lengths and patterns.

use super::Check;
use super::walk::{Located, Walk};
use crate::model::{Argument, Constraint, Constraints, Keyword};

impl Walk<'_, '_> {
    /// Compares the keywords of both sides.
    pub(super) fn limits(
        &mut self,
        base: Option<&Constraints>,
        head: Option<&Constraints>,
        place: &Located<'_>,
    ) {
        let none = Constraints::default();
        let (base, head) = (base.unwrap_or(&none), head.unwrap_or(&none));
        for it in base.keywords().iter().filter(|it| !it.is_trivial()) {
            match same_keyword(head, it) {
                None => self.limit(
                    false,
                    place,
                    format!("`{}` has no limit {} any more", place.subject, shown(it)),
                ),
                Some(later) if later.argument == it.argument => {}
                Some(later) => {
                    let message = format!(
                        "`{}` had the limit {}, and has {}",
                        place.subject,
                        shown(it),
                        shown(later)
                    );
                    self.limit(is_tighter(it, later), place, message);
                }
            }
        }
        for it in head.keywords().iter().filter(|it| !it.is_trivial()) {
            if same_keyword(base, it).is_none() {
                self.limit(true, place, format!("`{}` has the limit {}", place.subject, shown(it)));
            }
        }
        self.patterns(base, head, place);
    }

    fn limit(&mut self, is_tighter: bool, place: &Located<'_>, message: String) {
        let (request, response) = match is_tighter {
            true => (Check::RequestLimitTightened, Check::ResponseLimitTightened),
            false => (Check::RequestLimitLoosened, Check::ResponseLimitLoosened),
        };
        self.add_by(place, request, response, message);
    }

    fn patterns(&mut self, base: &Constraints, head: &Constraints, place: &Located<'_>) {
        let texts = |it: &Constraints| -> Vec<String> {
            it.patterns.iter().map(|it| it.text.clone()).collect()
        };
        let (before, after) = (texts(base), texts(head));
        if before == after {
            return;
        }
        let subject = place.subject;
        let (request, response, message) = match (before.is_empty(), after.is_empty()) {
            (true, _) => (
                Check::RequestPatternAdded,
                Check::ResponsePatternAdded,
                format!("`{subject}` must match `{}`", after.join("`, `")),
            ),
            (_, true) => (
                Check::RequestPatternRemoved,
                Check::ResponsePatternRemoved,
                format!("`{subject}` need not match `{}` any more", before.join("`, `")),
            ),
            _ => (
                Check::RequestPatternChanged,
                Check::ResponsePatternChanged,
                format!(
                    "`{subject}` must match `{}` instead of `{}`",
                    after.join("`, `"),
                    before.join("`, `")
                ),
            ),
        };
        self.add_by(place, request, response, message);
    }
}

/// The same keyword on the other side; `multipleOf` can be there with several arguments.
fn same_keyword<'c>(all: &'c Constraints, wanted: &Constraint) -> Option<&'c Constraint> {
    let mut same =
        all.keywords().iter().filter(|it| it.keyword == wanted.keyword && !it.is_trivial());
    same.clone().find(|it| it.argument == wanted.argument).or_else(|| same.next())
}

fn shown(it: &Constraint) -> String {
    match &it.argument {
        Argument::None => format!("`{}`", it.name()),
        argument => format!("`{}: {argument}`", it.name()),
    }
}

/// Whether the later argument allows fewer values.
fn is_tighter(before: &Constraint, after: &Constraint) -> bool {
    let (earlier, later) = (number(&before.argument), number(&after.argument));
    let excludes = |it: &Constraint| matches!(it.argument, Argument::Bound(_, true));
    if earlier == later {
        return excludes(after) && !excludes(before);
    }
    match before.keyword {
        Keyword::Minimum | Keyword::MinLength | Keyword::MinItems | Keyword::MinProperties => {
            later > earlier
        }
        Keyword::Maximum | Keyword::MaxLength | Keyword::MaxItems | Keyword::MaxProperties => {
            later < earlier
        }
        // Multiples of 4 are fewer than those of 2. Other pairs share some values only.
        Keyword::MultipleOf => !(earlier % later == 0.0),
        Keyword::UniqueItems => false,
    }
}

fn number(argument: &Argument) -> f64 {
    match argument {
        Argument::Bound(text, _) | Argument::Number(text) => text.parse().unwrap_or(f64::NAN),
        #[allow(clippy::cast_precision_loss, reason = "limits are compared, and not computed")]
        Argument::Count(count) => *count as f64,
        Argument::None => 0.0,
    }
}
