-- When the last certificate of a provider ends, for the mails that warn before; and one key of ours
-- for both signing and decryption, as providers expect it.
ALTER TABLE connection_versions ADD COLUMN certificates_end_at BIGINT;
CREATE INDEX connection_versions_certificates ON connection_versions (state, certificates_end_at);

DROP INDEX service_provider_keys_connection;
ALTER TABLE service_provider_keys DROP COLUMN purpose;
CREATE INDEX service_provider_keys_connection ON service_provider_keys (connection_id, current_from);
