-- A name means somebody only together with who gives it and which attribute it stands in: another
-- provider at the same connection, or another attribute, may call somebody else so. What is known
-- until now was said by the provider that the connection has, and as its mapping is.
CREATE TABLE upstream_names (
  connection_id               TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  -- the provider: the issuer of OpenID Connect, the entity ID of SAML
  issuer                      TEXT NOT NULL,
  -- the attribute that is mapped to the user id; empty for NameID or sub
  named_by                    TEXT NOT NULL,
  -- exactly as it came
  subject                     TEXT NOT NULL,
  organization_id             TEXT NOT NULL,
  user_id                     TEXT NOT NULL,
  created_at                  BIGINT NOT NULL,
  last_login_at               BIGINT NOT NULL,
  PRIMARY KEY (connection_id, issuer, named_by, subject),
  FOREIGN KEY (organization_id, user_id) REFERENCES memberships (organization_id, user_id) ON DELETE CASCADE
);
INSERT INTO upstream_names (connection_id, issuer, named_by, subject, organization_id, user_id, created_at, last_login_at)
  SELECT a.connection_id,
         COALESCE(CAST(v.settings AS ${json}) ->> 'issuer', CAST(v.settings AS ${json}) ->> 'entity_id', ''),
         CASE WHEN CAST(v.settings AS ${json}) -> 'mapping' ->> 'sub' IN ('sub', 'NameID') THEN ''
              ELSE COALESCE(CAST(v.settings AS ${json}) -> 'mapping' ->> 'sub', '') END,
         a.subject, a.organization_id, a.user_id, a.created_at, a.last_login_at
    FROM upstream_accounts a
    LEFT JOIN connection_versions v ON v.connection_id = a.connection_id AND v.state = 'live';
DROP TABLE upstream_accounts;
ALTER TABLE upstream_names RENAME TO upstream_accounts;
CREATE INDEX upstream_accounts_member ON upstream_accounts (organization_id, user_id, connection_id);

-- Nor has another provider shown that a mailbox is theirs whom it names, or begun a session.
ALTER TABLE upstream_mailboxes ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
UPDATE upstream_mailboxes SET issuer = COALESCE((
       SELECT COALESCE(CAST(v.settings AS ${json}) ->> 'issuer', CAST(v.settings AS ${json}) ->> 'entity_id')
         FROM connection_versions v WHERE v.connection_id = upstream_mailboxes.connection_id AND v.state = 'live'), '');
ALTER TABLE session_vouchers ADD COLUMN issuer TEXT NOT NULL DEFAULT '';
UPDATE session_vouchers SET issuer = COALESCE((
       SELECT COALESCE(CAST(v.settings AS ${json}) ->> 'issuer', CAST(v.settings AS ${json}) ->> 'entity_id')
         FROM connection_versions v WHERE v.connection_id = session_vouchers.connection_id AND v.state = 'live'), '');
