//! What the words of a header say.

/// Last words of headers of columns whose values name something, numbers included.
const IDENTIFIERS: &[&str] = &[
    "id",
    "ids",
    "key",
    "code",
    "no",
    "nr",
    "num",
    "number",
    "numéro",
    "numero",
    "nummer",
    "uuid",
    "guid",
    "ref",
    "reference",
    "sku",
    "isin",
    "cik",
    "ean",
    "gtin",
    "lei",
    "duns",
    "siren",
    "siret",
    "vat",
    "zip",
    "zipcode",
    "postcode",
    "plz",
    "postal",
    "extension",
    "symbol",
    "ticker",
    "номер",
    "код",
    "инн",
    "индекс",
    "編號",
    "番号",
    "编号",
];

/// Words that say so wherever they stand: `Record ID - Contact`.
const ANYWHERE: &[&str] = &["id", "ids", "uuid", "guid"];

/// Words before `of` or `employees` that make a count of what follows.
const COUNTS: &[&str] = &[
    "number", "no", "nr", "num", "nb", "anzahl", "nombre", "count",
];

/// The words of a header in small letters: `InvoiceNo` has two.
#[must_use]
pub fn words(header: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(header.len() + 4);
    let mut before = ' ';
    for letter in header.chars() {
        if before.is_lowercase() && letter.is_uppercase() {
            spaced.push(' ');
        }
        spaced.push(letter);
        before = letter;
    }
    let parts = spaced.split(|letter: char| !letter.is_alphanumeric());
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// True if the header says that the column's values name something: `Record ID`, `InvoiceNo`,
/// `postal code`.
#[must_use]
pub fn is_identifier(header: &str) -> bool {
    let words = words(header);
    let known = |word: &String| IDENTIFIERS.contains(&word.as_str());
    let anywhere = words.iter().any(|word| ANYWHERE.contains(&word.as_str()));
    match words.as_slice() {
        [] => false,
        _ if anywhere => true,
        [.., last] if known(last) => true,
        [first, ..] => known(first) && !COUNTS.contains(&first.as_str()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_what_names_something() {
        for (header, expected) in [
            ("opportunity_id", true),
            ("InvoiceNo", true),
            ("Record ID - Contact", true),
            ("ID Deal", true),
            ("CIK", true),
            ("Postal Code", true),
            ("No. of employees", false),
            ("number of seats", false),
            ("contract number", true),
            ("Revenue", false),
            ("", false),
        ] {
            assert_eq!(is_identifier(header), expected, "{header}");
        }
    }
}
