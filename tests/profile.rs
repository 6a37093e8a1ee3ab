//! Looks of books that travel as files, by the command line.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use oqyrman::home::Home;
use oqyrman::settings::{Profile, Settings};

fn call(home: &Path, language: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oqyrman"));
    command.arg("--home").arg(home).args(["--lang", language, "profile"]).args(arguments).stdin(Stdio::null());
    command.output().expect("it runs")
}

fn ok(home: &Path, arguments: &[&str]) -> String {
    let output = call(home, "kk", arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

fn settings(home: &Path) -> (Settings, std::path::PathBuf) {
    let path = Home::locate(Some(home.to_owned())).expect("a home").settings();
    (Settings::load(&path), path)
}

#[test]
fn a_look_goes_from_one_home_to_another() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mine, hers) = (folder.path().join("mine"), folder.path().join("hers"));
    let (mut own, path) = settings(&mine);
    own.appearance.text_size = 96.0;
    own.save(&path).expect("saved");
    let file = folder.path().join("Кешке.toml");
    let written = ok(&mine, &["export", &file.display().to_string()]);
    assert_eq!(Path::new(&written), file);
    assert_eq!(Profile::load(&file).expect("a profile").name, "Кешке");
    // Never over what is there.
    let second = ok(&mine, &["export", &file.display().to_string()]);
    assert_ne!(Path::new(&second), file);

    assert_eq!(ok(&hers, &["import", &written]), "Кешке");
    assert_eq!(ok(&hers, &["import", &written]), "Кешке");
    let (taken, _) = settings(&hers);
    assert_eq!(taken.appearance, own.appearance);
    assert_eq!(taken.profiles.len(), 1, "once by its name");
    let named = folder.path().join("b.toml");
    ok(&hers, &["export", "--name", "кешке", &named.display().to_string()]);
    assert_eq!(Profile::load(&named).expect("a profile"), taken.profiles[0]);
}

#[test]
fn what_gives_no_profile_is_told_in_one_sentence_and_changes_nothing() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("a.toml");
    std::fs::write(&file, "own-voice = 3").expect("written");
    let file = file.display().to_string();
    for (arguments, kazakh) in [
        (["import", file.as_str()], "профилі емес"),
        (["import", "жоқ.toml"], "оқылмады"),
        (["export", "--name=Жоқ"], ""),
    ] {
        for language in ["kk", "ru", "en"] {
            let output = call(home.path(), language, &arguments);
            assert!(!output.status.success() && output.stdout.is_empty(), "{arguments:?}");
            let told = String::from_utf8(output.stderr).expect("text");
            if kazakh.is_empty() {
                assert_eq!(output.status.code(), Some(2), "a file is wanted: {told}");
                continue;
            }
            assert_eq!(output.status.code(), Some(1));
            assert_eq!(told.trim().lines().count(), 1, "{told}");
            assert!(language != "kk" || told.contains(kazakh), "{told}");
        }
    }
    assert_eq!(settings(home.path()).0, Settings::default());
}
