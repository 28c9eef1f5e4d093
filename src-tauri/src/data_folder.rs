//! Who may look into the folder with the database.

use std::path::Path;

/// Closes Patchbay's own folder to other users of the machine. One that somebody chose may be there
/// for other things, too: then it stays as it is, and this is the notice. The files are closed in
/// any case.
#[cfg(unix)]
pub(crate) fn close_to_others(folder: &Path, is_chosen: bool) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    // A folder that is not there yet is made closed.
    let mut permissions = folder.metadata().ok()?.permissions();
    if permissions.mode() & 0o077 == 0 {
        return None;
    }
    if !is_chosen {
        permissions.set_mode(0o700);
        if std::fs::set_permissions(folder, permissions).is_ok() {
            return None;
        }
    }
    Some(format!(
        "Other users of this machine can look into the data directory {}. Close it with: chmod 700",
        folder.display()
    ))
}

/// The folder of a user's profile is closed by the system.
#[cfg(not(unix))]
pub(crate) fn close_to_others(_: &Path, _: bool) -> Option<String> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn our_own_folder_is_closed_and_a_chosen_one_is_told_of() {
        let folder = tempfile::tempdir().expect("a folder");
        let mode = || {
            folder
                .path()
                .metadata()
                .expect("there")
                .permissions()
                .mode()
                & 0o777
        };
        let set = |mode| {
            let permissions = PermissionsExt::from_mode(mode);
            std::fs::set_permissions(folder.path(), permissions).expect("set");
        };
        set(0o700);
        assert_eq!(close_to_others(folder.path(), true), None);
        set(0o755);
        let notice = close_to_others(folder.path(), true).expect("a notice");
        assert!(notice.contains("chmod 700"), "{notice}");
        assert_eq!(mode(), 0o755);
        assert_eq!(close_to_others(folder.path(), false), None);
        assert_eq!(mode(), 0o700);
        assert_eq!(close_to_others(&folder.path().join("new"), false), None);
    }
}
