import { setTimeout as sleep } from 'node:timers/promises';
import { cpuBetween, machineCpuSeconds, usageOf } from './cpu.ts';
import type { Load } from './load.ts';
import type { System } from './system.ts';

/** Before a window: the publisher has begun, buffers and caches are warm. */
const SETTLE_MS = 1_500;
/** After a window: what is on its way arrives. */
const DRAIN_MS = 300;
/** Packets at a window's edges that a viewer may get just before or after it: 100 ms of camera and microphone. */
const EDGE_PACKETS = 20;

export interface Measured {
  /** CPU of the whole system for each packet that reached a viewer, in microseconds. */
  cpuUsPerPacket: number;
  packets: number;
  /** Cores that the system kept busy. */
  cores: number;
  /** CPU seconds by process name. */
  byName: Record<string, number>;
  /** Share of the packets that should have reached viewers and did, 0 to 1. */
  delivered: number;
  latenciesMs: number[];
  rejected: number;
  /** Cores of the load's busiest process: near 1 it measures itself. */
  busiestLoad: number;
  /** Cores that neither the system nor the load kept busy: what else the machine was doing. */
  busyElsewhere: number;
}

/**
 * The share of packets that reached viewers, 0 to 1. What should have is, for each viewer, the larger of what its sequence
 * numbers span and what the publisher sent: so neither a gap nor a viewer that got nothing at all goes unnoticed.
 */
export function deliveredShare(
  perViewer: readonly { received: number; spanned: number }[],
  sent: number,
): number {
  const packets = perViewer.reduce((sum, { received }) => sum + received, 0);
  const due = perViewer.reduce((sum, { spanned }) => sum + Math.max(spanned, sent - EDGE_PACKETS), 0);
  return due === 0 ? 0 : Math.min(1, packets / due);
}

/** Sends for one window and accounts for it. */
export async function measureWindow(system: System, load: Load, seconds: number): Promise<Measured> {
  const group = system.name;
  await load.publishers.call('start', { group });
  await sleep(SETTLE_MS);
  await load.beginWindow(group);
  const sentBefore = await load.publishers.call('sent', { group });
  const [before, loadBefore, machineBefore] = [usageOf(system.pid), load.cpuSeconds(), machineCpuSeconds()];
  const startedAt = performance.now();
  await sleep(seconds * 1000);
  const [window, sentAfter] = [await load.endWindow(group), await load.publishers.call('sent', { group })];
  const elapsed = (performance.now() - startedAt) / 1000;
  const cpu = cpuBetween(before, usageOf(system.pid));
  const loadCpu = load.cpuSeconds().map((after, i) => after - (loadBefore[i] ?? 0));
  const loadSeconds = loadCpu.reduce((sum, one) => sum + one, 0);
  const elsewhere = machineCpuSeconds() - machineBefore - cpu.cpuSeconds - loadSeconds;
  await load.publishers.call('stop', { group });
  await sleep(DRAIN_MS);

  const sent = sentAfter.video + sentAfter.audio - sentBefore.video - sentBefore.audio;
  const packets = window.perViewer.reduce((sum, { received }) => sum + received, 0);
  return {
    cpuUsPerPacket: (cpu.cpuSeconds * 1e6) / packets,
    packets,
    cores: cpu.cpuSeconds / elapsed,
    byName: cpu.byName,
    delivered: deliveredShare(window.perViewer, sent),
    latenciesMs: window.latenciesMs,
    rejected: window.rejected,
    busiestLoad: Math.max(...loadCpu) / elapsed,
    busyElsewhere: Math.max(0, elsewhere / elapsed),
  };
}
