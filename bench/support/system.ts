import type { RtpParameters, TrackKind } from '../../src/contract/media.ts';

/** A server under load: ours, or what it is compared with. It has a lecturer, who sends only when told to. */
export interface System {
  /** Names it in results, and its viewers and publisher in the load. */
  readonly name: string;
  /** The process that the kernel's accounting begins with; everything below it counts, too. */
  readonly pid: number;
  /** What its viewers have negotiated, see {@link negotiated}; empty before the first one. */
  readonly negotiated: string;
  /** Adds viewers, each receiving the lecturer's camera and microphone when the promise resolves. */
  addViewers(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Runs tasks, at most so many at a time; rejects with the first failure. */
export async function inParallel(
  count: number,
  limit: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: Math.min(limit, count) }, lane));
}

/**
 * What decides the cost of a viewer's packets, in words that can be compared: codecs with their feedback, and header
 * extensions. Two servers are only comparable where these are equal.
 */
export function negotiated(consumers: readonly { kind: TrackKind; rtpParameters: RtpParameters }[]): string {
  const tracks = consumers.map(({ kind, rtpParameters: { codecs, headerExtensions, encodings } }) => {
    const feedback = (codecs[0]?.rtcpFeedback ?? []).map(({ type, parameter }) =>
      [type, parameter ?? ''].join(' '),
    );
    const extensions = (headerExtensions ?? []).map(({ uri }) => uri);
    const names = codecs.map(({ mimeType }) => mimeType);
    return [kind, names, feedback.sort(), extensions.sort(), encodings?.[0]?.scalabilityMode ?? ''];
  });
  return JSON.stringify(tracks.sort((a, b) => String(a[0]).localeCompare(String(b[0]))));
}
