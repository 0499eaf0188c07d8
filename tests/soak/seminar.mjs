// One who speaks and many who watch: `./dev soak seminar [VIEWERS] [MINUTES] [KBIT/S] [--save]`, a hundred for five
// minutes at 540 kbit/s by default. Issue 4 asks for `./dev soak seminar 200 1 150`.
import { soak, words } from './support.mjs';

const { numbers: [viewers = 100, minutes = 5, kbps = 540], save } = words();
const options = ['--seminar', '--publishers', 1, '--viewers', viewers, '--video', kbps * 1000, '--joins', 60, '--alone', 8.5, '--warm', 3, '--seconds', minutes * 60];
const limits = { loss: 0.0001, delayMs: 20, allInSeconds: 30, upload: 0.05 };
await soak(`./dev soak seminar ${viewers} ${minutes} ${kbps}`, limits, save, ...options);
