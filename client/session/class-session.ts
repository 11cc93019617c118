import { permissions } from '../../src/contract/permissions.ts';
import type { Role } from '../../src/contract/roles.ts';
import { createApi } from './api.ts';
import { ClassroomClient } from './classroom.ts';
import { Connection } from './connection.ts';
import { createEngineLoader } from './media-engine.ts';
import type { LoadEngine } from './media-engine.ts';
import { StageReceiver } from './receiver.ts';
import { StageSender } from './sender.ts';
import { StageSound } from './sound-output.ts';
import type { ClassSession, ClassSessionOptions } from './types.ts';
import { ScreenWakeLock } from './wake-lock.ts';
import { createSocketIoWire } from './wire.ts';
import type { CreateWire } from './wire.ts';

/** Whose page is the stage. Others may receive it too, when their page asks for it. */
const stageRoles: readonly Role[] = ['screen', 'port'];

/** What the session stands on; tests put their own in its place. */
export interface Ground {
  createWire: CreateWire;
  loadEngine: LoadEngine;
}

/** Opens everything that one page of one session needs. Close it when the page goes. */
export function createClassSession(
  options: ClassSessionOptions,
  ground: Ground = { createWire: createSocketIoWire, loadEngine: createEngineLoader() },
): ClassSession {
  const { sessionId, role, lessonId, receive = stageRoles.includes(role) } = options;
  const { loadEngine } = ground;
  const sends = permissions['media.send'].roles.includes(role);
  const receives = receive && permissions['media.receive'].roles.includes(role);
  const connection = new Connection(sessionId, ground.createWire);
  const classroom = new ClassroomClient({
    connection,
    role,
    withMedia: sends || receives,
    ...(lessonId === undefined ? {} : { lessonId }),
  });
  const receiver = receives ? new StageReceiver({ connection, classroom, loadEngine, role }) : null;
  const sender = sends ? new StageSender({ connection, classroom, loadEngine }) : null;
  const sound = new StageSound(receiver?.state);
  const wakeLock = new ScreenWakeLock();
  const stopListening = followMachine({
    awake: () => connection.hurry(),
    addressChanged: () => {
      connection.hurry();
      receiver?.addressChanged();
      sender?.addressChanged();
    },
  });
  connection.open();
  return {
    sessionId,
    role,
    api: createApi(sessionId),
    connection: connection.state,
    notices: connection.notices,
    classroom,
    receiver,
    sender,
    sound,
    wakeLock,
    close: () => {
      stopListening();
      wakeLock.release();
      sound.close();
      sender?.close();
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
