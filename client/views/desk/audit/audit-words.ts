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
    const done = word(`records.audit.verb.${verb}`, verb);
    return currentLanguage() === 'en' ? `${record(what)} ${done}` : `${done}${record(what)}`;
  };
  const value = (field: string, one: unknown): string => {
    if (one === null || one === undefined || one === '') return t('records.audit.none');
    if (typeof one === 'string' && (field === 'parentId' || field === 'branchId')) {
      return branchNames.get(one) ?? one;
    }
    if (typeof one === 'number' && field.endsWith('At')) {
      return `${calendarDay(one, currentLanguage())} ${clockTime(one)}`;
    }
    if (field === 'kind' && typeof one === 'string') {
      return word(`desk.kind.${one}`, word(`records.field.${one}`, one));
    }
    if (typeof one === 'boolean') return one ? '✓' : '–';
    return typeof one === 'string' || typeof one === 'number' ? String(one) : JSON.stringify(one);
  };
  const lines = ({ action: done, before, after }: AuditEntry): string[] => {
    const fields = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
    return [...fields].map((field) => {
      // A trainee has a name and number of another kind than a branch.
      const own = done.startsWith('trainee.')
        ? `trainee${field.charAt(0).toUpperCase()}${field.slice(1)}`
        : field;
      const plain = word(`records.field.${field}`, word(`records.imports.${field}`, field));
      const label = word(`records.field.${own}`, plain);
      const was = before && field in before ? value(field, before[field]) : undefined;
      const is = after && field in after ? value(field, after[field]) : undefined;
      const change = was === undefined || is === undefined ? (is ?? was ?? '') : `${was} → ${is}`;
      return `${label}: ${change}`;
    });
  };
  return { record, action, lines };
}
