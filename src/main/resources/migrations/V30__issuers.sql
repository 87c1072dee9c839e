-- The public address by which an application knew us when somebody signed in to it: it believes what
-- we call it about later only under that name. Null for sign-ins of before.
ALTER TABLE grants ADD COLUMN issuer TEXT;
ALTER TABLE logout_calls ADD COLUMN issuer TEXT;
