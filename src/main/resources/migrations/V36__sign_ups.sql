-- When somebody was in an organization for the first time, which the app is told once. Of who has signed
-- in before it has been told.
ALTER TABLE users ADD COLUMN signed_up_at BIGINT;
UPDATE users SET signed_up_at = last_login_at;
