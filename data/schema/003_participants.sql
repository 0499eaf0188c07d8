-- A person in a room. The same row over reconnects.
CREATE TABLE participants (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons,
  room_id TEXT NOT NULL REFERENCES rooms,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('host', 'speaker', 'listener')),
  data TEXT NOT NULL,           -- what an application server gave along with the ticket, JSON; '' = nothing
  joined_at INTEGER NOT NULL,
  left_at INTEGER,              -- NULL = present
  left_reason TEXT,
  resume_hash TEXT NOT NULL,    -- SHA-256 of the secret in use
  next_resume_hash TEXT NOT NULL  -- of its successor until the first message under it; '' = none
) STRICT;
CREATE INDEX participants_room ON participants (room_id, joined_at);
CREATE INDEX participants_person ON participants (person_id);
