import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNews } from '../../../hooks/use-news.ts';
import { useRequest } from '../../../hooks/use-request.ts';
import '../../../i18n/help-desk.ts';

/**
 * How many requests for help wait, and of how many kinds.
 * @param children draws the figure
 */
export function HelpFigure(props: {
  courseId: string;
  children: (figure: { label: string; value: number; hint: string }) => ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId } = props;
  const list = useRequest('GET /api/courses/:courseId/tickets', {
    params: { courseId },
    query: { state: 'open', limit: 1 },
  });
  useNews(['help.changed'], list.reload, 500);
  const { open, groups } = list.kind === 'ready' ? list.data : { open: 0, groups: [] };
  const kinds = groups.filter((one) => one.open > 0).length;
  return (
    <>
      {props.children({
        label: t('helpDesk.figure'),
        value: open,
        hint: open === 0 ? t('helpDesk.figureNone') : t('helpDesk.figureHint', { count: kinds }),
      })}
    </>
  );
}
