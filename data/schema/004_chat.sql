CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,  -- the order of the conversation
  room_id TEXT NOT NULL REFERENCES rooms,
  participant_id TEXT NOT NULL REFERENCES participants,
  person_id TEXT NOT NULL REFERENCES persons,
  name TEXT NOT NULL,           -- of the participant when it was said
  text TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_room ON messages (room_id, id);
