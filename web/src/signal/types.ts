// The shapes of the wire between browser and service (protocol.md, data/openrpc.json), as far as the client reads them.

export type Kind = 'meeting' | 'seminar';
export type Source = 'microphone' | 'camera' | 'screen' | 'screen-audio';
export type PeerName = 'publish' | 'subscribe';
export type ConnectionState = 'ok' | 'weak' | 'lost';

export interface RoomInfo {
  id: string;
  number: string;
  title: string;
  kind: Kind;
  openedAt?: number;
  url?: string;
  notice?: Notice;
}

/** What the room keeps of people, and so asks them about; `version` names the text they are shown. */
export interface Notice {
  version: string;
  recording: boolean;
  capture: boolean;
}

/** Someone's answer to it. */
export interface Consent {
  recording: boolean;
  capture: boolean;
  textVersion: string;
}

export interface Participant {
  id: string;
  name: string;
  role: string;
  /** The path of their picture. */
  avatar?: string;
  audio: boolean;
  video: boolean;
  screen: boolean;
  connection: ConnectionState;
}

export interface JoinResult {
  you: { id: string; name: string; role: string; connection?: ConnectionState; consent?: Consent | null };
  resume: string;
  room: RoomInfo;
  participants: Participant[];
  iceServers?: RTCIceServer[];
  publish: { audio: boolean; video: boolean; screen: boolean };
  slots: { video: number; screen: number; audio: number; screenAudio: number };
  peers: { publish: boolean; subscribe: boolean };
}

/** What a Client proves itself with: a ticket at first, its resume secret ever after. */
export type Credentials = { ticket: string } | { resume: string; fresh?: boolean };

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
