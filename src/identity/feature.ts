import type { Feature } from '../lib/feature.ts';
import { Door } from './door.ts';
import { createIdentityRoutes } from './routes.ts';
import { Identity, type IdentityDependencies } from './service.ts';

/** The feature, and what `features.ts` gives to others of it as narrow functions. */
export interface IdentityFeature extends Feature {
  identity: Identity;
  /** Opens sessions for requests of others' routes. */
  door: Door;
}

/** Builds the feature; `features.ts` connects it. */
export async function createIdentity(deps: IdentityDependencies): Promise<IdentityFeature> {
  const identity = await Identity.create(deps);
  const door = new Door(identity, deps.clock);
  return {
    name: 'identity',
    identity,
    door,
    routes: createIdentityRoutes(identity, deps.clock, door),
    close: () => identity.close(),
  };
}
