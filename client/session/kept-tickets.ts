import { helpKinds, helpLimits, type HelpKind } from '../../src/contract/help-limits.ts';
import type { PageFacts } from '../../src/contract/help.ts';

/** A request for help that was written here and that the server has not acknowledged. */
export interface UnsentTicket {
  /** Made here: sending it again is not a second one. */
  id: string;
  kind: HelpKind;
  text: string;
  lessonId: string | null;
  facts: PageFacts;
}

/** What a browser keeps of its session's requests for help. */
export interface KeptTickets {
  unsent: readonly UnsentTicket[];
  /** Something was asked from here: the answers are worth asking for. */
  asked: boolean;
  /** Answers that were read here, by ticket and answer. */
  seen: readonly string[];
}

const nothing: KeptTickets = { unsent: [], asked: false, seen: [] };

/** Reads what this browser kept; what an older page or a person put there in another form is left out. */
export function readKept(kept: string | null): KeptTickets {
  if (kept === null || kept === '') return nothing;
  try {
    const all: unknown = JSON.parse(kept);
    if (!isRecord(all)) return nothing;
    return {
      unsent: list(all['unsent']).flatMap((one) => unsent(one) ?? []),
      asked: all['asked'] === true,
      seen: list(all['seen']).filter((one) => typeof one === 'string'),
    };
  } catch {
    return nothing;
  }
}

function unsent(one: unknown): UnsentTicket | null {
  if (!isRecord(one)) return null;
  const { id, text, lessonId } = one;
  const kind = helpKinds.find((known) => known === one['kind']);
  const facts = readFacts(one['facts']);
  if (typeof id !== 'string' || kind === undefined || typeof text !== 'string' || facts === null) return null;
  return { id, kind, text, lessonId: typeof lessonId === 'string' ? lessonId : null, facts };
}

function readFacts(facts: unknown): PageFacts | null {
  if (!isRecord(facts)) return null;
  const { path } = facts;
  const errors = list(facts['errors']).flatMap((one) => {
    if (!isRecord(one)) return [];
    const at = number(one['at']);
    return at === null ? [] : [{ code: text(one['code']), reference: text(one['reference']), at }];
  });
  return {
    userAgent: text(facts['userAgent']),
    language: text(facts['language']),
    window: text(facts['window']),
    pingMs: number(facts['pingMs']),
    online: facts['online'] === true,
    path: typeof path === 'string' ? path : null,
    loss: number(facts['loss']),
    kbps: number(facts['kbps']),
    errors: errors.slice(0, helpLimits.errors),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
