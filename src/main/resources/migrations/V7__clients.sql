-- What clients of common libraries do: refresh twice, and prove themselves with keys in the place of
-- secrets.

-- the hash of the refresh token that was replaced last, and the secret that replaced it, encrypted:
-- for a short time the one brings the other again.

ALTER TABLE grants ADD COLUMN replaced_hash TEXT;
ALTER TABLE grants ADD COLUMN sealed_successor TEXT;
-- public keys an application proves itself with (RFC 7523)
CREATE TABLE client_keys (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  -- its name in the header of an assertion; one without a name is tried for each
  key_id                      TEXT NOT NULL,
  -- JSON (RFC 7517), without private parts
  jwk                         TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  revoked_at                  BIGINT
);
CREATE INDEX client_keys_application ON client_keys (application_id, revoked_at);

-- assertions that were used, until they expire: each is good once
CREATE TABLE client_assertions (
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  jti_hash                    TEXT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  PRIMARY KEY (application_id, jti_hash)
);
CREATE INDEX client_assertions_expiry ON client_assertions (expires_at);
