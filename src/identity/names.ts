/**
 * A name as it is compared: full-width characters as plain ones, no spaces, no case. Keep it in step with the index
 * `trainee_by_name`, by which the roster is searched.
 */
export function nameKey(name: string): string {
  return name.normalize('NFKC').replace(/\s/g, '').toLowerCase();
}

/** A number as it is compared: plain characters, no spaces or dashes, letters large. */
export function numberKey(number: string): string {
  return number.normalize('NFKC').replace(/[\s-]/g, '').toUpperCase();
}
