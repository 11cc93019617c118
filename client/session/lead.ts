import type { ClassroomClient } from './classroom.ts';
import { StageClip } from './clip.ts';
import type { Connection } from './connection.ts';
import type { LoadEngine } from './media-engine.ts';
import { StageSender } from './sender.ts';
import type { Clip, Sender } from './types.ts';

/** What the parts of a session stand on. */
export interface SessionGround {
  connection: Connection;
  classroom: ClassroomClient;
  loadEngine: LoadEngine;
}

/** What a page has that leads from the main classroom. */
export interface Lead {
  sender: Sender;
  clip: Clip;
  /** This machine's address changed. */
  addressChanged(): void;
  /** Idempotent. */
  close(): void;
}

export type CreateLead = (ground: SessionGround) => Lead;

/** The sender and the clip of a lecturer's console, or of the organiser's. */
export const createLead: CreateLead = (ground) => {
  const clip = new StageClip();
  const sender = new StageSender({ ...ground, clip });
  return {
    sender,
    clip,
    addressChanged: () => sender.addressChanged(),
    close: () => {
      sender.close();
      clip.close();
    },
  };
};
