import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../../../client/session/api.ts';
import { findMediaPath } from '../../../client/views/readiness/media-path.ts';

// What a device check makes of what browsers tell about a connection. The connection is a stand-in that answers in the shape
// of Chromium's and Firefox's getStats; the real ones are in the e2e tests, except for relays, which need a TURN server.

const probe = {
  transport: {
    id: 'probe',
    iceParameters: { usernameFragment: 'u', password: 'p' },
    iceCandidates: [],
    dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: '00' }] },
  },
  iceServers: [
    { urls: ['turns:relay.example.org:443?transport=tcp'], username: 'user', credential: 'secret' },
  ],
};
const api = { request: () => Promise.resolve(probe) } as unknown as Api;

type Stats = Record<string, Record<string, unknown>>;

/** Candidates as Chromium lists them: of this device, one per network and protocol, and one per relay. */
const host = {
  type: 'local-candidate',
  transportId: 'T',
  protocol: 'udp',
  candidateType: 'host',
  port: 5000,
};
const tcp = { ...host, protocol: 'tcp', tcpType: 'active', port: 9 };
/** The device speaks TLS to the relay, the relay UDP to the server. */
const relay = {
  ...host,
  candidateType: 'relay',
  relayProtocol: 'tls',
  url: 'turns:relay.example.org:443?transport=tcp',
};
const server = { type: 'remote-candidate', transportId: 'T', protocol: 'udp', candidateType: 'host' };
const pair = (local: string, more: Record<string, unknown>) => ({
  type: 'candidate-pair',
  transportId: 'T',
  localCandidateId: local,
  remoteCandidateId: 'server',
  state: 'succeeded',
  nominated: false,
  ...more,
});
const candidates = { host, tcp, relay, server };
const selected = (id: string) => ({ type: 'transport', dtlsState: 'connected', selectedCandidatePairId: id });

/** Connections that were opened, with how they were set up. */
const opened: { config: RTCConfiguration; closed: boolean }[] = [];

function browserThatTells(stats: Stats, iceConnectionState: RTCIceConnectionState = 'connected'): void {
  class Connection {
    readonly iceConnectionState = iceConnectionState;
    readonly #entry: { config: RTCConfiguration; closed: boolean };
    constructor(config: RTCConfiguration) {
      this.#entry = { config, closed: false };
      opened.push(this.#entry);
    }
    setRemoteDescription = () => Promise.resolve();
    setLocalDescription = () => Promise.resolve();
    createAnswer = () => Promise.resolve({ type: 'answer', sdp: '' });
    getStats = () => Promise.resolve(new Map(Object.entries(stats).map(([id, one]) => [id, { id, ...one }])));
    close = () => {
      this.#entry.closed = true;
    };
  }
  vi.stubGlobal('RTCPeerConnection', Connection);
}

afterEach(() => {
  vi.unstubAllGlobals();
  opened.length = 0;
});

const find = (signal = new AbortController().signal) => findMediaPath(api, 'course', signal);

describe('the way of picture and sound', () => {
  it('is a relay where neither UDP nor TCP reaches the server', async () => {
    browserThatTells({
      ...candidates,
      udpPair: pair('host', { state: 'failed' }),
      tcpPair: pair('tcp', { state: 'failed' }),
      relayPair: pair('relay', { nominated: true, currentRoundTripTime: 0.08 }),
      transport: selected('relayPair'),
    });
    expect(await find()).toEqual({ path: 'relay', rttMs: 80 });
  });

  it('is TCP where UDP is blocked, although the UDP candidate is tried for longer', async () => {
    browserThatTells({
      ...candidates,
      udpPair: pair('host', { state: 'in-progress' }),
      tcpPair: pair('tcp', { nominated: true, currentRoundTripTime: 0.02 }),
      transport: selected('tcpPair'),
    });
    expect(await find()).toEqual({ path: 'tcp', rttMs: 20 });
  });

  it('is the pair in use, not every pair that would work', async () => {
    browserThatTells({
      ...candidates,
      relayPair: pair('relay', {}),
      udpPair: pair('host', { nominated: true, currentRoundTripTime: 0.001 }),
      transport: selected('udpPair'),
    });
    expect(await find()).toEqual({ path: 'udp', rttMs: 1 });
  });

  it('is found where the browser does not name the pair in use', async () => {
    browserThatTells({
      ...candidates,
      udpPair: pair('host', { state: 'failed' }),
      relayPair: pair('relay', { nominated: true, selected: true }),
    });
    expect(await find()).toEqual({ path: 'relay', rttMs: null });
  });

  it('is none when every candidate has failed', async () => {
    browserThatTells({ ...candidates, udpPair: pair('host', { state: 'failed' }) }, 'failed');
    expect(await find()).toEqual({ path: null, rttMs: null });
  });

  it('is none when nobody waits for it any more', async () => {
    browserThatTells(candidates, 'checking');
    const leaving = new AbortController();
    leaving.abort();
    expect(await find(leaving.signal)).toEqual({ path: null, rttMs: null });
  });

  it('is looked for with the relays that the server names, and leaves no connection behind', async () => {
    browserThatTells({ ...candidates, p: pair('relay', { nominated: true }), transport: selected('p') });
    await find();
    expect(opened).toEqual([{ config: { iceServers: probe.iceServers }, closed: true }]);
  });
});
