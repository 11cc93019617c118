import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

export interface LogSettings {
  level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Lines for people instead of JSON. */
  pretty: boolean;
}

/** Whatever is named here never reaches a log line. */
const secrets = ['token', 'secret', 'password', 'cookie', 'authorization', 'credential', 'icePassword'];

/** The process's root logger; each participant, worker and request gets a child with its id. */
export function createLogger(settings: LogSettings): Logger {
  return pino({
    level: settings.level,
    redact: {
      paths: secrets
        .flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
        .concat(['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]']),
      censor: '[redacted]',
    },
    ...(settings.pretty
      ? {
          transport: {
            target: 'pino-pretty',
            options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' },
          },
        }
      : {}),
  });
}
