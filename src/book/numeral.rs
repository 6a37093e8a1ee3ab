//! Numerals that books are numbered with.

/// The number in Roman numerals; empty for 0. Of what is above 3999, thousands stand as so many M.
pub fn roman(number: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = number;
    let mut numeral = String::new();
    for (value, sign) in SIGNS {
        while left >= value {
            numeral.push_str(sign);
            left -= value;
        }
    }
    numeral
}
