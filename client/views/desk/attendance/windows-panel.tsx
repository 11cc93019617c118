import { Button, Drawer, InputNumber, Radio } from 'antd';
import { useId, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { attendanceLimits } from '../../../../src/contract/attendance-limits.ts';
import type { SignInWindow, WindowExtension } from '../../../../src/contract/attendance.ts';
import { useClassSession } from '../../../hooks/class-session.tsx';
import { useClassroom } from '../../../hooks/use-classroom.ts';
import { useClock } from '../../../hooks/use-clock.ts';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import { windowState } from '../../../session/attendance.ts';
import { ErrorText } from '../../common/error-text.tsx';
import { clockTime } from '../../common/time.ts';
import { newClientId } from '../../messages/use-outbox.ts';
import { ChangeError } from '../records/parts.tsx';
import { useChange } from '../records/use-change.ts';
import { attendanceSpreadMs, useBoard, type Board, type LessonPlace } from './use-lesson-attendance.ts';

const usualMinutes = 5;

/** The windows of the lesson: which there are, asking for another one, closing it. */
export function WindowsButton({ place }: { place: LessonPlace }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('attendanceDesk.windows.open')}</Button>
      {open ? <WindowsPanel place={place} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function WindowsPanel({ place, onClose }: { place: LessonPlace; onClose: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const { phase } = useClassroom();
  const now = useClock();
  const change = useChange();
  const list = useRequest('GET /api/courses/:courseId/lessons/:lessonId/attendance/windows', {
    params: { ...place },
  });
  useNews(['attendance.windows'], list.reload, attendanceSpreadMs);
  const board = useBoard(place);
  const { windows, extensions } = list.kind === 'ready' ? list.data : { windows: [], extensions: [] };
  const running = windows.find((one) => one.kind !== 'start' && windowState(one, now) !== 'closed');
  const close = (windowId: string): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/windows/:windowId/close', {
          params: { ...place, windowId },
          body: {},
        }),
      )
      .then((done) => done && list.reload());
  return (
    <Drawer open size={480} title={t('attendanceDesk.windows.title')} onClose={onClose}>
      <div className="attendance-panel">
        {list.kind === 'failed' ? <ErrorText error={list.error} /> : null}
        <ul className="attendance-panel__windows">
          {windows.map((window) => (
            <li key={window.windowId}>
              <div>
                <strong>{t(`attendanceDesk.evidence.kind.${window.kind}`)}</strong>
                <WindowWords window={window} now={now} />
                {board.kind === 'ready' ? <CountWords window={window} board={board.data} /> : null}
              </div>
              {window === running ? (
                <Button loading={change.busy} onClick={() => close(window.windowId)}>
                  {t('attendanceDesk.windows.close')}
                </Button>
              ) : null}
            </li>
          ))}
        </ul>
        <ChangeError change={change} />
        {phase !== 'live' ? <p className="quiet">{t('attendanceDesk.windows.notLive')}</p> : null}
        {phase === 'live' && list.kind === 'ready' && running === undefined ? (
          <AskForm key={windows.length} place={place} onAsked={list.reload} />
        ) : null}
        <Extensions extensions={extensions} windows={windows} />
      </div>
    </Drawer>
  );
}

function WindowWords({ window, now }: { window: SignInWindow; now: number }): ReactElement {
  const { t } = useTranslation();
  const { opensAt, inTimeUntil, closesAt, kind } = window;
  const state = windowState(window, now);
  const words =
    state === 'closed'
      ? t('attendanceDesk.windows.over', { from: clockTime(opensAt), until: clockTime(closesAt) })
      : state === 'early'
        ? t('attendanceDesk.windows.early', { time: clockTime(opensAt) })
        : kind !== 'start'
          ? t('attendanceDesk.windows.running', { time: clockTime(closesAt) })
          : state === 'open'
            ? t('attendanceDesk.windows.inTime', { time: clockTime(inTimeUntil) })
            : t('attendanceDesk.windows.late', { time: clockTime(closesAt) });
  return <span className="quiet figures">{words}</span>;
}

/** How many did what was asked for; of those asked for mid-lesson only the newest is counted by branch. */
function CountWords({ window, board }: { window: SignInWindow; board: Board }): ReactElement | null {
  const { t } = useTranslation();
  const { windowId, kind } = window;
  const own = board.rows.flatMap(({ asked }) => (asked?.windowId === windowId ? [asked.signedIn] : []));
  if (kind !== 'start' && own.length === 0) return null;
  const signedIn = kind === 'start' ? board.total.signedIn : own.reduce((sum, one) => sum + one, 0);
  const { expected } = board.total;
  return <span className="figures">{t(`attendanceDesk.windows.count.${kind}`, { signedIn, expected })}</span>;
}

function AskForm({ place, onAsked }: { place: LessonPlace; onAsked: () => void }): ReactElement {
  const { t } = useTranslation();
  const { api } = useClassSession();
  const change = useChange();
  const [kind, setKind] = useState<'again' | 'out'>('again');
  const [minutes, setMinutes] = useState(usualMinutes);
  // Pressing again after an answer was lost asks for the same window, not for a second one.
  const [requestId] = useState(newClientId);
  const fieldId = useId();
  const ask = (): void =>
    void change
      .run(() =>
        api.request('POST /api/courses/:courseId/lessons/:lessonId/attendance/windows', {
          params: { ...place },
          body: { kind, minutes, requestId },
        }),
      )
      .then((done) => done && onAsked());
  return (
    <section className="attendance-panel__decision">
      <p className="quiet">{t('attendanceDesk.windows.text')}</p>
      <Radio.Group
        aria-label={t('attendanceDesk.windows.what')}
        optionType="button"
        value={kind}
        options={(['again', 'out'] as const).map((one) => ({
          value: one,
          label: t(`attendanceDesk.evidence.kind.${one}`),
        }))}
        onChange={({ target }) => setKind(target.value === 'out' ? 'out' : 'again')}
      />
      <label htmlFor={fieldId}>{t('attendanceDesk.windows.minutes')}</label>
      <InputNumber
        id={fieldId}
        min={1}
        max={attendanceLimits.askedMinutes}
        precision={0}
        value={minutes}
        onChange={(value) => setMinutes(value ?? usualMinutes)}
      />
      <ChangeError change={change} />
      <Button type="primary" loading={change.busy} onClick={ask}>
        {t('attendanceDesk.windows.ask')}
      </Button>
    </section>
  );
}

/** Which rooms got more time, by themselves, because their line had failed. */
function Extensions(props: {
  extensions: readonly WindowExtension[];
  windows: readonly SignInWindow[];
}): ReactElement | null {
  const { t } = useTranslation();
  const { extensions, windows } = props;
  const { roster } = useClassroom();
  if (extensions.length === 0) return null;
  return (
    <section>
      <h3>{t('attendanceDesk.windows.extended')}</h3>
      <ul className="attendance-panel__people">
        {byLoss(extensions).map(({ windowIds, branchId, traineeId, traineeName, from, until }) => (
          <li key={`${branchId ?? traineeId ?? ''} ${from}`}>
            <bdi>
              {branchId === null
                ? [t('attendanceDesk.windows.extendedPort'), traineeName].filter(Boolean).join(' · ')
                : roster?.branches.get(branchId)?.name}
            </bdi>
            <span className="quiet figures">
              {t('attendanceDesk.windows.gone', {
                from: clockTime(from, true),
                until: clockTime(until, true),
              })}
            </span>
            <span className="quiet">
              {windows
                .filter(({ windowId }) => windowIds.includes(windowId))
                .map(({ kind }) => t(`attendanceDesk.evidence.kind.${kind}`))
                .join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One loss of the line can make several windows longer: it is told once, with all of them. */
function byLoss(extensions: readonly WindowExtension[]) {
  const all = new Map<string, Omit<WindowExtension, 'windowId'> & { windowIds: string[] }>();
  for (const { windowId, ...loss } of extensions) {
    const key = `${loss.branchId ?? ''} ${loss.traineeId ?? ''} ${loss.from}`;
    const known = all.get(key);
    if (known) known.windowIds.push(windowId);
    else all.set(key, { ...loss, windowIds: [windowId] });
  }
  return [...all.values()];
}
