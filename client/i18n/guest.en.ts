import type { guestZhCN } from './guest.zh-CN.ts';

/** What somebody who is called to the stage reads. */
export const guestEn: typeof guestZhCN = {
  next: 'You are next',
  prepare: 'please get ready',
  nextText: 'The lecturer will connect you in a moment. Nobody sees or hears you yet.',
  checking: 'Checking picture and sound',
  wait: 'Ready. Please wait a moment',
  fix: 'Please follow the hints below',
  inSeconds: 'On air in {{count}} s',
  live: 'Live',
  liveText: 'All classrooms see and hear you now',
  recovering: 'The connection broke and is being restored',
  own: 'Your picture',
  level: 'Microphone level',
  leave: 'Leave the stage',
  decline: 'Not now',
  picture: 'Picture',
  microphone: 'Microphone',
  echo: 'Echo',
  unchecked: 'Checking',
  pictureIs: {
    good: 'Fine',
    black: 'The picture is black. Open the lens and switch on a light.',
    frozen: 'The picture stands still. Plug the camera in again.',
    missing: 'No picture. Please connect a camera.',
  },
  microphoneIs: {
    good: 'Fine',
    quiet: 'Nothing is heard. Please say something into the microphone.',
    missing: 'No microphone. Please connect one.',
  },
  echoIs: {
    none: 'No echo',
    some: 'Some echo. Please turn the loudspeakers down.',
    strong: 'Strong echo. Turn the loudspeakers down or move the microphone away from them.',
    unknown: 'Checked once the lecturer speaks',
  },
  short: {
    picture: {
      good: 'Picture fine',
      black: 'Picture black',
      frozen: 'Picture stands still',
      missing: 'No picture',
    },
    microphone: { good: 'Sound fine', quiet: 'No sound', missing: 'No microphone' },
    echo: { none: 'No echo', some: 'Some echo', strong: 'Strong echo', unknown: 'Echo unknown' },
  },
  asking: 'The browser is asking. Choose “Allow” in its window.',
  denied: 'The browser blocks it. Allow camera and microphone at the icon left of the address, then reload.',
  busy: 'Another program uses the device. Please close it.',
  insecure: 'Browsers allow this on secure pages only. Open this page by its https address.',
};
