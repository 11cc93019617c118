/** Plain data, and the bytes that were in one of its fields. */
export interface Apart {
  rest: unknown;
  /** The field that the bytes belong to; undefined together with them. */
  field?: string;
  bytes?: Uint8Array;
}

/** Takes the bytes out of the field that holds them, of which the contract gives a message one at most. */
export function takeApart(data: unknown): Apart {
  if (typeof data !== 'object' || data === null) return { rest: data };
  const fields: [string, unknown][] = Object.entries(data);
  for (const [field, value] of fields) {
    const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : value;
    if (!(bytes instanceof Uint8Array)) continue;
    return { field, bytes, rest: Object.fromEntries(fields.filter(([name]) => name !== field)) };
  }
  return { rest: data };
}

/** Puts bytes back into their field. */
export function putTogether(
  rest: unknown,
  field: string | undefined,
  bytes: Uint8Array | undefined,
): unknown {
  if (field === undefined || bytes === undefined || typeof rest !== 'object') return rest;
  return { ...rest, [field]: bytes };
}
