-- A room keeps its id for ever; its number is free again once it is closed.
CREATE TABLE rooms (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL REFERENCES persons,  -- who opened it
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('meeting', 'seminar')),
  pin_hash TEXT NOT NULL,       -- '' = no pin
  host_key_hash TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  closed_at INTEGER,            -- NULL = live
  close_reason TEXT
) STRICT;
CREATE UNIQUE INDEX rooms_live_number ON rooms (number) WHERE closed_at IS NULL;
CREATE INDEX rooms_number ON rooms (number, opened_at);
