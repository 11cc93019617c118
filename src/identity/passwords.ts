import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../lib/errors.ts';
import type { BreachedPasswords } from './breached-passwords.ts';
import { commonPasswords, commonWords } from './common-passwords.ts';

/** Argon2id (the library's default) with 19 MiB, two passes and one lane: OWASP's first choice (RFC 9106 explains them). */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes a core for some 30 ms and one of libuv's four threads, which files and names are waiting for, too. */
const atOnce = 2;
/** Those waiting longer than two seconds would give up anyway. */
const mostWaiting = 100;
/** Characters that have to differ: `aaaaaaaaaa` and `1212121212` are long and worth nothing. */
const fewestDifferent = 5;

/** Hashes and compares passwords, off the event loop and never many at once; says which are too weak to be taken. */
export class Passwords {
  readonly #breached: BreachedPasswords | undefined;
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  /** Compared with when there is no account: how long an answer takes must not tell which names exist. */
  #nobody: Promise<string> | undefined;

  /** @param breached passwords that nobody may choose, because they were stolen somewhere */
  constructor(breached?: BreachedPasswords) {
    this.#breached = breached;
  }

  /** Throws `password_weak`. How long it has to be is checked with the rest of the input. */
  async refuseWeak(password: string, name: string): Promise<void> {
    refuseGuessable(password, name);
    for (const form of new Set([password, prepared(password)]))
      if (await this.#breached?.includes(form)) throw new AppError('password_weak');
  }

  /** In PHC string format, with a salt of its own. Throws `rate_limited` when too many are waiting. */
  hash(password: string): Promise<string> {
    return this.#run(() => hash(prepared(password), cost));
  }

  /** Takes the same time whether there is a hash or not. Throws `rate_limited` when too many are waiting. */
  async matches(password: string, kept: string | undefined): Promise<boolean> {
    const reference = kept ?? (await this.#hashOfNobody());
    const equal = await this.#run(() => verify(reference, prepared(password)));
    return equal && kept !== undefined;
  }

  #hashOfNobody(): Promise<string> {
    this.#nobody ??= this.hash('there is nobody of this name').catch((error: unknown) => {
      this.#nobody = undefined;
      throw error;
    });
    return this.#nobody;
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= mostWaiting) throw new AppError('rate_limited');
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Whoever is next takes over this place.
      if (next) next();
      else this.#running -= 1;
    }
  }
}

/** Throws `password_weak` for what anybody would try. */
export function refuseGuessable(password: string, name: string): void {
  const plain = prepared(password).toLowerCase();
  const isName = plain.replace(/\s/g, '') === name.toLowerCase().replace(/\s/g, '');
  if (isName || new Set(plain).size < fewestDifferent || isSequence(plain) || isCommon(plain))
    throw new AppError('password_weak');
  if (isOfContext(plain, name.toLowerCase())) throw new AppError('password_weak');
}

/** Characters before and after a common word that do not make it a good one: `password2030!`, `123qwerty123`. */
const mostAround = 8;

/** One of the commonest, or a common word with digits and signs around it, or twice. */
function isCommon(plain: string): boolean {
  if (commonPasswords.has(plain)) return true;
  const word = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const half = word.slice(0, word.length / 2);
  const once = word === half + half ? half : word;
  return plain.length - word.length <= mostAround && commonWords.has(once);
}

/** What everybody would try first here. The list stands in docs/security.md, too. */
const contextWords: readonly string[] = [
  ...['plenum', 'password', 'organiser', 'organizer', 'lecturer', 'inspector', 'liaison', 'trainee', 'admin'],
  ...['classroom', 'course', 'lesson', 'training', 'teacher', 'peixun', 'ketang', 'xueyuan', 'zhubanfang'],
  ...[
    '主办方',
    '授课老师',
    '巡查员',
    '学习联络员',
    '学员',
    '培训班',
    '培训',
    '课堂',
    '分课堂',
    '密码',
    '管理员',
  ],
];
/** Letters that have to be there beside those words, the person's name, digits and signs. */
const fewestOwn = 4;

function isOfContext(plain: string, name: string): boolean {
  const words = [name, ...name.split(/\s+/), ...contextWords].filter((word) => word.length > 1);
  words.sort((a, b) => b.length - a.length);
  let rest = plain;
  for (const word of words) rest = rest.replaceAll(word, '');
  return rest !== plain && rest.replace(/[^\p{L}]/gu, '').length < fewestOwn;
}

/** `1234567890`, `abcdefghij` and the same backwards. */
function isSequence(text: string): boolean {
  const steps = Array.from(
    { length: text.length - 1 },
    (_, i) => text.charCodeAt(i + 1) - text.charCodeAt(i),
  );
  const isStep = (step: number) => Math.abs(step) === 1 || Math.abs(step) === 9;
  return steps.every(isStep);
}

/** Keyboards send the same character in different forms (NIST SP 800-63B, 5.1.1.2). */
function prepared(password: string): string {
  return password.normalize('NFKC');
}
