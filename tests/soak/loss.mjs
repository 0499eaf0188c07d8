// A lesson over lines that lose packets: `./dev soak loss [SECONDS]`. Prints what was lost, repaired and missed.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const program = join(process.env.SEODANG_BUILD_DIR, 'tests/room/loss');
const { status } = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
process.exit(status ?? 1);
