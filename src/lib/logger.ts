import { pino, stdSerializers, type Logger, type LoggerOptions } from 'pino';

export type { Logger } from 'pino';

export interface LogSettings {
  /** `auto`: warn when a person looks on, who is told by the console what happens; else info. */
  level: 'auto' | 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Lines for people instead of JSON. `auto`: when a person looks on. */
  pretty: boolean | 'auto';
}

/** Whatever is named here never reaches a log line. */
const secrets = ['token', 'secret', 'password', 'cookie', 'authorization', 'credential', 'icePassword'];

/** What follows a refused statement's text in messages and stacks: the values that it was sent with. */
const values = /\nparams: [\s\S]*?(?=\n {4}at |$)/g;

/**
 * Lines go out together, after so many bytes or milliseconds: when a whole class comes in at once, one system call for each line
 * was a tenth of what it cost. A fatal line and the end of the process write at once what is left.
 */
const output = { minLength: 4_096, periodicFlush: 100 };

/** An error as the log has it. A statement that the records refuse carries names and numbers of people, which stay out. */
export function describeError(error: Error): Record<string, unknown> {
  const shown = Object.entries(stdSerializers.err(error));
  const personal = new Set(['params', 'parameters', 'detail', 'where']);
  const refusals = refusedValues(error);
  const clean = (text: string): string => {
    const known = refusals.reduce((rest, message) => rest.replaceAll(message, withoutValues(message)), text);
    return known.replaceAll(values, '');
  };
  return Object.fromEntries(
    shown
      .filter(([name]) => !personal.has(name))
      .map(([name, value]) => [name, typeof value === 'string' ? clean(value) : value]),
  );
}

/**
 * The messages of an error and its causes that quote a value: PostgreSQL's of class 22 (data exception), such as
 * `invalid input syntax for type integer: "..."`.
 */
function refusedValues(error: Error): string[] {
  const messages: string[] = [];
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const code: unknown = 'code' in at ? at.code : undefined;
    if (typeof code === 'string' && /^22[0-9A-Z]{3}$/.test(code)) messages.push(at.message);
  }
  return messages;
}

function withoutValues(message: string): string {
  return message.replace(/"[\s\S]*"/, '"…"');
}

/**
 * The process's root logger; each participant, worker and request gets a child with its id. A person looks on when stdout
 * is a terminal.
 */
export function createLogger({ level, pretty }: LogSettings, atTerminal = process.stdout.isTTY): Logger {
  const isPretty = pretty === 'auto' ? atTerminal : pretty;
  const options: LoggerOptions = {
    level: level === 'auto' ? (atTerminal ? 'warn' : 'info') : level,
    serializers: { err: describeError },
    redact: {
      paths: secrets
        .flatMap((name) => [name, `*.${name}`, `*.*.${name}`])
        .concat(['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]']),
      censor: '[redacted]',
    },
  };
  if (!isPretty) return pino(options, pino.destination(output));
  const target = { target: 'pino-pretty', options: { translateTime: 'HH:MM:ss', ignore: 'pid,hostname' } };
  return pino({ ...options, transport: target });
}
