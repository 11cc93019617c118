import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages } from '../../../scripts/docs.ts';
import { commands, notices, routes } from '../../../src/contract/index.ts';

const generated = await pages();

describe('the pages that are made from the contract', () => {
  it.each(generated)('$file is up to date: node --import tsx scripts/docs.ts', async ({ file, text }) => {
    const isCurrent = (await readFile(file, 'utf8')) === text;
    expect(isCurrent).toBe(true);
  });

  it('name every command, notice and route', () => {
    const protocol = generated.find(({ file }) => basename(file) === 'protocol.md')?.text ?? '';
    for (const name of [...Object.keys(commands), ...Object.keys(notices), ...Object.keys(routes)]) {
      expect(protocol).toContain(`\n### ${name}\n`);
    }
  });
});
