//! Sorted word tables, with only those words that the rules of `inflect` get wrong.

/// Whether a space-separated table contains the word. Lookups are rare, so the tables have no index.
pub(super) fn has(table: &str, word: &str) -> bool {
    table.split_ascii_whitespace().any(|it| it == word)
}

/// Irregular singulars and plurals. The first plural of a singular is the suggested one.
pub(super) const IRREGULAR: &[(&str, &str)] = &[
    ("addendum", "addenda"),
    ("alumnus", "alumni"),
    ("analysis", "analyses"),
    ("appendix", "appendices"),
    ("axis", "axes"),
    ("bacterium", "bacteria"),
    ("base", "bases"),
    ("basis", "bases"),
    ("calf", "calves"),
    ("child", "children"),
    ("corpus", "corpora"),
    ("crisis", "crises"),
    ("criterion", "criteria"),
    ("curriculum", "curricula"),
    ("diagnosis", "diagnoses"),
    ("ellipsis", "ellipses"),
    ("erratum", "errata"),
    ("foot", "feet"),
    ("goose", "geese"),
    ("half", "halves"),
    ("hypothesis", "hypotheses"),
    ("index", "indexes"),
    ("index", "indices"),
    ("knife", "knives"),
    ("leaf", "leaves"),
    ("lens", "lenses"),
    ("life", "lives"),
    ("loaf", "loaves"),
    ("man", "men"),
    ("matrix", "matrices"),
    ("mouse", "mice"),
    ("nucleus", "nuclei"),
    ("ox", "oxen"),
    ("parenthesis", "parentheses"),
    ("person", "people"),
    ("person", "persons"),
    ("phenomenon", "phenomena"),
    ("quiz", "quizzes"),
    ("radius", "radii"),
    ("shelf", "shelves"),
    ("stimulus", "stimuli"),
    ("syllabus", "syllabi"),
    ("synopsis", "synopses"),
    ("thesis", "theses"),
    ("thief", "thieves"),
    ("tooth", "teeth"),
    ("vertex", "vertices"),
    ("wife", "wives"),
    ("wolf", "wolves"),
    ("woman", "women"),
];

/// Irregular nouns that end longer nouns: `grandchild`, `policeman`, `bookshelf`.
pub(super) const SUFFIXES: &str = "\
    child foot knife leaf life man mouse person shelf thief tooth wife wolf woman";

/// Words that only look like a longer irregular noun, and their plurals.
pub(super) const NOT_SUFFIXED: &str = "\
    afoot behalf caiman caimans german germans human humans norman normans ottoman ottomans roman romans shaman shamans \
    superhuman talisman talismans";

/// Nouns that are verbs as well. Before an id, they name a resource.
pub(super) const NOUNS_LIKE_VERBS: &str = "draft manual test";

/// Words with one form for both numbers, mass nouns, collective nouns, and acronyms that end in `s`.
pub(super) const UNCOUNTABLE: &str = "\
    access advice ai aircraft analytics async audio auth authentication availability aws backlog baggage \
    bandwidth billing blockstorage bulk cash chassis clothing compliance compute config connectivity content \
    cors css csv data debug dns documentation ecommerce economics engagement equipment evidence feedback \
    firmware fish funding furniture gps hardware health help history homework html https icloud inbound info \
    information infrastructure insurance inventory iops ios iot it jewelry js json kubernetes kudos labor \
    labour laundry lfs logic logistics luggage lyrics machinery mail maintenance marketing marketplace \
    mathematics me media memory merchandise metadata middleware mine mining money ms mtls music myself \
    networking news oauth oidc ops os outbound ownership payroll performance physics police pos pricing \
    privacy production progress public reasoning research rest revenue rice saas safety sds security self \
    series sheep shipping siprec sms software sos spam species speech sports sql staff statistics stats \
    stock storage stuff support timeseries tls traffic training travel trust ts usage userinfo visibility \
    vision weather web whoami wifi work xml yaml";

/// Singular words in `s` that no ending identifies as singular.
pub(super) const SINGULAR_IN_S: &str = "\
    alias as atlas bias bus canvas chaos christmas gas his is lens pancreas pathos plus yes";

/// Plurals of words in `u` and `i`.
pub(super) const PLURAL_IN_US_AND_IS: &str = "\
    alibis apis bikinis cpus dpis emojis emus gpus graffitis guis gurus kiwis kpis menus npus pois \
    rabbis skis skus submenus taxis tpus tsunamis uis uris vcpus wikis";

/// Plurals in `ies` whose singular ends in `ie`.
pub(super) const SINGULAR_IN_IE: &str = "\
    brownies calories cookies dies lies movies pies rookies selfies ties zombies";

/// Stems before `es` whose singular ends in `e`: `cache`, not `cach`.
pub(super) const SINGULAR_IN_CHE: &str = "\
    ach avalanch ax cach crech headach microcach nich psych quich";

/// Stems before `es` whose singular ends in `use`: `house`, not `hous`.
pub(super) const SINGULAR_IN_USE: &str = "\
    abus blous caus claus clearinghous excus fus greenhous hous mous paus reus spous us warehous";

/// Words whose `ch` is pronounced `k`.
pub(super) const HARD_CH: &str = "epoch eunuch hitech loch monarch patriarch stomach tech";

/// Words in `o` that take `es`.
pub(super) const PLURAL_IN_OES: &str = "cargo echo embargo hero potato tomato torpedo veto volcano";

/// Brand names with capitals inside.
pub(super) const BRANDS: &[&str] = &[
    "DevOps",
    "GitHub",
    "GitLab",
    "GraphQL",
    "IPv4",
    "IPv6",
    "JavaScript",
    "LinkedIn",
    "MongoDB",
    "MySQL",
    "NoSQL",
    "OAuth",
    "OpenAI",
    "OpenAPI",
    "OpenID",
    "PaaS",
    "PayPal",
    "PostgreSQL",
    "SaaS",
    "TypeScript",
    "WebAuthn",
    "YouTube",
    "eBay",
    "iCloud",
    "iOS",
    "iPad",
    "iPhone",
    "macOS",
];

/// Adjectives and other modifiers. Endings identify participles.
pub(super) const MODIFIERS: &str = "\
    active all anonymous any automatic available best builtin common complete current custom default dirty \
    distinct effective empty external favorite favourite first free full global hidden hot inactive internal \
    last latest live local mine my new next old online open overdue past popular premium previous private \
    public random raw read recent remote secure silent similar single solo static top total trending unread \
    upcoming valid";

/// Nouns that end like a participle.
pub(super) const NOUNS_LIKE_PARTICIPLES: &str = "\
    bearing bed billing booking breed briefing building ceiling clothing deed drawing earning embed \
    embedding evening feed filing finding greeting head heading hearing holding housing joining landing lead \
    listing logging mapping meeting morning need newsfeed offering opening ordering outing painting parking \
    ping posting pricing ranking rating reading recording ring saving seed setting shed shipping shortfeed \
    showing sibling speed spelling spring string subfeed thing thread timing tracking training tweed warning \
    wedding weed wing wiring";

/// Prepositions and the like.
pub(super) const PREPOSITIONS: &str = "as at by for from in of on per to via with without";

/// Verbs that name an action on their own, without words that are as often nouns.
pub(super) const VERBS: &str = "\
    abort accept acknowledge activate add adjust analyze anonymize apply approve archive assign attach \
    authenticate authorize backfill ban calculate call cancel capture check clear clone close collect commit \
    compare complete compute confirm connect convert copy create deactivate decline decode decrypt delete \
    deliver deny deploy describe destroy detach detect disable disconnect discover dismiss download \
    duplicate edit embed enable encode encrypt enqueue evaluate exec execute expand expire explain export \
    fetch finalize find finish forward generate get import ingest init initialize insert install introspect \
    invalidate invite invoke join kill launch leave link list load lock login logout lookup make mark match \
    merge migrate modify mount move mute notify obtain open pause ping play poll preview process promote \
    provision prune publish pull push put query read reboot recalculate recover redact redeem refresh refund \
    regenerate register reindex reject release reload remove rename render renew reopen reorder replace \
    replay rerun resend reserve reset resize resolve restart restore restrict resume retrieve retry reveal \
    revert revoke rollover rotate run save scan search seek select send set share shutdown sign simulate \
    skip split start stop submit subscribe suspend swap sync synchronize terminate test toggle track \
    transfer translate trigger unarchive unassign unban uninstall unlink unlock unmute unpause unpublish \
    unsubscribe update upgrade upload upsert validate verify view void wait watch withdraw write";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_have_each_word_once() {
        for table in [
            SUFFIXES,
            NOT_SUFFIXED,
            NOUNS_LIKE_VERBS,
            UNCOUNTABLE,
            SINGULAR_IN_S,
            PLURAL_IN_US_AND_IS,
            SINGULAR_IN_IE,
            SINGULAR_IN_CHE,
            SINGULAR_IN_USE,
            HARD_CH,
            PLURAL_IN_OES,
            MODIFIERS,
            NOUNS_LIKE_PARTICIPLES,
            PREPOSITIONS,
            VERBS,
        ] {
            let words: Vec<&str> = table.split(' ').collect();
            assert_eq!(words.windows(2).find(|pair| pair[0] >= pair[1]), None);
        }
    }
}
