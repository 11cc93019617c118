import type { MediaSource } from '../../src/contract/media.ts';
import type { ProduceOptions } from './media-engine.ts';

/** What is asked of the camera: more would cost every room and show nothing more beside a screen of slides. */
export const cameraConstraints = {
  width: { ideal: 1280, max: 1280 },
  height: { ideal: 720, max: 720 },
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

/** The layers of a camera of 720 lines: 180, 360 and 720, together at most 2.1 Mbps. */
const cameraLayers: RTCRtpEncodingParameters[] = [
  { maxBitrate: 150_000, maxFramerate: 25 },
  { maxBitrate: 450_000, maxFramerate: 25 },
  { maxBitrate: 1_500_000, maxFramerate: 30 },
];

/** All that is asked of a track here: how large its picture is. */
type Measured = Pick<MediaStreamTrack, 'getSettings'>;

/**
 * Browsers encode as many layers as the picture has lines for and silently leave out the largest of the rest
 * (libwebrtc's `simulcast.cc`: three from 960x540, two from 480x270). So an old camera is asked for fewer, of which the
 * top one is its whole picture.
 */
function layersOf(track: Measured): RTCRtpEncodingParameters[] {
  const { width = 1280, height = 720 } = track.getSettings();
  const lines = Math.min(width, height);
  const count = lines >= 540 ? 3 : lines >= 270 ? 2 : 1;
  return cameraLayers.slice(0, count).map((layer, index) => ({
    ...layer,
    ...(index === count - 1 && count < 3 ? { maxBitrate: 800_000 } : {}),
    scaleResolutionDownBy: 2 ** (count - 1 - index),
  }));
}

/** How each source is encoded. */
export function encodingOf(
  source: MediaSource,
  track: Measured,
): Pick<ProduceOptions, 'encodings' | 'codecOptions'> {
  switch (source) {
    case 'camera':
    case 'clip':
      // A start near the goal: the top layer would otherwise take a good while to appear.
      return { encodings: layersOf(track), codecOptions: { videoGoogleStartBitrate: 1_000 } };
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
