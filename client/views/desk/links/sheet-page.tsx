import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../../src/contract/course.ts';
import type { SheetPage } from '../../../../src/contract/invitation.ts';
import { addressOf } from './link-words.ts';
import { QrCode } from './qr-code.tsx';

/** One branch's page: its name, three steps with their codes, and whom to call. */
export function SheetPageView(props: { courseName: string; help: string; page: SheetPage }): ReactElement {
  const { t } = useTranslation();
  const { courseName, help, page } = props;
  const facts = [
    t(`identity.sheet.level${page.level}`),
    page.parentName === null ? '' : t('identity.sheet.parent', { name: page.parentName }),
    page.place === '' ? '' : t('identity.sheet.place', { place: page.place }),
  ].filter((fact) => fact !== '');
  const hasLiaison = page.liaisonName !== '' || page.liaisonPhone !== '';
  return (
    <article className="sheet-page" aria-label={page.name}>
      <header>
        <p className="sheet-page__course">{courseName}</p>
        <h2>{page.name}</h2>
        <p>{facts.join(' · ')}</p>
      </header>
      <ol className="sheet-page__steps">
        <Step
          number={1}
          title={t('identity.sheet.step1')}
          text={t('identity.sheet.step1Text', { address: location.origin })}
        >
          <CodeWord link={page.screen} />
        </Step>
        <Step number={2} title={t('identity.sheet.step2')} text={t('identity.sheet.step2Text')}>
          <Code link={page.liaison} label={t('identity.sheet.step2')} />
        </Step>
        <Step number={3} title={t('identity.sheet.step3')} text={t('identity.sheet.step3Text')}>
          <Code link={page.trainee} label={t('identity.sheet.step3')} />
        </Step>
      </ol>
      <footer>
        {hasLiaison ? (
          <p>{t('identity.sheet.liaison', { name: page.liaisonName, phone: page.liaisonPhone })}</p>
        ) : null}
        {help === '' ? null : <p>{t('identity.sheet.help', { help })}</p>}
      </footer>
    </article>
  );
}

function Step(props: { number: number; title: string; text: string; children: ReactNode }): ReactElement {
  return (
    <li className="sheet-page__step">
      <span className="sheet-page__number">{props.number}</span>
      <div>
        <h3>{props.title}</h3>
        <p>{props.text}</p>
      </div>
      {props.children}
    </li>
  );
}

function Code({ link, label }: { link: Invitation | null; label: string }): ReactElement {
  const { t } = useTranslation();
  if (link === null) return <span className="sheet-page__none">{t('identity.sheet.none')}</span>;
  return (
    <div className="sheet-page__code">
      <QrCode link={addressOf(link)} label={label} size="42mm" />
      <span className="figures">{link.code}</span>
    </div>
  );
}

/** A computer scans nothing: the screen's code is typed. */
function CodeWord({ link }: { link: Invitation | null }): ReactElement {
  const { t } = useTranslation();
  if (link === null) return <span className="sheet-page__none">{t('identity.sheet.none')}</span>;
  return (
    <div className="sheet-page__code">
      <span>{t('identity.sheet.screenCode')}</span>
      <strong className="sheet-page__word">{link.code}</strong>
    </div>
  );
}
