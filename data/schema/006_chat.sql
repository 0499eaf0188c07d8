-- A message that was deleted stays in its place, and is shown without its text.
ALTER TABLE messages ADD COLUMN deleted_at INTEGER;  -- UTC milliseconds
ALTER TABLE messages ADD COLUMN deleted_by TEXT REFERENCES participants;
