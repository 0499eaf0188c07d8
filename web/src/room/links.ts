// The two media connections of a stay: sends what the sources yield and the rights allow, receives what the service
// puts into the slots. Each is built anew when it dies; neither is ever renegotiated.
import { effect, signal, type ReadonlySignal } from '@preact/signals';
import { Publisher } from '../media/publisher';
import { Subscriber } from '../media/subscriber';
import type { Reply } from '../signal/rpc';
import type {
  Candidate,
  JoinResult,
  PeerName,
  Rights,
  SlotOffer,
  SlotState,
  View,
  WantedTrack,
  WireError,
} from '../signal/types';
import { debug, negotiations, record } from './debug';
import { NOBODY, showSlots, type Shown } from './slots';
import type { Handlers, Store, Wire } from './store';
import { sameView } from './view';

const PUBLISH_RETRY_MS = 500;
const PUBLISH_ATTEMPTS = 20;
const NOTHING: Rights = { audio: false, video: false, screen: false };

/** What may be sent, as it is now. */
export interface Sources {
  camera: ReadonlySignal<MediaStreamTrack | null>;
  microphone: ReadonlySignal<MediaStreamTrack | null>;
  screen: ReadonlySignal<MediaStream | null>;
  on: ReadonlySignal<{ audio: boolean; video: boolean; screen: boolean }>;
}

export class Links implements Store {
  /** Who is seen in which slot: cameras, and screens. */
  readonly shown = signal<Shown>(NOBODY);
  readonly screens = signal<Shown>(NOBODY);
  readonly subscriber = signal<Subscriber | null>(null);
  /** Counts subscriptions whose streams are there, so that the tiles look again. */
  readonly connected = signal(0);
  readonly rights = signal<Rights>(NOTHING);
  publisher: Publisher | null = null;

  private result: JoinResult | null = null;
  private view: View | null = null;
  private wanted: WantedTrack[] = [];
  private attempts = 0;
  private readonly stops: (() => void)[];

  /** `startAfresh`: the receiving transport died; only coming in again replaces it. */
  constructor(
    private readonly wire: Wire & { isOpen(): boolean },
    private readonly sources: Sources,
    private readonly startAfresh: () => void,
  ) {
    this.stops = [
      effect(() => this.send(sources.camera.value, sources.microphone.value)),
      effect(() => this.sendScreen(sources.screen.value)),
      effect(() => this.sayState(sources.on.value)),
    ];
  }

  joined(result: JoinResult): void {
    this.result = result;
    this.attempts = 0;
    const changed = !sameRights(this.rights.peek(), result.publish);
    this.rights.value = result.publish;
    if (!result.peers.subscribe) this.dropSubscriber();
    if (!result.peers.publish || !this.publisher?.alive || changed) this.publish();
    this.sayState(this.sources.on.peek());
    if (this.view) this.wire.notify('media.view', this.view);
  }

  /** What can be seen now; sent when it differs from what was sent last. */
  look(view: View): void {
    if (sameView(this.view, view)) return;
    this.view = view;
    this.wire.notify('media.view', view);
  }

  /** Rights given or taken: what may not be sent any more ends at once. */
  allow(rights: Rights): void {
    if (sameRights(this.rights.peek(), rights)) return;
    this.rights.value = rights;
    this.publish();
    this.sayState(this.sources.on.peek());
  }

  /** The stream that arrives in a slot, once its subscription is complete. */
  streamOf(mid: string | undefined): MediaStream | undefined {
    return this.connected.value > 0 && mid !== undefined
      ? this.subscriber.value?.streams.get(mid)
      : undefined;
  }

  /** Both go; another join builds them anew. */
  drop(): void {
    this.publisher?.close();
    this.publisher = null;
    this.dropSubscriber();
  }

  close(): void {
    this.stops.forEach((stop) => stop());
    this.result = null;
    this.drop();
  }

  readonly handlers: Handlers = {
    'media.candidate': (candidate: Candidate) => this.peer(candidate.peer)?.receivedCandidate(candidate),
    'media.reset': ({ peer }: { peer: PeerName }) =>
      peer === 'publish' ? this.publish() : this.dropSubscriber(),
    'media.wanted': ({ tracks }: { tracks: WantedTrack[] }) => this.want(tracks),
    'media.slots': ({ slots }: { slots: SlotState[] }) => {
      this.shown.value = showSlots(this.shown.peek(), slots, 'camera');
      this.screens.value = showSlots(this.screens.peek(), slots, 'screen');
    },
  };

  async subscribe({ sdp, slots }: { sdp: string; slots: SlotOffer[] }, reply: Reply): Promise<void> {
    if (this.subscriber.peek()) this.dropSubscriber();
    negotiations.subscribe++;
    const subscriber = new Subscriber(slots, this.result?.iceServers ?? [], {
      candidate: (candidate) => this.wire.notify('media.candidate', candidate),
      failed: () => this.startAfresh(),
    });
    // Candidates may follow on the wire's heels: they need to find it here, before it has answered.
    debug.subscriber = subscriber;
    this.subscriber.value = subscriber;
    const answer = await subscriber.answer(sdp);
    reply({ sdp: answer });
    subscriber.answered();
    if (this.subscriber.peek() === subscriber) this.connected.value++;
  }

  private send(video: MediaStreamTrack | null, audio: MediaStreamTrack | null): void {
    this.publisher?.setCamera(video);
    this.publisher?.setMicrophone(audio);
  }

  private sendScreen(stream: MediaStream | null): void {
    this.publisher?.setScreen(stream);
  }

  private sayState(on: { audio: boolean; video: boolean; screen: boolean }): void {
    const rights = this.rights.peek();
    if (!this.result || !(rights.audio || rights.video || rights.screen)) return;
    this.wire.notify('media.state', on);
  }

  private want(tracks: WantedTrack[]): void {
    this.wanted = tracks;
    this.publisher?.want(tracks);
  }

  private peer(name: PeerName): Publisher | Subscriber | null {
    return name === 'publish' ? this.publisher : this.subscriber.peek();
  }

  /** A Publisher in place of the present one, if any; tried again while the room's process is not ready. */
  private publish(): void {
    this.publisher?.close();
    this.publisher = null;
    this.wanted = [];
    const rights = this.rights.peek();
    if (!this.result || !(rights.audio || rights.video || rights.screen)) return;
    const publisher: Publisher = new Publisher(rights, this.result.iceServers ?? [], {
      publish: (offer) => {
        negotiations.publish++;
        return this.wire.call('media.publish', offer);
      },
      candidate: (candidate) => this.wire.notify('media.candidate', candidate),
      failed: () => this.publish(),
    });
    this.publisher = publisher;
    debug.publisher = publisher;
    this.send(this.sources.camera.peek(), this.sources.microphone.peek());
    publisher.setScreen(this.sources.screen.peek());
    publisher.start().then(
      () => {
        this.attempts = 0;
        publisher.want(this.wanted);
      },
      (error: WireError) => this.publishFailed(publisher, error),
    );
  }

  private publishFailed(publisher: Publisher, error: WireError): void {
    record('media.publish failed', error.message);
    if (++this.attempts >= PUBLISH_ATTEMPTS) return;
    setTimeout(() => {
      if (this.publisher === publisher && this.wire.isOpen()) this.publish();
    }, PUBLISH_RETRY_MS);
  }

  private dropSubscriber(): void {
    this.subscriber.peek()?.close();
    this.subscriber.value = null;
    this.shown.value = NOBODY;
    this.screens.value = NOBODY;
  }
}

function sameRights(a: Rights, b: Rights): boolean {
  return a.audio === b.audio && a.video === b.video && a.screen === b.screen;
}
