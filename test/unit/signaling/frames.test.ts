import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { framesOf, sendInOnePiece } from '../../../src/signaling/frames.ts';

/** What a connection does with a packet before it is sent. */
function created(packet: { type: string; data?: unknown; options: Record<string, unknown> }) {
  const wire = new EventEmitter();
  sendInOnePiece(wire);
  wire.emit('packetCreate', packet);
  return packet;
}

it('a text and a ping leave as one frame each, with head and payload in one piece (RFC 6455, 5.7)', () => {
  const answer = created({ type: 'message', data: 'Hello', options: { compress: false } });
  const frame = Buffer.concat([Buffer.from([0x81, 6]), Buffer.from('4Hello')]);
  expect(answer.options).toEqual({ compress: false, wsPreEncodedFrame: [frame] });
  const ping = created({ type: 'ping', options: {} });
  expect(ping.options).toEqual({ wsPreEncodedFrame: [Buffer.from([0x81, 1, 0x32])] });
});

it('bytes, and what is framed already, are left as they are; options that packets share are not touched', () => {
  const shared = Object.freeze({ compress: false });
  const text = created({ type: 'message', data: '51-["示例"]', options: shared });
  expect(text.options).toEqual({ compress: false, wsPreEncodedFrame: [framesOf('51-["示例"]')] });
  expect(created({ type: 'message', data: Buffer.from('bytes'), options: shared }).options).toBe(shared);
  const framed = { wsPreEncodedFrame: [Buffer.from('frame')] };
  expect(created({ type: 'message', data: 'text', options: framed }).options).toBe(framed);
  expect(created({ type: 'pong', data: 'probe', options: shared }).options).toBe(shared);
});
