import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { findCluster } from '../../src/store/records-home.ts';
import { PlenumServer } from '../support/plenum-server.ts';
import type { Fault, FaultContext } from './fault.ts';
import { Disk } from './support/disk.ts';
import { descendants, isThere } from './support/processes.ts';
import { checkDurable } from './support/records.ts';
import { Acknowledged, Storms } from './support/storms.ts';

const DISK_MEGABYTES = 600;
const GONE_WITHIN_MS = 10_000;

/** Ends a server and its database as the loss of power does: nobody of them gets to say or write anything. */
async function killAll(server: PlenumServer, postmaster: number): Promise<void> {
  const all = [postmaster, ...descendants(postmaster), ...descendants(server.pid)];
  await server.kill();
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It saw its disk fail, and has ended.
    }
  }
  const deadline = performance.now() + GONE_WITHIN_MS;
  while (all.some(isThere) && performance.now() < deadline) await sleep(10);
}

async function run(context: FaultContext): Promise<void> {
  const disk = new Disk(DISK_MEGABYTES);
  let server: PlenumServer | undefined;
  try {
    const running = await PlenumServer.start({
      workers: 1,
      personCongestionControl: false,
      dataDir: disk.folder,
    });
    server = running;
    await checkDurable(disk.folder);
    const storms = await Storms.prepare(context, running);
    const [signIns, submissions] = [new Acknowledged(context), new Acknowledged(context)];
    const strike = async (): Promise<void> => {
      const pidFile = `${await findCluster(disk.folder)}/postmaster.pid`;
      const postmaster = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
      disk.cutPower();
      await killAll(running, postmaster);
      disk.unmount();
    };
    const mend = async (): Promise<void> => {
      disk.mount();
      await running.restart();
    };
    for (let round = 0; round < context.sizes.rounds; round++) {
      signIns.add(await storms.signIn({ strike, mend }));
      const result = await storms.handIn({ strike, mend });
      submissions.add({ ...result, acknowledged: result.answers + result.done });
    }
    storms.close();
    signIns.measure('sign_ins_');
    submissions.measure('answers_');
  } finally {
    await server?.close();
    disk.remove();
  }
}

export const powerCut: Fault = {
  summary:
    'the power goes while people sign in and hand in, and nothing that was not synced survives: nothing that was acknowledged is lost or double',
  missing: () => Disk.missing(),
  run,
};
