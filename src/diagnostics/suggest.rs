//! Did-you-mean: the known names nearest to a wrong one.

use std::path::Path;

/// The known name nearest to `wrong`, if one is near enough to be meant.
///
/// Case and separators are forgiven first; otherwise at most a third of the letters may differ. Of names equally near, the one
/// that begins alike is meant.
#[must_use]
pub fn nearest<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |name: &str| {
        name.chars()
            .filter(|c| c.is_alphanumeric())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let wanted = plain(wrong);
    let allowed = (wanted.chars().count() / 3).max(1);
    known
        .into_iter()
        .filter(|name| *name != wrong)
        .map(|name| (name, plain(name)))
        .map(|(name, known)| {
            let distance = strsim::damerau_levenshtein(&wanted, &known);
            let begins_otherwise = known.chars().next() != wanted.chars().next();
            (distance, begins_otherwise, name, known.chars().count())
        })
        .filter(|(distance, _, _, length)| *distance <= allowed && *distance < (*length).max(1))
        .min()
        .map(|(_, _, name, _)| name)
}

/// The sentence "did you mean `x`?" where one name is near.
#[must_use]
pub fn did_you_mean<'a>(wrong: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wrong, known).map(|name| format!("did you mean `{name}`?"))
}

/// The question "did you mean `x`?" about a file that is not there, from the files beside it.
#[must_use]
pub fn nearest_file(path: &Path) -> Option<String> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new(".")))
        .into_iter()
        .flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    names.sort();
    let wanted = path.file_name().unwrap_or_default().to_string_lossy();
    did_you_mean(&wanted, names.iter().map(String::as_str))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_slip_and_leaves_strangers() {
        let known = ["band", "low", "high", "because"];
        assert_eq!(nearest("bnad", known), Some("band"));
        assert_eq!(nearest("Band", known), Some("band"));
        assert_eq!(nearest("price", known), None);
        assert_eq!(nearest("x", ["y"]), None);
        assert_eq!(nearest("rn", ["in", "run"]), Some("run"));
        assert_eq!(
            nearest("Total_Visits", ["total visits"]),
            Some("total visits")
        );
    }
}
