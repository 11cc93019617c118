import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { z } from 'zod';
import { configSchema } from './config-schema.ts';
import { allowedAt, keysAt, leaves, parseVariable, variableName } from './config-paths.ts';

export type Config = z.output<typeof configSchema> & { readonly environment: string };

export interface ConfigSource {
  /** The folder with default.yaml and one file per environment. */
  dir: string;
  /** Names the overlay `<environment>.yaml`. */
  environment: string;
  /** The process's environment variables. */
  env: Readonly<Record<string, string | undefined>>;
}

/** Refused settings. The message has a line for each: where it stands, its value, and what is allowed. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Variables that begin with PLENUM_ and are no settings: the environment's name, and what set-up and tests read. */
const otherVariables = new Set(['PLENUM_ENV', 'PLENUM_CACHE_DIR', 'PLENUM_CHROMIUM', 'PLENUM_MEDIA_WORKER']);

type Tree = Record<string, unknown>;

interface Layer {
  /** What to call it in a message. */
  name: (path: readonly PropertyKey[]) => string;
  tree: Tree;
}

/**
 * Reads default.yaml, the environment's file over it and the variables over both. The result is frozen throughout.
 * Throws ConfigError with every problem found.
 */
export function loadConfig(source: ConfigSource): Config {
  if (!/^[a-z][a-z0-9-]*$/.test(source.environment)) {
    throw new ConfigError([`PLENUM_ENV is "${source.environment}". Allowed: small letters, digits and -.`]);
  }
  const layers = [fileLayer(source.dir, 'default', true), fileLayer(source.dir, source.environment, false)];
  const variables = variableLayer(source.env);
  layers.push(variables.layer);

  const merged = layers.reduce<Tree>((tree, layer) => merge(tree, layer.tree), {});
  const result = configSchema.safeParse(merged);
  const problems = [...variables.unknown];
  if (!result.success)
    problems.push(...result.error.issues.flatMap((issue) => describe(issue, merged, layers)));
  if (problems.length > 0 || !result.success) throw new ConfigError(problems);
  return deepFreeze({ ...result.data, environment: source.environment });
}

function fileLayer(dir: string, name: string, required: boolean): Layer {
  const path = join(dir, `${name}.yaml`);
  const label = (): string => path;
  if (!existsSync(path)) {
    if (required) throw new ConfigError([`${path} is missing.`]);
    return { name: label, tree: {} };
  }
  let tree: unknown;
  try {
    tree = parse(readFileSync(path, 'utf8')) ?? {};
  } catch (error) {
    throw new ConfigError([
      `${path} is not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
    ]);
  }
  if (!isTree(tree)) throw new ConfigError([`${path} has to be a table of settings.`]);
  return { name: label, tree };
}

function variableLayer(env: ConfigSource['env']): { layer: Layer; unknown: string[] } {
  const known = new Map(leaves(configSchema).map((leaf) => [variableName(leaf.path), leaf]));
  const tree: Tree = {};
  const unknown: string[] = [];
  for (const [name, text] of Object.entries(env)) {
    if (text === undefined || !name.startsWith('PLENUM_') || otherVariables.has(name)) continue;
    const leaf = known.get(name);
    if (leaf) setAt(tree, leaf.path, parseVariable(leaf.schema, text));
    else unknown.push(`The variable ${name} is not known.${suggest(name, [...known.keys()])}`);
  }
  const settings = [...known.values()];
  const name = (path: readonly PropertyKey[]): string => {
    const leaf = settings.find((candidate) => candidate.path.every((key, index) => key === path[index]));
    return `the variable ${variableName(leaf?.path ?? path.map(String))}`;
  };
  return { layer: { name, tree }, unknown };
}

function describe(issue: z.core.$ZodIssue, merged: Tree, layers: readonly Layer[]): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const allowed = keysAt(configSchema, issue.path);
      return `${path.join('.')} (in ${origin(path, layers)}) is not known.${suggest(key, allowed)} Allowed here: ${allowed.join(', ')}.`;
    });
  }
  const value = valueAt(merged, issue.path);
  const shown =
    value === undefined ? 'is missing' : `is ${isSecret(issue.path) ? 'not usable' : JSON.stringify(value)}`;
  const ownWords = issue.code === 'custom' && issue.message !== 'Invalid input';
  const allowed = ownWords ? issue.message : allowedAt(configSchema, issue.path);
  return [
    `${issue.path.join('.')} (in ${origin(issue.path, layers)}) ${shown}. Allowed: ${allowed ?? issue.message}.`,
  ];
}

/** Values that may hold a password: they are not repeated on a screen. */
function isSecret(path: readonly PropertyKey[]): boolean {
  return ['database.url', 'redis.url', 'metrics.token'].includes(path.join('.')) || path[1] === 'iceServers';
}

/** The layer that a value comes from: the last one that says something about it. */
function origin(path: readonly PropertyKey[], layers: readonly Layer[]): string {
  const layer = layers.findLast((candidate) => valueAt(candidate.tree, path) !== undefined) ?? layers[0];
  return layer ? layer.name(path) : 'nothing';
}

/** " Did you mean x?" when one of the candidates is close, otherwise nothing. */
function suggest(name: string, candidates: readonly string[]): string {
  const near = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= 3)
    .sort((a, b) => a.distance - b.distance)[0];
  return near ? ` Did you mean ${near.candidate}?` : '';
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitute = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitute, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Tables are merged key by key; everything else, lists too, is replaced. */
function merge(under: Tree, over: Tree): Tree {
  const result: Tree = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = Object.hasOwn(result, key) ? result[key] : undefined;
    result[key] = isTree(before) && isTree(value) ? merge(before, value) : value;
  }
  return result;
}

function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const child = tree[key];
  const branch = isTree(child) ? child : {};
  tree[key] = branch;
  setAt(branch, rest, value);
}

function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
