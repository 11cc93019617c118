/** What the page in `patrol-page.ts` can be asked, from outside of the browser. */
export interface PatrolPage {
  enter(token: string, inspects: boolean): Promise<string>;
  switchTo(participantId: string): Promise<number>;
  warm(participantId: string | null): void;
  unwatch(): void;
  talk(on: boolean): void;
  feeds(): { participantId: string; part: string; phase: string }[];
  talkState(): string;
  /** The way to receive is open. */
  receiving(): boolean;
  room(): { publishing: boolean; watched: boolean; talker: string | null };
}

declare global {
  interface Window {
    plenumPatrol: PatrolPage;
  }
}
