import { createLocalBus } from '../../src/cluster/local.ts';
import { quietLogger } from '../support/database.ts';
import { busSuite } from './bus.ts';

busSuite('local', { open: async () => [createLocalBus(quietLogger)] });
