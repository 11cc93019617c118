import type { Participant } from '../contract/identity.ts';
import type { Connection, Feature } from '../lib/feature.ts';
import type { OwnConnection } from './connection.ts';

/** Tells features of connections. Nothing in here throws: one that fails disturbs nobody else. */
export interface Hooks {
  connected(connection: Connection): void;
  /** The connection speaks for the session as it is now, and its client is told. */
  changed(connection: OwnConnection, current: Participant, branchName: string | null): void;
  disconnected(connection: Connection): void;
}

export function createHooks(features: readonly Feature[]): Hooks {
  const tell = (connection: Connection, when: string, what: (feature: Feature) => void): void => {
    for (const feature of features) {
      try {
        what(feature);
      } catch (error) {
        connection.log.error({ err: error, feature: feature.name }, `a feature failed when ${when}`);
      }
    }
  };
  return {
    connected: (connection) =>
      tell(connection, 'a socket was connected', (feature) => feature.connected?.(connection)),
    changed: (connection, current, branchName) => {
      const before = connection.participant;
      connection.speakFor(current);
      tell(connection, 'a session changed', (feature) => feature.changed?.(connection, before));
      connection.notify('session.changed', { participant: current, branchName });
    },
    disconnected: (connection) =>
      tell(connection, 'a socket was disconnected', (feature) => feature.disconnected?.(connection)),
  };
}
