import type { materialsZhCN } from './materials.zh-CN.ts';

/** Materials, as those who receive them see them. */
export const materialsEn: typeof materialsZhCN = {
  empty: 'No materials yet. They will appear here once the organiser has added them.',
  forCourse: 'Whole course',
  open: 'Open',
  download: 'Download',
  received: 'Received',
  viewerClose: 'Close material',
  kind: {
    pdf: 'PDF',
    document: 'Document',
    sheet: 'Spreadsheet',
    slides: 'Slides',
    image: 'Picture',
    video: 'Video',
    text: 'Text',
  },
};
