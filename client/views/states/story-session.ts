import type { Counts, LecturerState, LessonPhase } from '../../../src/contract/classroom.ts';
import type { RouteName, RouteOutput } from '../../../src/contract/index.ts';
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
import { storyStream } from './story-streams.ts';

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
  arrived?: number;
  courses?: 'none' | 'failing';
  /** A change of the timetable waits to be confirmed. */
  timetableChanged?: boolean;
}

const done = async (): Promise<void> => undefined;

function picture(source: PictureSource): Picture {
  const subject = source === 'camera' ? 'camera' : 'screen';
  return {
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
  const wide = story.role === 'organiser' || story.role === 'lecturer' || story.role === 'inspector';
  return {
    entry: story.entry ?? { kind: 'joined' },
    me: storyParticipant(story.role),
    lesson: storyLesson(phase),
    course: storyCourse,
    phase,
    stage: { tracks: [], lecturer: story.lecturer ?? 'here', lecturerSince: storyNow },
    counts: counts(arrived),
    roster: wide ? storyRoster(arrived) : null,
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
  const idle = story.phase === 'waiting' || story.phase === 'ended' || story.notSending === true;
  const state: SenderState = {
    phase: idle ? { kind: 'idle' } : { kind: 'sending', since: storyNow },
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
    toggle: done,
    choose: done,
  };
}

function storyApi(story: Story): Api {
  const answers: Partial<Record<RouteName, unknown>> = {
    'GET /api/courses': { courses: story.courses === 'none' ? [] : [storyCourse] },
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
    'GET /api/courses/:courseId/branches': { branches: [] },
    'GET /api/courses/:courseId/units': { units: [] },
    'GET /api/courses/:courseId/trainees': { trainees: [], total: 0 },
    'GET /api/courses/:courseId/audit': { entries: [], more: false, records: [] },
    'POST /api/demo': { courseId: storyCourse.id },
  };
  return {
    async request<N extends RouteName>(name: N, input: ApiInput<N>): Promise<RouteOutput<N>> {
      if (story.courses === 'failing') throw storyError('internal');
      const { query = {} }: { params?: object; query?: object; body?: unknown } = input;
      const asked = 'role' in query ? query.role : undefined;
      const invitations = storyInvitations.filter((one) => asked === undefined || one.role === asked);
      const answer = name === 'GET /api/courses/:courseId/invitations' ? { invitations } : answers[name];
      // The table above is written by the same types; TypeScript cannot follow the key through it.
      return answer as RouteOutput<N>;
    },
    upload: () => Promise.reject(storyError('offline')),
    download: () => Promise.reject(storyError('offline')),
  };
}

export function storyError(code: ClientErrorCode): ClientError {
  return new ClientError(code, { reference: 'R7K2-40QX' });
}

/** A session that stands still at one moment: the pages cannot tell it from a real one. */
export function storySession(story: Story): ClassSession {
  const arrived = story.arrived ?? storyCourse.branchCount;
  const show = story.show ?? ['camera', 'microphone'];
  const quality = story.quality ?? 'good';
  const sounds = show.includes('microphone')
    ? [{ source: 'microphone' as const, trackId: 'sound', stream: new MediaStream(), paused: false }]
    : [];
  const pictures = (['camera', 'screen'] as const).filter((source) => show.includes(source)).map(picture);
  const locked = story.sound?.kind === 'locked';
  return {
    sessionId: 'story',
    role: story.role,
    api: storyApi(story),
    connection: new State(story.connection ?? { kind: 'online' }),
    notices: { on: () => () => undefined },
    classroom: {
      state: new State(classroomState(story, arrived)),
      serverNow: () => storyNow,
      start: done,
      end: done,
      moveOn: done,
    },
    receiver: {
      state: new State({ phase: story.media ?? { kind: 'open' }, pictures, sounds }),
      quality: new State({ word: quality, report: storyReport() }),
      showAt: () => undefined,
    },
    sender: story.role === 'lecturer' ? storySender(story) : null,
    sound: {
      state: new State<SoundState>(story.sound ?? { kind: 'playing' }),
      volume: new State(0.8),
      muted: new State(false),
      unlock: async () => !locked,
      setVolume: () => undefined,
      setMuted: () => undefined,
      playTestSound: done,
    },
    wakeLock: { state: new State('held' as const), hold: () => undefined, release: () => undefined },
    close: () => undefined,
  };
}
