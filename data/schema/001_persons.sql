-- A person: an account, or a random key that the browser keeps (its hash makes the id).
CREATE TABLE persons (
  person_id TEXT PRIMARY KEY,
  first_seen INTEGER NOT NULL,  -- UTC milliseconds, as all times
  last_seen INTEGER NOT NULL
) STRICT;
