-- where an organization has several connections: whose people are sent to which of them
CREATE TABLE connection_domains (
  domain_id                   TEXT PRIMARY KEY REFERENCES email_domains (id) ON DELETE CASCADE,
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE
);
CREATE INDEX connection_domains_connection ON connection_domains (connection_id);
-- mailboxes that applications have proven for them
CREATE TABLE passwordless_requests (
  id                          TEXT PRIMARY KEY,
  client_id                   TEXT NOT NULL,
  email                       TEXT NOT NULL,
  template                    TEXT NOT NULL,
  link_address                TEXT,
  state                       TEXT,
  lifetime_seconds            BIGINT NOT NULL,
  code_hash                   TEXT,
  link_hash                   TEXT,
  guesses                     BIGINT NOT NULL DEFAULT 0,
  guesses_since               BIGINT NOT NULL DEFAULT 0,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
);
CREATE UNIQUE INDEX passwordless_requests_link ON passwordless_requests (link_hash);
CREATE INDEX passwordless_requests_expires ON passwordless_requests (expires_at);
