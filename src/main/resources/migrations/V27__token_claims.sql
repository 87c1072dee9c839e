-- what the operator lets tokens say beside what they always say
CREATE TABLE token_claims (
  id                          TEXT PRIMARY KEY,
  name                        TEXT NOT NULL UNIQUE,
  expression                  TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);
