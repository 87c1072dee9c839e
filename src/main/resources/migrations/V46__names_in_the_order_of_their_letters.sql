-- The names of a directory's people and groups stand in the order in which filters compare them, by the numbers of
-- their letters as SQLite has them, whatever the language of a PostgreSQL database.
${only_postgresql}ALTER TABLE directory_users ALTER COLUMN user_name_key TYPE TEXT COLLATE "C";
${only_postgresql}ALTER TABLE directory_groups ALTER COLUMN display_name_key TYPE TEXT COLLATE "C";
