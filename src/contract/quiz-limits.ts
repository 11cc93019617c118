/** Bounds of quizzes and exams. Each has its reason; none is a tuning knob. */
export const quizLimits = {
  /** Characters of a question: a case that is told on one page of a phone. */
  text: 2_000,
  /** Characters of an option, of an item to be ordered or matched, and of an accepted form. */
  option: 300,
  /** Characters of an explanation. */
  explanation: 2_000,
  /** Characters of a topic. */
  topic: 60,
  /** Options of a choice, items to be ordered, pairs to be matched: more do not fit a phone without losing one's way. */
  options: 10,
  /** Blanks of one fill-in question. */
  blanks: 8,
  /** Forms that one blank accepts. */
  accepted: 12,
  /** Points of one question, in hundredths. */
  points: 10_000,
  /** Questions of one course's bank: ten times the largest course's. */
  perBank: 5_000,
  /** Questions of one quiz or exam. */
  perQuiz: 200,
  /** Quizzes and exams of one course. */
  perCourse: 300,
  /** Characters of a short answer: two pages of a phone. */
  shortAnswer: 2_000,
  /** Characters of a blank's answer. */
  blankAnswer: 200,
  /** Bytes of a picture in a question, which 557 phones load in the same minute. */
  pictureBytes: 1024 * 1024,
  /** Bytes of a file of questions. */
  importBytes: 16 * 1024 * 1024,
  /** Seconds that a quiz or exam may last or stay open: one day. */
  duration: 86_400,
  /** Attempts that one person may have. */
  attempts: 10,
  /** Answers that one request may save: a whole paper after a long time without a line. */
  answersAtOnce: 200,
  /** Characters of a reason for a marking, a correction or an appeal. */
  reason: 500,
} as const;

/** Milliseconds between two news of a quiz's progress to the same people, at least. */
export const quizNewsMs = 1_000;

export const questionKinds = [
  'single',
  'multiple',
  'trueFalse',
  'fill',
  'ordering',
  'matching',
  'short',
] as const;
