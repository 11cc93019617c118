import type { Role } from '../../src/contract/roles.ts';
import { createApi } from './api.ts';
import { guests, patrolled, viewers } from './class-roles.ts';
import { ClassroomClient } from './classroom.ts';
import { Connection } from './connection.ts';
import { ErrorRecorder } from './error-recorder.ts';
import { forgetWhenOver } from './leaving.ts';
import { StageDoor } from './guest.ts';
import { createEngineLoader } from './engine-loader.ts';
import type { LoadEngine } from './media-engine.ts';
import { StageReceiver } from './receiver.ts';
import { StageSound } from './sound-output.ts';
import type { CreateLead } from './lead.ts';
import { PatrolCameraDoor } from './patrol-camera.ts';
import { PatrolDoor } from './patrol-door.ts';
import type { CreatePatrolWatch } from './patrol-watch.ts';
import type { ClassSession } from './types.ts';
import { ScreenWakeLock } from './wake-lock.ts';
import { createSocketIoWire } from './wire.ts';
import type { CreateWire } from './wire.ts';

/** Whose page is the stage. Others may receive it too, when their page asks for it. */
const stageRoles: readonly Role[] = ['screen', 'port', 'lecturer'];

/** What the session stands on; tests put their own in its place. */
export interface Ground {
  createWire: CreateWire;
  loadEngine: LoadEngine;
}

/** Which session of whom a page is for, and what it needs. */
export interface ClassSessionOptions {
  sessionId: string;
  role: Role;
  /** The lesson to enter; without it the course's live one, else its next one. */
  lessonId?: string;
  /** Whether to receive picture and sound; by default screens, ports and lecturers do. */
  receive?: boolean;
  /** For pages that lead from the main classroom: what sends. Given by the page, so that phones do not load it. */
  lead?: CreateLead;
  /** For pages that patrol: what watches. Given by the page as well. */
  patrol?: CreatePatrolWatch;
}

/** Opens everything that one page of one session needs. Close it when the page goes. */
export function createClassSession(
  options: ClassSessionOptions,
  ground: Ground = { createWire: createSocketIoWire, loadEngine: createEngineLoader() },
): ClassSession {
  const { sessionId, role, lessonId, receive = stageRoles.includes(role) } = options;
  const { loadEngine } = ground;
  const receives = receive && viewers.includes(role);
  const connection = new Connection(sessionId, ground.createWire);
  const classroom = new ClassroomClient({
    connection,
    role,
    withMedia: receives || options.lead !== undefined || options.patrol !== undefined,
    ...(lessonId === undefined ? {} : { lessonId }),
  });
  const receiver = receives ? new StageReceiver({ connection, classroom, loadEngine, role }) : null;
  const parts = { connection, classroom, loadEngine };
  const lead = options.lead?.(parts) ?? null;
  const sound = new StageSound(receiver?.state);
  const patrolCamera = patrolled.includes(role) ? new PatrolCameraDoor({ ...parts, sound }) : null;
  const roomPatrol = patrolCamera ? new PatrolDoor({ connection, classroom, role, patrolCamera }) : null;
  const patrol = options.patrol?.(parts) ?? null;
  const guest = guests.includes(role)
    ? new StageDoor({ ...parts, received: receiver?.state, capture: () => patrolCamera?.capture ?? null })
    : null;
  const errors = new ErrorRecorder(() => classroom.serverNow());
  const stopNoting = receiver?.state.subscribe(() => {
    const { phase } = receiver.state.get();
    if (phase.kind === 'failed') errors.note(phase.error);
  });
  const stopLeaving = forgetWhenOver(sessionId, connection.state);
  const wakeLock = new ScreenWakeLock();
  const stopListening = followMachine({
    awake: () => connection.hurry(),
    addressChanged: () => {
      connection.hurry();
      receiver?.addressChanged();
      lead?.addressChanged();
      guest?.addressChanged();
      patrolCamera?.addressChanged();
      patrol?.addressChanged();
    },
  });
  connection.open();
  return {
    sessionId,
    role,
    api: errors.watched(createApi(sessionId)),
    connection: connection.state,
    notices: connection.notices,
    command: (name, input) => errors.watch(connection.command(name, input)),
    classroom,
    errors: errors.list,
    receiver,
    sender: lead?.sender ?? null,
    clip: lead?.clip ?? null,
    guest,
    patrolCamera,
    roomPatrol,
    patrolWatch: patrol,
    sound,
    wakeLock,
    close: () => {
      stopListening();
      stopNoting?.();
      stopLeaving();
      wakeLock.release();
      sound.close();
      guest?.close();
      roomPatrol?.close();
      patrolCamera?.shut();
      patrol?.close();
      lead?.close();
      receiver?.close();
      classroom.close();
      connection.close();
    },
  };
}

/** Hears of a network that came back and of a page that is shown again after a sleep. */
function followMachine(listener: { awake: () => void; addressChanged: () => void }): () => void {
  const shown = () => {
    if (document.visibilityState === 'visible') listener.awake();
  };
  window.addEventListener('online', listener.addressChanged);
  document.addEventListener('visibilitychange', shown);
  return () => {
    window.removeEventListener('online', listener.addressChanged);
    document.removeEventListener('visibilitychange', shown);
  };
}
