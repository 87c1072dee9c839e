-- the session of the admin portal from which a test was begun by a link, to whose window its end leads
ALTER TABLE connection_tests ADD COLUMN tester_portal_session TEXT;
