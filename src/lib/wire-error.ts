import type { z } from 'zod';
import { errorCatalogue, type ErrorCode, type WireError } from '../contract/errors.ts';
import { AppError } from './errors.ts';

/** More issues than this help nobody. */
const issuesShown = 10;

/** An error of the catalogue as it crosses the wire. */
export function wireError(code: ErrorCode, details?: unknown, reference?: string): WireError {
  return {
    code,
    message: errorCatalogue[code].en,
    ...(details === undefined ? {} : { details }),
    ...(reference === undefined ? {} : { reference }),
  };
}

/**
 * What people are told about something that was thrown: an AppError as it is, everything else as `internal`. The
 * reference is the caller's to log.
 */
export function toWireError(error: unknown, reference: string): WireError {
  if (error instanceof AppError) return wireError(error.code, error.details, reference);
  return wireError('internal', undefined, reference);
}

/** Which fields are wrong and why, without the values. */
export function inputDetails(issues: readonly z.core.$ZodIssue[]): {
  issues: { path: string; message: string }[];
} {
  return {
    issues: issues
      .slice(0, issuesShown)
      .map((issue) => ({ path: issue.path.join('.'), message: issue.message })),
  };
}
