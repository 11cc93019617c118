import { useCallback, type ReactElement } from 'react';
import { useHeld } from '../../hooks/use-held.ts';
import { RollCallDraft } from '../../session/roll-call.ts';
import { usePageTheme } from '../common/page-theme.ts';
import { RollCallSection } from '../attendance/room/roll-call-section.tsx';
import { storyRoom } from './story-attendance-data.ts';
import type { Story } from './story-session.ts';
import '../attendance/room/room.css';
import '../liaison/liaison.css';

const place = { courseId: 'course-1', lessonId: 'lesson-2', branchId: 'branch-1' };
const never = (): Promise<never> => new Promise(() => undefined);

/** A roll call, as the liaison's page holds it when it is open. */
export function StoryAttendancePart({ story }: { story: Story }): ReactElement {
  usePageTheme('light', 'Roll call');
  const { attendance } = story;
  const draft = useHeld(
    useCallback(
      () =>
        new RollCallDraft(storyRoom(attendance), {
          save: never,
          reload: () => undefined,
          store: {
            // Signed off, and then somebody was marked otherwise.
            get: () =>
              attendance === 'signedOff' ? JSON.stringify({ marks: { 'trainee-8': 'absent' } }) : null,
            set: () => undefined,
          },
        }),
      [attendance],
    ),
  );
  return (
    <div className="page" data-theme="light">
      <main className="liaison">
        <section className="card liaison__content">
          {draft === null ? null : <RollCallSection draft={draft} place={place} visitors={0} />}
        </section>
      </main>
    </div>
  );
}
