import { useRef, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Entered, SecondStep as Step, StepAsked } from '../../session/entrance.ts';
import { lazyView, Pending } from '../common/lazy-view.tsx';

const SecondStep = lazyView(async () => (await import('./second-step.tsx')).SecondStep);

/**
 * The second step with its texts, which most who come in never need.
 * @param props.send sends name and password again, with the second step; rejects with ClientError
 */
export function LazyStep<T extends Entered>(props: {
  asked: StepAsked;
  name: string;
  send: (step: Step) => Promise<T>;
  onEntered: (result: T) => void;
  onBack: () => void;
}): ReactElement {
  const { t } = useTranslation();
  const { send, onEntered, ...rest } = props;
  const result = useRef<T>(null);
  const keep = async (step: Step): Promise<T> => {
    const answer = await send(step);
    result.current = answer;
    return answer;
  };
  const go = (): void => {
    if (result.current !== null) onEntered(result.current);
  };
  return (
    <Pending fallback={<section className="entrance__form card quiet">{t('identity.busy')}</section>}>
      <SecondStep {...rest} send={keep} onEntered={go} />
    </Pending>
  );
}
