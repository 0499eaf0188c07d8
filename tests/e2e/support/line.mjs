// A line between one browser and the server: a UDP relay that loses, delays and throttles. The server cannot tell it
// from a browser on such a line, the browser not from such a server; what runs through it stays encrypted.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

/** A browser that sends a second of video at once shall not be cut by the relay's own socket. */
const SOCKET_BYTES = 1 << 20;

/** Uniform in [0, 1), the same again for the same seed (mulberry32). */
export function randomOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * One direction of a line, for all connections that share it. Packets keep their order.
 *   loss     share of packets that vanish, 0 … 1
 *   delayMs  what every packet takes
 *   kbps     rate of the bottleneck, 0 = none; packets wait in its queue
 *   queueMs  as long as that queue gets: who would wait longer is dropped
 */
export class Direction {
  constructor({ loss = 0, delayMs = 0, kbps = 0, queueMs = 150, seed = 1 } = {}) {
    Object.assign(this, { loss, delayMs, kbps, queueMs });
    this.random = randomOf(seed);
    this.counts = { packets: 0, bytes: 0, lost: 0, overflown: 0 };
    this.waiting = [];
    this.freeAt = 0;
  }

  /** From now on; what is under way keeps its time. */
  change(settings) {
    Object.assign(this, settings);
  }

  /** When a packet of that many bytes, arriving at `now`, is through; null = never. In ms. */
  schedule(bytes, now) {
    this.counts.packets++;
    if (this.random() < this.loss) {
      this.counts.lost++;
      return null;
    }
    let through = now;
    if (this.kbps > 0) {
      const start = Math.max(now, this.freeAt);
      if (start - now > this.queueMs) {
        this.counts.overflown++;
        return null;
      }
      through = this.freeAt = start + (bytes * 8) / this.kbps;
    }
    this.counts.bytes += bytes;
    return through + this.delayMs;
  }

  carry(packet, deliver) {
    const at = this.schedule(packet.length, performance.now());
    if (at === null) return;
    this.waiting.push({ at, run: () => deliver(packet) });
    if (this.waiting.length === 1) this.wake();
  }

  wake() {
    const due = this.waiting[0].at - performance.now();
    if (due <= 0) return this.deliver();
    this.timer = setTimeout(() => this.deliver(), due);
  }

  deliver() {
    const now = performance.now();
    while (this.waiting.length > 0 && this.waiting[0].at <= now) this.waiting.shift().run();
    if (this.waiting.length > 0) this.wake();
  }

  close() {
    clearTimeout(this.timer);
    this.waiting = [];
  }
}

/** `up` = from the browser to the server, `down` = to the browser; see Direction. */
export class Line {
  constructor({ up = {}, down = {}, seed = 1 } = {}) {
    this.up = new Direction({ seed, ...up });
    this.down = new Direction({ seed: seed + 1, ...down });
    /** "address:port" of the server → promise of the port where the browser reaches it through this line. */
    this.doors = new Map();
    this.sockets = [];
  }

  /** Puts a page behind this line; before it is opened. */
  async carry(page) {
    await page.exposeFunction('lineDoor', (address, port) => this.door(address, port));
    await page.evaluateOnNewDocument(putBehind);
  }

  /** The port, at the same address, through which the server's `address`:`port` is reached; 0 = not at all. */
  door(address, port) {
    if (!isIPv4(address)) return 0; // One way is enough, and a link-local address would need its interface.
    const server = `${address}:${port}`;
    if (!this.doors.has(server)) this.doors.set(server, this.open(address, port));
    return this.doors.get(server);
  }

  async open(address, port) {
    const [outside, inside] = await Promise.all([this.bind(address), this.bind(address)]);
    let browser = null;
    const toBrowser = (packet) => outside.send(packet, browser.port, browser.address);
    const toServer = (packet) => inside.send(packet, port, address);
    outside.on('message', (packet, from) => {
      browser = from;
      this.up.carry(packet, toServer);
    });
    inside.on('message', (packet) => browser && this.down.carry(packet, toBrowser));
    return outside.address().port;
  }

  async bind(address) {
    const socket = createSocket({
      type: 'udp4',
      recvBufferSize: SOCKET_BYTES,
      sendBufferSize: SOCKET_BYTES,
    });
    // Whoever is gone answers with ICMP: for a line that is one more lost packet.
    socket.on('error', () => undefined);
    socket.bind(0, address);
    await once(socket, 'listening');
    this.sockets.push(socket);
    return socket;
  }

  close() {
    this.up.close();
    this.down.close();
    this.sockets.forEach((socket) => socket.close());
  }
}

/**
 * In the page, before its scripts: the server's candidates get the line's ports, and the browser's own are kept from
 * the server, so that no packet takes another way (it finds the line's as peer reflexive, RFC 8445 §7.3.1.3).
 */
function putBehind() {
  const { prototype } = RTCPeerConnection;
  const { addIceCandidate, setRemoteDescription } = prototype;
  /** "candidate:… ADDRESS PORT typ …", with the line's port; '' = not to be reached through it. */
  const throughTheLine = async (candidate) => {
    const words = candidate.split(' ');
    const port = await window.lineDoor(words[4], Number(words[5]));
    return port === 0 ? '' : words.with(5, String(port)).join(' ');
  };
  // One after the other: the empty candidate, which ends them, shall not overtake.
  let before = Promise.resolve();
  prototype.addIceCandidate = function (init) {
    const added = before.then(async () => {
      const candidate = init?.candidate && (await throughTheLine(init.candidate));
      return init?.candidate && !candidate ? undefined : addIceCandidate.call(this, { ...init, candidate });
    });
    before = added.catch(() => undefined);
    return added;
  };
  prototype.setRemoteDescription = async function ({ type, sdp }) {
    const lines = await Promise.all(
      sdp.split('\r\n').map((text) => (text.startsWith('a=candidate:') ? throughTheLine(text) : text)),
    );
    return setRemoteDescription.call(this, { type, sdp: `${lines.filter(Boolean).join('\r\n')}\r\n` });
  };
  const own = Object.getOwnPropertyDescriptor(prototype, 'onicecandidate');
  Object.defineProperty(prototype, 'onicecandidate', {
    ...own,
    set(listener) {
      own.set.call(this, (event) => event.candidate?.candidate || listener.call(this, event));
    },
  });
}
