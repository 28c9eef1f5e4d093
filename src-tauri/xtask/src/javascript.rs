//! npm's packages and the built web screen, made again only when what they are made of changed.

use std::path::Path;
use std::time::Duration;

use crate::processes::supervise;
use crate::project::Project;
use crate::stamp::{self, Fingerprint};
use crate::steps::{Done, Outcome};

const INSTALL_DEADLINE: Duration = Duration::from_secs(10 * 60);
const BUILD_DEADLINE: Duration = Duration::from_secs(10 * 60);

/// `npm ci` in a folder, unless its lock file is the one that `node_modules` was made from.
pub(crate) fn packages(project: &Project, folder: &Path) -> Outcome {
    // The stamp is in `node_modules`, so it goes when that folder goes.
    let stamp = folder.join("node_modules/.made-from");
    let fingerprint = Fingerprint::new()
        .path(&folder.join("package.json"), &|_| false)?
        .path(&folder.join("package-lock.json"), &|_| false)?;
    if stamp::fits(&stamp, &fingerprint) {
        return Ok(Done::UpToDate);
    }
    let mut command = project.npm(folder);
    command.args(["ci", "--no-audit", "--no-fund"]);
    supervise(&mut command, INSTALL_DEADLINE).map_err(|failure| {
        failure.hint(
            "npm's message is above. Not in sync: run `npm install` there and commit the lock file. \
             No connection: `npm ping` tells whether the registry can be reached",
        )
    })?;
    stamp::write(&stamp, &fingerprint)?;
    Ok(Done::Worked)
}

/// The web screen in `ui/dist`. It has to be there before cargo builds the app, which embeds it.
pub(crate) fn screen(project: &Project) -> Outcome {
    let ui = project.ui();
    // Vite empties `dist` first, so a build made by hand takes the stamp away and is never mistaken for ours.
    let stamp = ui.join("dist/.made-from");
    let is_no_source = |name: &str| {
        ["node_modules", "dist", "coverage"].contains(&name)
            || name.ends_with(".test.ts")
            || name.ends_with(".test.tsx")
    };
    let fingerprint = Fingerprint::new().path(&ui, &is_no_source)?;
    if ui.join("dist/index.html").is_file() && stamp::fits(&stamp, &fingerprint) {
        return Ok(Done::UpToDate);
    }
    script(project, &ui, "build", BUILD_DEADLINE)?;
    stamp::write(&stamp, &fingerprint)?;
    Ok(Done::Worked)
}

/// One of the scripts in a folder's `package.json`.
pub(crate) fn script(project: &Project, folder: &Path, name: &str, deadline: Duration) -> Outcome {
    let mut command = project.npm(folder);
    command.args(["run", "--silent", name]);
    supervise(&mut command, deadline).map_err(|failure| {
        let place = folder.file_name().unwrap_or_default().to_string_lossy();
        failure.hint(format!(
            "what went wrong is printed above; alone: (cd {place} && npm run {name})"
        ))
    })
}
