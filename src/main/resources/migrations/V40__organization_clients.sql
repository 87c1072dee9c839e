-- Programs of an organization that get access tokens of their own for the app's API (RFC 6749, 4.4).
CREATE TABLE organization_clients (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  name                        TEXT NOT NULL,
  description                 TEXT NOT NULL,
  scopes                      TEXT NOT NULL,
  audience                    TEXT NOT NULL,
  claims                      TEXT NOT NULL,
  token_seconds               BIGINT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);

CREATE INDEX organization_clients_organization ON organization_clients (organization_id, id);

CREATE TABLE organization_client_secrets (
  id                          TEXT PRIMARY KEY,
  client_id                   TEXT NOT NULL REFERENCES organization_clients (id) ON DELETE CASCADE,
  secret_hash                 TEXT NOT NULL,
  hint                        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL
);

CREATE INDEX organization_client_secrets_client ON organization_client_secrets (client_id, id);
