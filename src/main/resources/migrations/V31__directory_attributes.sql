-- Which of a directory's attributes are custom attributes of its users, as a JSON list of key and
-- map_to in the order in which they were given. What users get by it is computed from all that the
-- directory has told of them, which is kept; so a change of it counts for everybody at once.
ALTER TABLE directories ADD COLUMN attribute_map TEXT NOT NULL DEFAULT '[]';
