import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

export interface LogSettings {
  /** `auto`: warn when a person looks on, who is told by the console what happens; else info. */
  level: 'auto' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Lines for people instead of JSON. `auto`: when a person looks on. */
  pretty: boolean | 'auto';
}

/** Whatever is named here never reaches a log line. */
const secrets = ['token', 'secret', 'password', 'cookie', 'authorization', 'credential', 'icePassword'];

/**
 * The process's root logger; each participant, worker and request gets a child with its id. A person looks on when stdout
 * is a terminal.
 */
export function createLogger({ level, pretty }: LogSettings, atTerminal = process.stdout.isTTY): Logger {
  return pino({
    level: level === 'auto' ? (atTerminal ? 'warn' : 'info') : level,
    redact: {
      paths: secrets
        .flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
        .concat(['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]']),
      censor: '[redacted]',
    },
    ...((pretty === 'auto' ? atTerminal : pretty)
      ? {
          transport: {
            target: 'pino-pretty',
            options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' },
          },
        }
      : {}),
  });
}
