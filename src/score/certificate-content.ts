import { writtenCode } from './codes.ts';
import type { CertificateContent } from './pdf/content.ts';
import type { CertificateRow } from './repository.ts';

/** What a certificate says, in Chinese and English, by the server's date. */
export function certificateContent(
  { name, courseName, issuedAt, code }: CertificateRow,
  publicUrl: string | null,
): CertificateContent {
  const written = writtenCode(code);
  const [year, month, day] = [issuedAt.getFullYear(), issuedAt.getMonth() + 1, issuedAt.getDate()];
  const two = (value: number) => String(value).padStart(2, '0');
  const confirm =
    publicUrl === null
      ? ['凭证书编号可向主办方核验。', 'The organiser confirms it by its code.']
      : [`核验：${new URL(`/c/${written}`, publicUrl).href}`, 'Anyone can confirm it at this address.'];
  return {
    kind: 'certificate',
    title: '结业证书',
    subtitle: 'Certificate of completion',
    name,
    statement: [
      `参加“${courseName}”学习，完成全部课程，考核合格，准予结业。`,
      `has completed the course “${courseName}” and passed its assessment.`,
    ],
    fields: [
      ['颁发日期 Date', `${year} 年 ${month} 月 ${day} 日 · ${year}-${two(month)}-${two(day)}`],
      ['证书编号 Code', written],
    ],
    confirm,
  };
}
