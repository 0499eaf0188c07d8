// Trickled candidates of one RTCPeerConnection, both ways. Those that come before the remote description are parked;
// ours are held until our description is on the wire. An empty candidate is the end of them.
import type { Candidate, PeerName } from '../signal/types';

export class Candidates {
  private outbox: Candidate[] | null = [];
  private inbox: RTCIceCandidateInit[] | null = [];

  constructor(
    private readonly pc: RTCPeerConnection,
    private readonly peer: PeerName,
    private readonly send: (candidate: Candidate) => void,
  ) {
    pc.onicecandidate = ({ candidate }) => this.found(candidate);
  }

  /** Our description is on the wire. */
  described(): void {
    const held = this.outbox ?? [];
    this.outbox = null;
    held.forEach(this.send);
  }

  /** The remote description is set. */
  ready(): void {
    const parked = this.inbox ?? [];
    this.inbox = null;
    parked.forEach((candidate) => this.apply(candidate));
  }

  received({ candidate, sdpMid }: Candidate): void {
    if (this.inbox) this.inbox.push({ candidate, sdpMid });
    else this.apply({ candidate, sdpMid });
  }

  private found(candidate: RTCIceCandidate | null): void {
    const message = {
      peer: this.peer,
      candidate: candidate?.candidate ?? '',
      sdpMid: candidate?.sdpMid ?? '0',
    };
    if (this.outbox) this.outbox.push(message);
    else this.send(message);
  }

  private apply(candidate: RTCIceCandidateInit): void {
    // One candidate this browser does not understand is no reason to stop.
    this.pc.addIceCandidate(candidate).catch(() => undefined);
  }
}
