import { parse } from 'yaml';
import { z } from 'zod';

/** One setting that holds a value, not a table of further settings. */
export interface Leaf {
  path: readonly string[];
  schema: z.core.$ZodType;
}

/** Every setting below `schema`, in the order in which they are declared. */
export function leaves(schema: z.core.$ZodType, path: readonly string[] = []): Leaf[] {
  if (!(schema instanceof z.ZodObject)) return [{ path, schema }];
  const shape: Record<string, z.core.$ZodType> = schema.shape;
  return Object.entries(shape).flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** The environment variable of a setting: `server.publicUrl` is PLENUM_SERVER_PUBLIC_URL. */
export function variableName(path: readonly string[]): string {
  const words = path.map((key) => key.replace(/([A-Z])/g, '_$1').toUpperCase());
  return ['PLENUM', ...words].join('_');
}

/**
 * Turns a variable's text into the kind of value that the setting takes. What does not fit stays text, so that the
 * schema refuses it and the message shows what was written.
 */
export function parseVariable(schema: z.core.$ZodType, input: string): unknown {
  if (schema instanceof z.ZodNullable) {
    return input === '' || input === 'null' ? null : parseVariable(schema.unwrap(), input);
  }
  if (schema instanceof z.ZodNumber) return /^-?\d+(\.\d+)?$/.test(input) ? Number(input) : input;
  if (schema instanceof z.ZodBoolean) return input === 'true' ? true : input === 'false' ? false : input;
  if (schema instanceof z.ZodUnion) {
    const values = schema.options.map((option) => parseVariable(option, input));
    return values.find((value) => z.safeParse(schema, value).success) ?? input;
  }
  if (schema instanceof z.ZodArray) return parseList(schema.element, input);
  return input;
}

function parseList(element: z.core.$ZodType, input: string): unknown {
  if (input.trim().startsWith('[')) {
    try {
      return parse(input);
    } catch {
      return input;
    }
  }
  const parts = input.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map((part) => parseVariable(element, part));
}

/** What is allowed at a path, from the nearest description; undefined when there is none. */
export function allowedAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string | undefined {
  let nearest: string | undefined;
  for (let depth = 0; depth <= path.length; depth += 1) {
    const found = schemaAt(schema, path.slice(0, depth));
    if (found instanceof z.ZodObject) nearest = `a table of ${Object.keys(found.shape).join(', ')}`;
    if (found instanceof z.ZodType && found.description !== undefined) nearest = found.description;
  }
  return nearest;
}

/** The keys that a table of settings may have. */
export function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const table = schemaAt(schema, path);
  return table instanceof z.ZodObject ? Object.keys(table.shape) : [];
}

function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  let current: z.core.$ZodType | undefined = schema;
  for (const key of path) {
    while (current instanceof z.ZodNullable || current instanceof z.ZodOptional) current = current.unwrap();
    if (current instanceof z.ZodObject) {
      const shape: Record<string, z.core.$ZodType> = current.shape;
      current = Object.hasOwn(shape, key) ? shape[String(key)] : undefined;
    } else if (current instanceof z.ZodArray) current = current.element;
    else return undefined;
  }
  return current;
}
