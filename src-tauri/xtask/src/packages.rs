//! Which packages of the system are needed for what.

/// What the machine is about to be used for. Each purpose adds to the packages of the others.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Purpose {
    /// Compile the app and open its window.
    Build,
    /// Drive the web screen in a browser.
    Browser,
    /// Drive the real window, with a real language-model server.
    Window,
    /// Use a real keychain that is nobody's.
    Keychain,
    /// Have real proxies and a real web server between a test and its server.
    Proxies,
}

pub(crate) struct Package {
    pub(crate) purpose: Purpose,
    /// The first name that this release of the system knows is the one installed.
    pub(crate) names: &'static [&'static str],
    /// Having one of these programs from elsewhere is as good as having the package.
    pub(crate) programs: &'static [&'static str],
    pub(crate) why: &'static str,
    /// What the system would start at once and at every boot. The tests start the program themselves, with
    /// settings of their own, so it stays off.
    pub(crate) service: Option<&'static str>,
}

const fn package(
    purpose: Purpose,
    names: &'static [&'static str],
    programs: &'static [&'static str],
    why: &'static str,
) -> Package {
    Package {
        purpose,
        names,
        programs,
        why,
        service: None,
    }
}

const fn service(
    names: &'static [&'static str],
    program: &'static [&'static str],
    name: &'static str,
    why: &'static str,
) -> Package {
    Package {
        service: Some(name),
        ..package(Purpose::Proxies, names, program, why)
    }
}

/// Ubuntu has Chromium as a snap only; a Chrome from elsewhere serves as well.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome-stable"];

pub(crate) const PACKAGES: &[Package] = &[
    package(
        Purpose::Build,
        &["build-essential"],
        &["cc"],
        "compiles the C parts: SQLite and the TLS library",
    ),
    package(
        Purpose::Build,
        &["pkg-config", "pkgconf"],
        &["pkg-config"],
        "finds WebKitGTK for the build",
    ),
    package(
        Purpose::Build,
        &["libwebkit2gtk-4.1-dev"],
        &[],
        "the engine of the window, with GTK 3",
    ),
    package(
        Purpose::Browser,
        &["chromium"],
        BROWSERS,
        "the browser of the browser tests",
    ),
    package(
        Purpose::Browser,
        &["fonts-liberation"],
        &[],
        "text in screenshots that looks like text",
    ),
    package(
        Purpose::Window,
        &["xvfb"],
        &["Xvfb"],
        "a screen for the window where there is none",
    ),
    package(
        Purpose::Window,
        &["webkit2gtk-driver", "webkitgtk-webdriver"],
        &["WebKitWebDriver"],
        "clicks and types in the real window",
    ),
    package(
        Purpose::Keychain,
        &["dbus-daemon", "dbus"],
        &["dbus-run-session"],
        "a session bus of the test's own",
    ),
    package(
        Purpose::Keychain,
        &["gnome-keyring"],
        &["gnome-keyring-daemon"],
        "a real keychain",
    ),
    package(
        Purpose::Window,
        &["imagemagick"],
        &["import"],
        "takes the screenshots",
    ),
    package(
        Purpose::Window,
        &["python3"],
        &[],
        "runs llama.cpp's server, which answers the test",
    ),
    package(
        Purpose::Window,
        &["python3-venv"],
        &[],
        "keeps that server out of the system's Python",
    ),
    package(
        Purpose::Proxies,
        &["openssl"],
        &["openssl"],
        "makes the certificates of a test anew",
    ),
    service(
        &["squid", "squid-openssl"],
        &["squid"],
        "squid",
        "a proxy that most companies know, also over TLS",
    ),
    service(
        &["tinyproxy"],
        &["tinyproxy"],
        "tinyproxy",
        "a proxy that says no in another way",
    ),
    service(
        &["nginx-light", "nginx"],
        &["nginx"],
        "nginx",
        "a web server with every kind of certificate, and a stream that is held back",
    ),
    service(
        &["dante-server"],
        &["danted"],
        "danted",
        "a proxy of SOCKS5",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_package_says_why() {
        for package in PACKAGES {
            assert!(!package.names.is_empty() && !package.why.is_empty());
        }
    }
}
