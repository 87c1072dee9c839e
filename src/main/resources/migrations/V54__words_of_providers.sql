-- When somebody had proven who they are: where an identity provider says so of an earlier time than it
-- was shown here, that one (OpenID Connect Core, 2: auth_time). Of what there is already nobody knows
-- another time than that.
ALTER TABLE sessions ADD COLUMN auth_time BIGINT;
ALTER TABLE session_vouchers ADD COLUMN auth_time BIGINT;

-- When a provider wants its word to end, where its connection heeds that. A session may go on without.
ALTER TABLE session_vouchers ADD COLUMN ends_at BIGINT;
CREATE INDEX session_vouchers_ends ON session_vouchers (ends_at) WHERE ends_at IS NOT NULL;

-- Whoever is signed in again is not signed out by a call of before.
CREATE INDEX logout_calls_session ON logout_calls (session_id);
