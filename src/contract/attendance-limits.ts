/** Bounds and beats of attendance that both sides know. */
export const attendanceLimits = {
  /** Milliseconds for which one sign-in code is shown. */
  codeMs: 15_000,
  /** Milliseconds for which a code still counts after the next one is shown: a photo taken at the last moment, and the line. */
  codeGraceMs: 2_000,
  /** Milliseconds before a window opens from which on a code is shown: who scans early has a page that waits by itself. */
  codeBeforeMs: 15 * 60_000,
  /** Milliseconds for which the scan of a code counts on the device that scanned it: time for name and number. */
  passMs: 5 * 60_000,
  /** Minutes that a window asked for mid-lesson can be open. */
  askedMinutes: 60,
  /** Windows that can be asked for in one lesson. */
  askedWindows: 12,
  /** People that a room can hold; more is a typing error. */
  heads: 5_000,
  /** Trainees that one roll call or one decision names: the largest room, ten times over. */
  marks: 1_000,
  /** Bytes of the photo of a room: a JPEG of 1280 x 960 is about 200 KB. */
  photoBytes: 300 * 1024,
  /** Pixels of either side of such a photo. */
  photoSide: 4_096,
  /** Photos of one room in one lesson: the first, and some that came out better. */
  photos: 12,
  /** Characters of a reason or a note. */
  reason: 300,
  /** Trainees on one page of the evidence. */
  page: 200,
  /** Entries of the work list that are sent at a time: more than that is no short list. */
  workList: 300,
} as const;

/** Milliseconds between two notices of figures at least. */
export const attendanceNewsMs = 500;

/** Seconds of presence that a killed server may lose: how often presence is written down. */
export const presenceFlushSeconds = 10;
