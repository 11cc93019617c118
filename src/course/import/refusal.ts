import type { RefusalReason } from '../../contract/import.ts';

/** A file that cannot be imported as a whole. */
export class Refusal extends Error {
  readonly reason: RefusalReason;
  /** What the person needs to know beside the reason. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    reason: RefusalReason,
    details: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
    this.name = 'Refusal';
    this.reason = reason;
    this.details = details;
  }
}
