import type { watchZhCN } from './watch.zh-CN.ts';

/** The inspector’s page. */
export const watchEn: typeof watchZhCN = {
  inspectorTitle: 'Patrol',
  inspectorText: 'You can watch the stage and see how many rooms are online.',
  branchesOnline: 'Branches online',
  portsOnline: 'Ports online',
};
