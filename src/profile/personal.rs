//! Which columns tell of persons. Their values are never written into a pack.

use super::headers::words;
use super::values::Values;

/// Words of a header that always say so.
const PERSONAL: &[&str] = &[
    "email",
    "emails",
    "mail",
    "mails",
    "phone",
    "phones",
    "telephone",
    "telefon",
    "téléphone",
    "teléfono",
    "telefono",
    "telefone",
    "mobile",
    "mobil",
    "handy",
    "cell",
    "tel",
    "fax",
    "firstname",
    "lastname",
    "surname",
    "forename",
    "fullname",
    "givenname",
    "familyname",
    "vorname",
    "nachname",
    "prénom",
    "prenom",
    "apellido",
    "apellidos",
    "cognome",
    "sobrenome",
    "имя",
    "фамилия",
    "отчество",
    "фио",
    "телефон",
    "почта",
    "street",
    "strasse",
    "straße",
    "birthday",
    "birthdate",
    "dob",
    "ssn",
    "passport",
    "iban",
    "linkedin",
    "姓名",
    "氏名",
    "電話",
    "电话",
    "メール",
    "邮箱",
];

/// Words that say so unless the name is that of a thing.
const NAME: &[&str] = &["name", "names", "nom", "nombre", "nome"];

/// What has a name and is no person.
const THINGS: &[&str] = &[
    "company",
    "account",
    "product",
    "organisation",
    "organization",
    "firm",
    "brand",
    "file",
    "deal",
    "opportunity",
    "campaign",
    "project",
    "country",
    "city",
    "region",
    "segment",
    "list",
    "plan",
    "event",
    "stage",
    "pipeline",
    "team",
    "domain",
    "business",
    "institution",
    "school",
    "store",
    "shop",
    "item",
    "category",
    "series",
    "tier",
    "industry",
    "sector",
];

/// Words for the part that somebody plays: the values tell whether persons are named.
const ROLES: &[&str] = &[
    "contact",
    "manager",
    "owner",
    "agent",
    "rep",
    "representative",
    "person",
    "employee",
    "user",
    "author",
    "assignee",
    "salesperson",
    "seller",
    "buyer",
    "customer",
    "client",
    "lead",
    "rater",
    "consultant",
    "advisor",
    "director",
    "ceo",
    "founder",
    "sponsor",
    "champion",
    "by",
];

/// True if a column tells of persons, by its header and its values.
#[must_use]
pub(super) fn is_personal(header: &str, values: &Values) -> bool {
    let words = words(header);
    let has = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    let pairs = [
        ("first", "name"),
        ("last", "name"),
        ("full", "name"),
        ("e", "mail"),
    ];
    let paired = words.windows(2).any(|pair| {
        let is = |(one, other): &(&str, &str)| pair.iter().eq([one, other]);
        pairs.iter().any(is)
    });
    // `Phone model` tells of no person, but nothing is lost by keeping quiet about it.
    has(PERSONAL)
        || paired
        || (has(NAME) && !has(THINGS))
        || most(values, is_email)
        || (has(ROLES) && most(values, is_full_name))
}

/// True of most of the different values.
fn most(values: &Values, is: fn(&str) -> bool) -> bool {
    let count = values.each().filter(|(text, _)| is(text)).count();
    count > 0 && 2 * count > values.distinct()
}

/// `a.b@c.example`
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)
}

/// Two to four words with a capital each: `Anna de Vries` too.
fn is_full_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&&str| word.starts_with(char::is_uppercase);
    let letters = |word: &&str| {
        word.chars()
            .all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '.' | '\'' | '’'))
    };
    (2..=4).contains(&words.len())
        && words.iter().all(letters)
        && words.iter().filter(capital).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(texts: &[&str]) -> Values {
        let mut values = Values::default();
        for (line, text) in (2..).zip(texts) {
            values.push(text, line);
        }
        values
    }

    #[test]
    fn headers_and_values_tell() {
        for (header, texts, expected) in [
            ("E-Mail", &["x"][..], true),
            ("Work email", &[], true),
            ("First Name", &[], true),
            ("firstName", &[], true),
            ("Name", &["Ann"], true),
            ("Company name", &["Acme"], false),
            ("contact", &["cellular", "telephone"], false),
            ("contact", &["Ann Bee", "Cyd Dee"], true),
            ("manager", &["Dustin Brinkmann", "Rocco Neubert"], true),
            ("reached at", &["a@b.example", "c@d.example"], true),
            ("office_location", &["United States", "Hong Kong"], false),
            ("Телефон", &[], true),
        ] {
            assert_eq!(is_personal(header, &values(texts)), expected, "{header}");
        }
    }
}
