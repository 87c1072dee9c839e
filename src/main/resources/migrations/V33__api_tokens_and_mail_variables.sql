-- What customers' programs show to the app: made, checked and ended by the app over the API. A token
-- for a member ends with the membership.
CREATE TABLE api_tokens (
  id                          TEXT PRIMARY KEY,
  organization_id             TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  user_id                     TEXT,
  token_hash                  TEXT NOT NULL UNIQUE,
  hint                        TEXT NOT NULL,
  description                 TEXT NOT NULL,
  claims                      TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT,
  invalidated_at              BIGINT,
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);

CREATE INDEX api_tokens_organization ON api_tokens (organization_id, id);
CREATE INDEX api_tokens_member ON api_tokens (organization_id, user_id, id);
CREATE INDEX api_tokens_invalidated ON api_tokens (invalidated_at);
CREATE INDEX api_tokens_expired ON api_tokens (expires_at);

-- What an application fills into the mail it asks for, as a JSON object of names and texts.
ALTER TABLE passwordless_requests ADD COLUMN template_variables TEXT NOT NULL DEFAULT '{}';
