-- What roles may give that groups of a directory are mapped to by a link: the permissions that who made
-- it held then. Null where it maps no groups.
ALTER TABLE portal_links ADD COLUMN mappable TEXT;
