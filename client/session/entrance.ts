import type { EntryQuestion } from '../../src/contract/entry.ts';
import type { Participant, Place } from '../../src/contract/identity.ts';
import { createApi, type Api } from './api.ts';
import type { ClientError } from './client-error.ts';

/** What a link asks for before it opens: an account's name and password, or a trainee's name and number. */
export interface LinkQuestion {
  asks: 'account' | 'trainee';
  question: EntryQuestion;
}

/** What the server's refusal of a link asks for; null when it is a refusal that nothing can be done about here. */
export function linkQuestion(error: ClientError): LinkQuestion | null {
  const asks = error.code === 'account_required' ? 'account' : 'trainee';
  if (error.code !== 'account_required' && error.code !== 'identify_required') return null;
  const { details } = error;
  if (typeof details !== 'object' || details === null) return null;
  const text = (key: string): string | null => {
    const value: unknown = Reflect.get(details, key);
    return typeof value === 'string' ? value : null;
  };
  const part = text('numberPart');
  const question: EntryQuestion = {
    label: text('label') ?? '',
    courseName: text('courseName'),
    branchName: text('branchName'),
    numberPart: part === 'last4' || part === 'last6' ? part : 'whole',
    numberLabel: text('numberLabel') ?? '',
    help: text('help') ?? '',
  };
  return { asks, question };
}

/** Seconds to wait before another attempt makes sense; 0 when the refusal was another one. */
export function waitOf(error: ClientError): number {
  const { code, details } = error;
  if (code !== 'too_many_attempts' || typeof details !== 'object' || details === null) return 0;
  const seconds: unknown = Reflect.get(details, 'retryAfterSeconds');
  return typeof seconds === 'number' && seconds > 0 ? Math.ceil(seconds) : 0;
}

/** What goes with name and password in the second step; see the contract's `secondStep`. */
export interface SecondStep {
  factorCode?: string;
  factorDraft?: string;
}

/** What the second step asks for: a code of the app, or setting one up. */
export type StepAsked = 'code' | 'setUp';

/** Somebody who is in. Recovery codes come once, when a second factor was set up on the way. */
export interface Entered {
  participant: Participant;
  recoveryCodes?: string[] | undefined;
}

/** What the server's refusal of a right password asks for; null when it is a refusal of another kind. */
export function stepAsked(error: ClientError): StepAsked | null {
  if (error.code === 'factor_required') return 'code';
  return error.code === 'factor_missing' ? 'setUp' : null;
}

/** Uses an account link. Rejects with ClientError, for example `account_exists`, `password_weak`. */
export async function createAccount(
  token: string,
  credentials: { name: string; password: string } & SecondStep,
  api: Api = createApi(),
): Promise<Entered> {
  return api.request('POST /api/accounts', { body: { token, ...credentials } });
}

/** Compares a trainee with the roster. Rejects with ClientError, for example `identify_failed`. */
export async function identify(
  token: string,
  who: { name: string; number: string },
  api: Api = createApi(),
): Promise<Participant> {
  return (await api.request('POST /api/identify', { body: { token, ...who } })).participant;
}

/** Signs in; the session speaks for the first of the account's roles. Rejects with ClientError. */
export async function signIn(
  credentials: { name: string; password: string } & SecondStep,
  api: Api = createApi(),
): Promise<Entered & { places: Place[] }> {
  return api.request('POST /api/sign-in', { body: credentials });
}

/** Opens a session for another role of the same account. */
export async function switchPlace(sessionId: string, placeId: string): Promise<Participant> {
  const api = createApi(sessionId);
  const { participant } = await api.request('POST /api/places/:placeId/sessions', {
    params: { placeId },
    body: {},
  });
  return participant;
}
