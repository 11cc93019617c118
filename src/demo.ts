import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createLocalBus } from './cluster/local.ts';
import { ConfigError, loadConfig, type Config } from './config.ts';
import type { Invitation } from './contract/course.ts';
import type { Role } from './contract/roles.ts';
import { createCourse } from './course/feature.ts';
import { createIdentity } from './identity/feature.ts';
import { systemClock } from './lib/clock.ts';
import { StartError } from './lib/errors.ts';
import { createLogger } from './lib/logger.ts';
import { addDemoMaterials } from './materials/demo-materials.ts';
import { Vault } from './materials/vault.ts';
import { findProjectRoot } from './project-root.ts';
import { addDemoQuiz } from './quiz/demo-quiz.ts';
import { readAddress } from './running-address.ts';
import { openStore, recordsSettings } from './store/open.ts';

/** `npm run demo`: makes the complete artificial course, beside a running server or without one, and prints its links. */

/** How many links of each role are printed; the file has them all. */
const shown: readonly { role: Role; name: string; count: number }[] = [
  { role: 'organiser', name: '主办方 organiser', count: 1 },
  { role: 'lecturer', name: '授课老师 lecturer', count: 1 },
  { role: 'inspector', name: '巡查员 inspector', count: 1 },
  { role: 'screen', name: '分课堂大屏 branch screen', count: 3 },
  { role: 'port', name: '个人端口 port', count: 2 },
];

async function makeDemo(config: Config, dataDir: string): Promise<Invitation[]> {
  const logger = createLogger(config.log);
  const store = await openStore({
    dataDir,
    logger,
    whenTaken: 'share',
    ...recordsSettings(config),
  });
  const bus = createLocalBus(logger);
  try {
    const deps = { store, clock: systemClock };
    const { identity } = await createIdentity({ ...deps, bus, log: logger, onRevoked: () => undefined });
    const { courses } = createCourse({
      ...deps,
      invite: (queries, invitees) => identity.invite(queries, invitees),
      invitationsOf: (courseId, role) => identity.invitationsOf(courseId, role),
      demoCreated: async (courseId, by) => {
        await addDemoMaterials({ ...deps, vault: await Vault.open(dataDir) }, courseId, by);
        await addDemoQuiz(deps, courseId);
      },
    });
    const invitations = await courses.invitations(await courses.createDemo(null), undefined);
    await identity.close();
    return invitations;
  } finally {
    await bus.close();
    await store.close();
  }
}

/**
 * The server that runs on these records knows its address best: it may have been given in the environment of another
 * terminal. Without one, links are made for a browser on this machine unless the configuration says how others reach it.
 */
async function origin({ server, tls }: Config, dataDir: string): Promise<string> {
  const running = await readAddress(dataDir);
  if (running !== undefined) return running;
  const here = `${tls.mode === 'off' ? 'http' : 'https'}://localhost:${server.port}`;
  return (server.publicUrl ?? here).replace(/\/$/, '');
}

function summary(invitations: Invitation[], base: string): string {
  const lines = shown.flatMap(({ role, name, count }) =>
    invitations
      .filter((invitation) => invitation.role === role)
      .slice(0, count)
      .map(({ label, path }) => `  ${name}, ${label}: ${base}${path}`),
  );
  return lines.join('\n');
}

async function main(): Promise<void> {
  const root = findProjectRoot();
  const environment = process.env['PLENUM_ENV'] ?? 'production';
  const config = loadConfig({ dir: join(root, 'config'), environment, env: process.env });
  if (!config.demo.enabled) {
    throw new StartError(
      '这台服务器的设置不允许创建示例培训班(demo.enabled: false)。\n' +
        'The configuration of this server says that there is no artificial course (demo.enabled: false).',
    );
  }
  const dataDir = resolve(root, config.dataDir);
  const invitations = await makeDemo(config, dataDir);
  const base = await origin(config, dataDir);
  const listFile = join(dataDir, 'demo-links.txt');
  const list = invitations.map(({ role, label, path }) => `${role}\t${label}\t${base}${path}\n`);
  await writeFile(listFile, list.join(''), { mode: 0o600 });
  process.stdout.write(
    '\n示例培训班已建好：1 个主课堂，221 个分课堂，557 名学员，9 节课。服务器运行时可打开以下链接。\n' +
      'The demo course is ready: 1 main classroom, 221 branches, 557 trainees, 9 lessons. With the server running, open:\n\n' +
      `${summary(invitations, base)}\n\n` +
      `全部 ${invitations.length} 个链接 all links: ${listFile}\n`,
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StartError || error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
