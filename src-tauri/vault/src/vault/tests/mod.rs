mod fake;
mod keychain;
mod keys;
mod passphrase;
mod together;
