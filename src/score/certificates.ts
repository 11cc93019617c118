import type { FileAnswer } from '../contract/command.ts';
import type { Participant } from '../contract/identity.ts';
import { AppError } from '../lib/errors.ts';
import { writeAudit } from '../store/audit.ts';
import { certificateContent } from './certificate-content.ts';
import { newCode, readCode } from './codes.ts';
import type { LedgerDependencies } from './ledger.ts';
import type { PdfWriter } from './pdf/writer.ts';
import * as repository from './repository.ts';
import type { Standings } from './standings.ts';

export interface CertificateDependencies extends LedgerDependencies {
  pdf: PdfWriter;
  standings: Standings;
  /** Throws `not_found`. */
  courseName: (courseId: string) => Promise<string>;
  /** Where people open Plenum; null when it is not known: certificates then name their code only. */
  publicUrl: string | null;
}

/** What those who have passed get, and what confirms it to others. */
export class Certificates {
  readonly #deps: CertificateDependencies;

  constructor(deps: CertificateDependencies) {
    this.#deps = deps;
  }

  /** To all who have passed and have none; once more issues none twice. Throws `not_frozen`. */
  async issue(by: Participant, courseId: string): Promise<{ issued: number; total: number }> {
    const { store, clock, courseName, news, standings } = this.#deps;
    const name = await courseName(courseId);
    const done = await store.transaction(async (queries) => {
      await repository.lockScores(queries, courseId);
      const { frozen, trainees } = await standings.read(queries, courseId);
      if (!frozen) throw new AppError('not_frozen');
      const before = await repository.findCertificates(queries, courseId);
      const have = new Set(before.map(({ traineeId }) => traineeId));
      const passed = trainees.filter(({ score }) => score.passed === true && !have.has(score.traineeId));
      const issuedAt = new Date(clock.now());
      const rows = passed.map(({ score }) => ({
        ...{ code: newCode(), courseId, traineeId: score.traineeId },
        ...{ name: score.name, courseName: name, issuedAt, issuedBy: by.name },
      }));
      await repository.insertCertificates(queries, rows);
      const action = 'score.certificateIssued';
      const entries = rows.map(({ traineeId }) => ({ courseId, action, recordId: traineeId }));
      await writeAudit(queries, by, entries);
      return { rows, total: before.length + rows.length };
    });
    if (done.rows.length > 0) {
      news.changed(
        courseId,
        done.rows.map(({ traineeId }) => traineeId),
      );
    }
    return { issued: done.rows.length, total: done.total };
  }

  /** Throws `no_certificate`; somebody else's does not exist for a trainee. */
  async file(by: Participant, courseId: string, traineeId: string): Promise<FileAnswer> {
    if (by.role !== 'organiser' && by.traineeId !== traineeId) throw new AppError('not_found');
    const { store, pdf, publicUrl } = this.#deps;
    const found = await repository.findCertificate(store.db, { courseId, traineeId });
    if (!found) throw new AppError('no_certificate');
    const content = await pdf.write(certificateContent(found, publicUrl));
    const title = `${found.name} ${found.courseName} 结业证书`;
    // What no file system takes.
    const name = `${title.replace(/[\\/:*?"<>|\p{C}]+/gu, ' ').trim()}.pdf`;
    return { name, type: 'application/pdf', content };
  }

  /** What a code confirms. Throws `not_found`. */
  async confirm(typed: string): Promise<{ name: string; courseName: string; issuedAt: number }> {
    const found = await repository.findCertificate(this.#deps.store.db, { code: readCode(typed) });
    if (!found) throw new AppError('not_found');
    const { name, courseName, issuedAt } = found;
    return { name, courseName, issuedAt: issuedAt.getTime() };
  }
}
