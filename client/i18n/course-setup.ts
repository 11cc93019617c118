import { addTexts } from './index.ts';
import { courseSetupZhCN } from './course-setup.zh-CN.ts';

addTexts(courseSetupZhCN, async () => (await import('./course-setup.en.ts')).courseSetupEn);
