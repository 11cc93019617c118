import type { Feature } from '../lib/feature.ts';
import { createIdentityRoutes } from './routes.ts';
import { Identity, type IdentityDependencies } from './service.ts';

/** The feature, and what `app.ts` gives to others of it as narrow functions. */
export interface IdentityFeature extends Feature {
  identity: Identity;
}

/** Builds the feature; `app.ts` connects it. */
export async function createIdentity(deps: IdentityDependencies): Promise<IdentityFeature> {
  const identity = await Identity.create(deps);
  return {
    name: 'identity',
    identity,
    routes: createIdentityRoutes(identity, deps.clock),
    close: () => identity.close(),
  };
}
