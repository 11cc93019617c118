/** The panels of the console's right third, in their order. */
export const sideTabs = ['questions', 'hands', 'polls', 'quiz', 'branches', 'cues', 'staff'] as const;
export type SideTab = (typeof sideTabs)[number];

/** The key that opens each. */
export const sideKeys: Record<SideTab, string> = {
  questions: 'Q',
  hands: 'H',
  polls: 'P',
  quiz: 'Z',
  branches: 'B',
  cues: 'R',
  staff: 'T',
};
