import type { stageZhCN } from './stage.zh-CN.ts';

/** What is on the stage, and why nothing is. */
export const stageEn: typeof stageZhCN = {
  cameraOf: 'Picture of {{name}}',
  screenPicture: 'Shared screen',
  pictureComing: 'The picture is coming',
  soundOnly: 'Teaching by voice',
  lecturerNoPicture: 'The lecturer has not switched on a picture yet',
  lecturerComing: 'Waiting for the lecturer',
  lecturerAway: 'The lecturer will be right back',
  lecturerAwayText:
    'The lecturer’s connection dropped for a moment. It goes on by itself; please stay seated.',
  clipPicture: 'The video being shown',
};
