-- What whoever made a portal link held then: nobody lets a directory in by it whose groups give more.
ALTER TABLE portal_links ADD COLUMN held TEXT NOT NULL DEFAULT '';
