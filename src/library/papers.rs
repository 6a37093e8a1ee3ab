//! Files that are written for the reader herself: names that every system takes, and none that is there already is lost.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Longest file name in bytes without ending and number: most systems allow 255, copies add to it.
pub const LONGEST: usize = 150;

/// A file's name, without its ending, made of any words: without what some file system forbids.
pub fn safe_stem(words: &str) -> String {
    let mut stem = String::new();
    for c in words.chars() {
        let c = match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => ' ',
            c if c.is_control() || c.is_whitespace() => ' ',
            // Marks of direction would make one name look like another.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => continue,
            c => c,
        };
        if stem.len() + c.len_utf8() > LONGEST {
            break;
        }
        if c != ' ' || !(stem.is_empty() || stem.ends_with(' ')) {
            stem.push(c);
        }
    }
    let stem = stem.trim_start_matches(['.', ' ', '~']).trim_end_matches(['.', ' ']).to_owned();
    if stem.is_empty() || reserved(&stem) { format!("book {stem}").trim_end().to_owned() } else { stem }
}

/// Names that Windows keeps for devices, whatever follows the first dot.
fn reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (first.len() == 4
            && (first.starts_with("COM") || first.starts_with("LPT"))
            && first.ends_with(|c: char| c.is_ascii_digit()))
}

/// Writes a new file and answers its path. Where the name is taken, a number is added to it. The folder is made when it
/// is missing.
pub fn write_new(wanted: &Path, content: &[u8]) -> io::Result<PathBuf> {
    let folder = wanted.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = wanted.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    for number in 1_u32.. {
        let path = match number {
            1 => wanted.to_path_buf(),
            _ => folder.join(format!("{stem} ({number}){ending}")),
        };
        let mut file = match File::options().write(true).create_new(true).open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        let written = file.write_all(content).and_then(|()| file.sync_all());
        if let Err(error) = written {
            // Half a file would be taken for a whole one.
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        return Ok(path);
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// Copies files of these names into the folder that this file lies in; what is there already stays.
pub fn copy_beside(file: &Path, folder: &Path, names: &[String]) -> io::Result<()> {
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for name in names {
        let to = beside.join(name);
        if to.exists() {
            continue;
        }
        match fs::copy(folder.join(name), &to) {
            // What the reader has deleted herself is no reason to write nothing.
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a folder");
        let wanted = folder.path().join("new").join("Қара сөздер.html");
        let names = ["бір", "екі", "үш"].map(|content| {
            let path = write_new(&wanted, content.as_bytes()).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("there"), content);
            path.file_name().expect("a name").to_string_lossy().into_owned()
        });
        assert_eq!(names, ["Қара сөздер.html", "Қара сөздер (2).html", "Қара сөздер (3).html"]);
        assert_eq!(fs::read_to_string(&wanted).expect("still there"), "бір");
    }

    #[test]
    fn where_nothing_can_be_written_it_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "x").expect("written");
        write_new(&file.join("notes.txt"), b"x").expect_err("a file is no folder");
    }
}
