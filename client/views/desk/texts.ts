// The texts of all that the desk shows.
import '../../i18n/attendance-desk.ts';
import '../../i18n/course-setup.ts';
import '../../i18n/desk.ts';
import '../../i18n/identity.ts';
import '../../i18n/materials.ts';
import '../../i18n/messages.ts';
import '../../i18n/patrol-desk.ts';
import '../../i18n/patrol-findings.ts';
import '../../i18n/polls.ts';
import '../../i18n/questions.ts';
import '../../i18n/quiz-desk.ts';
import '../../i18n/readiness.ts';
import '../../i18n/records.ts';
import '../../i18n/schedule.ts';
import '../../i18n/score.ts';
import '../../i18n/score-desk.ts';
import '../../i18n/server.ts';
