import { createApi } from '../../client/session/api.ts';
import { createClassSession } from '../../client/session/class-session.ts';
import { createPatrolWatch } from '../../client/session/patrol-watch.ts';
import type { PatrolWatch } from '../../client/session/patrol-types.ts';
import type { ClassSession } from '../../client/session/types.ts';
import type { PatrolPage } from './patrol-page-api.ts';

// Runs in a browser: the session of a room or of an inspector without the rest of their pages, with a picture for each feed.

let session: ClassSession | null = null;

/** Enters the course's lesson by a link's token. Resolves to the session's id. */
async function enter(token: string, inspects: boolean): Promise<string> {
  const { participant } = await createApi().request('POST /api/sessions', { body: { token } });
  session = createClassSession({
    sessionId: participant.sessionId,
    role: participant.role,
    receive: !inspects,
    ...(inspects ? { patrol: createPatrolWatch } : {}),
  });
  session.patrolCamera?.open();
  if (session.patrolWatch) showFeeds(session.patrolWatch);
  return participant.sessionId;
}

/** One element for each feed, keyed by participant as on the wall: what is warm is there and not seen. */
function showFeeds(patrol: PatrolWatch): void {
  const shown = new Map<string, { element: HTMLVideoElement; hide: () => void }>();
  patrol.state.subscribe(() => {
    const { feeds } = patrol.state.get();
    for (const [participantId, { element, hide }] of shown) {
      if (feeds.some((feed) => feed.participantId === participantId)) continue;
      hide();
      element.remove();
      shown.delete(participantId);
    }
    for (const { participantId, part } of feeds) {
      const element = shown.get(participantId)?.element ?? document.createElement('video');
      if (!shown.has(participantId)) {
        document.body.append(element);
        shown.set(participantId, { element, hide: patrol.show(participantId, element) });
      }
      element.id = part;
      element.style.opacity = part === 'watched' ? '1' : '0';
    }
  });
}

function watching(): PatrolWatch {
  if (!session?.patrolWatch) throw new Error('this page does not patrol');
  return session.patrolWatch;
}

/** Milliseconds from the wish until the room's first frame since then stood in its element. */
async function switchTo(participantId: string): Promise<number> {
  const patrol = watching();
  const askedAt = performance.now();
  patrol.watch({ participantId });
  const element = document.querySelector<HTMLVideoElement>('#watched');
  if (!element) throw new Error('there is nothing to see the room in');
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no picture within 10 s')), 10_000);
    element.requestVideoFrameCallback(() => {
      clearTimeout(timer);
      resolve();
    });
  });
  return performance.now() - askedAt;
}

const page: PatrolPage = {
  enter,
  switchTo,
  warm: (participantId) => watching().warm(participantId === null ? null : { participantId }),
  unwatch: () => watching().unwatch(),
  talk: (on) => watching().talk(on),
  feeds: () =>
    watching()
      .state.get()
      .feeds.map(({ participantId, part, phase }) => ({ participantId, part, phase })),
  talkState: () => watching().state.get().talk.state,
  receiving: () => watching().state.get().phase.kind === 'open',
  room: () => {
    const camera = session?.patrolCamera?.state.get();
    return {
      publishing: camera?.publishing.kind === 'sending' && camera.picture !== null,
      watched: camera?.watched ?? false,
      talker: camera?.talker?.name ?? null,
    };
  },
};
window.plenumPatrol = page;
