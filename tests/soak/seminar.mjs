// One who speaks and many who watch: `./dev soak seminar [VIEWERS] [MINUTES] [--save]`, a hundred for five minutes by default.
import { soak, words } from './support.mjs';

const { numbers: [viewers = 100, minutes = 5], save } = words();
const options = ['--seminar', '--publishers', 1, '--viewers', viewers, '--video', 540_000, '--joins', 60, '--warm', 3, '--seconds', minutes * 60];
await soak(`./dev soak seminar ${viewers} ${minutes}`, { loss: 0.0001, delayMs: 20 }, save, ...options);
