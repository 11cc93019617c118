import type { TFunction } from 'i18next';
import type { Announcement } from '../../../src/contract/messages.ts';

/** What stands above it. Inspectors write to one room at a time: there nobody must think that all others read it too. */
export function announcementTitle(t: TFunction, { author }: Announcement): string {
  return t(author.role === 'inspector' ? 'messages.toThisRoom' : 'messages.announcement');
}
