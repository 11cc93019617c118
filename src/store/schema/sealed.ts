import { customType } from 'drizzle-orm/pg-core';

/** A text on its way into the records, which the connection seals; see store/sealing-client.ts. */
export class ToSeal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A text on its way into the records of which only an index is kept. */
export class ToIndex {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** A text that only the server can read; it is sorted and searched by other columns. */
export const sealedText = customType<{ data: string; driverData: unknown }>({
  dataType: () => 'bytea',
  toDriver: (text) => new ToSeal(text),
  fromDriver: (value) => {
    if (typeof value === 'string') return value;
    // The column's default, until the text that is still in plain is sealed at the start.
    if (value instanceof Uint8Array && value.length === 0) return '';
    throw new Error('a sealed text came over a connection that opens none');
  },
});

/** By which a sealed text is found: compare it with the text itself. */
export const textIndex = customType<{ data: string; driverData: unknown }>({
  dataType: () => 'text',
  toDriver: (text) => new ToIndex(text),
  fromDriver: String,
});
