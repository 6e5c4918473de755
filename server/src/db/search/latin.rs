//! Latin characters that have no decomposition in Unicode, such as ø, and the ASCII that people type instead.
//!
//! Unicode's normalization gives é its e, but leaves out characters with strokes, hooks and tails, ligatures, and
//! characters of a single alphabet, such as þ. The pairs follow the names in the Unicode Character Database (ø is an "o
//! with stroke") and, where the name does not say it, CLDR's transform Latin-ASCII. Libraries that transliterate every
//! script carry half a megabyte of tables, and would also turn Chinese characters into syllables.

/// Returns the ASCII for a lowercase character; `None` if it has none. A final sigma is a sigma.
pub(super) const fn to_ascii(character: char) -> Option<&'static str> {
    let ascii = match character {
        'ɑ' | 'ɒ' | 'ʌ' | 'ᴀ' | 'ᶏ' | 'ⱥ' => "a",
        'ꜳ' => "aa",
        'æ' | 'ᴁ' => "ae",
        'ꜵ' => "ao",
        'ꜷ' => "au",
        'ꜹ' | 'ꜻ' => "av",
        'ꜽ' => "ay",
        'ƀ' | 'ƃ' | 'ɓ' | 'ʙ' | 'ᴃ' | 'ᵬ' | 'ᶀ' | 'ꞗ' | 'ꞵ' => "b",
        'ƈ' | 'ȼ' | 'ɕ' | 'ᴄ' | 'ꞓ' | 'ꞔ' => "c",
        'ð' | 'đ' | 'ƌ' | 'ȡ' | 'ɖ' | 'ɗ' | 'ᴅ' | 'ᴆ' | 'ᵭ' | 'ᶁ' | 'ᶑ' | 'ꝱ' | 'ꝺ' | 'ꟈ' => {
            "d"
        }
        'ȸ' => "db",
        'ʣ' | 'ʥ' => "dz",
        'ǝ' | 'ɇ' | 'ə' | 'ɚ' | 'ɛ' | 'ᴇ' | 'ᶒ' | 'ᶓ' | 'ⱸ' | 'ꬲ' | 'ꬳ' | 'ꬴ' => {
            "e"
        }
        'ꝫ' => "et",
        'ƒ' | 'ᵮ' | 'ᶂ' | 'ꜰ' | 'ꝼ' | 'ꞙ' => "f",
        'ǥ' | 'ɠ' | 'ɡ' | 'ɢ' | 'ɣ' | 'ʛ' | 'ᵹ' | 'ᶃ' | 'ꞡ' | 'ꬶ' => "g",
        'ƣ' => "gh",
        'ħ' | 'ɦ' | 'ɧ' | 'ʜ' | 'ⱨ' | 'ꞕ' => "h",
        'ƕ' => "hv",
        'ı' | 'ɨ' | 'ɩ' | 'ɪ' | 'ᵻ' | 'ᶖ' => "i",
        'ꝭ' => "is",
        'ȷ' | 'ɉ' | 'ɟ' | 'ʄ' | 'ʝ' | 'ᴊ' => "j",
        'ƙ' | 'ᴋ' | 'ᶄ' | 'ⱪ' | 'ꝁ' | 'ꝃ' | 'ꝅ' | 'ꞣ' => "k",
        'ł' | 'ƚ' | 'ƛ' | 'ȴ' | 'ɫ' | 'ɬ' | 'ɭ' | 'ʟ' | 'ᴌ' | 'ᶅ' | 'ⱡ' | 'ꝇ' | 'ꝉ' | 'ꝲ' | 'ꞎ'
        | 'ꬷ' | 'ꬸ' | 'ꬹ' => "l",
        'ỻ' => "ll",
        'ʪ' => "ls",
        'ʫ' => "lz",
        'ɱ' | 'ᴍ' | 'ᵯ' | 'ᶆ' | 'ꝳ' | 'ꬺ' => "m",
        'ŋ' | 'ƞ' | 'ȵ' | 'ɲ' | 'ɳ' | 'ɴ' | 'ᵰ' | 'ᶇ' | 'ꝴ' | 'ꞑ' | 'ꞥ' | 'ꬻ' => {
            "n"
        }
        'ø' | 'ɔ' | 'ɵ' | 'ᴏ' | 'ᴐ' | 'ᶗ' | 'ⱺ' | 'ꝋ' | 'ꝍ' | 'ꬽ' | 'ꬾ' | 'ꬿ' => {
            "o"
        }
        'œ' | 'ɶ' => "oe",
        'ꝏ' => "oo",
        'ȣ' => "ou",
        'ƥ' | 'ᴘ' | 'ᵱ' | 'ᵽ' | 'ᶈ' | 'ꝑ' | 'ꝓ' | 'ꝕ' => "p",
        'ĸ' | 'ɋ' | 'ʠ' | 'ꝗ' | 'ꝙ' | 'ꞯ' => "q",
        'ȹ' => "qp",
        'ɍ' | 'ɼ' | 'ɽ' | 'ɾ' | 'ʀ' | 'ᵲ' | 'ᵳ' | 'ᶉ' | 'ꝵ' | 'ꝶ' | 'ꞃ' | 'ꞧ' | 'ꭆ' | 'ꭉ' | 'ꭋ'
        | 'ꭌ' => "r",
        'ƨ' | 'ȿ' | 'ʂ' | 'ʃ' | 'ᵴ' | 'ᶊ' | 'ẜ' | 'ẝ' | 'ꜱ' | 'ꞅ' | 'ꞩ' | 'ꟊ' => {
            "s"
        }
        'ß' => "ss",
        'ŧ' | 'ƫ' | 'ƭ' | 'ȶ' | 'ʈ' | 'ᴛ' | 'ᵵ' | 'ⱦ' | 'ꝷ' | 'ꞇ' => "t",
        'þ' | 'ᵺ' | 'ꝥ' | 'ꝧ' => "th",
        'ʦ' => "ts",
        'ꜩ' => "tz",
        'ʉ' | 'ʊ' | 'ᴜ' | 'ᵾ' | 'ᶙ' | 'ꞹ' | 'ꭎ' | 'ꭒ' => "u",
        'ᵫ' => "ue",
        'ꭐ' => "ui",
        'ꝸ' => "um",
        'ꭣ' => "uo",
        'ʋ' | 'ᴠ' | 'ᶌ' | 'ỽ' | 'ⱱ' | 'ⱴ' | 'ꝟ' => "v",
        'ꝡ' => "vy",
        'ƿ' | 'ᴡ' | 'ⱳ' => "w",
        'ᶍ' | 'ꭖ' | 'ꭗ' | 'ꭘ' | 'ꭙ' => "x",
        'ƴ' | 'ȝ' | 'ɏ' | 'ʏ' | 'ỿ' | 'ꭚ' => "y",
        'ƶ' | 'ƹ' | 'ȥ' | 'ɀ' | 'ʐ' | 'ʑ' | 'ʒ' | 'ᴢ' | 'ᵶ' | 'ᶎ' | 'ⱬ' => "z",
        _ => return None,
    };
    Some(ascii)
}
