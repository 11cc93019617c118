import type { ComponentType } from 'react';
import { lazyView } from '../common/lazy-view.tsx';

/** What each section is called stands in the texts under `liaison.section`. */
export type SectionId =
  | 'signIn'
  | 'rollCall'
  | 'readiness'
  | 'today'
  | 'branches'
  | 'patrol'
  | 'questions'
  | 'quiz'
  | 'group'
  | 'staff'
  | 'materials'
  | 'reflection'
  | 'help'
  | 'stage';

export interface LiaisonSection {
  id: SectionId;
  /** Loaded when the section is opened: the phone's first load carries none of them. */
  Content: ComponentType;
  /** Open from the start. */
  open: boolean;
  /** What is unread in it stands beside its name. */
  unread?: 'groups' | 'staff' | 'findings';
}

/** The day in order, from before class to after it. A further one needs its name in `SectionId` and a line here. */
export const sections: readonly LiaisonSection[] = [
  {
    id: 'today',
    Content: lazyView(async () => (await import('./today-section.tsx')).TodaySection),
    open: true,
  },
  {
    id: 'readiness',
    Content: lazyView(async () => (await import('../readiness/readiness-panel.tsx')).ReadinessPanel),
    open: false,
  },
  {
    id: 'branches',
    Content: lazyView(async () => (await import('./branches-section.tsx')).BranchesSection),
    open: true,
  },
  {
    id: 'patrol',
    Content: lazyView(async () => (await import('./findings-section.tsx')).FindingsSection),
    open: true,
    unread: 'findings',
  },
  {
    id: 'questions',
    Content: lazyView(async () => (await import('../questions/room-questions.tsx')).RoomQuestions),
    open: false,
  },
  {
    id: 'quiz',
    Content: lazyView(async () => (await import('../quiz-class/room-section.tsx')).RoomQuizzes),
    open: true,
  },
  {
    id: 'group',
    Content: lazyView(async () => (await import('../messages/group-panel.tsx')).GroupPanel),
    open: false,
    unread: 'groups',
  },
  {
    id: 'staff',
    Content: lazyView(async () => (await import('../messages/staff-line-panel.tsx')).StaffLinePanel),
    open: false,
    unread: 'staff',
  },
  {
    id: 'materials',
    Content: lazyView(async () => (await import('../materials/materials-panel.tsx')).MaterialsPanel),
    open: false,
  },
  {
    id: 'reflection',
    Content: lazyView(async () => (await import('../reflection/room-reflections.tsx')).RoomReflections),
    open: false,
  },
  {
    id: 'help',
    Content: lazyView(async () => (await import('../help/help-section.tsx')).HelpSection),
    open: false,
  },
  {
    id: 'stage',
    Content: lazyView(async () => (await import('./stage-section.tsx')).StageSection),
    open: false,
  },
];
