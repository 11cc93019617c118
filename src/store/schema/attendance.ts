import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type {
  AttendanceChange,
  AttendancePolicy,
  ContradictionKind,
  MarkState,
  ReminderAbout,
  SignInMethod,
  WindowKind,
} from '../../contract/attendance.ts';
import { idColumn, moment } from './columns.ts';
import { course, lesson } from './course.ts';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

const ofCourse = () =>
  idColumn('course_id')
    .notNull()
    .references(() => course.id, { onDelete: 'cascade' });
const ofLesson = () =>
  idColumn('lesson_id')
    .notNull()
    .references(() => lesson.id, { onDelete: 'cascade' });

/** How a course counts attendance. A course without a row has the usual policy. */
export const attendancePolicy = pgTable('attendance_policy', {
  courseId: idColumn('course_id')
    .primaryKey()
    .references(() => course.id, { onDelete: 'cascade' }),
  policy: jsonb('policy').$type<AttendancePolicy>().notNull(),
  revision: integer('revision').notNull(),
});

/** A window asked for mid-lesson. The lesson's own window has no row: it follows from the timetable and the policy. */
export const attendanceWindow = pgTable(
  'attendance_window',
  {
    id: idColumn('id').primaryKey(),
    lessonId: ofLesson(),
    /** Its number in the lesson, from 1; in the codes. The lesson's own window is 0. */
    ordinal: smallint('ordinal').notNull(),
    kind: text('kind').$type<Exclude<WindowKind, 'start'>>().notNull(),
    opensAt: moment('opens_at').notNull(),
    closesAt: moment('closes_at').notNull(),
    /** Closed before its time; what was signed until then counts. */
    closedAt: moment('closed_at'),
    /** Chosen by the page that asked, so that asking twice opens one. */
    requestId: idColumn('request_id').notNull(),
    sessionId: idColumn('session_id').notNull(),
    byName: text('by_name').notNull(),
  },
  (table) => [
    unique('attendance_window_ordinal').on(table.lessonId, table.ordinal),
    unique('attendance_window_request').on(table.lessonId, table.requestId),
    check('attendance_window_closes_after_it_opens', sql`${table.closesAt} > ${table.opensAt}`),
  ],
);

/** A fault of the line during which a branch or port could not sign in; its windows are longer by as much. */
export const attendanceLoss = pgTable(
  'attendance_loss',
  {
    lessonId: ofLesson(),
    /** `branch:<id>` or `port:<trainee id>`. */
    place: text('place').notNull(),
    from: moment('from_at').notNull(),
    until: moment('until_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.lessonId, table.place, table.from] }),
    check('attendance_loss_ends_after_it_begins', sql`${table.until} > ${table.from}`),
  ],
);

/** The place where a code is shown: what stands for lesson and branch in the code, which has to be short. */
export const attendancePoint = pgTable(
  'attendance_point',
  {
    /** Eight letters and digits, by chance. */
    ref: text('ref').primaryKey(),
    lessonId: ofLesson(),
    branchId: idColumn('branch_id').notNull(),
  },
  (table) => [unique('attendance_point_of_branch').on(table.lessonId, table.branchId)],
);

/** Who signed in with a device in a lesson first. Anybody else on it needs the liaison. */
export const attendanceDevice = pgTable(
  'attendance_device',
  {
    lessonId: ofLesson(),
    deviceId: idColumn('device_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.deviceId] })],
);

/** A sign-in. One for each person and window, however often it is sent. People and branches are named by id: the roster has the names. */
export const attendanceSignIn = pgTable(
  'attendance_sign_in',
  {
    lessonId: ofLesson(),
    /** The id of a row of `attendance_window`, or of the lesson for its own window. */
    windowId: idColumn('window_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    courseId: ofCourse(),
    method: text('method').$type<SignInMethod>().notNull(),
    /** The moment that counts: when the server saw the code, or the tap where there is none. */
    at: moment('at').notNull(),
    /** When it was written down. */
    receivedAt: moment('received_at').notNull(),
    lateMinutes: integer('late_minutes').notNull(),
    /** Where the code was; null on a port. */
    branchId: idColumn('branch_id'),
    branchName: text('branch_name'),
    elsewhere: boolean('elsewhere').notNull(),
    deviceId: idColumn('device_id'),
    sessionId: idColumn('session_id').notNull(),
    /** Who entered or confirmed it. */
    byName: text('by_name'),
  },
  (table) => [
    primaryKey({ columns: [table.lessonId, table.windowId, table.traineeId] }),
    index('attendance_sign_in_by_course').on(table.courseId),
    index('attendance_sign_in_by_trainee').on(table.traineeId),
  ],
);

/** A second person on a device, who waits for the liaison. */
export const attendanceRequest = pgTable(
  'attendance_request',
  {
    id: idColumn('id').primaryKey(),
    lessonId: ofLesson(),
    windowId: idColumn('window_id').notNull(),
    traineeId: idColumn('trainee_id').notNull(),
    deviceId: idColumn('device_id').notNull(),
    otherTraineeId: idColumn('other_trainee_id').notNull(),
    branchId: idColumn('branch_id'),
    branchName: text('branch_name'),
    elsewhere: boolean('elsewhere').notNull(),
    method: text('method').$type<SignInMethod>().notNull(),
    at: moment('at').notNull(),
    lateMinutes: integer('late_minutes').notNull(),
    sessionId: idColumn('session_id').notNull(),
    state: text('state').$type<'waiting' | 'confirmed' | 'denied'>().notNull().default('waiting'),
    decidedBy: text('decided_by'),
    decidedAt: moment('decided_at'),
  },
  (table) => [
    uniqueIndex('attendance_request_of_person').on(table.lessonId, table.windowId, table.traineeId),
    index('attendance_request_by_branch').on(table.lessonId, table.branchId),
  ],
);

/** A room's roll call. */
export const attendanceRollCall = pgTable(
  'attendance_roll_call',
  {
    lessonId: ofLesson(),
    branchId: idColumn('branch_id').notNull(),
    revision: integer('revision').notNull(),
    heads: integer('heads'),
    note: text('note').notNull(),
    photoId: idColumn('photo_id'),
    signedOffAt: moment('signed_off_at'),
    signedOffBy: text('signed_off_by'),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.branchId] })],
);

/** What the liaison says of one person. */
export const attendanceMark = pgTable(
  'attendance_mark',
  {
    lessonId: ofLesson(),
    traineeId: idColumn('trainee_id').notNull(),
    /** Whose liaison said it. */
    branchId: idColumn('branch_id').notNull(),
    state: text('state').$type<MarkState>().notNull(),
    at: moment('at').notNull(),
    byName: text('by_name').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.traineeId] })],
);

/** The photo of a room. */
export const attendancePhoto = pgTable(
  'attendance_photo',
  {
    id: idColumn('id').primaryKey(),
    lessonId: ofLesson(),
    branchId: idColumn('branch_id').notNull(),
    at: moment('at').notNull(),
    content: bytes('content').notNull(),
  },
  (table) => [index('attendance_photo_of_room').on(table.lessonId, table.branchId)],
);

/** A time without a gap in which a screen or port was connected and its page was in one state. */
export const attendancePresence = pgTable(
  'attendance_presence',
  {
    lessonId: ofLesson(),
    /** `branch:<id>` for the devices of a branch, `port:<trainee id>`. */
    place: text('place').notNull(),
    from: moment('from_at').notNull(),
    until: moment('until_at').notNull(),
    state: text('state').$type<'watching' | 'idle' | 'hidden' | 'held'>().notNull(),
    /** It went on when this was written; after a kill, it ended there. */
    open: boolean('open').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.place, table.from] })],
);

/** The organiser's decision about one person in one lesson. */
export const attendanceDecision = pgTable(
  'attendance_decision',
  {
    lessonId: ofLesson(),
    traineeId: idColumn('trainee_id').notNull(),
    state: text('state').$type<MarkState>().notNull(),
    reason: text('reason').notNull(),
    byName: text('by_name').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.traineeId] })],
);

/** A contradiction of a whole branch that the organiser let stand. */
export const attendanceSettlement = pgTable(
  'attendance_settlement',
  {
    lessonId: ofLesson(),
    branchId: idColumn('branch_id').notNull(),
    kind: text('kind').$type<ContradictionKind>().notNull(),
    reason: text('reason').notNull(),
    byName: text('by_name').notNull(),
    at: moment('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.branchId, table.kind] })],
);

/** The newest reminder of each kind to the liaison of a branch. */
export const attendanceReminder = pgTable(
  'attendance_reminder',
  {
    lessonId: ofLesson(),
    branchId: idColumn('branch_id').notNull(),
    about: text('about').$type<ReminderAbout>().notNull(),
    at: moment('at').notNull(),
    byName: text('by_name'),
  },
  (table) => [primaryKey({ columns: [table.lessonId, table.branchId, table.about] })],
);

/** Who changed what and why. Rows are only ever added. */
export const attendanceChange = pgTable(
  'attendance_change',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    lessonId: ofLesson(),
    at: moment('at').notNull(),
    /** Null for what happened by itself. */
    sessionId: idColumn('session_id'),
    byName: text('by_name'),
    what: text('what').$type<AttendanceChange['what']>().notNull(),
    traineeId: idColumn('trainee_id'),
    branchId: idColumn('branch_id'),
    before: text('before'),
    after: text('after'),
    reason: text('reason').notNull().default(''),
  },
  (table) => [
    index('attendance_change_by_lesson').on(table.lessonId, table.id),
    index('attendance_change_by_trainee').on(table.lessonId, table.traineeId),
  ],
);
