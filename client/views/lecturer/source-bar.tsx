import { useId, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useDevices, useLevel, useSender } from '../../hooks/use-sender.ts';
import type { CaptureSource, CaptureState, DeviceChoice } from '../../session/types.ts';
import { Icon, type IconName } from '../common/icon.tsx';
import { ClipControl } from './stage/clip-control.tsx';
import { consoleKeys } from './use-console-keys.ts';
import type { ConsoleActions } from './use-console-actions.ts';

const icons: Record<CaptureSource, { on: IconName; off: IconName }> = {
  camera: { on: 'camera', off: 'cameraOff' },
  screen: { on: 'screen', off: 'screen' },
  microphone: { on: 'microphone', off: 'microphoneOff' },
};

/** Camera, screen and microphone as large toggles, each with its device below it. */
export function SourceBar({ actions }: { actions: ConsoleActions }): ReactElement {
  const { t } = useTranslation();
  const { state, sender } = useSender();
  const devices = useDevices();
  const { camera, screen, microphone } = state.sources;
  const choose = (source: 'camera' | 'microphone', deviceId: string): void => {
    // A device that does not open shows as the source's problem.
    sender.choose(source, deviceId).catch(() => undefined);
  };
  return (
    <div className="sources">
      <Source source="camera" state={camera} onToggle={() => actions.toggle('camera')}>
        <DeviceSelect
          label={t('lecturer.chooseCamera')}
          devices={devices.cameras}
          chosen={devices.cameraId}
          unnamed={(number) => t('lecturer.unnamedCamera', { number })}
          onChoose={(id) => choose('camera', id)}
        />
      </Source>
      <Source source="screen" state={screen} onToggle={() => actions.toggle('screen')}>
        <p className="source__hint">
          {screen.on ? (screen.withSound ? t('lecturer.screenWithSound') : null) : t('lecturer.screenHint')}
        </p>
      </Source>
      <ClipControl />
      <Source
        source="microphone"
        state={microphone}
        onToggle={() => actions.toggle('microphone')}
        meter={microphone.on ? <LevelMeter /> : null}
      >
        <DeviceSelect
          label={t('lecturer.chooseMicrophone')}
          devices={devices.microphones}
          chosen={devices.microphoneId}
          unnamed={(number) => t('lecturer.unnamedMicrophone', { number })}
          onChoose={(id) => choose('microphone', id)}
        />
      </Source>
    </div>
  );
}

interface SourceProps {
  source: CaptureSource;
  state: CaptureState;
  onToggle: () => void;
  meter?: ReactNode;
  children: ReactNode;
}

function Source({ source, state, onToggle, meter, children }: SourceProps): ReactElement {
  const { t } = useTranslation();
  const word = state.opening ? t('lecturer.opening') : state.on ? t('lecturer.on') : t('lecturer.off');
  return (
    <div className="source">
      <button
        type="button"
        className="source__toggle"
        aria-pressed={state.on}
        aria-keyshortcuts={consoleKeys[source]}
        disabled={state.opening}
        onClick={onToggle}
      >
        <Icon name={state.on ? icons[source].on : icons[source].off} />
        <span className="source__name">
          {t(`lecturer.${source}`)}
          <span className="source__word">{word}</span>
        </span>
        <kbd>{consoleKeys[source]}</kbd>
        {meter}
      </button>
      {state.problem === null ? (
        children
      ) : (
        <p className="source__problem" role="alert">
          <Icon name="warning" />
          {t(`lecturer.problem.${state.problem}`)}
        </p>
      )}
    </div>
  );
}

interface DeviceSelectProps {
  label: string;
  devices: readonly DeviceChoice[];
  chosen: string | null;
  unnamed: (number: number) => string;
  onChoose: (id: string) => void;
}

function DeviceSelect({ label, devices, chosen, unnamed, onChoose }: DeviceSelectProps): ReactElement {
  const { t } = useTranslation();
  const id = useId();
  return (
    <>
      <label className="only-spoken" htmlFor={id}>
        {label}
      </label>
      <select
        id={id}
        className="field source__device"
        value={chosen ?? ''}
        disabled={devices.length === 0}
        onChange={(event) => onChoose(event.target.value)}
      >
        {devices.length === 0 ? <option value="">{t('lecturer.noDevice')}</option> : null}
        {devices.map((device, place) => (
          <option key={device.id} value={device.id}>
            {device.label === '' ? unnamed(place + 1) : device.label}
          </option>
        ))}
      </select>
    </>
  );
}

/** Linear levels look dead at a speaking voice; the square root spreads what people hear. */
function LevelMeter(): ReactElement {
  const level = useLevel();
  return (
    <span className="meter" aria-hidden="true">
      <span className="meter__bar" style={{ transform: `scaleX(${Math.sqrt(Math.min(1, level))})` }} />
    </span>
  );
}
