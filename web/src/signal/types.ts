// The shapes of the wire between browser and service (protocol.md, data/openrpc.json), as far as the client reads them.

import type { Consent } from '../base/storage';
import type { RecordingNow } from './recording';

export type { Consent };
export type Kind = 'meeting' | 'seminar';
export type Source = 'microphone' | 'camera' | 'screen' | 'screen-audio';
export type PeerName = 'publish' | 'subscribe';
export type ConnectionState = 'ok' | 'weak' | 'lost';

export type Role = 'host' | 'speaker' | 'listener';

export interface RoomInfo {
  id: string;
  number: string;
  title: string;
  kind: Kind;
  openedAt?: number;
  url?: string;
  /** Who leads the class; null while it runs without. */
  host?: string | null;
  locked?: boolean;
  waitingRoom?: boolean;
  hands?: Hand[];
  /** Who shares a screen. */
  screen?: string | null;
  notice?: Notice;
  /** null: it is never recorded. */
  recording?: RecordingNow | null;
}

/** Someone, as messages name them. */
export interface Who {
  id: string;
  name: string;
}

/** A raised hand, stamped by the service. */
export interface Hand {
  participant: string;
  at: number;
}

/** Someone before the door of a room with a waiting room. */
export interface Waiting extends Who {
  at: number;
}

export interface ChatMessage {
  id: string;
  at: number;
  from: Who;
  text: string;
  deleted?: boolean;
}

/** What someone may send. */
export interface Rights {
  audio: boolean;
  video: boolean;
  screen: boolean;
}

/** What the room keeps of people, and so asks them about; `version` names the text they are shown. */
export interface Notice {
  version: string;
  recording: boolean;
  capture: boolean;
}

export interface Participant {
  id: string;
  name: string;
  role: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  connection: ConnectionState;
  /** The path of their picture. */
  avatar?: string;
  /** They are in a 1:1 talk. */
  talk?: boolean;
}

export interface You {
  id: string;
  name: string;
  role: string;
  connection?: ConnectionState;
  avatar?: string;
  hand?: boolean;
  consent?: Consent | null;
}

export interface JoinResult {
  you: You;
  resume: string;
  room: RoomInfo;
  participants: Participant[];
  chat?: ChatMessage[];
  iceServers?: RTCIceServer[];
  publish: Rights;
  /** For hosts: who waits, and the names of the class list. */
  waiting?: Waiting[];
  roster?: string[];
  slots: { video: number; screen: number; audio: number; screenAudio: number };
  peers: { publish: boolean; subscribe: boolean };
}

/** What a Client proves itself with: a ticket at first, its resume secret ever after. */
export type Credentials = { ticket: string } | { resume: string; fresh?: boolean; chatSince?: string };

export interface PublishedTrack {
  mid: string;
  source: Source;
  layer?: 0 | 1 | 2;
}

export interface Candidate {
  peer: PeerName;
  candidate: string;
  sdpMid: string;
}

export interface WantedTrack {
  mid: string;
  active: boolean;
  maxBitrate?: number;
}

export interface SlotOffer {
  mid: string;
  kind: 'video' | 'screen' | 'audio' | 'screen-audio';
  index: number;
}

export interface SlotState {
  mid: string;
  participant: string | null;
  source: Source | null;
  state: 'waiting' | 'live';
}

export interface View {
  tiles: { participant: string; height: number }[];
  screen?: number;
  receive: 'all' | 'audio' | 'none';
}

/** Every error of the wire bears one of these names. */
export const ERROR_NAMES = [
  'bad-ticket',
  'not-found',
  'in-use',
  'forbidden',
  'wrong-state',
  'busy',
  'limit',
  'too-large',
  'bad-sdp',
  'media-failed',
  'storage-full',
  'internal',
] as const;
export type ErrorName = (typeof ERROR_NAMES)[number];

export function isErrorName(name: unknown): name is ErrorName {
  return ERROR_NAMES.some((known) => known === name);
}

/** An error the service answered with; `data` is what it says besides. `network` = no answer at all. */
export class WireError extends Error {
  constructor(
    readonly wireName: ErrorName | 'network',
    message: string,
    readonly data: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
