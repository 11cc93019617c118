import { useState } from 'react';
import { ClientError } from '../../session/client-error.ts';
import { stepAsked, type Entered, type SecondStep, type StepAsked } from '../../session/entrance.ts';
import { useSubmission } from './form-parts.tsx';

/**
 * Name and password first; where the server asks for more, the second step with them.
 * @param send rejects with ClientError
 */
export function useTwoSteps<T extends Entered>(
  send: (step: SecondStep) => Promise<T>,
  done: (result: T) => void,
): ReturnType<typeof useSubmission> & {
  /** What is asked for beside the password; null before. */
  asked: StepAsked | null;
  /** Back to name and password. */
  back: () => void;
} {
  const [asked, setAsked] = useState<StepAsked | null>(null);
  const first = async (): Promise<T | StepAsked> => {
    try {
      return await send({});
    } catch (thrown) {
      const step = stepAsked(ClientError.from(thrown));
      if (step === null) throw thrown;
      return step;
    }
  };
  const submission = useSubmission(first, (result) => {
    if (typeof result === 'string') setAsked(result);
    else done(result);
  });
  return { ...submission, asked, back: () => setAsked(null) };
}
