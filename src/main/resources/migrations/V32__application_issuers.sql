-- The public address by which an application last asked for tokens: it believes what we call ourselves
-- only under that name. Null for applications that never did.
ALTER TABLE applications ADD COLUMN issuer TEXT;
UPDATE applications SET issuer = (
  SELECT g.issuer FROM grants g
   WHERE g.application_id = applications.id AND g.issuer IS NOT NULL
   ORDER BY g.created_at DESC, g.id DESC LIMIT 1);
