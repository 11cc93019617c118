import { addTexts } from './index.ts';
import { patrolFindingsZhCN } from './patrol-findings.zh-CN.ts';

addTexts({ patrolFindings: patrolFindingsZhCN }, async () => ({
  patrolFindings: (await import('./patrol-findings.en.ts')).patrolFindingsEn,
}));
