import { afterAll, beforeAll } from 'vitest';
import { startTestCluster, type TestCluster } from '../support/nodes.ts';
import { busSuite } from './bus.ts';
import { clusterSuite } from './cluster.ts';

let forBus: TestCluster;
let forAll: TestCluster;
beforeAll(async () => {
  forAll = await startTestCluster();
  // A suite that closes nothing but a node's bus leaves behind a node that the others have to miss first.
  forBus = await startTestCluster(forAll.redis);
});
afterAll(async () => {
  await forBus.close();
  await forAll.close();
});

async function open(cluster: TestCluster, count: number) {
  await cluster.closeNodes();
  const nodes = [];
  for (let index = 0; index < count; index += 1) nodes.push(await cluster.open());
  return nodes;
}

for (const [name, count] of [
  ['Redis, one node', 1],
  ['Redis, three nodes', 3],
] as const) {
  busSuite(name, { open: async () => (await open(forBus, count)).map(({ bus }) => bus) });
  clusterSuite(name, { open: () => open(forAll, count) });
}
