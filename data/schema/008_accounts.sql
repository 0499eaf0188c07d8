-- An account is a person who can be asked for a password: an operator, a teacher who wants rooms and recordings back.
CREATE TABLE accounts (
  person_id TEXT PRIMARY KEY REFERENCES persons,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('operator', 'teacher', 'ml-reader')),
  password_hash TEXT NOT NULL,  -- Argon2id, with its salt and its cost
  created_at INTEGER NOT NULL,
  login_at INTEGER              -- the last; NULL = never
) STRICT;
-- A cookie's session.
CREATE TABLE logins (
  token_hash TEXT PRIMARY KEY,  -- SHA-256 of what the cookie holds
  person_id TEXT NOT NULL REFERENCES accounts ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL      -- to the minute
) STRICT;
CREATE INDEX logins_person ON logins (person_id);
-- Whose account opened a room while logged in; NULL = nobody's.
ALTER TABLE rooms ADD COLUMN account TEXT REFERENCES accounts ON DELETE SET NULL;
CREATE INDEX rooms_account ON rooms (account, opened_at);
