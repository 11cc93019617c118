import type { TFunction } from 'i18next';
import type { MessageThread } from '../../../src/contract/messages.ts';
import '../../i18n/messages.ts';

/** The branch's or unit's name; ports without a unit have none. */
export function groupName(t: TFunction, { kind, name }: Pick<MessageThread, 'kind' | 'name'>): string {
  return kind === 'ports' ? t('messages.groupPorts') : name;
}

export function unreadWords(t: TFunction, unread: number): string {
  return unread > 99 ? t('messages.unreadMany') : t('messages.unread', { count: unread });
}
