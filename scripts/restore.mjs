import './support/node-version.mjs';
import { launch } from './support/launch.mjs';
import { runMain } from './support/project.mjs';

// npm changes to the root, and says where the person was.
const cwd = process.env.INIT_CWD ?? process.cwd();
await runMain(() => launch('src/restore.js', { media: false, cwd }));
