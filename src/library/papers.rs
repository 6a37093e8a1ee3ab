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
pub(super) fn reserved(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    matches!(first.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (first.len() == 4
            && (first.starts_with("COM") || first.starts_with("LPT"))
            && first.ends_with(|c: char| c.is_ascii_digit()))
}

/// Writes a new file and answers its path. Where the name is taken, a number is added to it. The folder is made when it
/// is missing.
pub fn write_new(wanted: &Path, content: &[u8]) -> io::Result<PathBuf> {
    let (path, mut file) = claim(wanted)?;
    let written = file.write_all(content).and_then(|()| file.sync_all());
    if let Err(error) = written {
        // Half a file would be taken for a whole one.
        let _ = fs::remove_file(&path);
        return Err(error);
    }
    Ok(path)
}

/// A new empty file of this name, or with a number behind it where the name is taken.
fn claim(wanted: &Path) -> io::Result<(PathBuf, File)> {
    let folder = folder_of(wanted);
    fs::create_dir_all(folder)?;
    let stem = wanted.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let ending = wanted.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    for number in 1_u32.. {
        let path = match number {
            1 => wanted.to_path_buf(),
            _ => folder.join(format!("{stem} ({number}){ending}")),
        };
        match File::create_new(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// How the name of a file in the making begins and ends.
const DRAFT: (&str, &str) = (".oqyrman-", ".part");

/// A file that takes long to write: in the folder that it will lie in, under another name until it is whole. It is gone
/// when it is dropped; what a program that was ended left behind is gone with the next one in that folder.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    wanted: PathBuf,
    /// Locked as long as it is being written.
    file: Option<File>,
}

impl Draft {
    /// Begins a file that is to have this name. The folder is made when it is missing.
    pub fn begin(wanted: &Path) -> io::Result<Self> {
        let folder = folder_of(wanted);
        fs::create_dir_all(folder)?;
        sweep(folder);
        for number in 0_u32..1000 {
            let path = folder.join(format!("{}{}-{number}{}", DRAFT.0, std::process::id(), DRAFT.1));
            match File::options().read(true).write(true).create_new(true).open(&path) {
                Ok(file) => {
                    // Where locks are unknown, a draft is only not looked for by others.
                    let _ = file.try_lock();
                    return Ok(Self { path, wanted: wanted.to_path_buf(), file: Some(file) });
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// The file to write to, which is the same for all who ask.
    pub fn file(&self) -> io::Result<File> {
        self.file.as_ref().map_or_else(|| Err(io::ErrorKind::NotFound.into()), File::try_clone)
    }

    /// It is whole: it gets its name, with a number behind it where that is taken meanwhile, and answers it.
    pub fn keep(mut self) -> io::Result<PathBuf> {
        if let Some(file) = self.file.take() {
            file.sync_all()?;
        }
        let (path, _) = claim(&self.wanted)?;
        if let Err(error) = fs::rename(&self.path, &path) {
            let _ = fs::remove_file(&path);
            return Err(error);
        }
        Ok(path)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.file = None;
        // It has another name by now when it was kept.
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes drafts that nobody writes any more.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let named = name.to_str().is_some_and(|name| name.starts_with(DRAFT.0) && name.ends_with(DRAFT.1));
        let regular = || entry.file_type().is_ok_and(|kind| kind.is_file());
        if named
            && regular()
            && File::options().write(true).open(entry.path()).is_ok_and(|file| file.try_lock().is_ok())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
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

    #[test]
    fn a_draft_is_gone_unless_it_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = || {
            let names = fs::read_dir(folder.path()).expect("a folder").flatten();
            let mut names: Vec<String> = names.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names
        };
        let wanted = folder.path().join("Абай.opus");
        let begin = |content: &[u8]| {
            let draft = Draft::begin(&wanted).expect("begun");
            draft.file().expect("a file").write_all(content).expect("written");
            draft
        };
        let dropped = begin(b"half");
        assert_eq!(names().len(), 1);
        let kept = begin(b"whole");
        assert_eq!(names().len(), 2, "one that is being written is let be");
        drop(dropped);
        assert_eq!(kept.keep().expect("kept"), wanted);
        assert_eq!(names(), ["Абай.opus"]);
        assert_eq!(begin(b"other").keep().expect("kept"), folder.path().join("Абай (2).opus"));
        assert_eq!(fs::read(&wanted).expect("there"), b"whole");
        fs::write(folder.path().join(".oqyrman-1-0.part"), "left behind").expect("written");
        drop(begin(b""));
        assert_eq!(names(), ["Абай (2).opus", "Абай.opus"]);
    }
}
