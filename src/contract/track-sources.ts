/** What can be on the stage. */
export const mediaSources = ['camera', 'microphone', 'screen', 'screenAudio', 'clip', 'clipAudio'] as const;
export type MediaSource = (typeof mediaSources)[number];

/** What is never on the stage: a room's own picture and sound for those who patrol, and their voice to one room. */
export const patrolSources = ['patrolCamera', 'patrolMicrophone', 'talkMicrophone'] as const;
export type PatrolSource = (typeof patrolSources)[number];

export type TrackSource = MediaSource | PatrolSource;

export function isStageSource(source: TrackSource): source is MediaSource {
  return mediaSources.some((one) => one === source);
}

export function isPatrolSource(source: TrackSource): source is PatrolSource {
  return !isStageSource(source);
}
