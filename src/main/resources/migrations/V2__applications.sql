-- The apps that sign their people in here: who they are, what they were granted, who must still be
-- told that a session ended.

CREATE TABLE applications (
  id                          TEXT PRIMARY KEY,
  client_id                   TEXT NOT NULL UNIQUE,
  name                        TEXT NOT NULL,
  type                        TEXT NOT NULL,
  -- 'allowed' or 'denied': whether client credentials open the management API
  management_api              TEXT NOT NULL,
  -- 'required' or 'optional'
  pkce                        TEXT NOT NULL,
  -- of the environment when null
  access_token_minutes        BIGINT,
  initiate_login_uri          TEXT,
  -- lists are separated by spaces, which no URI holds
  redirect_uris               TEXT NOT NULL,
  post_logout_redirect_uris   TEXT NOT NULL,
  back_channel_logout_uris    TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);

CREATE TABLE client_secrets (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  secret_hash                 TEXT NOT NULL,
  -- its last four characters, to tell two apart
  hint                        TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  revoked_at                  BIGINT
);
CREATE INDEX client_secrets_application ON client_secrets (application_id, revoked_at);

CREATE TABLE signing_keys (
  id                          TEXT PRIMARY KEY,
  public_key                  TEXT NOT NULL,
  sealed_private_key          TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  signs_from                  BIGINT NOT NULL
);

-- an authorization that waits for its person to sign in or choose
CREATE TABLE authorization_requests (
  token_hash                  TEXT PRIMARY KEY,
  browser_hash                TEXT NOT NULL,
  redirect_uri                TEXT NOT NULL,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  -- the parameters as they were sent, form encoded
  parameters                  TEXT NOT NULL,
  started_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL
);
CREATE INDEX authorization_requests_expiry ON authorization_requests (expires_at);

-- what an application was granted in a session: first a code, then tokens
CREATE TABLE grants (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  session_id                  TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  scope                       TEXT NOT NULL,
  nonce                       TEXT,
  redirect_uri                TEXT NOT NULL,
  code_challenge              TEXT,
  code_hash                   TEXT NOT NULL UNIQUE,
  code_expires_at             BIGINT NOT NULL,
  redeemed_at                 BIGINT,
  -- a refresh token has two secrets: one the family keeps, one that changes at every use; the right
  -- family with a wrong other half is a token used before
  refresh_family_hash         TEXT,
  refresh_hash                TEXT,
  refreshed_at                BIGINT,
  revoked_at                  BIGINT,
  created_at                  BIGINT NOT NULL
);
CREATE INDEX grants_session ON grants (session_id, application_id, organization_id);
CREATE INDEX grants_application ON grants (application_id);
CREATE INDEX grants_organization ON grants (organization_id);
CREATE INDEX grants_code_expiry ON grants (code_expires_at);

-- back-channel logout calls that must still be made, or were
CREATE TABLE logout_calls (
  id                          TEXT PRIMARY KEY,
  application_id              TEXT NOT NULL REFERENCES applications (id) ON DELETE CASCADE,
  uri                         TEXT NOT NULL,
  session_id                  TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  delivered_at                BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT,
  created_at                  BIGINT NOT NULL
);
CREATE INDEX logout_calls_due ON logout_calls (due_at);
CREATE INDEX logout_calls_created ON logout_calls (created_at);
CREATE INDEX logout_calls_application ON logout_calls (application_id);

ALTER TABLE environment ADD COLUMN access_token_minutes BIGINT NOT NULL DEFAULT 5;

-- when the person last proved who they are, by which means, and last chose their organization
ALTER TABLE sessions ADD COLUMN authenticated_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN authenticated_with TEXT NOT NULL DEFAULT 'otp';
ALTER TABLE sessions ADD COLUMN organization_chosen_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET authenticated_at = created_at;
