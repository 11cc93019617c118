import fc from 'fast-check';
import { z } from 'zod';
import { IdRef } from './ids.ts';
import { nastyText } from './nasty.ts';

/*
 * Inputs made from the contract's own schemas, by looking into zod's definitions of them: the libraries that do it know
 * neither this zod nor this fast-check. What comes out is valid nearly always; whether it is, is for the schema to say.
 */

type Definition = z.core.$ZodTypes['_zod']['def'];

/** The longest text and list that a valid input brings along: what is longer is a mutation's business. */
const longest = { text: 400, list: 4 };

/** Values that the schema takes, as `IdRef` where an id of a record belongs. @param name the field's, which says what an id is of */
export function inputOf(schema: z.core.$ZodType, name = ''): fc.Arbitrary<unknown> {
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'object':
      return objectOf(definition.shape);
    case 'array':
      return listOf(schema, definition.element, name);
    case 'tuple':
      return fc.tuple(...definition.items.map((item) => inputOf(item, name)));
    case 'record':
      return fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), inputOf(definition.valueType, name), {
        maxKeys: 3,
      });
    case 'union':
      return fc.oneof(...definition.options.map((option) => inputOf(option, name)));
    case 'literal':
      return fc.constantFrom(...definition.values);
    case 'enum':
      return fc.constantFrom(...Object.values(definition.entries));
    case 'nullable':
      return fc.option(inputOf(definition.innerType, name), { freq: 3 });
    case 'optional':
    case 'default':
      return fc.option(inputOf(definition.innerType, name), { nil: undefined, freq: 2 });
    case 'pipe':
      return inputOf(definition.in, name);
    case 'string':
      return textOf(schema, name);
    case 'number':
      return numberOf(schema);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'undefined':
      return fc.constant(undefined);
    case 'custom':
      return picture;
    default:
      throw new Error(
        `the generator knows no ${definition.type}: give it one in test/support/fuzz/inputs.ts`,
      );
  }
}

function definitionOf(schema: z.core.$ZodType): Definition {
  // zod's own list of what a schema can be; the base class alone does not carry it.
  return (schema as z.core.$ZodTypes)._zod.def;
}

function objectOf(shape: Readonly<Record<string, z.core.$ZodType>>): fc.Arbitrary<unknown> {
  return fc
    .record(Object.fromEntries(Object.entries(shape).map(([key, field]) => [key, inputOf(field, key)])))
    .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
}

/** One of a schema's checks, as far as a generator cares. */
const check = z.union([
  z.object({ check: z.literal('min_length'), minimum: z.number() }),
  z.object({ check: z.literal('max_length'), maximum: z.number() }),
  z.object({ check: z.literal('greater_than'), value: z.number(), inclusive: z.boolean() }),
  z.object({ check: z.literal('less_than'), value: z.number(), inclusive: z.boolean() }),
  z.object({ check: z.literal('number_format') }),
  z.object({ check: z.literal('string_format'), pattern: z.instanceof(RegExp) }),
]);

/** The bounds that a schema's checks set, both of them inclusive, to whole numbers where one is exclusive. */
interface Bounds {
  minimum: number | undefined;
  maximum: number | undefined;
  isWhole: boolean;
  patterns: RegExp[];
}

function boundsOf(schema: z.core.$ZodType): Bounds {
  const bounds: Bounds = { minimum: undefined, maximum: undefined, isWhole: false, patterns: [] };
  for (const one of definitionOf(schema).checks ?? []) {
    const known = check.safeParse(one._zod.def).data;
    if (!known) continue;
    if (known.check === 'string_format') bounds.patterns.push(known.pattern);
    else if (known.check === 'number_format') bounds.isWhole = true;
    else if (known.check === 'greater_than') bounds.minimum = known.value + (known.inclusive ? 0 : 1);
    else if (known.check === 'less_than') bounds.maximum = known.value - (known.inclusive ? 0 : 1);
    else if (known.check === 'min_length') bounds.minimum = known.minimum;
    else bounds.maximum = known.maximum;
  }
  return bounds;
}

function listOf(schema: z.core.$ZodType, element: z.core.$ZodType, name: string): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = Infinity } = boundsOf(schema);
  const maxLength = Math.max(minimum, Math.min(maximum, longest.list));
  return fc.array(inputOf(element, name.replace(/Ids$/, 'Id')), { minLength: minimum, maxLength });
}

/** Ids of records, or text that is as unusual as the schema lets through. */
function textOf(schema: z.core.$ZodType, name: string): fc.Arbitrary<unknown> {
  const { minimum = 0, maximum = longest.text, patterns } = boundsOf(schema);
  const isId = patterns.some(({ source }) => source === '^[A-Za-z0-9_-]+$');
  // An id with a lower bound is one that the client makes.
  if (isId && minimum > 1) return fc.stringMatching(/^[A-Za-z0-9]{20,26}$/);
  if (isId) return fc.oneof({ weight: 12, arbitrary: idRef(name) }, fc.stringMatching(/^[\w-]{1,64}$/));
  const fits = (text: string): string => text.padEnd(minimum, '示').slice(0, Math.min(maximum, longest.text));
  const [pattern] = patterns;
  if (pattern) return fc.oneof(fc.constant('sample').map(fits), fc.stringMatching(/^[a-z]{1,12}$/).map(fits));
  const plain = fc.constantFrom('示例文字', 'sample', '1001').map(fits);
  const odd = fc
    .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), nastyText)
    .map((parts) => parts.join('示'));
  return fc.oneof(plain, odd.map(fits));
}

function idRef(name: string): fc.Arbitrary<IdRef> {
  return fc
    .record({
      index: fc.nat(1_000),
      from: fc.constantFrom('own', 'own', 'own', 'own', 'own', 'own', 'own', 'foreign'),
    })
    .map(({ index, from }) => new IdRef(name, index, from === 'own'));
}

function numberOf(schema: z.core.$ZodType): fc.Arbitrary<number> {
  const {
    minimum: min = Number.MIN_SAFE_INTEGER,
    maximum: max = Number.MAX_SAFE_INTEGER,
    isWhole,
  } = boundsOf(schema);
  const whole = fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
  // The bounds themselves are where stores and dates give way.
  const edges = fc.constantFrom(Math.ceil(min), Math.floor(max), Math.max(min, Math.min(max, 1)));
  if (isWhole) return fc.oneof(whole, edges);
  return fc.oneof(whole, edges, fc.double({ min, max, noNaN: true, noDefaultInfinity: true }));
}

/** Bytes that begin as a picture does, and then are none. */
const picture = fc
  .tuple(
    fc.constantFrom([0xff, 0xd8, 0xff, 0xe0], [0x52, 0x49, 0x46, 0x46], [0x89, 0x50, 0x4e, 0x47], []),
    fc.uint8Array({ maxLength: 200 }),
  )
  .map(([head, rest]) => Buffer.from([...head, ...rest]));
