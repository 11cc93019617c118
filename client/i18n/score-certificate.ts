import { addTexts } from './index.ts';
import { scoreCertificateZhCN } from './score-certificate.zh-CN.ts';

addTexts({ scoreCertificate: scoreCertificateZhCN }, async () => ({
  scoreCertificate: (await import('./score-certificate.en.ts')).scoreCertificateEn,
}));
