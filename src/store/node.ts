import pg from 'pg';
import { StoreError } from './store-error.ts';

/** The node of a cluster that opens the records. Without one, the process is alone with them. */
export interface StoreNode {
  /** Never used before. */
  id: string;
  /** Told when another node has fenced this one: nothing can be written any more, and what is in memory is out of date. */
  onFenced: () => void;
}

/** This node may not write any more. */
export class FencedError extends StoreError {
  constructor() {
    super('Another node has taken over from this one, which was not heard of for too long. Start it again.');
    this.name = 'FencedError';
  }
}

/** By which other nodes find a node's connections. PostgreSQL keeps 63 bytes. */
export function nodeApplicationName(nodeId: string): string {
  return `plenum node ${nodeId}`;
}

/** From now on the node may write, until somebody removes it. The tables have to be there. */
export async function admitNode(connection: pg.ClientConfig, nodeId: string): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('insert into cluster_node (id) values ($1)', [nodeId]);
  } finally {
    await client.end();
  }
}

/**
 * Whether a connection may be used. Whoever fences removes the node first and ends its connections then: one that was
 * open before is among them, and one that opens later is refused here. Throws FencedError.
 */
export async function refuseFenced(client: pg.ClientBase, nodeId: string): Promise<void> {
  const { rowCount } = await client.query('select from cluster_node where id = $1', [nodeId]);
  if (rowCount !== 1) throw new FencedError();
}
