import { useCallback, useEffect, useRef, useState } from 'react';
import type { CheckResult, ReadinessCheck } from '../../../src/contract/readiness.ts';
import { useClassSession } from '../../hooks/class-session.tsx';
import { browserOf } from './browser.ts';
import { listen, openDevice, stopStream } from './devices.ts';
import { findMediaPath } from './media-path.ts';
import { measureDownload, measureUpload } from './rates.ts';

export const steps = ['browser', 'path', 'download', 'upload', 'camera', 'microphone', 'speakers'] as const;
export type Step = (typeof steps)[number];

export type CheckRun =
  | { kind: 'idle' }
  /** `step` is being checked; the steps before it are in `result`. At `speakers` a person has to answer. */
  | { kind: 'running'; step: Step; result: Partial<CheckResult>; camera: MediaStream | null }
  | { kind: 'saving' }
  | { kind: 'done'; check: ReadinessCheck }
  | { kind: 'failed' };

export interface CheckActions {
  run: CheckRun;
  /** 0 to 1; the microphone's level while it is being checked. */
  level: number;
  start: () => void;
  /** Whether the test sound was heard. */
  answer: (speakers: 'heard' | 'unheard') => void;
}

/**
 * The check of this device, one step after the other. A liaison's phone shows and sends nothing: it is asked for neither
 * camera nor microphone.
 */
export function useCheck(courseId: string): CheckActions {
  const { api, sessionId, role, sound } = useClassSession();
  const [run, setRun] = useState<CheckRun>({ kind: 'idle' });
  const [level, setLevel] = useState(0);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const start = useCallback(() => {
    running.current?.abort();
    const controller = new AbortController();
    running.current = controller;
    const { signal } = controller;
    let camera: MediaStream | null = null;
    let result: Partial<CheckResult> = {};
    const at = (step: Step, part: Partial<CheckResult>): void => {
      result = { ...result, ...part };
      if (!signal.aborted) setRun({ kind: 'running', step, result, camera });
    };
    const check = async (): Promise<void> => {
      at('browser', browserOf(navigator.userAgent));
      // While the click that started all this still counts: later the browser would want another one for sound.
      void sound.unlock();
      at('path', {});
      const path = await findMediaPath(api, courseId, signal).catch(() => ({ path: null, rttMs: null }));
      at('download', path);
      const downKbps = await measureDownload(sessionId, signal).catch(() => null);
      at('upload', { downKbps });
      const upKbps = await measureUpload(sessionId, signal).catch(() => null);
      if (role === 'liaison') at('speakers', { upKbps, camera: 'skipped', microphone: 'skipped' });
      else {
        at('camera', { upKbps });
        const opened = await openDevice('video');
        camera = opened.stream;
        at('microphone', { camera: opened.state });
        at('speakers', { microphone: await checkMicrophone(setLevel, signal) });
      }
      await sound.playTestSound().catch(() => undefined);
    };
    signal.addEventListener('abort', () => stopStream(camera));
    check().catch(() => {
      if (!signal.aborted) setRun({ kind: 'failed' });
    });
  }, [api, courseId, role, sessionId, sound]);

  const answer = (speakers: 'heard' | 'unheard'): void => {
    if (run.kind !== 'running' || run.step !== 'speakers') return;
    running.current?.abort();
    setRun({ kind: 'saving' });
    api
      .request('POST /api/courses/:courseId/readiness', {
        params: { courseId },
        body: { ...unchecked, ...run.result, speakers },
      })
      .then(
        ({ check }) => setRun({ kind: 'done', check }),
        () => setRun({ kind: 'failed' }),
      );
  };
  return { run, level, start, answer };
}

const unchecked: CheckResult = {
  camera: 'skipped',
  microphone: 'skipped',
  speakers: 'skipped',
  downKbps: null,
  upKbps: null,
  path: null,
  rttMs: null,
  browser: '',
  browserUsable: false,
};

async function checkMicrophone(
  onLevel: (level: number) => void,
  signal: AbortSignal,
): Promise<CheckResult['microphone']> {
  const { state, stream } = await openDevice('audio');
  if (stream === null) return state;
  try {
    return await listen(stream, onLevel, signal);
  } finally {
    stopStream(stream);
  }
}
