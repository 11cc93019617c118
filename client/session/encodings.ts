import type { TrackSource } from '../../src/contract/media.ts';
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

/** Clips move all the time and are looked at closely: bits per second of the whole picture, by its lines. */
const clipRates = [
  { lines: 900, maxBitrate: 5_000_000 },
  { lines: 600, maxBitrate: 3_500_000 },
  { lines: 0, maxBitrate: 2_000_000 },
];
/** A clip's small layer is a quarter of it, for thin lines; a picture with fewer lines than this has none. */
const clipLayersFrom = 540;

/**
 * A clip fills every screen and the camera is not shown beside it: where the line cannot carry both, the clip gets four
 * times the camera's share (W3C WebRTC Priority Control), and so stays whole on a line that is thin or has hiccups.
 * libwebrtc takes it of the first layer, for all, and refuses it at any other.
 */
function clipLayers(track: Measured): RTCRtpEncodingParameters[] {
  const { width = 1280, height = 720 } = track.getSettings();
  const lines = Math.min(width, height);
  const maxBitrate = clipRates.find((rate) => lines >= rate.lines)?.maxBitrate ?? 2_000_000;
  const whole = { maxBitrate, maxFramerate: 60, scaleResolutionDownBy: 1 };
  if (lines < clipLayersFrom) return [{ ...whole, priority: 'high' }];
  return [{ maxBitrate: 300_000, maxFramerate: 30, scaleResolutionDownBy: 4, priority: 'high' }, whole];
}

/** Lines of a patrolled room's picture: enough to see who sits there and what they do. */
const patrolLines = 360;

/** One layer: one or two people look at it, in a tile or a window. */
function patrolLayer(track: Measured): RTCRtpEncodingParameters {
  const { width = 1280, height = 720 } = track.getSettings();
  const scaleResolutionDownBy = Math.max(1, Math.min(width, height) / patrolLines);
  return { maxBitrate: 500_000, maxFramerate: 20, scaleResolutionDownBy };
}

/** How each source is encoded. */
export function encodingOf(
  source: TrackSource,
  track: Measured,
): Pick<ProduceOptions, 'encodings' | 'codecOptions'> {
  switch (source) {
    case 'clip':
      return { encodings: clipLayers(track), codecOptions: { videoGoogleStartBitrate: 2_000 } };
    case 'camera':
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
    case 'patrolCamera':
      // Sends nothing until somebody watches, see PatrolRoom.
      return {
        encodings: [{ ...patrolLayer(track), active: false }],
        codecOptions: { videoGoogleStartBitrate: 500 },
      };
    case 'patrolMicrophone':
      return {
        encodings: [{ maxBitrate: 32_000, active: false }],
        codecOptions: { opusFec: true, opusDtx: true, opusStereo: false },
      };
    case 'talkMicrophone':
      return {
        encodings: [{ maxBitrate: 40_000 }],
        codecOptions: { opusFec: true, opusDtx: true, opusStereo: false },
      };
    case 'screenAudio':
    case 'clipAudio':
      // Music suffers from DTX, which takes quiet passages for silence.
      return {
        encodings: [{ maxBitrate: 160_000 }],
        codecOptions: { opusFec: true, opusDtx: false, opusStereo: true, opusMaxAverageBitrate: 160_000 },
      };
  }
}

/** Tells the encoder what the picture or sound is made of. */
export function hint(track: MediaStreamTrack, source: TrackSource): void {
  if (!('contentHint' in track)) return;
  if (source === 'screen') track.contentHint = 'detail';
  else if (source === 'camera' || source === 'clip') track.contentHint = 'motion';
  else if (source === 'microphone') track.contentHint = 'speech';
  else track.contentHint = 'music';
}
