import { useTranslation } from 'react-i18next';
import type { CheckResult, readinessLimits } from '../../../src/contract/readiness.ts';
import type { Step } from './use-check.ts';
import '../../i18n/readiness.ts';

/** The types pin these to the contract's: importing the values would bring the schemas' library into the page. */
const least: Pick<typeof readinessLimits, 'downKbps' | 'upKbps'> = { downKbps: 4000, upKbps: 1000 };

export function stepTone(step: Step, result: Partial<CheckResult>): 'good' | 'bad' {
  return isGood(step, result) ? 'good' : 'bad';
}

function isGood(step: Step, result: Partial<CheckResult>): boolean {
  switch (step) {
    case 'browser':
      return result.browserUsable === true;
    case 'path':
      return result.path !== null && result.path !== undefined;
    case 'download':
      return (result.downKbps ?? 0) >= least.downKbps;
    case 'upload':
      return (result.upKbps ?? 0) >= least.upKbps;
    case 'camera':
      return result.camera === 'ok';
    case 'microphone':
      return result.microphone === 'ok';
    case 'speakers':
      return result.speakers === 'heard';
  }
}

/** A rate in Mbit/s with one place. */
export function megabits(kbps: number): string {
  return (kbps / 1000).toFixed(1);
}

const pathWords = { udp: 'readiness.viaUdp', tcp: 'readiness.viaTcp', relay: 'readiness.viaRelay' } as const;

/** What was found in a step: the value when it is fine, what to do when it is not. */
export function useStepWords(): (step: Step, result: Partial<CheckResult>) => string {
  const { t } = useTranslation();
  const rate = (kbps: number | null | undefined, way: 'download' | 'upload', good: boolean): string => {
    if (kbps === null || kbps === undefined) return t('readiness.advice.unmeasured');
    if (good) return t('readiness.rate', { rate: megabits(kbps) });
    const needed = megabits(way === 'download' ? least.downKbps : least.upKbps);
    return t(`readiness.advice.${way}`, { rate: megabits(kbps), least: needed });
  };
  return (step, result) => {
    const good = isGood(step, result);
    switch (step) {
      case 'browser': {
        const browser = result.browser ?? '';
        return good ? browser : t('readiness.advice.browser', { browser });
      }
      case 'path':
        return result.path
          ? t(pathWords[result.path], { rtt: Math.round(result.rttMs ?? 0) })
          : t('readiness.advice.path');
      case 'download':
        return rate(result.downKbps, 'download', good);
      case 'upload':
        return rate(result.upKbps, 'upload', good);
      case 'camera':
        return t(`readiness.device.${result.camera ?? 'skipped'}`);
      case 'microphone':
        return t(`readiness.device.${result.microphone ?? 'skipped'}`);
      case 'speakers':
        return good ? t('readiness.good') : t('readiness.advice.speakers');
    }
  };
}
