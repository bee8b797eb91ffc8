//! Slips of the finger in common words of APIs: two letters swapped, one left out or doubled, a wrong vowel, a letter too many.
//!
//! A word is reported only if it is one slip away from exactly one common word, and no word of English.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Common words of APIs, in addition to the corrections of the table.
const VOCABULARY: &str = "\
    accept access action active admin agent alert alias answer array asset assignee audit avatar average backup \
    bank batch begin billing binary block board body boolean branch brand bucket budget buffer build button cache \
    call callback campaign card cart case catalog cause charge child city class client cluster code color command \
    commit company connect contact content context control conversation cookie copy count coupon created cursor \
    custom daily data date debit delete deleted deposit detail device digest direction disabled domain draft \
    driver edit effective enable endpoint entity entry event exclude expand expires export failed feature file \
    filename filter finish flag folder gateway gender global guest handler hash header holder hook host hostname \
    hour icon image import include index industry info input invite issue item join keyword label last level limit \
    line link list load local locale lock login logo machine mandate margin match media metric minute mobile mode \
    model month namespace node note offer offset option order origin output owner page paragraph param parent \
    partner path pattern payout percent person phone photo pipeline place plan player point policy pool port \
    prefix preview price primary priority private profile progress project prompt purpose push question queue \
    quota range rate rating reason record refresh refund region render replica report restore retry revision role \
    root route rule runner sample scale scope score script second secret select selector sender series server \
    session shape share single size space start state statement static station step stock storage store stream \
    street style subject subtotal switch symbol table target task team terminal test text theme thread ticket time \
    token tool topic total track trade traffic type unit updated upload usage user username vector vendor video \
    view wallet warning website window word worker zone";

/// Words of English, abbreviations and names that are one slip away from a common word.
const OTHER_WORDS: &str = "\
    accessaries accessary accessorise across actin acton address addressees alisa altitude analyses archie balling \
    belling boyd brach bulling business calender categorise categorises categorizes cation cerate cerated chagres \
    chanel chare cion clint coed commend compony conformation cooke county crate crated crete currant custer deice \
    dependancy deportment depreciated deration diver drier employe enrolment eternal exorcise expiation express \
    fallowing faltered farther favorite fiend filer finnish flies fried froward fulfil guarantied guaranties \
    handing heder hight horus hots identifies incudes indics indies induces invitee issus joni lateral lats \
    libeled licensee lien locution lsat manger marin massage massages metic minium minuet notwork objet orle \
    overrode parma passible patten payer peron pervious polo potion precess precessing prevision process progress \
    propertius prot ptah pubic ratting recept regin seder serer sever sevice shopping singe sinle sipping sitting \
    sittings stats steam stellite sting stricture success succuss suction suer summery suppler suppress \
    synchronies tets though tokes tread trough vortices waning waring widow wight winow withheld";

/// The shortest words in which two letters can be swapped, one can be missing, a vowel can be wrong, and another letter can be
/// added.
const SHORTEST: [usize; 4] = [4, 6, 7, 8];

/// The common word of which a word in lower case is a slip.
pub(super) fn correction(word: &str) -> Option<String> {
    if let Some(right) = unique(word) {
        return Some(right.to_owned());
    }
    let singular = word.strip_suffix('s').filter(|it| !it.ends_with('s'))?;
    let is_free = !LISTS.common.contains(singular) && !LISTS.others.contains(word);
    is_free.then(|| unique(singular)).flatten().map(|it| format!("{it}s"))
}

/// The lists, as they are looked up.
struct Lists {
    /// The common words and the corrections of the table.
    common: HashSet<&'static str>,
    others: HashSet<&'static str>,
    /// The common words by their lengths: a slip changes the length by one at most.
    by_length: Vec<Vec<&'static str>>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let corrections = super::pairs().map(|(_, right)| right);
    let common: HashSet<&str> = VOCABULARY.split(' ').chain(corrections).collect();
    let longest = common.iter().map(|it| it.len()).max().unwrap_or(0);
    let of_length = |length| common.iter().copied().filter(|it| it.len() == length).collect();
    let by_length = (0..=longest).map(of_length).collect();
    Lists { common, others: OTHER_WORDS.split(' ').collect(), by_length }
});

/// The only common word that is one slip away.
fn unique(word: &str) -> Option<&'static str> {
    let is_other = word.len() < SHORTEST[0]
        || !word.bytes().all(|it| it.is_ascii_lowercase())
        || LISTS.common.contains(word)
        || LISTS.others.contains(word);
    if is_other {
        return None;
    }
    let of_length = LISTS.by_length.iter().skip(word.len().saturating_sub(1)).take(3);
    let mut found = of_length.flatten().filter(|it| is_slip(it.as_bytes(), word.as_bytes()));
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Whether `word` is one slip away from `right`.
fn is_slip(right: &[u8], word: &[u8]) -> bool {
    if right.len().abs_diff(word.len()) > 1 || right.len() < SHORTEST[0] {
        return false;
    }
    let Some(at) = right.iter().zip(word).position(|(a, b)| a != b) else { return false };
    let rest = |list: &[u8], skip: usize| list.get(at + skip..).map(<[u8]>::to_vec);
    let (letter, written) = (right.get(at), word.get(at));
    let is_inside = at > 0 && at + 1 < right.len();
    match word.len().cmp(&right.len()) {
        std::cmp::Ordering::Equal => {
            let is_swapped = letter == word.get(at + 1) && written == right.get(at + 1);
            let is_vowel = |it: Option<&u8>| it.is_some_and(|it| b"aeiou".contains(it));
            let is_wrong_vowel = is_inside && is_vowel(letter) && is_vowel(written);
            (is_swapped && rest(right, 2) == rest(word, 2))
                || (right.len() >= SHORTEST[2] && is_wrong_vowel && rest(right, 1) == rest(word, 1))
        }
        std::cmp::Ordering::Less => {
            right.len() >= SHORTEST[1] && is_inside && rest(right, 1) == rest(word, 0)
        }
        std::cmp::Ordering::Greater => {
            // `cancelled` is British for `canceled`.
            let before = at.checked_sub(1).and_then(|it| word.get(it));
            let is_doubled = written == before && written != Some(&b'l');
            let is_long = right.len() >= SHORTEST[3] && is_inside && written != Some(&b'l');
            (right.len() >= SHORTEST[1] && is_doubled || is_long) && rest(right, 0) == rest(word, 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_corrected_and_other_words_are_not() {
        for (word, expected) in [
            ("uesr", Some("user")),
            ("paymnet", Some("payment")),
            ("custmer", Some("customer")),
            ("ammount", Some("amount")),
            ("calandar", Some("calendar")),
            ("netowrks", Some("networks")),
            ("respository", Some("repository")),
            ("limt", Some("limit")),
            ("depreciated", None),
            ("from", None),
            ("stat", None),
            ("county", None),
            ("massage", None),
            ("cancelled", None),
            ("address", None),
            ("dresses", None),
            ("users", None),
            ("ids", None),
            ("sku", None),
        ] {
            assert_eq!(super::super::correction(word).as_deref(), expected, "{word}");
        }
    }

    #[test]
    fn the_lists_are_sorted() {
        for list in [VOCABULARY, OTHER_WORDS] {
            let words: Vec<&str> = list.split(' ').collect();
            assert_eq!(words.windows(2).find(|pair| pair[0] >= pair[1]), None);
        }
    }
}
