import './support/node-version.mjs';
import { launch } from './support/launch.mjs';
import { runMain } from './support/project.mjs';

await runMain(() => launch('src/account.js', { media: false }));
