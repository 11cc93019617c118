import pg from 'pg';

/** The records' tables as PostgreSQL's catalogue knows them: a copy needs no list of tables that could go out of date. */

export interface TableShape {
  name: string;
  /** Without those that the database computes. */
  columns: string[];
}

export interface ForeignKey {
  table: string;
  name: string;
  /** What follows `add constraint <name>`. */
  definition: string;
}

/** Every table in the schema `public`, by name. */
export async function listTables(client: pg.Client): Promise<TableShape[]> {
  const { rows } = await client.query<TableShape>(
    `select c.relname as name,
            array_agg(a.attname::text order by a.attnum)
              filter (where not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
     group by c.relname order by c.relname collate "C"`,
  );
  return rows;
}

export async function listSequences(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S'
     order by relname collate "C"`,
  );
  return rows.map((row) => row.name);
}

export async function listForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `select r.relname as table, c.conname as name, pg_get_constraintdef(c.oid) as definition
     from pg_constraint c join pg_class r on r.oid = c.conrelid
     where c.contype = 'f' and r.relnamespace = 'public'::regnamespace`,
  );
  return rows;
}

/** A table or sequence by its full name, quoted. */
export function qualified(name: string): string {
  return `public.${pg.escapeIdentifier(name)}`;
}

export function columnList(columns: readonly string[]): string {
  return columns.map((column) => pg.escapeIdentifier(column)).join(', ');
}
