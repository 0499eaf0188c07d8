// The real service, on a free port of its own and with data of its own, so that several run side by side.
// SEODANG_BUILD_DIR (default: build/) says where the programs are; SEODANG_PROGRAM names another service program.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './wait.mjs';

const SOURCE = fileURLToPath(new URL('../../../', import.meta.url));
const BUILD = process.env.SEODANG_BUILD_DIR ?? join(SOURCE, 'build');
const PROGRAM = process.env.SEODANG_PROGRAM ?? join(BUILD, 'src', 'seodang');
const READY_MS = 20_000;

export class Service {
  /** @param {Record<string, string>} settings group.key → value, as for --set */
  static async start(settings = {}) {
    const service = new Service();
    service.settings = { 'http.tls_listen': '', ...settings };
    service.data = await mkdtemp(join(tmpdir(), 'seodang-e2e-'));
    service.port = await freePort();
    service.url = `http://127.0.0.1:${service.port}`;
    await service.run();
    return service;
  }

  /** Starts the program (again), on the same port and data. */
  async run() {
    const set = Object.entries(this.settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
    const args = ['--data', this.data, '--listen', `127.0.0.1:${this.port}`, ...set];
    this.log = '';
    this.process = spawn(PROGRAM, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GST_PLUGIN_PATH: join(BUILD, 'src', 'elements') },
    });
    this.process.on('error', (error) => (this.log += error.message));
    for (const stream of [this.process.stdout, this.process.stderr])
      stream.on('data', (text) => (this.log += text));
    try {
      await until(
        'the service listens',
        () => {
          if (this.process.exitCode !== null) throw new Error('it exited');
          return /listening on http/.test(this.log);
        },
        READY_MS,
      );
    } catch (error) {
      throw new Error(`${error.message}\n${this.log}`);
    }
  }

  /** Makes an account that may do everything, as an operator does on the machine itself. */
  createOperator(name, password) {
    execFileSync(PROGRAM, ['--data', this.data, '--create-operator', name], { input: `${password}\n` });
  }

  async kill(signal = 'SIGKILL') {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill(signal);
    await gone;
  }

  async stop() {
    await this.kill('SIGTERM');
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Process ids of the room processes, oldest first; the warm spare is among them. */
  async roomProcesses() {
    const found = [];
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      const [, parent] = /^\d+ \(.*\) \S+ (\d+)/s.exec(stat) ?? [];
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (Number(parent) === this.process.pid && command.includes('seodang-room')) found.push(Number(pid));
    }
    return found.sort((a, b) => a - b);
  }

  /** UDP sockets held by a process: a room process with people in it has some, the spare has none. */
  static udpSockets(pid) {
    const inodes = new Set(
      execFileSync('sh', [
        '-c',
        `ls -l /proc/${pid}/fd 2>/dev/null | sed -n 's/.*socket:\\[\\([0-9]*\\)\\]/\\1/p'`,
      ])
        .toString()
        .split('\n')
        .filter(Boolean),
    );
    const table = execFileSync('cat', ['/proc/net/udp', '/proc/net/udp6']).toString();
    return table.split('\n').filter((line) => inodes.has(line.trim().split(/\s+/)[9])).length;
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
