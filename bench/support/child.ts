import { fork, type ChildProcess } from 'node:child_process';
import { z } from 'zod';

/** Typed calls between a bench and its helper processes over Node's IPC channel. */

export interface Method {
  input: z.ZodType;
  output: z.ZodType;
}
export type Api = Record<string, Method>;
type Input<M extends Method> = z.output<M['input']>;
type Output<M extends Method> = z.input<M['output']>;
export type Handlers<A extends Api> = {
  [K in keyof A]: (input: Input<A[K]>) => Output<A[K]> | Promise<Output<A[K]>>;
};

const request = z.object({ id: z.number(), method: z.string(), input: z.unknown() });
const answer = z.object({ id: z.number(), error: z.string().optional(), output: z.unknown().optional() });

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** In a helper process: answers the parent's calls, and ends when the parent is gone. */
export function serveParent<A extends Api>(api: A, handlers: Handlers<A>): void {
  const run = async (method: keyof A & string, input: unknown): Promise<unknown> => {
    const definition: Method | undefined = api[method];
    if (definition === undefined) throw new Error(`no such method: ${method}`);
    const handler: (input: never) => unknown = handlers[method];
    return handler(definition.input.parse(input) as never);
  };
  process.on('message', (message) => {
    const { id, method, input } = request.parse(message);
    void run(method, input).then(
      (output) => process.send?.({ id, output }),
      (error: unknown) => process.send?.({ id, error: describe(error) }),
    );
  });
  process.on('disconnect', () => process.exit(0));
}

/** A running helper process. */
export class Helper<A extends Api> {
  readonly #api: A;
  readonly #process: ChildProcess;
  readonly #pending = new Map<
    number,
    { resolve: (output: unknown) => void; reject: (error: Error) => void }
  >();
  #nextId = 1;

  constructor(api: A, modulePath: string, environment: NodeJS.ProcessEnv = {}) {
    this.#api = api;
    this.#process = fork(modulePath, [], {
      execArgv: ['--import', 'tsx'],
      env: { ...process.env, ...environment },
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#process.on('message', (message) => this.#settle(message));
    this.#process.on('exit', (code, signal) => {
      for (const { reject } of this.#pending.values()) reject(new Error(`helper ended: ${signal ?? code}`));
      this.#pending.clear();
    });
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error('helper did not start');
    return pid;
  }

  /** Rejects with the helper's error, or when it ends before it answers. */
  async call<K extends keyof A & string>(
    method: K,
    input: z.input<A[K]['input']>,
  ): Promise<z.output<A[K]['output']>> {
    const id = this.#nextId++;
    const output = await new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#process.send({ id, method, input });
    });
    return this.#api[method]?.output.parse(output) as z.output<A[K]['output']>;
  }

  /** Ends the helper; resolves when it is gone. */
  async close(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await gone;
  }

  #settle(message: unknown): void {
    const { id, error, output } = answer.parse(message);
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error === undefined) pending?.resolve(output);
    else pending?.reject(new Error(error));
  }
}
