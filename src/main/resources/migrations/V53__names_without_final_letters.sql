-- Names are kept without regard to letter case, and the Greek Σ had been folded to another letter at
-- the end of a word than within it: nobody was found by a beginning that ended with one.
UPDATE directory_users SET user_name_key = REPLACE(user_name_key, 'ς', 'σ') WHERE user_name_key LIKE '%ς%';
UPDATE directory_groups SET display_name_key = REPLACE(display_name_key, 'ς', 'σ') WHERE display_name_key LIKE '%ς%';
UPDATE directory_user_emails SET address_key = REPLACE(address_key, 'ς', 'σ') WHERE address_key LIKE '%ς%';
UPDATE directory_pending_members SET value_key = REPLACE(value_key, 'ς', 'σ') WHERE value_key LIKE '%ς%';
UPDATE directory_poll_groups SET name_key = REPLACE(name_key, 'ς', 'σ') WHERE name_key LIKE '%ς%';
-- among the ids the index is read alone, and not all that was logged
UPDATE directory_requests SET person = REPLACE(person, 'ς', 'σ')
 WHERE id IN (SELECT id FROM directory_requests WHERE person IS NOT NULL AND person LIKE '%ς%');
UPDATE sign_in_history SET person = REPLACE(person, 'ς', 'σ')
 WHERE id IN (SELECT id FROM sign_in_history WHERE person IS NOT NULL AND person LIKE '%ς%');
