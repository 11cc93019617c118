import type { errorCatalogue } from '../../src/contract/errors.ts';
import { State, type Observable } from '../session/observable.ts';

type Sentences = typeof errorCatalogue;

const state = new State<Sentences | null>(null);
let loading = false;

/**
 * What every error says to people; null until it is here. It is long and hardly ever wanted, so it comes right after the page
 * instead of with it; when that fails it is asked for again the next time that something is to be said.
 */
export function errorSentences(): Observable<Sentences | null> {
  if (state.get() === null && !loading) {
    loading = true;
    import('../../src/contract/errors.ts').then(
      ({ errorCatalogue: sentences }) => state.set(sentences),
      () => {
        loading = false;
      },
    );
  }
  return state;
}
