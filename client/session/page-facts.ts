import { helpLimits } from '../../src/contract/help-limits.ts';
import type { PageFacts } from '../../src/contract/help.ts';
import type { ClassSession } from './types.ts';

/** What the page knows by itself for whoever is asked to help. Takes as long as one round trip to the server. */
export async function gatherFacts(session: ClassSession): Promise<PageFacts> {
  const report = session.receiver?.quality.get().report ?? session.sender?.upstream.get().report ?? null;
  const pingMs = await roundTrip(session);
  return {
    // The contract's bounds: a longer one would be refused.
    userAgent: navigator.userAgent.slice(0, 400),
    language: document.documentElement.lang.slice(0, 20),
    window: `${innerWidth}x${innerHeight}`,
    pingMs,
    online: session.connection.get().kind === 'online',
    path: report?.path ?? null,
    loss: report?.loss ?? null,
    kbps: report?.kbps ?? null,
    errors: session
      .errors()
      .slice(0, helpLimits.errors)
      .map((one) => ({ ...one, reference: one.reference.slice(0, 40) })),
  };
}

async function roundTrip({ api, sessionId }: ClassSession): Promise<number | null> {
  const asked = performance.now();
  try {
    await api.request('GET /api/sessions/:sessionId', { params: { sessionId } });
  } catch {
    return null;
  }
  return Math.round(performance.now() - asked);
}
