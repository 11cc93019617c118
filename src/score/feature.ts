import type { Clock } from '../lib/clock.ts';
import { enterCourse } from '../lib/course-scope.ts';
import type { Connection, Fanout, Feature } from '../lib/feature.ts';
import type { Logger } from '../lib/logger.ts';
import type { WriteSpreadsheet } from '../lib/spreadsheet.ts';
import type { Store } from '../store/port.ts';
import { Appeals } from './appeals.ts';
import { ScoreBoard } from './board.ts';
import { Certificates } from './certificates.ts';
import { Corrections } from './corrections.ts';
import { ScorePolicies } from './final.ts';
import { Ledger } from './ledger.ts';
import { scoreAudience, ScoreNews } from './news.ts';
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
  const hear = (connection: Connection): void => {
    enterCourse(connection);
    const { traineeId } = connection.participant;
    if (traineeId !== null) connection.enter(scoreAudience(traineeId));
  };
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
      pending: (courseId) => deps.sources.pending(courseId),
      courseName: deps.courseName,
    }),
    connected: hear,
    changed(connection, before) {
      const { traineeId } = connection.participant;
      if (before.traineeId !== null && before.traineeId !== traineeId) {
        connection.leave(scoreAudience(before.traineeId));
      }
      if (traineeId !== null) connection.enter(scoreAudience(traineeId));
    },
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
