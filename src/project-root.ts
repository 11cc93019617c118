import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that holds package.json and config/: these files run from src/ and from dist/src/. */
export function findProjectRoot(): string {
  let dir = import.meta.dirname;
  while (!existsSync(join(dir, 'package.json'))) {
    if (dirname(dir) === dir) throw new Error('package.json was not found above this file');
    dir = dirname(dir);
  }
  return dir;
}
