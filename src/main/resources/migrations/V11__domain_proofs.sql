-- What an organization publishes to prove a domain, when it was proven and whether it still is.
ALTER TABLE email_domains ADD COLUMN txt_record_key TEXT;
ALTER TABLE email_domains ADD COLUMN txt_record_secret TEXT;
ALTER TABLE email_domains ADD COLUMN closes_at BIGINT;
ALTER TABLE email_domains ADD COLUMN verified_at BIGINT;
ALTER TABLE email_domains ADD COLUMN stale_since BIGINT;
ALTER TABLE email_domains ADD COLUMN contested_until BIGINT;
ALTER TABLE email_domains ADD COLUMN failure TEXT;

-- a domain is one organization's
CREATE UNIQUE INDEX email_domains_verified_once ON email_domains (domain)
  WHERE domain_type = 'ORGANIZATION_DOMAIN' AND verification_status = 'VERIFIED';

-- When name servers are asked next about a domain, and what they said last.
CREATE TABLE domain_checks (
  domain_id                   TEXT PRIMARY KEY REFERENCES email_domains (id) ON DELETE CASCADE,
  organization_id             TEXT NOT NULL,
  due_at                      BIGINT,
  leased_until                BIGINT,
  look                        TEXT
);
CREATE INDEX domain_checks_due ON domain_checks (due_at);
