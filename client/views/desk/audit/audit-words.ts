import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../../src/contract/audit.ts';
import { currentLanguage } from '../../../i18n/index.ts';
import { calendarDay, clockTime } from '../../common/time.ts';

/**
 * The log in words. What has no word of its own, because another feature wrote it, is shown as it is.
 * @param branchNames by id
 */
export function useAuditWords(branchNames: ReadonlyMap<string, string>): {
  record: (name: string) => string;
  action: (name: string) => string;
  lines: (entry: AuditEntry) => string[];
} {
  const { t, i18n } = useTranslation();
  const word = (key: string, otherwise: string): string => (i18n.exists(key) ? t(key as never) : otherwise);
  const record = (name: string): string => word(`records.audit.record.${name}`, name);
  const action = (name: string): string => {
    const [what = '', verb = ''] = name.split('.');
    const own = word(`server.action.${name}`, '');
    if (own !== '') return own;
    const done = word(`records.audit.verb.${verb}`, verb);
    return currentLanguage() === 'en' ? `${record(what)} ${done}` : `${done}${record(what)}`;
  };
  const value = (field: string, one: unknown): string => {
    if (field === 'courseId' && one === null) return t('identity.wholeServer');
    if (one === null || one === undefined || one === '') return t('records.audit.none');
    if (field === 'role' && typeof one === 'string') return word(`role.${one}`, one);
    if (typeof one === 'string' && (field === 'parentId' || field === 'branchId')) {
      return branchNames.get(one) ?? one;
    }
    if (typeof one === 'number' && field.endsWith('At')) {
      return `${calendarDay(one, currentLanguage())} ${clockTime(one)}`;
    }
    if (field === 'kind' && typeof one === 'string') {
      return word(`schedule.kind.${one}`, word(`records.field.${one}`, one));
    }
    if (typeof one === 'boolean') return one ? '✓' : '–';
    return typeof one === 'string' || typeof one === 'number' ? String(one) : JSON.stringify(one);
  };
  const lines = ({ action: done, before, after }: AuditEntry): string[] => {
    const all = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    // Of a record that is new or gone, what it never had is no news; without a course means the whole server.
    const isWhole = before === null || after === null;
    const says = (field: string): boolean =>
      !isWhole || field === 'courseId' || ((after ?? before)?.[field] ?? null) !== null;
    return [...all].filter(says).map((field) => {
      // A trainee has a name and number of another kind than a branch.
      const own = done.startsWith('trainee.')
        ? `trainee${field.charAt(0).toUpperCase()}${field.slice(1)}`
        : field;
      const server = word(`server.field.${field}`, field);
      const plain = word(`records.field.${field}`, word(`records.imports.${field}`, server));
      const label = word(`records.field.${own}`, plain);
      const was = before && field in before ? value(field, before[field]) : undefined;
      const is = after && field in after ? value(field, after[field]) : undefined;
      const change = was === undefined || is === undefined ? (is ?? was ?? '') : `${was} → ${is}`;
      return `${label}: ${change}`;
    });
  };
  return { record, action, lines };
}
