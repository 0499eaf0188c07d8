// What is kept of a class as picture and sound, as the service describes it: the same over the socket and over REST.
// Times are UTC milliseconds of the service, durations milliseconds, sizes bytes, progress 0…1.

export type RecordingKind = 'lesson' | 'section' | 'composed';
export type RecordingStage = 'recording' | 'finishing' | 'ready' | 'failed' | 'discarded';

/** A moment that a host has marked. */
export interface Mark {
  id: string;
  at: number;
  label: string;
}

/** One person's camera and microphone, one's screen, or everyone in one picture. */
export interface RecordedFile {
  id: string;
  participant: string | null;
  name: string;
  what: 'camera' | 'screen' | 'composed';
  state: 'waiting' | 'joining' | 'ready' | 'failed';
  progress: number;
  duration: number;
  size: number;
  /** When its picture and sound begin; absent: with the recording. */
  from?: number;
  /** Signed, for ten minutes. */
  url?: string;
  poster?: string;
  /** An error's name. */
  reason?: string;
}

/** An interval over what was written of everyone. */
export interface Recording {
  id: string;
  room: string;
  name: string;
  kind: RecordingKind;
  state: RecordingStage;
  progress: number;
  /** Something was interrupted meanwhile, and saved all the same. */
  recovered: boolean;
  from: number;
  to: number | null;
  duration: number;
  size: number;
  reason?: string;
  /** Until then it can be had back. */
  discardUntil?: number;
  marks: Mark[];
  files: RecordedFile[];
  /** All its files in one; signed, for ten minutes. */
  zip?: string;
}

/** Whether the room is being recorded, as everyone in it is told. */
export interface RecordingNow {
  on: boolean;
  /** The whole class is. */
  lesson: boolean;
  /** A part of it is, at a host's word. */
  section: boolean;
  /** Why nothing is written at the moment. */
  paused?: string;
  /** When the class began, of a room that has had others before; absent: all its recordings are of this class. */
  since?: number;
}

export type Layout = 'grid' | 'speaker';

/** How everyone is brought into one picture. */
export interface Composition {
  layout: Layout;
  /** Ids of participants. */
  leaveOut: string[];
}

export interface RecordingPage {
  recordings: Recording[];
  more?: boolean;
}
