/** Bounds that both sides know. Each has its reason; none is a tuning knob. */
export const limits = {
  /** Characters of a person's, branch's or lesson's name: long enough for any office's official name. */
  nameLength: 200,
  /** Characters of an opaque id. Ours have 26; the rest is room for ids that come from elsewhere. */
  idLength: 64,
  /** The largest number in a course's list of branches: more than any course has, and short enough for a label. */
  branchNumber: 99_999,
  /** Records that one request may change: a page of any list, with room for "all of this unit". */
  bulkRecords: 1_000,
  /** Bytes of a file that is imported. 50,000 trainees are 3 MB as XLSX and 5 MB as CSV. */
  importBytes: 16 * 1024 * 1024,
  /** Rows of a file that is imported: fifty times the largest roster known. */
  importRows: 60_000,
  /** Characters of a post: two pages of a phone. Whoever has more to say sends a file. */
  messageLength: 2_000,
  /** Characters of an announcement: what a room reads from ten metres in half a minute. */
  announcementLength: 300,
  /** Bytes of a file in a post: photos, slides and short clips. What is larger is course material. */
  messageFileBytes: 20 * 1024 * 1024,
  /** Bytes of one request that carries a piece of such a file: it passes in 30 s on a line of 300 kbit/s. */
  messagePieceBytes: 1024 * 1024,
  /** Bytes of one socket message. The largest honest one is a lecturer's RTP parameters, about 8 KB. */
  socketMessageBytes: 64 * 1024,
  /** Consumers that one viewer can have: four stage tracks, four guests with sound, and one patrol pair. */
  consumersPerViewer: 16,
  /** Producers that one participant can have: camera, microphone, screen, screen sound, clip, clip sound. */
  producersPerParticipant: 6,
  /** Guests that can be called or live at a time: more faces than that are a wall, not a conversation. */
  guests: 4,
  /** Raised hands that the main classroom is shown at a time. */
  handsShown: 60,
  /** Fewest characters of a password: length is what makes one hard to guess. */
  passwordLength: 10,
  /** Most sessions that a link with a limit may open: several times the largest course. */
  linkUses: 100_000,
  /** Numbered events kept per classroom for those who come back; older ones are answered with a fresh snapshot. */
  eventsKept: 500,
  /** Milliseconds for which the media transports of a dropped socket are kept. */
  transportGraceMs: 30_000,
} as const;
