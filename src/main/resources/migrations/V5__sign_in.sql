-- A sign-in is a row of its own, whatever proves who somebody is; the code and the link of a mail
-- are one means among others. Sign-ins under way go on.

CREATE TABLE sign_ins_under_way (
  id                          TEXT PRIMARY KEY,
  -- of the browser it belongs to
  browser_hash                TEXT NOT NULL,
  -- 'mail', 'passkey' or 'upstream'
  means                       TEXT NOT NULL,
  -- null until it is known
  email                       TEXT,
  return_to                   TEXT NOT NULL,
  -- how it was proven who it is, as amr writes it; null until it was
  proof                       TEXT,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
);
INSERT INTO sign_ins_under_way (id, browser_hash, means, email, return_to, created_at, expires_at, used_at)
  SELECT id, token_hash, 'mail', email, return_to, created_at, expires_at, used_at FROM login_attempts;

CREATE TABLE mailed_codes (
  attempt_id                  TEXT PRIMARY KEY,
  email                       TEXT NOT NULL,
  code_hash                   TEXT NOT NULL,
  link_hash                   TEXT NOT NULL UNIQUE,
  wrong_codes                 BIGINT NOT NULL DEFAULT 0,
  expires_at                  BIGINT NOT NULL
);
INSERT INTO mailed_codes (attempt_id, email, code_hash, link_hash, wrong_codes, expires_at)
  SELECT id, email, code_hash, link_hash, wrong_codes, code_expires_at FROM login_attempts;

DROP TABLE login_attempts;
ALTER TABLE sign_ins_under_way RENAME TO login_attempts;
CREATE INDEX login_attempts_browser ON login_attempts (browser_hash);
CREATE INDEX login_attempts_expiry ON login_attempts (expires_at);
CREATE INDEX mailed_codes_expiry ON mailed_codes (expires_at);
