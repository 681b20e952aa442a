//! The signs and codes of currencies.

/// Signs, and the currencies that are written so; a longer sign stands before one that it begins with.
const SIGNS: [(&str, &[&str]); 41] = [
    ("US$", &["USD"]),
    ("CA$", &["CAD"]),
    ("AU$", &["AUD"]),
    ("NZ$", &["NZD"]),
    ("HK$", &["HKD"]),
    ("NT$", &["TWD"]),
    ("MX$", &["MXN"]),
    ("A$", &["AUD"]),
    ("C$", &["CAD"]),
    ("S$", &["SGD"]),
    ("R$", &["BRL"]),
    (
        "$",
        &[
            "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "BRL", "CLP", "COP", "ARS", "TWD",
        ],
    ),
    ("€", &["EUR"]),
    ("£", &["GBP", "EGP", "LBP"]),
    ("¥", &["JPY", "CNY"]),
    ("₽", &["RUB"]),
    ("₹", &["INR"]),
    ("₺", &["TRY"]),
    ("₩", &["KRW"]),
    ("₴", &["UAH"]),
    ("₪", &["ILS"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₱", &["PHP"]),
    ("₦", &["NGN"]),
    ("₸", &["KZT"]),
    ("руб.", &["RUB"]),
    ("руб", &["RUB"]),
    ("Rs.", &["INR", "PKR", "LKR", "NPR"]),
    ("Rs", &["INR", "PKR", "LKR", "NPR"]),
    ("SFr.", &["CHF"]),
    ("Fr.", &["CHF"]),
    ("zł", &["PLN"]),
    ("Kč", &["CZK"]),
    ("kr.", &["DKK", "NOK", "SEK", "ISK"]),
    ("kr", &["SEK", "NOK", "DKK", "ISK"]),
    ("Ft", &["HUF"]),
    ("lei", &["RON"]),
    ("TL", &["TRY"]),
    ("Rp", &["IDR"]),
    ("RM", &["MYR"]),
];

/// The codes of ISO 4217 that are in use for payments.
const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN \
    BWP BYN BZD CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL \
    GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD \
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK \
    NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP \
    STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF \
    YER ZAR ZMW ZWG";

/// True for a code of ISO 4217, in capitals.
#[must_use]
pub fn is_iso_currency(code: &str) -> bool {
    code.len() == 3 && CODES.split_whitespace().any(|known| known == code)
}

/// True if what is written, a sign or a code in any case, stands for the currency.
#[must_use]
pub fn may_stand_for(written: &str, currency: &str) -> bool {
    written.eq_ignore_ascii_case(currency)
        || SIGNS
            .iter()
            .any(|(sign, currencies)| *sign == written && currencies.contains(&currency))
}

/// A currency before a number, and what follows it.
pub(super) fn currency_at_start(text: &str) -> Option<(&str, &str)> {
    let sign = SIGNS.iter().find_map(|(sign, _)| {
        let rest = text.strip_prefix(sign)?;
        let whole = !(ends_in_letter(sign) && starts_with_letter(rest));
        whole.then_some((text.get(..sign.len())?, rest))
    });
    sign.or_else(|| {
        let code = text.get(..3)?;
        let rest = text.get(3..)?;
        is_code(code, !starts_with_letter(rest)).then_some((code, rest))
    })
}

/// A currency behind a number, and what stands before it.
pub(super) fn currency_at_end(text: &str) -> Option<(&str, &str)> {
    let sign = SIGNS.iter().find_map(|(sign, _)| {
        let rest = text.strip_suffix(sign)?;
        // Only `k`, `M` and `B` may stand before letters without a blank.
        let whole = !starts_with_letter(sign) || may_precede(rest);
        whole.then_some((rest, text.get(rest.len()..)?))
    });
    sign.or_else(|| {
        let rest = text.get(..text.len().checked_sub(3)?)?;
        let code = text.get(rest.len()..)?;
        is_code(code, may_precede(rest)).then_some((rest, code))
    })
}

fn is_code(text: &str, alone: bool) -> bool {
    alone && text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn may_precede(rest: &str) -> bool {
    !rest.chars().next_back().is_some_and(char::is_alphabetic)
        || matches!(rest.trim_start(), "k" | "K" | "M" | "B")
}

fn starts_with_letter(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_alphabetic)
}

fn ends_in_letter(text: &str) -> bool {
    text.chars().next_back().is_some_and(char::is_alphabetic)
}
