import { createLocalCluster } from '../../src/cluster/local.ts';
import { quietLogger } from '../support/database.ts';
import { busSuite } from './bus.ts';
import { clusterSuite } from './cluster.ts';

busSuite('local', { open: async () => [createLocalCluster(quietLogger).bus] });
clusterSuite('local', { open: async () => [createLocalCluster(quietLogger)] });
