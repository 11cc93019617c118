/**
 * Text that people write to each other. All of it is hostile until proven otherwise, so it is made harmless once,
 * where it enters the system; pages then show it as plain text and isolate its direction with `<bdi>`.
 */
import { z } from 'zod';

/**
 * Characters that never belong in a message: C0 and C1 controls (but not the line break), line and paragraph
 * separators, direction marks, embeddings, overrides and isolates (Unicode TR9), invisible fillers that make empty
 * messages look sent, lone surrogates, tag characters and non-characters. Zero-width joiners stay, because scripts and emoji
 * need them.
 */
const harmful =
  // The pattern names control characters because removing them is its purpose.
  // oxlint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** More combining marks in a row than any script stacks; longer runs paint over the neighbouring messages. */
const stackedMarks = /(\p{Mark}{6})\p{Mark}+/gu;

/**
 * Makes a text harmless without changing what it says: line ends become `\n`, tabs become spaces, control and
 * direction characters go, more than two line breaks in a row become two, the ends are trimmed, the result is NFC.
 */
export function neutralText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(harmful, '')
    .normalize('NFC')
    .replace(stackedMarks, '$1')
    .replace(/[ \u00a0\u3000]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Joiners and marks alone draw nothing: such a text would look like none. */
const visible = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/[\p{L}\p{N}\p{P}\p{S}]/u, 'something that can be seen');

/**
 * A text of one to `max` characters (UTF-16 units) as another person will read it. Input more than four times longer
 * than allowed is refused before any work is done on it.
 */
export const plainText = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform(neutralText)
    .pipe(visible(max));

/** The same for a field of a single line, such as a title: line breaks become spaces. */
export const plainLine = (max: number) =>
  z
    .string()
    .max(max * 4)
    .transform((text) => neutralText(text).replace(/\s*\n\s*/g, ' '))
    .pipe(visible(max));
