import { join, resolve } from 'node:path';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { StartError } from './lib/errors.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { findProjectRoot } from './project-root.ts';
import type { Manifest } from './store/backup/manifest.ts';

/** What the programs beside the server have in common. They end with 0, or 1 when they could not do it, 2 when asked wrongly. */

export interface ToolContext {
  config: Config;
  dataDir: string;
  materialsDir: string;
  logger: Logger;
  /** For the person at the console. */
  say: (text: string) => void;
}

/** What was asked for makes no sense; the message says how to ask. */
export class Refusal extends Error {}

/** Reads the configuration, runs the tool, and shows whoever called it what was wrong as a sentence. */
export async function runTool(work: (context: ToolContext) => Promise<void>): Promise<void> {
  try {
    const root = findProjectRoot();
    const environment = process.env['PLENUM_ENV'] ?? 'production';
    const config = loadConfig({ dir: join(root, 'config'), environment, env: process.env });
    const dataDir = resolve(root, config.dataDir);
    await work({
      config,
      dataDir,
      materialsDir: join(dataDir, 'materials'),
      logger: createLogger(config.log),
      say: (text) => void process.stdout.write(`${text}\n`),
    });
  } catch (error) {
    const wrong = error instanceof Refusal || error instanceof ConfigError;
    // What the system refuses, such as space on the disk, needs no stack either.
    const known = wrong || error instanceof StartError || (error instanceof Error && 'syscall' in error);
    if (!known) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = wrong ? 2 : 1;
  }
}

/** What is in a backup, in one line. */
export function describeBackup(
  { takenAt, tables, materials, migrations }: Manifest,
  language: 'zh' | 'en',
): string {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const megabytes = (materials.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
  return language === 'zh'
    ? `  时间 ${takenAt},${tables.length} 张表 ${rows} 行，课件 ${materials.length} 个 (${megabytes} MB),结构版本 ${migrations.length}`
    : `  taken ${takenAt}, ${rows} rows in ${tables.length} tables, ${materials.length} materials (${megabytes} MB), schema version ${migrations.length}`;
}
