-- When a directory has last let somebody in again whom it had kept out; of whom it never did, nothing.
-- When somebody was changed says less: another title is no word on who may come in. Of what there is
-- already the last change is all that is known.
ALTER TABLE directory_users ADD COLUMN activated_at BIGINT;
UPDATE directory_users SET activated_at = updated_at WHERE deactivated_at IS NULL AND updated_at > created_at;
