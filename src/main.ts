import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { App } from './app.ts';
import { tuneCollector } from './collector.ts';
import { ConfigError, loadConfig, type Config } from './config.ts';
import { StartError } from './lib/errors.ts';
import { createLogger, type Logger } from './lib/logger.ts';
import { findProjectRoot } from './project-root.ts';
import { refuseTakenDirectory } from './store/directory-lock.ts';
import { PrivatePostgres } from './store/private-postgres.ts';
import { createConsole } from './welcome.ts';

/*
 * The process. Exit codes:
 *   0   stopped on request (SIGTERM, SIGINT)
 *   1   could not start: the last lines on stderr say why
 *   2   could not start: the configuration was refused
 *   3   asked to stop, and was not done within 10 s
 *   70  something was thrown outside of every handler, and the state in memory cannot be trusted any more: everything
 *       that was acknowledged is on disk, and whoever supervises the process should start it again. On a cluster also when
 *       other nodes have taken over from this one, which they had not heard of for too long
 *
 * A promise that was rejected and that nobody waited for is logged and ends nothing: each command, route, listener and
 * timer has its own guard, so what is left there is a forgotten answer, not a broken state.
 */
const exitCodes = { stopped: 0, cannotStart: 1, badConfig: 2, tooSlow: 3, brokenState: 70 } as const;

/** Milliseconds until a stop is forced. */
const stopWithin = 10_000;

/** Milliseconds: Ctrl+C reaches us twice at once, from the terminal and from the npm script that started us. */
const sameRequestWithin = 1_000;

/** Set once there is something to stop. */
let app: App | undefined;
let stopping = false;
let stoppingSince = 0;
/** What the process will end with; set when it is asked to stop. */
let exitCode: number = exitCodes.stopped;

const root = findProjectRoot();
const screen = createConsole(process.stderr);
const config = readConfig();
if (config) await run(config);

function readConfig(): Config | undefined {
  const environment = process.env['PLENUM_ENV'] ?? 'production';
  try {
    return loadConfig({ dir: join(root, 'config'), environment, env: process.env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    screen.line(error.message);
    process.exitCode = exitCodes.badConfig;
    return undefined;
  }
}

async function run(settings: Config): Promise<void> {
  tuneCollector();
  const log = createLogger(settings.log);
  watch(log);
  const dataDir = resolve(root, settings.dataDir);
  screen.begin({ dataDir, isNew: !existsSync(dataDir) || readdirSync(dataDir).length === 0 });
  try {
    // A second process on the same records is told so at once: loading the rest takes longer than asking.
    await refuseSecondProcess(dataDir, settings.database.url);
    const { createApp } = await import('./app.ts');
    const created = await createApp(settings, {
      log,
      root,
      onStep: (step) => screen.step(step),
      onFenced: () => {
        log.fatal('other nodes have taken over from this one');
        // Nothing can be saved any more: to close in order would only keep people from the nodes that can.
        leave(exitCodes.brokenState, log);
      },
    });
    app = created;
    if (stopping) {
      await created.close();
      leave(exitCode, log);
    }
    const listening = await created.listen();
    screen.ready(listening);
    tellParent(listening.url, listening.organiserLink);
  } catch (error) {
    // Whoever reads the console gets the sentence; the log has the stack of what nobody has foreseen.
    const foreseen = error instanceof StartError || (error instanceof Error && 'syscall' in error);
    if (!foreseen) log.fatal({ err: error }, 'the server could not start');
    else if (!process.stdout.isTTY) log.fatal({ reason: error.message }, 'the server could not start');
    screen.failed(error);
    await app?.close();
    leave(exitCodes.cannotStart, log);
  }
}

/** Throws StoreError. */
async function refuseSecondProcess(dataDir: string, url: string | null): Promise<void> {
  const connection = url === null ? await PrivatePostgres.findRunning(dataDir) : { connectionString: url };
  if (connection) await refuseTakenDirectory(connection, dataDir);
}

/** Signals and what nobody caught. */
function watch(log: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (!stopping) {
        log.info({ signal }, 'stopping');
        stop(exitCodes.stopped, log);
      } else if (performance.now() - stoppingSince > sameRequestWithin) {
        // A second request means: now.
        leave(exitCodes.tooSlow, log);
      }
    });
  }
  // Whoever started us with a channel (see tellParent) and is gone would leave a server that nobody knows of.
  process.on('disconnect', () => {
    log.info('stopping, as the parent process has ended');
    if (!stopping) stop(exitCodes.stopped, log);
  });
  process.on('unhandledRejection', (error) =>
    log.error({ err: error }, 'a promise was rejected and nobody waited for it'),
  );
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'something was thrown outside of every handler');
    if (!stopping) stop(exitCodes.brokenState, log);
  });
}

function stop(code: number, log: Logger): void {
  screen.stopping();
  setTimeout(() => {
    log.error('the server did not stop in time');
    leave(exitCodes.tooSlow, log);
  }, stopWithin).unref();
  stopping = true;
  stoppingSince = performance.now();
  exitCode = code;
  // While it is still starting, the start itself notices, and closes what it has built.
  app?.close().then(
    () => leave(code, log),
    (error: unknown) => {
      log.error({ err: error }, 'the server did not stop cleanly');
      leave(exitCodes.tooSlow, log);
    },
  );
}

/** Ends the process; the log's last lines go first. */
function leave(code: number, log: Logger): never {
  try {
    log.flush();
  } catch {
    // Whoever read the log is gone: it must not keep us here.
  }
  process.exit(code);
}

/** For whoever started us with a channel and waits: tests, benches, supervisors. */
function tellParent(url: string, organiserLink: string | null): void {
  if (process.send) process.send({ type: 'ready', url, organiserLink });
}
