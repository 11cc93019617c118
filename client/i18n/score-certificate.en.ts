import type { scoreCertificateZhCN } from './score-certificate.zh-CN.ts';

export const scoreCertificateEn: typeof scoreCertificateZhCN = {
  title: 'Confirm a certificate',
  confirmed: 'This certificate is genuine',
  name: 'Name',
  course: 'Course',
  date: 'Issued on',
  only: 'This page confirms these three and shows nothing else, no score either.',
  unknown: 'There is no certificate with this code',
  unknownText: 'Please compare it with the code on the certificate: 16 digits and letters.',
  code: 'Code {{code}}',
};
