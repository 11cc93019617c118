import { z } from 'zod';

const jsonSchema = z.looseObject({
  type: z.string().optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  default: z.unknown().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  minLength: z.number().optional(),
  minItems: z.number().optional(),
});

/**
 * The smallest input that a schema of the contract takes, for tests that must get past the parsing: required fields only.
 * Throws when it finds none, which is when rules go beyond shape and bounds.
 */
export function sampleInput(schema: z.ZodType, given?: unknown): unknown {
  const sample = given ?? sampleOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  const parsed = schema.safeParse(sample);
  if (!parsed.success) throw new Error(`needs a sample by hand: ${z.prettifyError(parsed.error)}`);
  return sample;
}

function sampleOf(json: unknown): unknown {
  const schema = jsonSchema.parse(json);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return sampleOf(first);
  switch (schema.type) {
    case 'object': {
      const properties = schema.properties ?? {};
      return Object.fromEntries((schema.required ?? []).map((key) => [key, sampleOf(properties[key] ?? {})]));
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
    case 'string':
      return 'sample-text'.padEnd(schema.minLength ?? 1, '0');
    case 'integer':
    case 'number':
      return Math.max(1, schema.minimum ?? 1, (schema.exclusiveMinimum ?? 0) + 1);
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return undefined;
  }
}
