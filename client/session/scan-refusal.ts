import type { Participant } from '../../src/contract/identity.ts';
import type { RouteOutput } from '../../src/contract/index.ts';
import { ClientError } from './client-error.ts';

type Scanned = RouteOutput<'POST /api/sign-in/scan'>;

/** Whether the person is of another room than the scanned one; null for one whom the scan did not know yet. */
export function elsewhereOf({ scan, me }: { scan: Scanned; me: Participant }): Scanned['elsewhere'] {
  return scan.known?.sessionId === me.sessionId ? scan.elsewhere : null;
}

/** A code that the server cannot even read, of a torn or foreign picture, is no valid code; the reference stays for the help desk. */
export function scanRefusal(error: ClientError): ClientError {
  const { code, reference } = error;
  return code === 'invalid_input' ? new ClientError('sign_in_code_unknown', { reference }) : error;
}

/** What the server would refuse the sign-in with: whoever scanned in a wrong room is told so at once, and waits in it for nothing. */
export function elsewhereRefusal(details: Scanned['elsewhere']): ClientError {
  return new ClientError('sign_in_elsewhere', { details });
}

/** When the window opens, as the refusal of an early sign-in says; null for every other refusal. */
export function opensAtOf({ code, details }: ClientError): number | null {
  if (code !== 'sign_in_early' || typeof details !== 'object' || details === null) return null;
  const opensAt: unknown = Reflect.get(details, 'opensAt');
  return typeof opensAt === 'number' ? opensAt : null;
}
