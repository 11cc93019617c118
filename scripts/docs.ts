import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { z } from 'zod';
import * as account from '../src/contract/account.ts';
import * as classroom from '../src/contract/classroom.ts';
import * as course from '../src/contract/course.ts';
import * as entry from '../src/contract/entry.ts';
import { errorCatalogue } from '../src/contract/errors.ts';
import * as identity from '../src/contract/identity.ts';
import { commands, notices, routes } from '../src/contract/index.ts';
import * as invitation from '../src/contract/invitation.ts';
import { limits } from '../src/contract/limits.ts';
import * as media from '../src/contract/media.ts';
import * as materials from '../src/contract/materials.ts';
import { permissions, type Permission } from '../src/contract/permissions.ts';
import * as primitives from '../src/contract/primitives.ts';
import * as readiness from '../src/contract/readiness.ts';
import * as schedule from '../src/contract/schedule.ts';
import { roles } from '../src/contract/roles.ts';

/*
 * Writes docs/protocol.md and docs/permissions.md from the contract:
 *   node --import tsx scripts/docs.ts
 */

/** What z.toJSONSchema gives, as far as the contract uses it. */
const jsonSchema = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  default: z.unknown().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
});
type JsonSchema = z.infer<typeof jsonSchema>;

/** Schemas that the contract exports appear under their own name, once. */
const names = z.registry<{ id: string }>();
const types: { name: string; schema: z.ZodType }[] = [];
for (const [name, value] of [
  primitives,
  identity,
  account,
  invitation,
  entry,
  course,
  media,
  classroom,
  schedule,
  materials,
  readiness,
].flatMap((part) => Object.entries(part))) {
  if (!(value instanceof z.ZodType) || value === primitives.empty || names.has(value)) continue;
  const id = name.charAt(0).toUpperCase() + name.slice(1);
  names.add(value, { id });
  types.push({ name: id, schema: value });
}

// A module's exports come in an order that depends on who loads it.
types.sort((a, b) => (a.name < b.name ? -1 : 1));

/** The shape of a schema, written as a TypeScript type with the bounds as comments. */
function shapeOf(schema: z.ZodType, io: 'input' | 'output', inline = false): string {
  const json = z.toJSONSchema(schema, { metadata: names, io, unrepresentable: 'any' });
  const defs = json.$defs ?? {};
  const id = names.get(schema)?.id;
  const own = id !== undefined && inline ? (defs[id] ?? json) : json;
  return id !== undefined && !inline ? id : typeOf(jsonSchema.parse(own), '');
}

function typeOf(schema: JsonSchema, indent: string): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'unknown';
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map((option) => typeOf(jsonSchema.parse(option), indent)).join(' | ');
  if (schema.type === 'array') {
    const items = typeOf(jsonSchema.parse(schema.items ?? {}), indent);
    return items.includes(' | ') && !items.endsWith('}') ? `(${items})[]` : `${items}[]`;
  }
  if (schema.type === 'object') return objectOf(schema, indent);
  const kinds = [schema.type ?? 'unknown'].flat();
  return kinds.map((one) => (one === 'integer' ? 'number' : one)).join(' | ');
}

function objectOf(schema: JsonSchema, indent: string): string {
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) {
    const values = schema.additionalProperties;
    if (typeof values !== 'object' || values === null) return '{}';
    return `Record<string, ${typeOf(jsonSchema.parse(values), indent)}>`;
  }
  const inner = `${indent}  `;
  const lines = entries.map(([key, value]) => {
    const property = jsonSchema.parse(value);
    const isOptional = !(schema.required ?? []).includes(key);
    const bounds = boundsOf(property);
    const comment = bounds === '' ? '' : ` // ${bounds}`;
    return `${inner}${key}${isOptional ? '?' : ''}: ${typeOf(property, inner)};${comment}`;
  });
  return `{\n${lines.join('\n')}\n${indent}}`;
}

function boundsOf(schema: JsonSchema): string {
  const parts: string[] = [];
  const range = (from: number | undefined, to: number | undefined, what: string): void => {
    const highest = to !== undefined && to < Number.MAX_SAFE_INTEGER ? to : undefined;
    const lowest = from !== undefined && from > Number.MIN_SAFE_INTEGER ? from : undefined;
    if (lowest !== undefined && highest !== undefined) parts.push(`${lowest} to ${highest}${what}`);
    else if (highest !== undefined) parts.push(`at most ${highest}${what}`);
    else if (lowest !== undefined) parts.push(`${lowest} or more${what}`);
  };
  if (schema.type === 'integer') parts.push('whole');
  range(schema.minimum, schema.maximum, '');
  range(schema.minLength, schema.maxLength, ' characters');
  range(schema.minItems, schema.maxItems, ' items');
  if (schema.pattern !== undefined) parts.push(schema.pattern);
  if (schema.default !== undefined) parts.push(`default ${JSON.stringify(schema.default)}`);
  return parts.join(', ');
}

function code(text: string): string {
  return `\`\`\`ts\n${text}\n\`\`\`\n`;
}

function whoMay({ scope, roles: allowed }: Permission): string {
  if (scope === 'public') return 'everybody, signed in or not';
  const who = allowed.length === roles.length ? 'every role' : allowed.join(', ');
  const reach = {
    self: 'their own only',
    course: 'their own course',
    branch: 'their own branch and those below it; staff of the course all of them',
    server: 'organisers of the whole server',
  }[scope];
  return `${who} (${reach})`;
}

const generatedNote =
  '<!-- Made by scripts/docs.ts from src/contract. Change the contract, then run it. -->\n';

function protocol(): string {
  const commandParts = Object.entries(commands).map(([name, one]) =>
    [
      `### ${name}\n`,
      `${one.summary}\n`,
      `Who: ${whoMay(permissions[name as keyof typeof commands])}. Rate: ${one.rate.perSecond} a second, ${one.rate.burst} at once.\n`,
      code(`type Input = ${shapeOf(one.input, 'input')};\ntype Data = ${shapeOf(one.output, 'output')};`),
    ].join('\n'),
  );
  const routeParts = Object.entries(routes).map(([name, one]) => {
    const sent = [
      ['Params', one.params],
      ['Query', one.query],
      ['Body', one.body],
    ] as const;
    const shapes = sent
      .filter(([, schema]) => schema !== primitives.empty && !(schema instanceof z.ZodUndefined))
      .map(([part, schema]) => `type ${part} = ${shapeOf(schema, 'input')};`);
    return [
      `### ${name}\n`,
      `${one.summary}\n`,
      `Who: ${whoMay(permissions[name as keyof typeof routes])}.\n`,
      code([...shapes, `type Answer = ${shapeOf(one.output, 'output')};`].join('\n')),
    ].join('\n');
  });
  const messages = (table: Record<string, z.ZodType>): string[] =>
    Object.entries(table).map(
      ([name, schema]) => `### ${name}\n\n${code(`type Data = ${shapeOf(schema, 'output')};`)}`,
    );
  return [
    `# Protocol\n\n${generatedNote}`,
    introduction,
    '## Commands\n',
    ...commandParts,
    '## Events\n',
    'Facts that happened in a classroom, numbered: `{ seq, at, name, data }`. Numbers grow within one epoch; gaps are normal, because some events go to some roles only. Whoever comes back sends the last epoch and number seen with `classroom.join`, and gets what was missed, or a fresh snapshot.\n',
    ...messages(classroom.classroomEvents),
    '## Notices\n',
    'Unnumbered messages: `{ name, data }`. The newest wins, and nothing is replayed.\n',
    ...messages(notices),
    '## HTTP\n',
    `Everything that is not live. The same as OpenAPI: \`/api/docs\`. Whatever is not public needs the header \`${identity.sessionHeader}\` with the session's id, and that session's cookie.\n`,
    ...routeParts,
    '## Errors\n',
    'Over HTTP the body is `{ error }` with the status below.\n',
    ['| code | status | in words |', '| --- | --- | --- |', ...errorRows()].join('\n'),
    '\n## Types\n',
    ...types.map(({ name, schema }) =>
      code(`type ${name} = ${shapeOf(schema, 'output', true)};${tail(schema)}`),
    ),
  ].join('\n');
}

/** Bounds of a type that is no object, behind its line. */
function tail(schema: z.ZodType): string {
  const json = jsonSchema.parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
  const bounds = json.type === 'object' ? '' : boundsOf(json);
  return bounds === '' ? '' : ` // ${bounds}`;
}

function errorRows(): string[] {
  return Object.entries(errorCatalogue).map(
    ([name, { status, en }]) => `| \`${name}\` | ${status} | ${en} |`,
  );
}

const introduction = `Live things go over Socket.IO (path \`/socket.io\`, WebSocket first, long polling where a proxy swallows it); everything
else is HTTP.

**Handshake.** \`auth: { session: <session id> }\`, with the cookie of that session. A refusal comes as \`connect_error\`
whose \`data\` is an error as below: \`not_signed_in\`, \`shutting_down\`, \`internal\`.

**Commands.** The socket event \`command\` with \`(name, input, acknowledgement)\`. The answer is
\`{ ok: true, data }\` or \`{ ok: false, error: { code, message, details, reference } }\`; \`reference\` finds the log line.
Unknown keys are refused. A message may have ${limits.socketMessageBytes} bytes at most. Whoever sends more often than a command's rate is answered
\`rate_limited\`; whoever goes on regardless is disconnected.

**Events and notices.** The socket events \`event\` and \`notice\`. An event may overtake the answer to the command that
caused it, and one with a number that was seen already is to be ignored.

Times are milliseconds since 1970-01-01T00:00:00Z by the server's clock.
`;

function permissionsPage(): string {
  const row = (name: string, permission: Permission): string => {
    const marks = roles.map((one) =>
      permission.scope === 'public' || permission.roles.includes(one) ? 'yes' : '',
    );
    return `| \`${name}\` | ${permission.scope} | ${marks.join(' | ')} |`;
  };
  return [
    `# Permissions\n\n${generatedNote}`,
    'Denied unless it stands here. A test walks the whole matrix through the real doors.\n',
    '`public`: nobody has to be signed in. `self`: only what the session itself owns. `course`: the own course; an organiser of the whole server reaches every course. `branch`: the own branch, for a liaison also those below it; who belongs to no branch reaches every branch of the own course. `server`: an organiser of the whole server only.\n',
    `| action | reach | ${roles.join(' | ')} |`,
    `| --- | --- | ${roles.map(() => '---').join(' | ')} |`,
    ...Object.entries(permissions).map(([name, permission]) => row(name, permission)),
    '',
  ].join('\n');
}

const docs = fileURLToPath(new URL('../docs/', import.meta.url));

/** Each page's file and what it has to hold. */
export async function pages(): Promise<{ file: string; text: string }[]> {
  const drafts = { 'protocol.md': protocol(), 'permissions.md': permissionsPage() };
  return Promise.all(
    Object.entries(drafts).map(async ([name, text]) => {
      const file = `${docs}${name}`;
      return { file, text: await format(text, { ...(await resolveConfig(file)), filepath: file }) };
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, text } of await pages()) {
    const before = await readFile(file, 'utf8').catch(() => '');
    if (before !== text) await writeFile(file, text);
  }
}
