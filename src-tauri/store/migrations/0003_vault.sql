-- Keys that seal, of which one is in use, and what each secret was sealed with.

-- `pending`: made, and not in use before everything is sealed with it. `current`: in use.
-- `retired`: nothing needs it; it is still to be removed from its keychain. `lost`: it could not
-- be had when a new one was made, and secrets may still wait for it to come back.
CREATE TABLE sealing_key (
    key_id        TEXT    NOT NULL PRIMARY KEY,
    state         TEXT    NOT NULL CHECK (state IN ('pending', 'current', 'retired', 'lost')),
    backend       TEXT    NOT NULL CHECK (backend IN ('keychain', 'passphrase', 'session')),
    -- The keychain that took it, as it calls itself.
    holder        TEXT,
    -- For a passphrase: the key encrypted with it, and what Argon2id was run with.
    wrapped_key   BLOB,
    salt          BLOB,
    memory_kib    INTEGER,
    passes        INTEGER,
    lanes         INTEGER,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX sealing_key_in_use ON sealing_key (state) WHERE state = 'current';

INSERT INTO sealing_key
SELECT key_id, 'current', backend, NULL, wrapped_key, salt,
       iif(salt IS NULL, NULL, 65536), iif(salt IS NULL, NULL, 3), iif(salt IS NULL, NULL, 1),
       created_at_ms
FROM vault;

-- Sealed, or a reference to an environment variable by its name. No reference to `sealing_key`:
-- a secret outlives a key that was lost, and says so.
CREATE TABLE kept_secret (
    connector_id TEXT NOT NULL REFERENCES connector (id) ON DELETE CASCADE,
    field        TEXT NOT NULL,
    sealed       BLOB,
    key_id       TEXT,
    variable     TEXT,
    PRIMARY KEY (connector_id, field),
    CHECK ((sealed IS NULL) = (key_id IS NULL) AND (sealed IS NULL) <> (variable IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO kept_secret
SELECT connector_id, field, sealed, coalesce((SELECT key_id FROM vault), 'unknown'), NULL
FROM secret;

DROP TABLE secret;
ALTER TABLE kept_secret RENAME TO secret;
DROP TABLE vault;
