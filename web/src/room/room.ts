// One stay in one room: comes in, comes back, ends; passes what the service says to the stores that keep it. The pages
// read the stores' signals and call their verbs.
import { batch, computed, signal } from '@preact/signals';
import { language, t, type Key } from '../base/i18n';
import { choices, keepPlace } from '../base/storage';
import * as devices from '../media/devices';
import { readyVoice, sayAloud } from '../media/voice';
import { Connection, type ConnectionListener } from '../signal/connection';
import type { Reply } from '../signal/rpc';
import type { Credentials, JoinResult, RoomInfo, View, WireError } from '../signal/types';
import { Announcer } from './announcer';
import { Chat } from './chat';
import { Crowd } from './crowd';
import { debug, record } from './debug';
import { Desk } from './desk';
import { Floor } from './floor';
import { Links } from './links';
import { failureKey, Notices } from './notices';
import { Order } from './order';
import { Recordings } from './recordings';
import { refusalOf } from './refusal';
import { Screen, screenChooser } from './screen';
import { tableOf, type Handlers, type Store, type Wire } from './store';
import { Talk } from './talk';

/** Why the stay is over: an error name, a reason of room.closed, `left`, or after one's own ending `saved`, `discarded`. */
export interface End {
  reason: string;
}

/** The ends after which there is something to say, or to be heard, over the socket. */
const KEPT_OPEN = ['left', 'saved', 'discarded'];

/** How a Room gets another ticket when its resume secret is refused (too late, or the service forgot). */
export type TicketSource = () => Promise<string>;

export class Room implements ConnectionListener {
  readonly info = signal<RoomInfo | null>(null);
  /** In the waiting room: a host decides. */
  readonly waiting = signal(false);
  readonly ended = signal<End | null>(null);
  readonly announcer = new Announcer();
  readonly notices = new Notices();
  readonly desk = new Desk();
  readonly connection: Connection;
  readonly crowd: Crowd;
  readonly order: Order;
  readonly chat: Chat;
  readonly talk: Talk;
  readonly screen: Screen;
  readonly floor: Floor;
  readonly links: Links;
  readonly recordings: Recordings;
  readonly isHost = computed(() => this.floor.role.value === 'host');

  private credential: Credentials;
  private fresh: boolean;
  private secondTicket = false;
  /** We are ending the class for everyone; `done`: it has been closed, whatever becomes of the answer. */
  private ending: 'no' | 'asked' | 'done' = 'no';
  private readonly stores: readonly Store[];
  private readonly handlers: Handlers;

  /** `fresh`: this page has no media connections of an earlier stay (it was just loaded). */
  constructor(
    readonly number: string,
    first: Credentials,
    private readonly tickets: TicketSource,
  ) {
    this.credential = first;
    this.fresh = 'resume' in first;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.connection = new Connection(`${scheme}//${location.host}/ws`, this);
    const wire: Wire & { isOpen(): boolean } = {
      call: (method, params) => this.connection.call(method, params),
      notify: (method, params) => this.connection.notify(method, params),
      isOpen: () => this.connection.state.peek().open,
    };
    const { announcer, notices } = this;
    this.crowd = new Crowd(announcer);
    const names = { ownId: () => this.crowd.you.peek()?.id, nameOf: (id: string) => this.crowd.nameOf(id) };
    this.order = new Order(wire, { ...names, silence }, announcer, notices);
    this.chat = new Chat(wire, announcer, notices);
    this.talk = new Talk(wire, names, notices);
    this.screen = new Screen(wire, screenChooser(), names, notices);
    this.links = new Links(wire, this.sources(), () => this.startAfresh());
    this.floor = new Floor(devicesForFloor, (rights) => this.links.allow(rights), notices, wire);
    this.recordings = new Recordings(wire, this.isHost, notices, aloud);
    readyVoice();
    const { crowd, order, chat, talk, screen, floor, links, recordings } = this;
    this.stores = [crowd, order, chat, talk, screen, floor, links, recordings];
    this.handlers = {
      ...tableOf(this.stores),
      'room.waiting': () => this.wait(),
      'room.closed': ({ reason }: { reason: string }) => this.closed(reason),
    };
    debug.room = this;
    this.connection.start();
  }

  /** Leaves for good. The class goes on. */
  async leave(): Promise<void> {
    this.over('left');
    await this.connection.call('room.leave', {}).catch(() => undefined);
    this.connection.stop();
  }

  /**
   * A host ends the room for everyone. `save`: what becomes of its recordings; the socket stays then, and tells how far
   * they are. False if the service did not hear of it: then nothing has happened.
   */
  async end(save?: boolean): Promise<boolean> {
    this.ending = 'asked';
    try {
      await this.connection.call('room.leave', { end: true, ...(save === undefined ? {} : { save }) });
    } catch (error) {
      if (!this.hasEnded()) {
        this.ending = 'no';
        this.notices.say(failureKey(error));
        return false;
      }
    }
    if (save === undefined) {
      this.over('ended');
      return true;
    }
    this.connection.stay();
    this.over(save ? 'saved' : 'discarded');
    return true;
  }

  /** A question to the service whose answer only one part of the page needs. */
  ask<T>(method: string, params: object = {}): Promise<T> {
    return this.connection.call(method, params);
  }

  look(view: View): void {
    this.links.look(view);
  }

  /** Ourselves, as far as the service has said. */
  get you() {
    return this.crowd.you;
  }

  // ConnectionListener

  credentials(): Credentials {
    if (!('resume' in this.credential)) return this.credential;
    return { ...this.credential, ...this.chat.since(), ...(this.fresh ? { fresh: true } : {}) };
  }

  joined(result: JoinResult): void {
    record('room.join', result);
    const cameBack = this.fresh;
    this.credential = { resume: result.resume };
    this.fresh = false;
    this.secondTicket = false;
    keepPlace({ number: this.number, resume: result.resume });
    batch(() => {
      this.waiting.value = false;
      this.info.value = result.room;
      this.stores.forEach((store) => store.joined(result));
    });
    if (cameBack) void this.floor.cameBack();
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
    return method === 'media.subscribe' ? this.links.subscribe(params, reply) : undefined;
  }

  /** Of one's own ending the answer to it tells more. */
  private closed(reason: string): void {
    if (this.ending === 'no') this.over(reason);
    else this.ending = 'done';
  }

  private hasEnded(): boolean {
    return this.ending === 'done';
  }

  private wait(): void {
    this.secondTicket = false;
    this.connection.bePatient();
    this.waiting.value = true;
  }

  private sources() {
    const { screen } = this;
    const on = computed(() => ({
      audio: devices.microphoneOn.value,
      video: devices.cameraOn.value,
      screen: screen.sharing.value,
    }));
    return { camera: devices.camera.track, microphone: devices.microphone.track, screen: screen.own, on };
  }

  /** The receiving transport died while the socket lives: there is no word for that but coming in again. */
  private startAfresh(): void {
    this.links.drop();
    this.fresh = true;
    this.connection.start();
  }

  private over(reason: string): void {
    if (this.ended.peek()) return;
    keepPlace(null);
    this.stores.forEach((store) => store.close?.());
    this.announcer.close();
    if (!KEPT_OPEN.includes(reason)) this.connection.stop();
    this.ended.value = { reason };
  }
}

/** To those who have not switched that off. */
function aloud(sentence: Key): void {
  if (choices().spoken) sayAloud(t(sentence), language.peek());
}

/** A host's doing is not remembered as our own choice. */
function silence(audio: boolean, video: boolean): void {
  if (audio) void devices.switchMicrophone(false, false);
  if (video) void devices.switchCamera(false, false);
}

const devicesForFloor = {
  async open(camera: boolean) {
    devices.camera.wanted.value = camera;
    devices.microphone.wanted.value = true;
    await devices.open();
  },
  resume: devices.open,
  isOpen: () => devices.camera.track.peek() !== null || devices.microphone.track.peek() !== null,
  release: devices.release,
};
