import type { QualityReport } from '../../src/contract/media.ts';

/** One stream of RTP as the browser counts it, since it began. */
export interface StreamSample {
  /** The same in every sample. */
  id: string;
  trackIdentifier: string;
  kind: 'audio' | 'video';
  packets: number;
  lost: number;
  bytes: number;
  jitterMs: number | null;
  /** Decoded or encoded. */
  frames: number;
  framesPerSecond: number | null;
  width: number | null;
  height: number | null;
  /** Milliseconds of freezes that are over. */
  frozenMs: number;
  limitedBy: QualityReport['limitedBy'];
}

/** What one transport counted until now. */
export interface Sample {
  /** Milliseconds of `performance.now()`. */
  at: number;
  rttMs: number | null;
  path: QualityReport['path'];
  incoming: readonly StreamSample[];
  outgoing: readonly StreamSample[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Reads what we use of getStats (https://www.w3.org/TR/webrtc-stats/); browsers leave out what they do not count. */
export function readStats(report: RTCStatsReport): Sample {
  const entries = new Map<string, Entry>();
  report.forEach((entry: Entry, id: string) => entries.set(id, entry));
  const all = [...entries.values()];
  const remote = all.filter((entry) => entry['type'] === 'remote-inbound-rtp');
  return {
    at: performance.now(),
    ...pathOf(entries),
    incoming: all.filter((entry) => entry['type'] === 'inbound-rtp').map(incoming),
    outgoing: all
      .filter((entry) => entry['type'] === 'outbound-rtp')
      .map((entry) => outgoing(entry, entries, remote)),
  };
}

function pathOf(entries: ReadonlyMap<string, Entry>): Pick<Sample, 'rttMs' | 'path'> {
  const all = [...entries.values()];
  const transport = all.find((entry) => entry['type'] === 'transport');
  const pair =
    entries.get(text(transport?.['selectedCandidatePairId'])) ??
    all.find(
      (entry) =>
        entry['type'] === 'candidate-pair' && entry['nominated'] === true && entry['state'] === 'succeeded',
    );
  if (!pair) return { rttMs: null, path: null };
  const local = entries.get(text(pair['localCandidateId']));
  const rtt = number(pair['currentRoundTripTime']);
  const protocol = local?.['protocol'] === 'tcp' ? 'tcp' : 'udp';
  return {
    rttMs: rtt === null ? null : rtt * 1000,
    path: local?.['candidateType'] === 'relay' ? 'relay' : protocol,
  };
}

function incoming(entry: Entry): StreamSample {
  const jitter = number(entry['jitter']);
  return {
    ...stream(entry),
    trackIdentifier: text(entry['trackIdentifier']),
    packets: number(entry['packetsReceived']) ?? 0,
    lost: number(entry['packetsLost']) ?? 0,
    bytes: number(entry['bytesReceived']) ?? 0,
    jitterMs: jitter === null ? null : jitter * 1000,
    frames: number(entry['framesDecoded']) ?? 0,
    frozenMs: (number(entry['totalFreezesDuration']) ?? 0) * 1000,
    limitedBy: null,
  };
}

function outgoing(entry: Entry, entries: ReadonlyMap<string, Entry>, remote: readonly Entry[]): StreamSample {
  const seen = remote.find((other) => other['localId'] === entry['id'] || other['ssrc'] === entry['ssrc']);
  const jitter = number(seen?.['jitter']);
  return {
    ...stream(entry),
    trackIdentifier: text(entries.get(text(entry['mediaSourceId']))?.['trackIdentifier']),
    packets: number(entry['packetsSent']) ?? 0,
    lost: number(seen?.['packetsLost']) ?? 0,
    bytes: number(entry['bytesSent']) ?? 0,
    jitterMs: jitter === null ? null : jitter * 1000,
    frames: number(entry['framesEncoded']) ?? 0,
    frozenMs: 0,
    limitedBy: limit(entry['qualityLimitationReason']),
  };
}

function stream(entry: Entry): Pick<StreamSample, 'id' | 'kind' | 'framesPerSecond' | 'width' | 'height'> {
  return {
    id: text(entry['id']),
    kind: entry['kind'] === 'audio' ? 'audio' : 'video',
    framesPerSecond: number(entry['framesPerSecond']),
    width: number(entry['frameWidth']),
    height: number(entry['frameHeight']),
  };
}

function limit(value: unknown): QualityReport['limitedBy'] {
  return value === 'none' || value === 'bandwidth' || value === 'cpu' || value === 'other' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/**
 * What happened between two samples of one transport.
 * @param main which stream is the main picture, if there is one
 * @param stalledMs for how long the caller saw the main picture stand still, in milliseconds
 */
export function reportBetween(
  direction: QualityReport['direction'],
  before: Sample,
  after: Sample,
  main: (streams: readonly StreamSample[]) => StreamSample | undefined,
  stalledMs = 0,
): QualityReport {
  const [old, now] =
    direction === 'receive' ? [before.incoming, after.incoming] : [before.outgoing, after.outgoing];
  const seconds = Math.max(0.001, (after.at - before.at) / 1000);
  // A stream that is new since `before` counts from its beginning.
  const grown = (one: StreamSample, what: 'packets' | 'lost' | 'bytes' | 'frozenMs') =>
    Math.max(0, one[what] - (old.find((other) => other.id === one.id)?.[what] ?? 0));
  const sum = (what: 'packets' | 'lost' | 'bytes') => now.reduce((total, one) => total + grown(one, what), 0);
  const lost = sum('lost');
  // Lost packets are among the sent ones, but not among the received ones.
  const expected = direction === 'receive' ? sum('packets') + lost : sum('packets');
  const picture = main(now);
  return {
    direction,
    rttMs: after.rttMs,
    loss: expected === 0 ? 0 : Math.min(1, lost / expected),
    jitterMs: largest(now.map((one) => one.jitterMs)),
    framesPerSecond: picture?.framesPerSecond ?? null,
    frozenMs: Math.round(Math.max(stalledMs, picture ? grown(picture, 'frozenMs') : 0)),
    width: picture?.width ?? null,
    height: picture?.height ?? null,
    kbps: Math.round((sum('bytes') * 8) / 1000 / seconds),
    path: after.path,
    limitedBy: picture?.limitedBy ?? null,
  };
}

function largest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}
