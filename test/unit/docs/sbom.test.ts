import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { z } from 'zod';

const versions = z.record(z.string(), z.string());
const manifest = z.object({ dependencies: versions, devDependencies: versions });
const bom = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: z.literal('1.5'),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string().min(1),
      purl: z.string().startsWith('pkg:npm/'),
      licenses: z.array(z.object({ expression: z.string() })).optional(),
      hashes: z.array(z.object({ alg: z.literal('SHA-512'), content: z.string().length(128) })).optional(),
    }),
  ),
});

it('the list of components has everything that reaches production, and no tools', async () => {
  const { dependencies, devDependencies } = manifest.parse(
    JSON.parse(await readFile('package.json', 'utf8')),
  );
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/sbom.mjs'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  const { components } = bom.parse(JSON.parse(stdout));
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const wanted = Object.entries(dependencies).map(([name, version]) => `${name}@${version}`);
  expect(wanted.filter((one) => !listed.has(one))).toEqual([]);
  // What they bring along is there, too, and each once.
  expect(components.length).toBeGreaterThan(2 * wanted.length);
  expect(listed.size).toBe(components.length);
  const names = new Set(components.map(({ name }) => name));
  // Types of a library come along with libraries that name them, and Socket.IO brings what a bench measures, too.
  const tools = Object.keys(devDependencies).filter(
    (name) => !name.startsWith('@types/') && name !== 'socket.io-adapter',
  );
  expect(tools.filter((name) => names.has(name))).toEqual([]);
  const withHash = components.filter(({ hashes }) => hashes !== undefined);
  expect(withHash.length / components.length).toBeGreaterThan(0.9);
});
