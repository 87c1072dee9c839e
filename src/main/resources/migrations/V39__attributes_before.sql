-- By which map a user of a directory had the custom attributes that their profile has, where it is
-- another one by now and the profile is still to follow. Null where it is not.
ALTER TABLE directory_user_news ADD COLUMN attributes_before TEXT;
