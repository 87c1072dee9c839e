-- Addresses of the app that are told what happens.
CREATE TABLE webhooks (
  id                          TEXT PRIMARY KEY,
  url                         TEXT NOT NULL,
  description                 TEXT NOT NULL,
  types                       TEXT NOT NULL,
  sealed_secret               TEXT NOT NULL,
  sealed_old_secret           TEXT,
  old_secret_until            BIGINT,
  disabled_at                 BIGINT,
  failing_since               BIGINT,
  deleted_at                  BIGINT,
  created_at                  BIGINT NOT NULL,
  updated_at                  BIGINT NOT NULL
);

-- An event on its way to one address. No foreign key: an address may go while a change that tells
-- it something is not committed yet, and that change must not fail for it.
CREATE TABLE webhook_deliveries (
  id                          TEXT PRIMARY KEY,
  webhook_id                  TEXT NOT NULL,
  event_id                    TEXT NOT NULL,
  event_type                  TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  tries                       BIGINT NOT NULL DEFAULT 0,
  delivered_at                BIGINT,
  gave_up_at                  BIGINT,
  last_fault                  TEXT,
  created_at                  BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at);
CREATE INDEX webhook_deliveries_list ON webhook_deliveries (webhook_id, id);
CREATE INDEX webhook_deliveries_event ON webhook_deliveries (event_id, webhook_id);
CREATE INDEX webhook_deliveries_created ON webhook_deliveries (created_at);

-- What came of each try.
CREATE TABLE webhook_attempts (
  delivery_id                 TEXT NOT NULL REFERENCES webhook_deliveries (id) ON DELETE CASCADE,
  number                      BIGINT NOT NULL,
  at                          BIGINT NOT NULL,
  status                      BIGINT,
  answer                      TEXT NOT NULL,
  fault                       TEXT,
  milliseconds                BIGINT NOT NULL,
  PRIMARY KEY (delivery_id, number)
) ${clustered};
