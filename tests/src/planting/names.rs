//! Violations in the words of query parameters and properties.

use renkei::document::{ObjectKind, SchemaRole, Visit};
use renkei::source::{Entry, Node};

use super::edit::text;
use super::{Planted, Site};

/// The name of a query parameter, and whether its values are of a type.
fn query<'a>(visit: &Visit<'a, '_>, kind: &str) -> Option<(Node<'a>, &'a str)> {
    let is_query = visit.object == ObjectKind::Parameter && text(visit.node, "in") == Some("query");
    let schema = visit.node.get("schema").unwrap_or(visit.node);
    let name = visit.node.get("name").filter(|_| is_query && text(schema, "type") == Some(kind))?;
    Some((name, name.as_str()?))
}

/// A regular plural of a noun that can be counted, without its `s`.
pub(super) fn singular(name: &str) -> Option<&str> {
    let singular = name.strip_suffix('s')?;
    let is_regular = !["s", "u", "i", "e", "a"].iter().any(|it| singular.ends_with(it));
    let word = singular.rsplit(['_', '-']).next().unwrap_or(singular);
    (is_regular && word.len() > 3 && is_known(word)).then_some(singular)
}

/// Nouns of APIs that can be counted.
const NOUNS: &[&str] = &[
    "account",
    "action",
    "agent",
    "bank",
    "block",
    "channel",
    "charge",
    "client",
    "comment",
    "component",
    "contact",
    "customer",
    "device",
    "discount",
    "document",
    "domain",
    "event",
    "field",
    "file",
    "folder",
    "group",
    "item",
    "job",
    "key",
    "label",
    "link",
    "list",
    "member",
    "merchant",
    "message",
    "option",
    "order",
    "owner",
    "parameter",
    "payment",
    "permission",
    "plan",
    "product",
    "project",
    "provider",
    "reason",
    "recipient",
    "record",
    "region",
    "report",
    "result",
    "role",
    "rule",
    "scope",
    "section",
    "segment",
    "server",
    "setting",
    "snapshot",
    "subscription",
    "symbol",
    "tag",
    "task",
    "team",
    "template",
    "token",
    "topic",
    "user",
    "vector",
    "version",
    "volume",
    "webhook",
    "word",
];

fn is_known(word: &str) -> bool {
    // The last word of a name in camelCase.
    let at = word.rfind(|it: char| it.is_ascii_uppercase()).unwrap_or(0);
    NOUNS.contains(&word[at..].to_lowercase().as_str())
}

/// N020: `firstName` for `first_name`.
pub(super) fn camel_query(site: &Site<'_>) -> Vec<Planted> {
    site.visited(|visit| {
        let (name, text) =
            ["string", "integer", "boolean", "array"].iter().find_map(|it| query(visit, it))?;
        let (first, rest) = text.split_once('_')?;
        let is_plain = text.bytes().all(|it| it == b'_' || it.is_ascii_lowercase());
        let (head, tail) = rest.split_at_checked(1)?;
        let fits = is_plain && !first.is_empty() && head != "_";
        fits.then(|| site.replace(name, &format!("{first}{}{tail}", head.to_uppercase())))?
    })
}

/// N021: a list in the singular.
pub(super) fn singular_query(site: &Site<'_>) -> Vec<Planted> {
    site.visited(|visit| {
        let (name, text) = query(visit, "array")?;
        site.replace(name, singular(text)?)
    })
}

/// N022: one string in the plural.
pub(super) fn plural_query(site: &Site<'_>) -> Vec<Planted> {
    site.visited(|visit| {
        let (name, text) = query(visit, "string")?;
        site.replace(name, &plural_of_one(text)?)
    })
}

/// The plural of a noun that names one thing, not a text.
fn plural_of_one(name: &str) -> Option<String> {
    let is_text = TEXTS.iter().any(|it| name.to_lowercase().ends_with(it));
    let plural = format!("{name}s");
    (singular(&plural).is_some() && !is_text).then_some(plural)
}

/// A property with its key.
fn property(
    site: &Site<'_>,
    kind: &str,
    rename: impl Fn(&Entry<'_>) -> Option<String>,
) -> Vec<Planted> {
    site.schemas(|visit| {
        let properties = visit.node.get("properties")?;
        let entries = properties.members().filter(|it| text(it.value, "type") == Some(kind));
        let mut renamed = entries.filter_map(|entry| {
            let new = rename(&entry).filter(|it| properties.get(it).is_none())?;
            site.rename(&entry, &new)
        });
        renamed.next()
    })
}

/// N031: a list in the singular. A list of numbers can be one value, and a list can be a text, a result or a group.
pub(super) fn singular_list(site: &Site<'_>) -> Vec<Planted> {
    property(site, "array", |entry| {
        let items = entry.value.get("items")?;
        let is_vector =
            ["integer", "number", "array"].iter().any(|it| text(items, "type") == Some(it));
        let singular = singular(entry.key).filter(|_| !is_vector)?;
        let is_one = ["comment", "group", "list", "result"]
            .iter()
            .any(|it| singular.to_lowercase().ends_with(it));
        (!is_one).then(|| singular.to_owned())
    })
}

/// Nouns whose plural often names one text.
const TEXTS: &[&str] = &["comment", "field", "permission", "result", "setting"];

/// N034: one string in the plural.
pub(super) fn plural_string(site: &Site<'_>) -> Vec<Planted> {
    property(site, "string", |entry| {
        plural_of_one(entry.key).filter(|_| entry.value.get("enum").is_none())
    })
}

/// N023: a slip in a query parameter.
pub(super) fn misspelt_query(site: &Site<'_>) -> Vec<Planted> {
    site.visited(|visit| {
        let (name, text) = ["string", "integer", "array"].iter().find_map(|it| query(visit, it))?;
        site.replace(name, &misspelt(text)?)
    })
}

/// N032: a slip in a property.
pub(super) fn misspelt_property(site: &Site<'_>) -> Vec<Planted> {
    site.schemas(|visit| {
        let is_component = visit.object == ObjectKind::Schema(SchemaRole::Component);
        let properties = visit.node.get("properties").filter(|_| is_component)?;
        properties.members().find_map(|entry| site.rename(&entry, &misspelt(entry.key)?))
    })
}

/// Slips that people make in the words of APIs, from lists of common misspellings of English.
const SLIPS: &[(&str, &str)] = &[
    ("accept", "acept"),
    ("access", "acess"),
    ("account", "acount"),
    ("address", "adress"),
    ("amount", "ammount"),
    ("application", "aplication"),
    ("attachment", "attachement"),
    ("authorization", "authorizaton"),
    ("available", "avaliable"),
    ("business", "buisness"),
    ("calendar", "calender"),
    ("category", "catagory"),
    ("certificate", "certifcate"),
    ("channel", "chanel"),
    ("collection", "colection"),
    ("command", "comand"),
    ("comment", "coment"),
    ("commit", "committ"),
    ("component", "componant"),
    ("configuration", "configuraton"),
    ("connection", "conection"),
    ("content", "contnet"),
    ("country", "coutnry"),
    ("created", "craeted"),
    ("currency", "curency"),
    ("custom", "cusotm"),
    ("customer", "custmer"),
    ("delete", "delte"),
    ("description", "desciption"),
    ("destination", "destionation"),
    ("discount", "discont"),
    ("document", "docuemnt"),
    ("email", "emial"),
    ("employee", "employe"),
    ("enabled", "enbaled"),
    ("environment", "enviroment"),
    ("event", "evnet"),
    ("expires", "exipres"),
    ("filter", "fitler"),
    ("format", "fromat"),
    ("group", "gruop"),
    ("height", "hieght"),
    ("identifier", "identifer"),
    ("image", "iamge"),
    ("include", "inlcude"),
    ("information", "infomation"),
    ("instance", "instnace"),
    ("interval", "intervall"),
    ("invoice", "invioce"),
    ("label", "lable"),
    ("language", "langauge"),
    ("length", "lenght"),
    ("license", "lisence"),
    ("limit", "limt"),
    ("location", "loaction"),
    ("maximum", "maximun"),
    ("message", "mesage"),
    ("metadata", "metdata"),
    ("method", "mehtod"),
    ("minimum", "minimun"),
    ("network", "netowrk"),
    ("number", "nubmer"),
    ("object", "obejct"),
    ("option", "opiton"),
    ("order", "ordre"),
    ("organization", "orgainzation"),
    ("owner", "onwer"),
    ("parameter", "paramter"),
    ("parent", "partent"),
    ("password", "pasword"),
    ("payment", "paymnet"),
    ("permission", "permision"),
    ("platform", "platfrom"),
    ("previous", "previuos"),
    ("price", "pirce"),
    ("product", "prodcut"),
    ("profile", "proflie"),
    ("project", "porject"),
    ("property", "propery"),
    ("provider", "provder"),
    ("quantity", "quanity"),
    ("query", "qurey"),
    ("reason", "reaosn"),
    ("receive", "recieve"),
    ("recipient", "recepient"),
    ("reference", "refrence"),
    ("region", "regoin"),
    ("release", "relase"),
    ("repository", "respository"),
    ("request", "reqeust"),
    ("resource", "resouce"),
    ("response", "reponse"),
    ("result", "reslut"),
    ("schedule", "shedule"),
    ("search", "serach"),
    ("security", "secuirty"),
    ("separate", "seperate"),
    ("server", "sevrer"),
    ("service", "serivce"),
    ("session", "sesion"),
    ("settings", "settigns"),
    ("shipping", "shiping"),
    ("size", "szie"),
    ("source", "soruce"),
    ("start", "satrt"),
    ("status", "statsu"),
    ("storage", "stroage"),
    ("string", "stirng"),
    ("subscription", "subscripton"),
    ("summary", "sumary"),
    ("target", "taget"),
    ("team", "taem"),
    ("template", "tempalte"),
    ("timestamp", "timestmap"),
    ("title", "tilte"),
    ("token", "tokne"),
    ("transaction", "transacton"),
    ("transfer", "tranfer"),
    ("type", "tpye"),
    ("update", "udpate"),
    ("updated", "upadted"),
    ("user", "uesr"),
    ("username", "usernmae"),
    ("value", "vlaue"),
    ("verification", "verifcation"),
    ("version", "verison"),
    ("volume", "voulme"),
    ("width", "widht"),
    ("workspace", "workpsace"),
];

/// The name with a slip in its first word that people often misspell.
pub(super) fn misspelt(name: &str) -> Option<String> {
    let is_word = |at: usize, word: &str| {
        let before = name[..at].chars().last().is_none_or(|it| !it.is_alphabetic());
        let after = name[at + word.len()..].chars().next().is_none_or(|it| !it.is_lowercase());
        before && after
    };
    SLIPS.iter().find_map(|(right, wrong)| {
        let at = name.find(right).filter(|at| is_word(*at, right))?;
        Some(format!("{}{wrong}{}", &name[..at], &name[at + right.len()..]))
    })
}
