import type { Feature } from '../../lib/feature.ts';
import { newId } from '../../lib/ids.ts';
import { exampleQuestions } from './examples.ts';
import { QuestionImports } from './imports.ts';
import { insertQuestions } from './repository.ts';
import { createBankRawRoutes, createBankRoutes } from './routes.ts';
import { Bank, type BankDependencies } from './service.ts';

export interface BankFeature extends Feature {
  /** Gives the artificial course an artificial question of each kind. */
  addDemo(courseId: string): Promise<void>;
}

/** Builds the feature; `features.ts` connects it. */
export function createBank(deps: BankDependencies): BankFeature {
  const bank = new Bank(deps);
  const imports = new QuestionImports(deps);
  return {
    name: 'bank',
    routes: createBankRoutes(bank, imports),
    rawRoutes: createBankRawRoutes(bank),
    addDemo: async (courseId) => {
      const questions = exampleQuestions.map((draft) => ({ id: newId(), draft }));
      const at = new Date(deps.clock.now());
      await insertQuestions(deps.store.db, courseId, { questions, at });
    },
    close: () => imports.close(),
  };
}
