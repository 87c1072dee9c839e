-- by what a letter is known to whoever waits for it: the hash of the link in it, or nothing
ALTER TABLE letters ADD COLUMN link_hash TEXT;
CREATE INDEX letters_link ON letters (link_hash);
-- what the mail server said when it refused the newest mail of an invitation
ALTER TABLE memberships ADD COLUMN mail_fault TEXT;
