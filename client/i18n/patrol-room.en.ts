import type { patrolRoomZhCN } from './patrol-room.zh-CN.ts';

/** What a room reads that is seen by patrol: the big screen and the port. */
export const patrolRoomEn: typeof patrolRoomZhCN = {
  title: 'What organisers can see',
  large: 'Enlarge',
  text: 'Organisers and inspectors can see this picture. The screen says so while somebody watches it live.',
  asking: 'Choose “Allow” in the browser’s window, so that the organisers can see this room.',
  problem: {
    denied: 'The camera is blocked. Allow camera and microphone left of the address.',
    missing: 'No camera was found. Connect one; it opens by itself.',
    busy: 'Another program uses the camera. Please close it.',
    unplugged: 'The camera was unplugged. Connect it again; it opens by itself.',
    insecure: 'Browsers allow cameras on secure pages only. Open this page by its https address.',
    failed: 'The camera did not open. Check the cable and try again.',
  },
  safe: 'The lesson is not affected, but the organisers cannot see this room.',
  retry: 'Open the camera again',
  cameraOff: 'Camera off',
  watched: 'An inspector is looking at this room',
  talking: '{{name}} is speaking with you',
  port: {
    question: 'May the organisers see your picture during lessons?',
    why: 'It shows them that you are taking part. You can switch it off at any time.',
    allow: 'Yes',
    refuse: 'No',
    off: 'Your picture is off; the organisers do not see you.',
    refused: 'Switched off; the organisers do not see you.',
    turnOn: 'Switch on',
    turnOff: 'Switch off',
    title: 'Your picture',
    on: 'The organisers can see you.',
    asking: 'Choose “Allow” in the browser’s window.',
    watched: 'An inspector is looking at your picture',
    said: 'A message from {{name}}',
    understood: 'Understood',
  },
};
