import type { Feature } from '../../lib/feature.ts';
import { QuestionImports } from './imports.ts';
import { createBankRawRoutes, createBankRoutes } from './routes.ts';
import { Bank, type BankDependencies } from './service.ts';

/** Builds the feature; `features.ts` connects it. */
export function createBank(deps: BankDependencies): Feature {
  const bank = new Bank(deps);
  const imports = new QuestionImports(deps);
  return {
    name: 'bank',
    routes: createBankRoutes(bank, imports),
    rawRoutes: createBankRawRoutes(bank),
    close: () => imports.close(),
  };
}
