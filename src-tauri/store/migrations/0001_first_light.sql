-- What the first version keeps. Times are UTC Unix milliseconds.

CREATE TABLE connector (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    provider      TEXT    NOT NULL CHECK (provider IN ('OpenAI', 'Azure OpenAI', 'Other')),
    api_url       TEXT    NOT NULL,
    default_model TEXT,
    created_at_ms INTEGER NOT NULL,
    updated_at_ms INTEGER NOT NULL
) STRICT;

-- Sealed by the vault; useless without its key. `field` is the form's name, e.g. `apiKey`.
CREATE TABLE secret (
    connector_id TEXT NOT NULL REFERENCES connector (id) ON DELETE CASCADE,
    field        TEXT NOT NULL,
    sealed       BLOB NOT NULL,
    PRIMARY KEY (connector_id, field)
) STRICT, WITHOUT ROWID;

-- At most one: where the sealing key is, and how to recognise it.
CREATE TABLE vault (
    one           INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    key_id        TEXT    NOT NULL,
    backend       TEXT    NOT NULL CHECK (backend IN ('keychain', 'passphrase')),
    salt          BLOB,
    wrapped_key   BLOB,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- Keys that let programs and browsers in. Only a hash is kept.
CREATE TABLE api_key (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL,
    role          TEXT    NOT NULL CHECK (role IN ('usage', 'read', 'all')),
    hash          BLOB    NOT NULL UNIQUE,
    created_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- One row for every call, whatever became of it. Append-only; no reference to `connector`,
-- because history outlives what it tells of. A token number that is not known is NULL.
CREATE TABLE event (
    id                BLOB    NOT NULL PRIMARY KEY,
    connector_id      TEXT    NOT NULL,
    connector_name    TEXT    NOT NULL,
    user              TEXT    NOT NULL,
    started_at_ms     INTEGER NOT NULL,
    duration_ms       INTEGER NOT NULL,
    ttft_ms           INTEGER,
    streamed          INTEGER NOT NULL,
    outcome           TEXT    NOT NULL,
    http_status       INTEGER,
    error_kind        TEXT,
    request_model     TEXT,
    response_model    TEXT,
    prompt_tokens     INTEGER,
    completion_tokens INTEGER,
    total_tokens      INTEGER,
    usage_source      TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX event_by_time ON event (started_at_ms);
CREATE INDEX event_by_connector ON event (connector_id, started_at_ms);
