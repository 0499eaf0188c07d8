-- A room may be kept from being recorded by itself; a section recorded on a host's word always may be.
ALTER TABLE rooms ADD COLUMN record INTEGER NOT NULL DEFAULT 1;
ALTER TABLE rooms ADD COLUMN begun_at INTEGER;  -- when it was opened the last time; NULL = opened_at
-- One written stretch of one source of one participant: a file that the room's process writes.
CREATE TABLE segments (
  id TEXT PRIMARY KEY,          -- its base name: participant.source.from
  room_id TEXT NOT NULL REFERENCES rooms,
  participant_id TEXT NOT NULL REFERENCES participants,
  person_id TEXT NOT NULL REFERENCES persons,
  name TEXT NOT NULL,           -- the person's, at that time
  source TEXT NOT NULL CHECK (source IN ('microphone', 'camera', 'screen', 'screen-audio')),
  path TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'failed')),
  from_at INTEGER NOT NULL,
  to_at INTEGER,                -- NULL = still being written
  recovered INTEGER NOT NULL DEFAULT 0,  -- 1: who wrote it died
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX segments_room ON segments (room_id, from_at);
CREATE INDEX segments_state ON segments (state);
-- An interval over a room's segments.
CREATE TABLE recordings (
  id TEXT PRIMARY KEY,
  room_id TEXT NOT NULL REFERENCES rooms,
  person_id TEXT NOT NULL REFERENCES persons,  -- who started it; of a lesson: who made the room
  name TEXT NOT NULL,           -- '' = none
  kind TEXT NOT NULL CHECK (kind IN ('lesson', 'section', 'composed')),
  state TEXT NOT NULL CHECK (state IN ('recording', 'finishing', 'ready', 'failed', 'discarded')),
  from_at INTEGER NOT NULL,
  to_at INTEGER,                -- NULL = it runs
  recovered INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',             -- of a failed one: an error's name
  discard_until INTEGER,        -- of a discarded one: afterwards it is removed
  options TEXT NOT NULL DEFAULT ''             -- of a composed one: JSON
) STRICT;
CREATE INDEX recordings_room ON recordings (room_id, from_at);
CREATE INDEX recordings_state ON recordings (state);
-- What is made of it: one file per participant, or one of all.
CREATE TABLE recording_files (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
  participant_id TEXT REFERENCES participants, -- NULL = of all
  person_id TEXT NOT NULL REFERENCES persons,
  name TEXT NOT NULL,           -- the person's
  what TEXT NOT NULL CHECK (what IN ('camera', 'screen', 'composed')),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'joining', 'ready', 'failed')),
  leaf TEXT NOT NULL,           -- the file's name in the recording's directory
  from_at INTEGER NOT NULL,     -- of its time 0
  duration INTEGER NOT NULL DEFAULT 0,
  size INTEGER NOT NULL DEFAULT 0,
  poster INTEGER NOT NULL DEFAULT 0,           -- 1: there is a picture beside it
  reason TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX recording_files_recording ON recording_files (recording_id);
-- Moments that a host wants to find again.
CREATE TABLE marks (
  id TEXT PRIMARY KEY,
  recording_id TEXT NOT NULL REFERENCES recordings ON DELETE CASCADE,
  person_id TEXT NOT NULL REFERENCES persons,
  at INTEGER NOT NULL,
  label TEXT NOT NULL
) STRICT;
CREATE INDEX marks_recording ON marks (recording_id, at);
