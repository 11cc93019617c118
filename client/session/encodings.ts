import type { MediaSource } from '../../src/contract/media.ts';
import type { ProduceOptions } from './media-engine.ts';

/** What is asked of the camera: more would cost every room and show nothing more beside a screen of slides. */
export const cameraConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 25, max: 30 },
} satisfies MediaTrackConstraints;

/** A voice in a room with loudspeakers. */
export const microphoneConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  channelCount: { ideal: 1 },
} satisfies MediaTrackConstraints;

/** Slides change seldom and must be sharp: frames are what is saved. */
export const screenConstraints = {
  width: { max: 1920 },
  height: { max: 1080 },
  frameRate: { ideal: 10, max: 15 },
} satisfies MediaTrackConstraints;

/** 180, 360 and 720 lines of a 720p camera, together at most 2.1 Mbps. */
const cameraLayers: RTCRtpEncodingParameters[] = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 25 },
  { scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 25 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 30 },
];

/** How each source is encoded. */
export function encodingOf(source: MediaSource): Pick<ProduceOptions, 'encodings' | 'codecOptions'> {
  switch (source) {
    case 'camera':
    case 'clip':
      // A start near the goal: the top layer would otherwise take a good while to appear.
      return { encodings: structuredClone(cameraLayers), codecOptions: { videoGoogleStartBitrate: 1_000 } };
    case 'screen':
      return {
        encodings: [{ maxBitrate: 2_000_000, maxFramerate: 15 }],
        codecOptions: { videoGoogleStartBitrate: 1_000 },
      };
    case 'microphone':
      return {
        encodings: [{ maxBitrate: 40_000 }],
        codecOptions: { opusFec: true, opusDtx: true, opusStereo: false },
      };
    case 'screenAudio':
    case 'clipAudio':
      // Music suffers from DTX, which takes quiet passages for silence.
      return {
        encodings: [{ maxBitrate: 128_000 }],
        codecOptions: { opusFec: true, opusDtx: false, opusStereo: true },
      };
  }
}

/** Tells the encoder what the picture or sound is made of. */
export function hint(track: MediaStreamTrack, source: MediaSource): void {
  if (!('contentHint' in track)) return;
  if (source === 'screen') track.contentHint = 'detail';
  else if (source === 'camera') track.contentHint = 'motion';
  else if (source === 'microphone') track.contentHint = 'speech';
  else if (source === 'screenAudio') track.contentHint = 'music';
}
