/** Bounds that both sides know. Each has its reason; none is a tuning knob. */
export const limits = {
  /** Characters of a person's, branch's or lesson's name: long enough for any office's official name. */
  nameLength: 200,
  /** Characters of an opaque id. Ours have 26; the rest is room for ids that come from elsewhere. */
  idLength: 64,
  /** Bytes of one socket message. The largest honest one is a lecturer's RTP parameters, about 8 KB. */
  socketMessageBytes: 64 * 1024,
  /** Consumers that one viewer can have: four stage tracks, four guests with sound, and one patrol pair. */
  consumersPerViewer: 16,
  /** Producers that one participant can have: camera, microphone, screen, screen sound, clip, clip sound. */
  producersPerParticipant: 6,
  /** Numbered events kept per classroom for those who come back; older ones are answered with a fresh snapshot. */
  eventsKept: 500,
  /** Milliseconds for which the media transports of a dropped socket are kept. */
  transportGraceMs: 30_000,
} as const;
