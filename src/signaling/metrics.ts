import type { Role } from '../contract/roles.ts';

/** What signaling tells about itself. Must not throw. */
export interface SignalingMetrics {
  socketOpened(role: Role): void;
  socketClosed(role: Role, reason: string): void;
  /** A handshake that was refused, with the error's code. */
  handshakeRefused(code: string): void;
  /** A command that was answered: `ok` or the error's code, after so many seconds. */
  command(name: string, outcome: string, seconds: number): void;
  /** A socket that was closed because it sent far too much. */
  flooded(): void;
  /** A connection that was cut off below the socket. */
  wireCut(reason: 'packets' | 'bytes' | 'slow' | 'unproven' | 'session'): void;
}
