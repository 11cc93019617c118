import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cpuBetween, usageOf } from '../../../bench/support/cpu.ts';

/** A process that starts a child, which works for 300 ms of its own CPU time, says so and then waits. */
const worker = `
  const { spawn } = require('node:child_process');
  const busy = "while (process.cpuUsage().user < 3e5); console.log('done'); setInterval(() => {}, 1e6)";
  const child = spawn(process.execPath, ['-e', busy], { stdio: ['pipe', 'inherit', 'inherit'] });
  process.stdin.on('close', () => { child.kill(); process.exit(0); }).resume();
`;

describe('usageOf', () => {
  it('accounts for a process together with its children', async () => {
    const parent = spawn(process.execPath, ['-e', worker], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      const pid = parent.pid ?? 0;
      const before = usageOf(pid);
      await once(parent.stdout, 'data');
      const after = usageOf(pid);
      expect(cpuBetween(before, after).cpuSeconds).toBeGreaterThan(0.25);
      expect(after.residentByName.get('node')).toBeGreaterThan(20_000_000);
    } finally {
      parent.stdin.end();
      await once(parent, 'exit');
    }
  });

  it('knows nothing of a process that is not there', () => {
    expect(usageOf(2 ** 30).cpuSeconds).toBe(0);
  });
});
