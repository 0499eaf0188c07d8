// The RTCPeerConnection that sends: offered once, with every m-line this participant may ever use; afterwards tracks
// come and go by replaceTrack alone. A lost one is replaced by a new Publisher, never restarted or renegotiated.
//
// The large camera layer gets the camera's track, the small one a copy: Chromium scales at the track's source what one
// of its senders cannot afford, so that with one track for both a large layer short of bandwidth shrinks the small one
// with it. The copy ends when the camera does. Parameters of a sender are changed one after the other (a second
// getParameters invalidates the first).
import type { Candidate, PublishedTrack, WantedTrack } from '../signal/types';
import { Candidates } from './candidates';
import { startingAt, withoutStrayLines } from './sdp';
import { applyWanted, linesFor, scaleFor, type Line } from './encodings';
import { headroom } from './headroom';

/** What the line is believed to carry until it has been probed, in kbit/s. */
const START_KILOBITS = 1000;
/** So much of it, in bit/s, must be proven before the large layer starts, or this time have passed. */
const PROVEN_BITRATE = 1_500_000;
const PROOF_MS = 1200;

export interface PublisherListener {
  publish(offer: { sdp: string; tracks: PublishedTrack[] }): Promise<{ sdp: string }>;
  candidate(candidate: Candidate): void;
  /** The transport failed for good. */
  failed(publisher: Publisher): void;
}

interface Sender {
  line: Line;
  transceiver: RTCRtpTransceiver;
  /** Tail of the chain of changes to this sender. */
  changes: Promise<unknown>;
}

export class Publisher {
  readonly pc: RTCPeerConnection;
  private readonly candidates: Candidates;
  private readonly senders: Sender[];
  private camera: MediaStreamTrack | null = null;
  /** Of the camera's track, for the small layer; ours to stop. */
  private copy: MediaStreamTrack | null = null;

  constructor(
    rights: { audio: boolean; video: boolean; screen: boolean },
    iceServers: RTCIceServer[],
    private readonly listener: PublisherListener,
  ) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.candidates = new Candidates(this.pc, 'publish', (candidate) => listener.candidate(candidate));
    this.pc.onconnectionstatechange = () => this.pc.connectionState === 'failed' && listener.failed(this);
    this.senders = linesFor(rights).map((line) => this.addLine(line));
  }

  get alive(): boolean {
    return (
      this.pc.connectionState !== 'failed' &&
      this.pc.connectionState !== 'closed' &&
      this.pc.remoteDescription !== null
    );
  }

  /** The one negotiation of this connection. */
  async start(): Promise<void> {
    if (this.senders.length === 0) return;
    const offer = await this.pc.createOffer();
    await this.pc.setLocalDescription(offer);
    const answer = this.listener.publish({
      sdp: withoutStrayLines(this.pc.localDescription?.sdp ?? ''),
      tracks: this.tracks(),
    });
    this.candidates.described();
    const { sdp } = await answer;
    if (this.pc.signalingState === 'closed') return;
    await this.pc.setRemoteDescription({ type: 'answer', sdp: startingAt(sdp, START_KILOBITS) });
    this.candidates.ready();
  }

  setMicrophone(track: MediaStreamTrack | null): void {
    for (const sender of this.of('microphone'))
      this.change(sender, () => sender.transceiver.sender.replaceTrack(track));
  }

  setCamera(track: MediaStreamTrack | null): void {
    if (track === this.camera || this.pc.signalingState === 'closed') return;
    this.camera = track;
    this.copy?.stop();
    const copy = track?.clone() ?? null;
    this.copy = copy;
    for (const sender of this.of('camera')) {
      this.change(sender, async () => {
        await sender.transceiver.sender.replaceTrack(sender.line.layer === 0 ? copy : track);
        if (track)
          await this.adjust(sender, (encoding) => {
            encoding.scaleResolutionDownBy = scaleFor(sender.line.layer, track.getSettings().height);
          });
      });
    }
  }

  /** The shared screen with its sound, if it has one. */
  setScreen(stream: MediaStream | null): void {
    if (this.pc.signalingState === 'closed') return;
    const [video = null] = stream?.getVideoTracks() ?? [];
    const [audio = null] = stream?.getAudioTracks() ?? [];
    for (const sender of this.of('screen'))
      this.change(sender, () => sender.transceiver.sender.replaceTrack(video));
    for (const sender of this.of('screen-audio'))
      this.change(sender, () => sender.transceiver.sender.replaceTrack(audio));
  }

  /** What the service wants encoded: media.wanted. */
  want(tracks: WantedTrack[]): void {
    for (const wanted of tracks) {
      const sender = this.senders.find(({ transceiver }) => transceiver.mid === wanted.mid);
      if (sender)
        this.change(sender, async () => {
          if (wanted.active && sender.line.layer === 1) await headroom(this.pc, PROVEN_BITRATE, PROOF_MS);
          await this.adjust(sender, (encoding) => applyWanted(sender.line, encoding, wanted));
        });
    }
  }

  receivedCandidate(candidate: Candidate): void {
    this.candidates.received(candidate);
  }

  close(): void {
    this.pc.onconnectionstatechange = null;
    this.pc.close();
    this.copy?.stop();
  }

  private addLine(line: Line): Sender {
    const transceiver = this.pc.addTransceiver(line.kind, {
      direction: 'sendonly',
      sendEncodings: [{ ...line.encoding }],
    });
    preferCodecs(transceiver, line.kind);
    return { line, transceiver, changes: Promise.resolve() };
  }

  private tracks(): PublishedTrack[] {
    return this.senders.map(({ line, transceiver }) => ({
      mid: transceiver.mid ?? '',
      source: line.source,
      ...(line.layer === undefined ? {} : { layer: line.layer }),
    }));
  }

  private of(source: Line['source']): Sender[] {
    return this.senders.filter(({ line }) => line.source === source);
  }

  private change(sender: Sender, work: () => Promise<unknown>): void {
    // A connection closed meanwhile refuses; its successor gets the same wishes.
    sender.changes = sender.changes.then(work).catch(() => undefined);
  }

  private async adjust(sender: Sender, edit: (encoding: RTCRtpEncodingParameters) => void): Promise<void> {
    const parameters = sender.transceiver.sender.getParameters();
    parameters.encodings.forEach(edit);
    await sender.transceiver.sender.setParameters(parameters);
  }
}

/** One codec per room: VP8 and Opus, with retransmission. */
function preferCodecs(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video'): void {
  const wanted = kind === 'video' ? ['video/vp8', 'video/rtx'] : ['audio/opus'];
  const codecs = RTCRtpSender.getCapabilities?.(kind)?.codecs.filter((codec) =>
    wanted.includes(codec.mimeType.toLowerCase()),
  );
  if (codecs?.length) transceiver.setCodecPreferences?.(codecs);
}
