-- Whether one person may belong to several organizations, and how many members an organization may
-- have that has no number of its own, 0 for as many as it likes.
ALTER TABLE environment ADD COLUMN multiple_memberships TEXT NOT NULL DEFAULT 'allowed';
ALTER TABLE environment ADD COLUMN max_allowed_users BIGINT NOT NULL DEFAULT 0;
