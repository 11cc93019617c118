/** Bounds of patrol, for the server and every page. Each has its reason; none is a tuning knob. */
export const patrolLimits = {
  /** Bytes of a still: what a branch's line may be charged for one. At 320 x 180 they are 2 to 7 KB. */
  stillBytes: 15 * 1024,
  /** Bytes of a finding's picture: a frame of the live picture at 1280 x 720 and moderate quality, and fits in one message. */
  pictureBytes: 60 * 1024,
  /** Pixels of a still's sides, and of a finding's picture: larger ones are no stills, whatever their bytes. */
  stillSide: { least: 16, most: 640 },
  pictureSide: { least: 16, most: 1_920 },
  /** Milliseconds between two stills of a room that somebody is looking at. */
  lookedAtMs: 2_000,
  /**
   * Stills in a row for which the page of a looked-at room need not ask for an answer, while its line is quick: answering
   * costs the server as much as reading. It keeps the pace by itself, and hears of another one by notice or the next answer.
   */
  unanswered: { inARow: 3, quickMs: 500 },
  /** Milliseconds between two stills of every other room: what the first row of the wall needs to know who needs attention. */
  restMs: 30_000,
  /** Milliseconds between two stills of a looked-at room whose line is thin: 15 KB are then 15 kbit/s. */
  thinMs: 8_000,
  /** Kilobit per second that a line has to have left, or a still's milliseconds on its way, for it not to count as thin. */
  thin: { kbps: 300, sentMs: 1_500 },
  /** Milliseconds between two stills of a room whose last one looked dark, the same, or was missing: to be sure soon. */
  suspectMs: 6_000,
  /** Tiles that a page can look at: every room of a course twice the size of the largest known. */
  lookTiles: 600,
  /**
   * Milliseconds for which a page's look holds. A page says it again every `lookRenewMs`; one that is gone or whose line
   * cannot bear the stills does not come to say it, and gets no more.
   */
  lookMs: 15_000,
  lookRenewMs: 5_000,
  /** Milliseconds between two news of a round to the same people, at least. */
  newsMs: 500,
  /** Milliseconds between two looks at all rooms for news of the wall. Stills and what comes with them do not wait for it. */
  wallNewsMs: 1_000,
  /** Brightness of a picture, 0 to 255, below which it is black. A dark hall during a film is at 20 and more. */
  blackLuma: 12,
  /** Spread of a picture's brightness (standard deviation, 0 to 255) below which it shows nothing: a lid, a hand, a wall. */
  coveredSpread: 6,
  /** Milliseconds for which a camera has to be black or covered: somebody who walks past the camera is no alarm. */
  darkForMs: 6_000,
  /**
   * Stills in a row whose bytes came before that make a picture frozen: the noise of any camera changes every one. One is
   * enough when the page claims that something moved.
   */
  frozenStills: 2,
  /** Stills whose bytes are remembered: a short loop of them cannot pass as live either. */
  rememberedStills: 16,
  /** Least mean difference (0 to 255) to the still before at which a page's camera counts as moving; below is sensor noise. */
  movingChange: 1.5,
  /** Decibels (of full scale) below which a room is silent. A quiet room with an open microphone is at -60 to -50. */
  silentDb: -70,
  /** Milliseconds for which a room has to be silent: a class that listens is not an alarm at once. */
  silentForMs: 60_000,
  /** Stills that may be missing in a row before a connected room counts as sending none, and milliseconds at least. */
  missingStills: 3,
  missingForMs: 15_000,
  /**
   * Milliseconds for which a room whose line dropped still counts as seen by whoever marks it: they looked at it a moment ago.
   * After that there is nobody to be seen.
   */
  stillSeenMs: 10_000,
  /** Heads that an inspector may count in one room. */
  heads: 5_000,
  /** Characters of a note, an answer or a settlement: what is read at a glance between two rooms. */
  note: 300,
  /** Characters of a line of text to a room: what it reads on its screen from ten metres. */
  line: 120,
  /** Rounds that a lesson can have planned: one every quarter of an hour of a long lesson. */
  plannedRounds: 12,
  /** Minutes after the lesson's start at which a planned round may begin. */
  plannedMinute: 600,
  /** Rounds of one lesson, planned or not. */
  roundsPerLesson: 40,
  /** Findings of one lesson: every room of the largest course known, several times. With pictures they are 120 MB at most. */
  findingsPerLesson: 2_000,
  /** Findings in one page of a list. */
  page: 50,
} as const;

/** What an inspector files. */
export const findingKinds = ['emptySeats', 'late', 'phone', 'camera', 'other'] as const;

/** `open`: nobody has answered; `answered`: the liaison has; `settled`: the organiser has closed it. */
export const findingStates = ['open', 'answered', 'settled'] as const;

/**
 * Why a room needs a look, the most urgent first. `gone`: it was connected and fell off; `frozen`: the same picture again and
 * again; `black`, `covered`: nothing to be seen; `noStills`: connected, and no still comes; `cameraOff`: the page has no
 * camera; `silent`: no sound for long.
 */
export const attentionKinds = [
  'gone',
  'frozen',
  'black',
  'covered',
  'noStills',
  'cameraOff',
  'silent',
] as const;
