-- What the rest of Kibana's connector form needs, and keys that belong to one connector.

ALTER TABLE connector ADD COLUMN organization_id TEXT;
ALTER TABLE connector ADD COLUMN project_id TEXT;
-- A JSON object of texts. Nothing secret.
ALTER TABLE connector ADD COLUMN headers TEXT;
ALTER TABLE connector ADD COLUMN context_window_length INTEGER;
ALTER TABLE connector ADD COLUMN temperature REAL;
ALTER TABLE connector ADD COLUMN verification_mode TEXT
    CHECK (verification_mode IN ('full', 'certificate', 'none'));
ALTER TABLE connector ADD COLUMN native_function_calling INTEGER;
-- Set by an import, taken back by the next save.
ALTER TABLE connector ADD COLUMN awaits_secrets INTEGER NOT NULL DEFAULT 0;

-- NULL: every connector. No reference: the key outlives the connector and then opens nothing.
ALTER TABLE api_key ADD COLUMN connector_id TEXT;
CREATE INDEX api_key_by_connector ON api_key (connector_id) WHERE connector_id IS NOT NULL;

-- Whether a connector ever worked is asked for every row of the list.
CREATE INDEX event_by_success ON event (connector_id) WHERE outcome = 'success';
