// Thirty people who all send and see each other: `./dev soak meeting [MINUTES] [--save]`, five minutes by default.
import { soak, words } from './support.mjs';

const { numbers: [minutes = 5], save } = words();
const options = ['--publishers', 30, '--video', 150_000, '--joins', 28, '--warm', 3, '--seconds', minutes * 60];
await soak(`./dev soak meeting ${minutes}`, { loss: 0.0001, delayMs: 20 }, save, ...options);
