-- What hosts order in a room, and what must outlast the service: all of it is back after a restart.
ALTER TABLE rooms ADD COLUMN locked INTEGER NOT NULL DEFAULT 0;        -- 1: nobody new comes in
ALTER TABLE rooms ADD COLUMN waiting_room INTEGER NOT NULL DEFAULT 0;  -- 1: who is new waits for a host
ALTER TABLE rooms ADD COLUMN host_participant_id TEXT;                 -- who presides; NULL: nobody
-- Who need not wait again.
CREATE TABLE admitted (
  room_id TEXT NOT NULL REFERENCES rooms,
  person_id TEXT NOT NULL REFERENCES persons,
  at INTEGER NOT NULL,
  PRIMARY KEY (room_id, person_id)
) STRICT;
-- Hands that are up.
CREATE TABLE hands (
  room_id TEXT NOT NULL REFERENCES rooms,
  participant_id TEXT NOT NULL REFERENCES participants,
  person_id TEXT NOT NULL REFERENCES persons,
  at INTEGER NOT NULL,          -- the order of the queue
  PRIMARY KEY (room_id, participant_id)
) STRICT;
-- Answers to the notice: the last one of a person counts, the ones before are kept.
CREATE TABLE consents (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  room_id TEXT NOT NULL REFERENCES rooms,
  person_id TEXT NOT NULL REFERENCES persons,
  participant_id TEXT NOT NULL REFERENCES participants,
  recording INTEGER NOT NULL,
  capture INTEGER NOT NULL,
  text_version TEXT NOT NULL,   -- of the notice that was shown
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_room ON consents (room_id, person_id, id);
-- Who was there when; a reconnect continues the row.
CREATE TABLE visits (
  room_id TEXT NOT NULL REFERENCES rooms,
  participant_id TEXT NOT NULL REFERENCES participants,
  person_id TEXT NOT NULL REFERENCES persons,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('host', 'speaker', 'listener')),
  from_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,     -- when they were last known to be there
  to_at INTEGER,                -- NULL = present
  PRIMARY KEY (room_id, participant_id, from_at)
) STRICT;
-- Who was expected.
CREATE TABLE roster (
  room_id TEXT NOT NULL REFERENCES rooms,
  place INTEGER NOT NULL,       -- in the list, from 0
  name TEXT NOT NULL,
  person_id TEXT NOT NULL REFERENCES persons,  -- who wrote the list
  PRIMARY KEY (room_id, place)
) STRICT;
