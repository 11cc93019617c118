/**
 * Who may write, and who runs which course: the records say so, which every write goes to. What a method has answered is
 * committed.
 */
export interface Arbiter {
  /** Names the records that the nodes of one cluster share. */
  scope(): Promise<string>;
  /** False when this node was fenced. */
  isMember(): Promise<boolean>;
  /** This node will write nothing any more. */
  leave(): Promise<void>;
  /** When it resolves, that node can write nothing any more, not even what it has begun. */
  fence(nodeId: string): Promise<void>;
  /** Takes the course for this node when nobody runs it, or a node that is fenced. Resolves to the id of the owner. */
  claim(courseId: string): Promise<string>;
  /** Courses whose owner left or was fenced. */
  orphans(): Promise<string[]>;
  /** Nobody has to take those: they begin as they would after a start. */
  forgetOrphans(): Promise<void>;
  /** Nodes that may have died without a word: those that run a course, and those that began more than ten minutes ago. */
  suspects(): Promise<string[]>;
}
