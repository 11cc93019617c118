import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cue, CueDone } from '../../../src/contract/cues.ts';
import { Dialog } from '../common/dialog.tsx';
import { Icon } from '../common/icon.tsx';
import { ErrorText } from '../common/error-text.tsx';
import { clockTime } from '../common/time.ts';
import { useCueWords, type CueWords } from './cue-words.ts';
import type { CueRun } from './use-cue-run.ts';
import './cue-sheet.css';

/** The run of the lesson for those who lead it: what comes next is large, one key does it. */
export function CueSheet({ cues }: { cues: CueRun }): ReactElement {
  const { t } = useTranslation();
  const { sheet, loadError, error } = cues;
  const words = useCueWords(sheet?.targets ?? {});
  if (sheet === null) {
    return loadError === null ? (
      <div className="cues" aria-busy="true" />
    ) : (
      <div className="cues__empty" role="alert">
        <p>{t('cues.failed')}</p>
        <ErrorText error={loadError} />
        <button type="button" className="button" onClick={cues.reload}>
          {t('common.retry')}
        </button>
      </div>
    );
  }
  if (sheet.cues.length === 0) return <p className="cues__empty quiet">{t('cues.empty')}</p>;
  return (
    <section className="cues" aria-label={t('cues.title')}>
      <NextCue cues={cues} words={words} />
      {error === null ? null : (
        <div className="cues__error" role="alert">
          <ErrorText error={error} />
        </div>
      )}
      <CueList cues={cues} words={words} />
      <footer className="cues__foot">
        <label>
          <input
            type="checkbox"
            checked={cues.keysOn}
            onChange={(event) => cues.setKeysOn(event.target.checked)}
          />
          {t('cues.keysOn')}
        </label>
        <RestartButton cues={cues} />
      </footer>
      {cues.asked === null ? null : <EndQuestion answer={cues.answer} />}
    </section>
  );
}

function NextCue({ cues, words }: { cues: CueRun; words: (cue: Cue) => CueWords }): ReactElement {
  const { t } = useTranslation();
  const { next, sheet, busy } = cues;
  const atStart = sheet?.state.currentId === null;
  const said = next === null ? null : words(next);
  return (
    <div className="cues__next">
      {said === null || next === null ? (
        <p className="cues__finished">{t('cues.finished')}</p>
      ) : (
        <button
          type="button"
          className="cues__run"
          disabled={busy !== null}
          onClick={cues.runNext}
          aria-keyshortcuts="Enter PageDown"
        >
          <span className="quiet">
            {busy === null ? t('cues.next') : t('cues.running')}
            {cues.keysOn ? <kbd>Enter</kbd> : null}
          </span>
          <span className="cues__what">
            <bdi>{said.title}</bdi>
          </span>
          {said.about === null ? null : <bdi className="cues__about">{said.about}</bdi>}
          {next.kind !== 'note' && next.note !== '' ? <bdi className="quiet">{next.note}</bdi> : null}
        </button>
      )}
      <div className="cues__steps">
        <button
          type="button"
          className="button"
          disabled={atStart || busy !== null}
          onClick={cues.back}
          aria-keyshortcuts="PageUp"
        >
          {t('cues.back')}
        </button>
        <button
          type="button"
          className="button"
          disabled={next === null || busy !== null}
          onClick={() => {
            if (next !== null) cues.mark(next.id, true);
          }}
        >
          {t('cues.skip')}
        </button>
      </div>
    </div>
  );
}

function CueList({ cues, words }: { cues: CueRun; words: (cue: Cue) => CueWords }): ReactElement {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const { sheet, next } = cues;
  const currentId = sheet?.state.currentId ?? null;
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [currentId]);
  return (
    <ol className="cues__list" ref={list} tabIndex={0} aria-label={t('cues.title')}>
      {sheet?.cues.map((cue) => {
        const done = sheet.state.done[cue.id];
        const said = words(cue);
        const place = cue.id === currentId ? ' cue--here' : cue.id === next?.id ? ' cue--next' : '';
        return (
          <li
            key={cue.id}
            className={`cue${done === undefined ? '' : ' cue--done'}${place}`}
            aria-current={cue.id === currentId ? 'step' : undefined}
          >
            <button
              type="button"
              className="cue__mark"
              aria-pressed={done !== undefined}
              aria-label={t(done === undefined ? 'cues.markDone' : 'cues.markOpen', { cue: said.whole })}
              disabled={cues.busy !== null}
              onClick={() => cues.mark(cue.id, done === undefined)}
            >
              {done === undefined ? null : <Icon name="check" />}
            </button>
            <span className="cue__words">
              <bdi className="cue__title">{said.title}</bdi>
              {said.about === null ? null : (
                <bdi className={said.gone ? 'cue__gone' : 'cue__about'}>{said.about}</bdi>
              )}
              {cue.kind !== 'note' && cue.note !== '' ? <bdi className="quiet">{cue.note}</bdi> : null}
              {done === undefined ? null : <DoneLine done={done} />}
            </span>
            {cue.kind === 'note' ? null : (
              <button
                type="button"
                className="button button--plain cue__run"
                aria-label={t('cues.runThis', { cue: said.whole })}
                disabled={cues.busy !== null}
                onClick={() => cues.run(cue)}
              >
                {t('cues.runShort')}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function DoneLine({ done }: { done: CueDone }): ReactElement {
  const { t } = useTranslation();
  const said = { time: clockTime(done.at), name: done.by };
  return (
    <span className="quiet figures">
      {done.how === 'ran' ? t('cues.doneAt', said) : t('cues.skippedAt', said)}
    </span>
  );
}

function RestartButton({ cues }: { cues: CueRun }): ReactElement | null {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const { state } = cues.sheet ?? {};
  if (state === undefined || (state.currentId === null && Object.keys(state.done).length === 0)) return null;
  return (
    <>
      <button type="button" className="button button--plain" onClick={() => setAsking(true)}>
        {t('cues.restart')}
      </button>
      {asking ? (
        <Dialog
          title={t('cues.restartTitle')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <button type="button" className="button" onClick={() => setAsking(false)}>
                {t('common.cancel')}
              </button>
              <button
                type="button"
                className="button button--primary"
                onClick={() => {
                  setAsking(false);
                  cues.restart();
                }}
              >
                {t('cues.restart')}
              </button>
            </>
          }
        >
          <p>{t('cues.restartText')}</p>
        </Dialog>
      ) : null}
    </>
  );
}

function EndQuestion({ answer }: { answer: (yes: boolean) => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog
      title={t('cues.endTitle')}
      onClose={() => answer(false)}
      actions={
        <>
          <button type="button" className="button" onClick={() => answer(false)}>
            {t('common.cancel')}
          </button>
          <button type="button" className="button button--danger-filled" onClick={() => answer(true)}>
            {t('cues.endTitle')}
          </button>
        </>
      }
    >
      <p>{t('cues.endText')}</p>
    </Dialog>
  );
}
