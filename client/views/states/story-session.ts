import type { Counts, LecturerState, LessonPhase } from '../../../src/contract/classroom.ts';
import type { CommandName, CommandOutput, RouteName, RouteOutput } from '../../../src/contract/index.ts';
import type { Role } from '../../../src/contract/roles.ts';
import type { Api, ApiInput } from '../../session/api.ts';
import { ClientError, type ClientErrorCode } from '../../session/client-error.ts';
import { State } from '../../session/observable.ts';
import type {
  CaptureState,
  ClassSession,
  ClassroomState,
  ConnectionState,
  MediaPhase,
  Picture,
  PictureSource,
  QualityWord,
  Sender,
  SenderState,
  SoundState,
  UpstreamWord,
} from '../../session/types.ts';
import type { DeskView } from '../desk/desk-choice.ts';
import {
  storyChange,
  storyCourse,
  storyInvitations,
  storyLesson,
  storyLessons,
  storyNow,
  storyParticipant,
  storyReport,
  storyRoster,
} from './story-data.ts';
import {
  attendanceAnswer,
  storyOwnAttendance,
  storyRoom,
  type StoryAttendance,
} from './story-attendance-data.ts';
import { aftercareAnswers, type StoryAftercare } from './story-aftercare.ts';
import { cueAnswer, storySheet, type StoryCues } from './story-cues-data.ts';
import { storyEntries, storyOwnBranches, storyOwnRoster, storyTrainees } from './story-liaison.ts';
import { messageAnswers, type StoryMessages } from './story-messages-data.ts';
import {
  pollStoryAnswer,
  storyPoll,
  storyPollOwn,
  storyPolls,
  storyPollShown,
  type StoryPolls,
} from './story-polls-data.ts';
import {
  patrolStoryAnswer,
  storyRoundRooms,
  storyRounds,
  storyFindingPage,
  storyPicture,
  storyRoomPatrol,
  type StoryPatrol,
} from './story-patrol.ts';
import { paperStoryAnswers, type StoryPaper } from './story-paper-data.ts';
import { quizClassAnswers, quizClassCommand, type StoryQuizClass } from './story-quiz-class.ts';
import { questionAnswer, storyShown, type StoryQuestions } from './story-questions-data.ts';
import { storyAccounts, storyServerLog } from './story-server.ts';
import {
  storyClip,
  storyClipPicture,
  storyGuestMedia,
  storyHands,
  storyOwnCall,
  storyStage,
  type StoryStage,
} from './story-stage.ts';
import { attendanceDeskAnswers, type StoryAttendanceDesk } from './story-attendance-desk.ts';
import { storyStream } from './story-streams.ts';
import { StoryStills, storyPatrolWatch } from './story-wall.ts';

/** What a story says about its moment; the rest is an ordinary day. */
export interface Story {
  role: Role;
  phase?: LessonPhase;
  connection?: ConnectionState;
  entry?: ClassroomState['entry'];
  lecturer?: LecturerState;
  show?: readonly ('camera' | 'screen' | 'microphone')[];
  media?: MediaPhase;
  quality?: QualityWord;
  sound?: SoundState;
  upstream?: UpstreamWord;
  capture?: Partial<Record<'camera' | 'screen' | 'microphone', Partial<CaptureState>>>;
  /** The lecturer's page was opened anew while the lesson is live. */
  notSending?: boolean;
  /** The liaison asked for the stage. */
  watching?: boolean;
  arrived?: number;
  courses?: 'none' | 'failing';
  /** An organiser without a course, of the whole server. */
  ofServer?: boolean;
  /** The room of the desk that is open. */
  desk?: DeskView;
  /** A change of the timetable waits to be confirmed. */
  timetableChanged?: boolean;
  /** Shows a part with questions instead of the whole page. */
  questions?: StoryQuestions;
  /** What is going on on the stage. */
  stage?: StoryStage;
  /** Shows a part with polls instead of the whole page. */
  polls?: StoryPolls;
  /** Shows a part with messages instead of the whole page. */
  messages?: StoryMessages;
  /** Shows the whole page with these parts in it. */
  whole?: boolean;
  /** What is going on in patrol. */
  patrol?: StoryPatrol;
  /** How far the cue sheet is. */
  cues?: StoryCues;
  /** The part of the page that is opened, counted from 0. */
  tab?: number;
  /** How far sign-in and roll call are. */
  attendance?: StoryAttendance;
  /** What the organiser's desk knows of attendance. */
  attendanceDesk?: StoryAttendanceDesk;
  /** How far a quiz of the class is. */
  quizClass?: StoryQuizClass;
  /** How far somebody who learns is with a quiz. */
  paper?: StoryPaper;
  /** Shows a part about help, reflections and feedback instead of the whole page. */
  aftercare?: StoryAftercare;
  /** The organiser has entered the class. */
  inClass?: boolean;
}

const done = async (): Promise<void> => undefined;

function picture(source: PictureSource): Picture {
  const subject = source === 'camera' ? 'camera' : 'screen';
  return {
    place: `lecturer ${source}`,
    participantId: 'lecturer',
    main: true,
    onAir: true,
    source,
    trackId: `track-${source}`,
    stream: storyStream(subject),
    motion: 'moving',
    since: storyNow,
    paused: false,
    layer: 2,
  };
}

function counts(arrived: number): Counts {
  return {
    branchesOnline: Math.max(0, arrived - 2),
    branchesTotal: storyCourse.branchCount,
    portsOnline: arrived === 0 ? 0 : 3,
    portsTotal: storyCourse.portCount,
    traineesOnline: arrived === 0 ? 0 : 531,
  };
}

function classroomState(story: Story, arrived: number): ClassroomState {
  const phase = story.phase ?? 'live';
  const attendance = storyOwnAttendance(story.attendance, story.role);
  const wide = story.role === 'organiser' || story.role === 'lecturer' || story.role === 'inspector';
  return {
    entry: story.entry ?? { kind: 'joined' },
    me: storyParticipant(story.role),
    branchName: storyParticipant(story.role).branchId === null ? null : '示例第一分课堂',
    lesson: storyLesson(phase),
    course: storyCourse,
    phase,
    stage: {
      ...storyStage(story.stage),
      lecturer: story.lecturer ?? 'here',
      lecturerSince: storyNow,
    },
    shown: storyShown(story.questions) ?? storyPollShown(story.polls),
    poll: storyPoll(story.polls),
    own: {
      ...(story.stage?.hand === undefined ? {} : { hand: story.stage.hand }),
      ...storyPollOwn(story.polls),
      ...(attendance === undefined ? {} : { attendance }),
    },
    counts: counts(arrived),
    roster: wide ? storyRoster(arrived) : story.role === 'liaison' ? storyOwnRoster(arrived) : null,
  };
}

function capture(story: Story, source: 'camera' | 'screen' | 'microphone'): CaptureState {
  const on = (story.show ?? ['camera', 'microphone']).includes(source);
  const stream = on && source !== 'microphone' ? storyStream(source) : null;
  const live = story.phase !== 'waiting' && story.notSending !== true;
  const usual = { on, opening: false, stream, withSound: false, onStage: on && live, problem: null };
  return { ...usual, ...story.capture?.[source] };
}

function storySender(story: Story): Sender {
  const idle =
    story.inClass === true ||
    story.phase === 'waiting' ||
    story.phase === 'ended' ||
    story.notSending === true;
  const state: SenderState = {
    phase: idle ? { kind: 'idle' } : { kind: 'sending', since: storyNow },
    place: story.stage?.place ?? 'air',
    replaced: story.stage?.replaced === true,
    sources: {
      camera: capture(story, 'camera'),
      screen: capture(story, 'screen'),
      microphone: capture(story, 'microphone'),
    },
  };
  return {
    state: new State(state),
    devices: new State({
      cameras: [{ id: 'camera-1', label: '示例摄像头(USB)' }],
      microphones: [{ id: 'microphone-1', label: '示例麦克风' }],
      cameraId: 'camera-1',
      microphoneId: 'microphone-1',
    }),
    upstream: new State({ word: story.upstream ?? (idle ? 'idle' : 'good'), report: null }),
    level: new State(0.3),
    prepare: done,
    goLive: done,
    end: done,
    standBy: done,
    takeOver: done,
    toggle: done,
    choose: done,
  };
}

function storyApi(story: Story): Api {
  const answers: Partial<Record<RouteName, unknown>> = {
    ...messageAnswers(story),
    ...aftercareAnswers,
    ...quizClassAnswers(story.quizClass),
    ...paperStoryAnswers(story.paper),
    ...attendanceDeskAnswers(story.attendanceDesk),
    'GET /api/retention': { courses: [] },
    'GET /api/courses': { courses: story.courses === 'none' ? [] : [storyCourse], demo: true },
    'GET /api/courses/:courseId': { course: storyCourse, branches: [], lessons: storyLessons },
    'GET /api/courses/:courseId/schedule': {
      courseName: storyCourse.name,
      lessons: storyLessons,
      unseen: story.timetableChanged === true ? [storyChange] : [],
    },
    'GET /api/courses/:courseId/lessons': {
      course: { id: storyCourse.id, name: storyCourse.name, revision: 1 },
      lessons: storyLessons.map((lesson) => ({ ...lesson, revision: 1 })),
    },
    'GET /api/courses/:courseId/branches': { branches: story.role === 'liaison' ? storyOwnBranches : [] },
    'GET /api/courses/:courseId/branches/:branchId/entry': { branches: storyEntries(story.arrived ?? 1) },
    'GET /api/courses/:courseId/materials': { materials: [] },
    'GET /api/courses/:courseId/feeds': { feeds: [] },
    'GET /api/courses/:courseId/rounds': { rounds: storyRounds(story.patrol) },
    'GET /api/courses/:courseId/rounds/:roundId': storyRoundRooms(),
    'GET /api/courses/:courseId/findings': storyFindingPage(story.role, story.patrol),
    'GET /api/courses/:courseId/lessons/:lessonId/patrol-plan': { minutes: [15, 60], ports: false },
    'GET /api/courses/:courseId/readiness/own': { check: null },
    'GET /api/courses/:courseId/units': { units: [] },
    'GET /api/courses/:courseId/trainees':
      story.role === 'liaison'
        ? { trainees: storyTrainees, total: storyTrainees.length }
        : { trainees: [], total: 0 },
    'GET /api/courses/:courseId/polls': { polls: storyPolls(story.polls) },
    'GET /api/courses/:courseId/lessons/:lessonId/cues': storySheet(story.cues),
    'GET /api/courses/:courseId/lessons/:lessonId/attendance/rooms/:branchId': storyRoom(story.attendance),
    'GET /api/courses/:courseId/audit': { entries: [], more: false, records: [] },
    'GET /api/sessions/:sessionId': {
      participant: {
        ...storyParticipant(story.role),
        ...(story.ofServer === true ? { courseId: null } : {}),
      },
      serverTime: storyNow,
    },
    'GET /api/accounts': { accounts: storyAccounts },
    'GET /api/audit': storyServerLog,
    'POST /api/demo': { courseId: storyCourse.id },
  };
  return {
    async request<N extends RouteName>(name: N, input: ApiInput<N>): Promise<RouteOutput<N>> {
      if (story.courses === 'failing' || story.messages === 'groupFailed') throw storyError('internal');
      const { query = {} }: { params?: object; query?: object; body?: unknown } = input;
      const asked = 'role' in query ? query.role : undefined;
      const invitations = storyInvitations.filter((one) => asked === undefined || one.role === asked);
      const answer = name === 'GET /api/courses/:courseId/invitations' ? { invitations } : answers[name];
      if (answer instanceof ClientError) throw answer;
      // The table above is written by the same types; TypeScript cannot follow the key through it.
      return answer as RouteOutput<N>;
    },
    upload: () => Promise.reject(storyError('offline')),
    download: () => Promise.reject(storyError('offline')),
    address: storyPicture,
  };
}

/** What a command answers; most are never answered, because a story stands still. */
async function storyCommand<N extends CommandName>(story: Story, name: N): Promise<CommandOutput<N>> {
  const answer =
    name === 'hand.list'
      ? storyHands(story.stage)
      : (cueAnswer(story.cues, name) ??
        questionAnswer(story.questions, name) ??
        attendanceAnswer(story.attendance, name) ??
        pollStoryAnswer(story.polls, name) ??
        quizClassCommand(story.quizClass, name) ??
        patrolStoryAnswer(story.role, story.patrol, name));
  if (story.questions === 'panelFailed') throw storyError('internal');
  if (answer === undefined) return new Promise(() => undefined);
  // The table is written by the same types; TypeScript cannot follow the name through it.
  return answer as CommandOutput<N>;
}

export function storyError(code: ClientErrorCode, details?: unknown): ClientError {
  return new ClientError(code, { reference: 'R7K2-40QX', details });
}

/** A session that stands still at one moment: the pages cannot tell it from a real one. */
export function storySession(story: Story): ClassSession {
  const arrived = story.arrived ?? storyCourse.branchCount;
  const show = story.show ?? ['camera', 'microphone'];
  const quality = story.quality ?? 'good';
  const sounds = show.includes('microphone')
    ? [
        {
          place: 'lecturer microphone',
          participantId: 'lecturer',
          main: true,
          onAir: true,
          audible: true,
          source: 'microphone' as const,
          trackId: 'sound',
          stream: new MediaStream(),
          paused: false,
        },
      ]
    : [];
  const guests = storyGuestMedia(story.stage);
  // The lecturer's own pictures do not come back.
  const fromMain =
    story.role === 'lecturer' && story.stage?.otherLive !== true ? [] : (['camera', 'screen'] as const);
  const pictures = [
    ...storyClipPicture(story.stage),
    ...fromMain.filter((source) => show.includes(source)).map(picture),
    ...guests.pictures,
  ];
  const locked = story.sound?.kind === 'locked';
  const stills = story.role === 'inspector' ? new StoryStills(story.patrol) : null;
  return {
    sessionId: 'story',
    role: story.role,
    api: storyApi(story),
    connection: new State(story.connection ?? { kind: 'online' }),
    notices: stills?.notices ?? { on: () => () => undefined },
    command: (name) => {
      stills?.asked(name);
      return storyCommand(story, name);
    },
    classroom: {
      state: new State(classroomState(story, arrived)),
      serverNow: () => storyNow,
      start: done,
      end: done,
      moveOn: done,
    },
    errors: () =>
      story.connection === undefined ? [] : [{ code: 'offline', reference: '', at: storyNow - 83_000 }],
    receiver:
      story.role === 'liaison' && story.watching !== true
        ? null
        : {
            state: new State({ phase: story.media ?? { kind: 'open' }, pictures, sounds }),
            quality: new State({ word: quality, report: storyReport() }),
            showAt: () => undefined,
          },
    sender: story.role === 'lecturer' || story.inClass === true ? storySender(story) : null,
    clip: story.role === 'lecturer' || story.inClass === true ? storyClip(story.stage) : null,
    guest: story.role === 'screen' || story.role === 'port' ? storyOwnCall(story.stage) : null,
    roomPatrol: storyRoomPatrol(story.role, story.patrol),
    patrolCamera: null,
    patrolWatch: story.role === 'inspector' ? storyPatrolWatch(story.patrol) : null,
    sound: {
      state: new State<SoundState>(story.sound ?? { kind: 'playing' }),
      volume: new State(0.8),
      muted: new State(false),
      unlock: async () => !locked,
      setVolume: () => undefined,
      setMuted: () => undefined,
      duck: () => undefined,
      playTestSound: done,
    },
    wakeLock: { state: new State('held' as const), hold: () => undefined, release: () => undefined },
    close: () => undefined,
  };
}
