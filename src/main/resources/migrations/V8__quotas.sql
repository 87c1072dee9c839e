-- How often something was done for one mailbox, organization or person, for the limits of a minute
-- to a day. A row of quotas is held while it is counted, so that requests side by side count each other.
CREATE TABLE quotas (
  kind                        TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  touched_at                  BIGINT NOT NULL,
  PRIMARY KEY (kind, subject)
) ${clustered};
CREATE INDEX quotas_touched ON quotas (touched_at);

CREATE TABLE quota_uses (
  kind                        TEXT NOT NULL,
  subject                     TEXT NOT NULL,
  at                          BIGINT NOT NULL,
  id                          TEXT NOT NULL,
  PRIMARY KEY (kind, subject, at, id)
) ${clustered};
CREATE INDEX quota_uses_at ON quota_uses (at);
