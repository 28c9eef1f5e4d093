//! Checks that `ui/src/wire` is what the contract says, or writes it with `--write`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/wire");
    let write = std::env::args().any(|argument| argument == "--write");
    let mut fresh = true;
    for (name, content) in patchbay_api::wire::files() {
        let path = folder.join(name);
        if write {
            let written =
                std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&path, content));
            if let Err(error) = written {
                eprintln!("cannot write {}: {error}", path.display());
                return ExitCode::FAILURE;
            }
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(&content) {
            eprintln!("ui/src/wire/{name} is not what src-tauri/api says: run `cargo xtask types`");
            fresh = false;
        }
    }
    if fresh {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
