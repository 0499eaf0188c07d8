-- The file name of a person's profile image, in uploads/images; '' = none.
ALTER TABLE persons ADD COLUMN image TEXT NOT NULL DEFAULT '';
