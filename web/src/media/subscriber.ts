// The RTCPeerConnection that receives: answers the service's one offer, which has every slot; who is in a slot changes
// on the server only. Each slot is a MediaStream of its own, for life.
import type { Candidate, SlotOffer } from '../signal/types';
import { Candidates } from './candidates';

export interface SubscriberListener {
  candidate(candidate: Candidate): void;
  failed(subscriber: Subscriber): void;
}

export class Subscriber {
  readonly pc: RTCPeerConnection;
  /** mid → what arrives in that slot. */
  readonly streams = new Map<string, MediaStream>();
  private readonly candidates: Candidates;

  constructor(
    readonly slots: SlotOffer[],
    iceServers: RTCIceServer[],
    listener: SubscriberListener,
  ) {
    this.pc = new RTCPeerConnection({ iceServers, bundlePolicy: 'max-bundle' });
    this.candidates = new Candidates(this.pc, 'subscribe', (candidate) => listener.candidate(candidate));
    this.pc.onconnectionstatechange = () => this.pc.connectionState === 'failed' && listener.failed(this);
  }

  get alive(): boolean {
    return this.pc.connectionState !== 'failed' && this.pc.connectionState !== 'closed';
  }

  /** The one negotiation of this connection: offer in, answer out. */
  async answer(sdp: string): Promise<string> {
    await this.pc.setRemoteDescription({ type: 'offer', sdp });
    for (const { mid, receiver } of this.pc.getTransceivers()) {
      if (mid !== null) this.streams.set(mid, new MediaStream([receiver.track]));
    }
    this.candidates.ready();
    await this.pc.setLocalDescription(await this.pc.createAnswer());
    return this.pc.localDescription?.sdp ?? '';
  }

  /** The answer is on the wire. */
  answered(): void {
    this.candidates.described();
  }

  receivedCandidate(candidate: Candidate): void {
    this.candidates.received(candidate);
  }

  close(): void {
    this.pc.onconnectionstatechange = null;
    this.pc.close();
  }
}
