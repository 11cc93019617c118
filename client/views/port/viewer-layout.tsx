import type { ReactElement, ReactNode } from 'react';
import { useClassroom } from '../../hooks/use-classroom.ts';
import { HelpSlot } from '../common/help-slot.tsx';
import { LanguageSwitch } from '../common/language-switch.tsx';
import './port.css';

/** Portrait: the picture on top, the rest below. Landscape and laptop: the picture with a side column. */
export function ViewerLayout(props: {
  stage: ReactNode;
  controls?: ReactNode;
  children: ReactNode;
}): ReactElement {
  const { lesson, course } = useClassroom();
  return (
    <div className="page viewer" data-theme="light">
      <div className="viewer__stage" data-theme="dark">
        {props.stage}
      </div>
      <main className="viewer__side">
        <header className="viewer__head">
          <div>
            <p className="quiet">{course?.name}</p>
            <h1>{lesson?.title}</h1>
          </div>
          <div className="viewer__tools">
            <HelpSlot />
            <LanguageSwitch />
          </div>
        </header>
        {props.controls}
        {props.children}
      </main>
    </div>
  );
}
