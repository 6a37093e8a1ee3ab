//! Lists the books of `assets/library`, which are built into the program.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let library = Path::new(&env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?).join("assets/library");
    println!("cargo::rerun-if-changed={}", library.display());
    let mut books: Vec<PathBuf> = fs::read_dir(&library)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    books.retain(|path| {
        path.extension().is_some_and(|extension| ["epub", "pdf", "m4b"].iter().any(|it| extension == *it))
    });
    books.sort();
    let mut table = String::from("&[\n");
    for path in books {
        let name = path.file_name().unwrap_or_default();
        table.push_str(&format!("    ({:?}, include_bytes!({:?})),\n", name.to_string_lossy(), path));
    }
    table.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR").map_err(io::Error::other)?).join("shipped.rs"), table)
}
