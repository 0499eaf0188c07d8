// People come and go: `./dev soak churn [VISITS]`. Prints what a room's process costs before and after.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const program = join(process.env.SEODANG_BUILD_DIR, 'tests/room/churn');
const { status } = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
process.exit(status ?? 1);
