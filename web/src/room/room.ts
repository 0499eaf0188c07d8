// One stay in one room: the people, what is seen, and the two media connections. Owns Connection, Publisher and
// Subscriber; the pages read its signals and call its verbs.
import { batch, effect, signal } from '@preact/signals';
import { keepPlace } from '../base/storage';
import { camera, cameraOn, microphone, microphoneOn } from '../media/devices';
import { Publisher } from '../media/publisher';
import { Subscriber } from '../media/subscriber';
import { Connection, type ConnectionListener } from '../signal/connection';
import type { Reply } from '../signal/rpc';
import type {
  Candidate,
  ConnectionState,
  Credentials,
  JoinResult,
  Participant,
  PeerName,
  RoomInfo,
  SlotOffer,
  SlotState,
  View,
  WantedTrack,
  WireError,
} from '../signal/types';
import { negotiations, record, debug } from './debug';
import * as people from './people';
import { refusalOf } from './refusal';
import { NOBODY, showSlots, type Shown } from './slots';
import { sameView } from './view';

const PUBLISH_RETRY_MS = 500;
const PUBLISH_ATTEMPTS = 20;

/** Why the stay is over: an error name, a reason of room.closed, or `left`. */
export interface End {
  reason: string;
}

/** How a Room gets another ticket when its resume secret is refused (too late, or the service forgot). */
export type TicketSource = () => Promise<string>;

type Handlers = Record<string, (params: never) => void>;

export class Room implements ConnectionListener {
  readonly info = signal<RoomInfo | null>(null);
  readonly you = signal<JoinResult['you'] | null>(null);
  readonly people = signal<people.People>([]);
  readonly speaking = signal<readonly string[]>([]);
  /** How our own connection is, as the service sees it. */
  readonly quality = signal<ConnectionState>('ok');
  readonly shown = signal<Shown>(NOBODY);
  readonly subscriber = signal<Subscriber | null>(null);
  /** In the waiting room: a host decides. */
  readonly waiting = signal(false);
  readonly ended = signal<End | null>(null);
  /** The last who came or went, for the live region. */
  readonly news = signal<{ kind: 'joined' | 'left'; name: string } | null>(null);
  readonly connection: Connection;
  publisher: Publisher | null = null;

  private credential: Credentials;
  private fresh: boolean;
  private secondTicket = false;
  private joinResult: JoinResult | null = null;
  private view: View | null = null;
  private wanted: WantedTrack[] = [];
  private attempts = 0;
  private readonly stops: (() => void)[] = [];

  /** `fresh`: this page has no media connections of an earlier stay (it was just loaded). */
  constructor(
    private readonly number: string,
    first: Credentials,
    private readonly tickets: TicketSource,
  ) {
    this.credential = first;
    this.fresh = 'resume' in first;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.connection = new Connection(`${scheme}//${location.host}/ws`, this);
    this.stops.push(
      effect(() => this.send(camera.track.value, microphone.track.value)),
      effect(() => this.sayState(microphoneOn.value, cameraOn.value)),
    );
    debug.room = this;
    this.connection.start();
  }

  /** Leaves for good; a host may end the room for everyone. */
  async leave(everyone: boolean): Promise<void> {
    this.over('left');
    await this.connection.call('room.leave', everyone ? { end: true } : {}).catch(() => undefined);
    this.connection.stop();
  }

  /** What can be seen now; sent when it differs from what was sent last. */
  look(view: View): void {
    if (sameView(this.view, view)) return;
    this.view = view;
    this.connection.notify('media.view', view);
  }

  // ConnectionListener

  credentials(): Credentials {
    return 'resume' in this.credential && this.fresh ? { ...this.credential, fresh: true } : this.credential;
  }

  joined(result: JoinResult): void {
    record('room.join', result);
    this.joinResult = result;
    this.credential = { resume: result.resume };
    this.fresh = false;
    this.secondTicket = false;
    this.attempts = 0;
    keepPlace({ number: this.number, resume: result.resume });
    batch(() => {
      this.waiting.value = false;
      this.info.value = result.room;
      this.you.value = result.you;
      this.people.value = people.refreshed(
        this.people.peek(),
        result.participants.filter(({ id }) => id !== result.you.id),
      );
      this.speaking.value = [];
      this.quality.value = result.you.connection ?? 'ok';
    });
    if (!result.peers.subscribe) this.dropSubscriber();
    if (!result.peers.publish || !this.publisher?.alive) this.publish();
    this.sayState(microphoneOn.peek(), cameraOn.peek());
    if (this.view) this.connection.notify('media.view', this.view);
  }

  refused(error: WireError): void {
    record('refused', error.wireName);
    keepPlace(null);
    const late = error.wireName === 'bad-ticket' || error.wireName === 'not-found';
    if (!late || this.secondTicket) return this.over(refusalOf(error, 'join'));
    this.secondTicket = true;
    this.tickets().then(
      (ticket) => {
        if (this.ended.peek()) return;
        this.credential = { ticket };
        this.connection.start();
      },
      (failure: WireError) => this.over(refusalOf(failure, 'ticket')),
    );
  }

  notified(method: string, params: never): void {
    record(method, params);
    this.handlers[method]?.(params);
  }

  asked(method: string, params: never, reply: Reply): Promise<void> | undefined {
    record(method, params);
    return method === 'media.subscribe' ? this.subscribe(params, reply) : undefined;
  }

  private readonly handlers: Handlers = {
    'media.candidate': (candidate: Candidate) => this.peer(candidate.peer)?.receivedCandidate(candidate),
    'media.reset': ({ peer }: { peer: PeerName }) =>
      peer === 'publish' ? this.publish() : this.dropSubscriber(),
    'media.wanted': ({ tracks }: { tracks: WantedTrack[] }) => this.want(tracks),
    'media.slots': ({ slots }: { slots: SlotState[] }) =>
      (this.shown.value = showSlots(this.shown.peek(), slots)),
    'media.speaking': ({ participants }: { participants: string[] }) => (this.speaking.value = participants),
    'participant.joined': ({ participant }: { participant: Participant }) => this.came(participant),
    'participant.changed': ({ participant }: { participant: Participant }) => this.changed(participant),
    'participant.left': ({ id }: { id: string }) => this.went(id),
    'room.waiting': () => this.wait(),
    'room.closed': ({ reason }: { reason: string }) => this.over(reason),
  };

  private wait(): void {
    this.secondTicket = false;
    this.connection.bePatient();
    this.waiting.value = true;
  }

  private came(participant: Participant): void {
    if (participant.id === this.you.peek()?.id) return;
    this.people.value = people.joined(this.people.peek(), participant);
    this.news.value = { kind: 'joined', name: participant.name };
  }

  private changed(participant: Participant): void {
    this.people.value = people.changed(this.people.peek(), participant);
    if (participant.id === this.you.peek()?.id && participant.connection)
      this.quality.value = participant.connection;
  }

  private went(id: string): void {
    const gone = this.people.peek().find((known) => known.id === id);
    if (!gone) return;
    this.people.value = people.left(this.people.peek(), id);
    this.news.value = { kind: 'left', name: gone.name };
  }

  private send(video: MediaStreamTrack | null, audio: MediaStreamTrack | null): void {
    this.publisher?.setCamera(video);
    this.publisher?.setMicrophone(audio);
  }

  private sayState(audio: boolean, video: boolean): void {
    if (this.you.peek()) this.connection.notify('media.state', { audio, video, screen: false });
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
    this.wanted = [];
    if (!this.joinResult || this.ended.peek()) return;
    const publisher: Publisher = new Publisher(this.joinResult.publish, this.joinResult.iceServers ?? [], {
      publish: (offer) => {
        negotiations.publish++;
        return this.connection.call('media.publish', offer);
      },
      candidate: (candidate) => this.connection.notify('media.candidate', candidate),
      failed: () => this.publish(),
    });
    this.publisher = publisher;
    debug.publisher = publisher;
    this.send(camera.track.peek(), microphone.track.peek());
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
      if (this.publisher === publisher && this.connection.state.peek().open) this.publish();
    }, PUBLISH_RETRY_MS);
  }

  private async subscribe({ sdp, slots }: { sdp: string; slots: SlotOffer[] }, reply: Reply): Promise<void> {
    if (this.subscriber.peek()) this.dropSubscriber();
    negotiations.subscribe++;
    const subscriber = new Subscriber(slots, this.joinResult?.iceServers ?? [], {
      candidate: (candidate) => this.connection.notify('media.candidate', candidate),
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

  /** Counts subscriptions whose streams are there, so that the tiles look again. */
  readonly connected = signal(0);

  private dropSubscriber(): void {
    this.subscriber.peek()?.close();
    this.subscriber.value = null;
    this.shown.value = NOBODY;
  }

  /** The receiving transport died while the socket lives: there is no word for that but coming in again. */
  private startAfresh(): void {
    this.publisher?.close();
    this.publisher = null;
    this.dropSubscriber();
    this.fresh = true;
    this.connection.start();
  }

  private over(reason: string): void {
    if (this.ended.peek()) return;
    keepPlace(null);
    this.stops.forEach((stop) => stop());
    this.publisher?.close();
    this.publisher = null;
    this.dropSubscriber();
    if (reason !== 'left') this.connection.stop();
    this.ended.value = { reason };
  }
}
