import { Tabs } from 'antd';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Lesson } from '../../../../src/contract/course.ts';
import { BankView } from './bank-view.tsx';
import { QuizzesView } from './quizzes-view.tsx';
import './quiz-desk.css';

/** The questions of a course, and the quizzes and exams that are made of them. */
export function QuizView(props: {
  courseId: string;
  lessons: readonly Lesson[];
  lessonId: string | null;
}): ReactElement {
  const { t } = useTranslation();
  const { courseId } = props;
  return (
    <Tabs
      destroyOnHidden
      items={[
        { key: 'bank', label: t('quizDesk.bank'), children: <BankView courseId={courseId} /> },
        { key: 'quizzes', label: t('quizDesk.quizzes'), children: <QuizzesView {...props} /> },
      ]}
    />
  );
}
