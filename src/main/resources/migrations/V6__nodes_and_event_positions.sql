-- Each running process holds a number that keeps its ids apart from those of the others.
CREATE TABLE nodes (
  number                      BIGINT PRIMARY KEY,
  holder                      TEXT NOT NULL,
  leased_until                BIGINT NOT NULL
);

-- The place of an event among all, given once it is committed: ids are drawn before that, and on
-- PostgreSQL a later id may be committed earlier.
ALTER TABLE events ADD COLUMN position BIGINT;
CREATE UNIQUE INDEX events_position ON events (position);

CREATE TABLE event_feed (
  last_position               BIGINT NOT NULL
);
INSERT INTO event_feed (last_position) VALUES (0);
