import { afterAll, beforeAll } from 'vitest';
import { startTestCluster, type TestCluster } from '../support/nodes.ts';
import { busSuite } from './bus.ts';
import { clusterSuite } from './cluster.ts';

let cluster: TestCluster;
beforeAll(async () => {
  cluster = await startTestCluster();
});
afterAll(() => cluster.close());

async function open(count: number) {
  await cluster.closeNodes();
  const nodes = [];
  for (let index = 0; index < count; index += 1) nodes.push(await cluster.open());
  return nodes;
}

busSuite('Redis, one node', { open: async () => (await open(1)).map(({ bus }) => bus) });
busSuite('Redis, three nodes', { open: async () => (await open(3)).map(({ bus }) => bus) });
clusterSuite('Redis, one node', { open: () => open(1) });
clusterSuite('Redis, three nodes', { open: () => open(3) });
