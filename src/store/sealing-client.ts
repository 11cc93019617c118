import pg from 'pg';
import { isSealed, type Seal } from '../lib/seal.ts';
import { ToIndex, ToSeal } from './schema/sealed.ts';

type Types = pg.CustomTypesConfig;

/** A statement as the query layer hands it over, with parsers of its own. */
function hasTypes(statement: unknown): statement is { types: Types } {
  return typeof statement === 'object' && statement !== null && 'types' in statement && !!statement.types;
}

/**
 * Connections that seal what goes into sealed columns, and open what comes out of them: no statement has to think of it, and
 * none can forget it. The seal is asked for with each statement.
 */
export function sealingClient(currentSeal: () => Seal): typeof pg.Client {
  return class SealingClient extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const send: unknown = this.query.bind(this);
      if (typeof send !== 'function') throw new TypeError('a client of pg has a method query');
      const query = (statement: unknown, ...rest: unknown[]): unknown => {
        const seal = currentSeal();
        const opening = hasTypes(statement)
          ? { ...statement, types: openingTypes(seal, statement.types) }
          : statement;
        return Reflect.apply(send, undefined, [opening, ...rest.map((one) => sealedValues(seal, one))]);
      };
      Object.defineProperty(this, 'query', { value: query });
    }
  };
}

function sealedValues(seal: Seal, values: unknown): unknown {
  if (!Array.isArray(values)) return values;
  return values.map((value: unknown) => {
    if (value instanceof ToSeal) return seal.seal(value.text);
    return value instanceof ToIndex ? seal.index(value.text) : value;
  });
}

/** Bytes that were sealed come out as their text, all others as they are. */
function openingTypes(seal: Seal, types: Types): Types {
  return {
    getTypeParser: (oid, format) => {
      const parse: unknown = types.getTypeParser(oid, format);
      if (oid !== pg.types.builtins.BYTEA || typeof parse !== 'function') return parse;
      return (value: unknown): unknown => {
        const bytes: unknown = Reflect.apply(parse, undefined, [value]);
        return bytes instanceof Uint8Array && isSealed(bytes) ? seal.open(bytes) : bytes;
      };
    },
  };
}
