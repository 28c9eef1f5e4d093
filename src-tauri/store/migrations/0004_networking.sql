-- How connections are made.

-- A JSON object with what the connector has of its own. Nothing secret.
ALTER TABLE connector ADD COLUMN networking TEXT;

-- The settings have secrets, too: a proxy's password, a client's key. They are no connector's, so
-- `owner` is the id of a connector or a word that can be none. What a reference did for
-- connectors, a trigger does.
CREATE TABLE kept_secret (
    owner    TEXT NOT NULL,
    field    TEXT NOT NULL,
    sealed   BLOB,
    key_id   TEXT,
    variable TEXT,
    PRIMARY KEY (owner, field),
    CHECK ((sealed IS NULL) = (key_id IS NULL) AND (sealed IS NULL) <> (variable IS NULL))
) STRICT, WITHOUT ROWID;

INSERT INTO kept_secret SELECT connector_id, field, sealed, key_id, variable FROM secret;

DROP TABLE secret;
ALTER TABLE kept_secret RENAME TO secret;

CREATE TRIGGER connector_takes_its_secrets_along AFTER DELETE ON connector
BEGIN
    DELETE FROM secret WHERE owner = OLD.id;
END;
