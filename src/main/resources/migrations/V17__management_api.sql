-- What apps keep with organizations, people and memberships: JSON objects of names and texts.
ALTER TABLE organizations ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE memberships ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
-- The app's own id of a person.
ALTER TABLE users ADD COLUMN external_id TEXT;
CREATE UNIQUE INDEX users_external_id ON users (external_id);
-- What is known of a person beside their names, as a JSON object.
ALTER TABLE users ADD COLUMN profile TEXT NOT NULL DEFAULT '{}';

-- The app's own permissions; the predefined ones are part of the program.
CREATE TABLE permissions (
  id                          TEXT PRIMARY KEY,
  name                        TEXT NOT NULL UNIQUE,
  description                 TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);

-- What an application was answered to a request with a key of its own, so that sending it again
-- changes nothing more.
CREATE TABLE idempotency_keys (
  client_id                   TEXT NOT NULL,
  key_hash                    TEXT NOT NULL,
  request_hash                TEXT NOT NULL,
  -- null while the request runs, or when nobody knows how it ended
  status                      BIGINT,
  sealed_answer               TEXT,
  created_at                  BIGINT NOT NULL,
  PRIMARY KEY (client_id, key_hash)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
