import type { Clock } from '../lib/clock.ts';
import { enterCourse, followCourse } from '../lib/course-scope.ts';
import type { Fanout, Feature } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Store } from '../store/port.ts';
import { Appeals } from './appeals.ts';
import { ScoreBoard } from './board.ts';
import { Certificates } from './certificates.ts';
import { Corrections } from './corrections.ts';
import { ScorePolicies } from './final.ts';
import { Ledger } from './ledger.ts';
import { ScoreNews } from './news.ts';
import { PdfWriter } from './pdf/writer.ts';
import { createScoreRoutes } from './routes.ts';
import type { SourceName, Sources } from './sources.ts';
import { Standings } from './standings.ts';

export interface ScoreDependencies {
  store: Store;
  clock: Clock;
  fanout: Fanout;
  log: Logger;
  sources: Sources;
  writeSpreadsheet: WriteSpreadsheet;
  /** Throws `not_found`. */
  courseName: (courseId: string) => Promise<string>;
  /** Where people open Plenum; null when it is not known. */
  publicUrl: string | null;
}

export interface ScoreFeature extends Feature {
  /** What scores come from changed; must be called after the commit. Without a source: anything may have. */
  scoresChanged(courseId: string, source?: SourceName): void;
  /** Puts everything that is so by now into the ledger. */
  sync(courseId: string): Promise<void>;
}

/** Builds the feature; `features.ts` connects it. */
export function createScore(deps: ScoreDependencies): ScoreFeature {
  const news = new ScoreNews(deps.fanout);
  const shared = { ...deps, news };
  const ledger = new Ledger(shared);
  const standings = new Standings();
  const pdf = new PdfWriter();
  return {
    name: 'score',
    routes: createScoreRoutes({
      policies: new ScorePolicies(shared, ledger),
      board: new ScoreBoard(deps.store, ledger, standings),
      corrections: new Corrections(shared, ledger),
      appeals: new Appeals(shared),
      certificates: new Certificates({ ...shared, pdf, standings }),
      pdf,
      writeSpreadsheet: deps.writeSpreadsheet,
      pending: (courseId) => ledger.pending(courseId),
      courseName: deps.courseName,
    }),
    connected: enterCourse,
    changed: followCourse,
    scoresChanged(courseId, source) {
      ledger.changed(courseId, source);
    },
    sync: (courseId) => ledger.sync(courseId),
    async close() {
      news.close();
      await ledger.close();
      await pdf.close();
    },
  };
}
