//! Sees to it that the folder of browser assets exists, so that the program builds before `cargo xtask assets`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    // A failure here shows itself as a clear compile error where the folder is embedded.
    let _ = std::fs::create_dir_all("../assets/dist");
}
