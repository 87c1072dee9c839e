-- What people sign in with instead of a mail: the public half of a key that their device or their
-- password manager holds (behaviour §1.13).

CREATE TABLE passkeys (
  id                          TEXT PRIMARY KEY,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- as the authenticator named it, in base64url
  credential_id               TEXT NOT NULL UNIQUE,
  name                        TEXT NOT NULL,
  -- the attested credential data of WebAuthn §6.5.2, in base64url
  public_key                  TEXT NOT NULL,
  sign_count                  BIGINT NOT NULL,
  -- the model of the authenticator, zeros when it does not say
  aaguid                      TEXT NOT NULL,
  -- 'platform', 'cross-platform', or empty
  attachment                  TEXT NOT NULL,
  -- separated by spaces
  transports                  TEXT NOT NULL,
  -- whether copies exist beside the device: 'impossible', 'possible' or 'made'
  backup                      TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL,
  last_used_at                BIGINT,
  user_agent                  TEXT NOT NULL,
  device_type                 TEXT NOT NULL,
  os                          TEXT NOT NULL,
  os_version                  TEXT NOT NULL,
  browser                     TEXT NOT NULL,
  browser_version             TEXT NOT NULL,
  ip                          TEXT NOT NULL,
  city                        TEXT,
  region                      TEXT,
  country                     TEXT
);
CREATE INDEX passkeys_user ON passkeys (user_id, created_at);

-- what an authenticator was asked to sign: good once, soon, and in the place it was asked in
CREATE TABLE passkey_challenges (
  challenge_hash              TEXT PRIMARY KEY,
  -- 'create' or 'sign-in'
  purpose                     TEXT NOT NULL,
  -- a session's id, or the hash of a browser's token on the way in
  bound_to                    TEXT NOT NULL,
  expires_at                  BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_expiry ON passkey_challenges (expires_at);

-- the link of a mail that tells of a passkey, for whoever it was not
CREATE TABLE passkey_notices (
  token_hash                  TEXT PRIMARY KEY,
  user_id                     TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- the passkey that was added; null when one was removed
  added_passkey_id            TEXT,
  created_at                  BIGINT NOT NULL,
  expires_at                  BIGINT NOT NULL,
  used_at                     BIGINT
);
CREATE INDEX passkey_notices_user ON passkey_notices (user_id);
CREATE INDEX passkey_notices_expiry ON passkey_notices (expires_at);
