-- a link that an admin copied proves no mailbox, unlike the one that was mailed
ALTER TABLE invitation_links ADD COLUMN kind TEXT NOT NULL DEFAULT 'mailed';
