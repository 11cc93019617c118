import { useEffect, useState } from 'react';
import { useClassSession } from '../../hooks/class-session.tsx';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { ClientError } from '../../session/client-error.ts';

/** What cues have this device do: play a video, or send with the camera on. */
export function useCuePresenter(): { problem: ClientError | null; clear: () => void } {
  const { notices, api, clip, sender } = useClassSession();
  const { lesson } = useClassroom();
  const [problem, setProblem] = useState<ClientError | null>(null);
  const courseId = lesson?.courseId ?? null;
  useEffect(() => {
    if (clip === null || sender === null || courseId === null) return undefined;
    const play = async (materialId: string): Promise<void> => {
      const { materials } = await api.request('GET /api/courses/:courseId/materials', {
        params: { courseId },
      });
      const found = materials.find(({ id }) => id === materialId);
      if (found === undefined) throw new ClientError('not_found');
      await clip.open({ title: found.title, url: found.path });
    };
    const present = async (): Promise<void> => {
      clip.stop();
      if (!sender.state.get().sources.camera.on) await sender.toggle('camera', true);
      const { kind } = sender.state.get().phase;
      if (kind === 'idle' || kind === 'failed') await sender.goLive();
    };
    const failed = (thrown: unknown): void => setProblem(ClientError.from(thrown));
    return notices.on((notice) => {
      if (notice.name !== 'cue.clip' && notice.name !== 'cue.present') return;
      setProblem(null);
      (notice.name === 'cue.clip' ? play(notice.data.materialId) : present()).catch(failed);
    });
  }, [notices, api, clip, sender, courseId]);
  return { problem, clear: () => setProblem(null) };
}
