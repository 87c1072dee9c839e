-- Sign-in with accounts of providers that are for everybody, like Google: connections of the whole
-- environment, made by the operator. They share no table with those of organizations, so that
-- nothing that is asked about an organization can ever find one of them.

CREATE TABLE social_connections (
  id                          TEXT PRIMARY KEY,
  -- GOOGLE, MICROSOFT, GITHUB, GITLAB, LINKEDIN or SALESFORCE
  provider                    TEXT NOT NULL UNIQUE,
  -- which one is meant where there are several: an address, or a tenant of Microsoft's; or empty
  realm                       TEXT NOT NULL,
  client_id                   TEXT NOT NULL,
  sealed_client_secret        TEXT NOT NULL,
  client_secret_hint          TEXT NOT NULL,
  -- the public address that its redirect URI was made under
  base_url                    TEXT NOT NULL,
  -- since when people may come by it; null while they may not
  enabled_at                  BIGINT,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);

-- whose account at a provider leads to which account here: at most one of each provider's
CREATE TABLE social_accounts (
  connection_id               TEXT NOT NULL REFERENCES social_connections (id) ON DELETE CASCADE,
  -- what the provider calls them for good
  subject                     TEXT NOT NULL,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- the address or name that the account has there, for its owner to know it by
  label                       TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_login_at               BIGINT NOT NULL,
  PRIMARY KEY (connection_id, subject)
);
CREATE UNIQUE INDEX social_accounts_user ON social_accounts (user_id, connection_id);

-- The public address that a connection was made under: what its identity provider knows of us
-- begins with that, also when we have moved since. The program fills in its own where none stands.
ALTER TABLE connections ADD COLUMN base_url TEXT;
