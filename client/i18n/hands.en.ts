import type { handsZhCN } from './hands.zh-CN.ts';

/** Raised hands: the button, and the queue. */
export const handsEn: typeof handsZhCN = {
  title: 'Hands',
  empty: 'Nobody has raised a hand. When trainees or liaisons do, they appear here in order.',
  call: 'Call up',
  dismiss: 'Remove',
  fair: 'Not heard today comes first',
  heard: 'heard {{count}} times today',
  unreachable: 'screen offline',
  since: 'waiting {{time}}',
  more: 'and {{count}} more',
  raise: 'Raise hand',
  raised: 'Hand raised · place {{place}}',
  next: 'Hand raised · next',
  lower: 'Lower hand',
  port: 'Port',
};
