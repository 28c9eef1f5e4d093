//! Tauri's code generation. Naming our commands here makes them subject to the capability
//! file; unnamed commands would be open to every page in the window.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["rpc", "rpc_stream", "save_file"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    tauri_build::try_build(attributes).expect("tauri.conf.json and the capabilities are valid");
}
