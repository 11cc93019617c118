/**
 * Carries messages to every node of the cluster, this one included, in the order in which one node published them.
 * Messages are plain JSON data; bytes go beside them as they are, and nobody changes them once they are published.
 * Delivery is at most once: what must not be lost is in the store.
 */
export interface Bus {
  publish(topic: string, message: unknown, bytes?: Uint8Array): void;
  /** Returns the function that ends the subscription. A listener that throws is logged and disturbs nobody. */
  subscribe(topic: string, listener: (message: unknown, bytes: Uint8Array | undefined) => void): () => void;
  /**
   * Something that the node `from` sent was missed, because the way between nodes was gone for a while and is there again.
   * Never called on one node. Returns the function that ends the subscription.
   */
  onGap(listener: (from: string) => void): () => void;
  close(): Promise<void>;
}

/** What one process of the program is to the others. Each start is a node of its own: an id is never used again. */
export interface ClusterNode {
  readonly id: string;
  /** Where other nodes reach its HTTP server; null until it listens, and on a single node. */
  readonly url: string | null;
  /** SHA-256 fingerprint of the certificate that it shows there; null without TLS, and until it listens. */
  readonly certificate: string | null;
  /** Takes no new clients and gives away what it has. */
  readonly draining: boolean;
  /** How full it is, 0 (idle) to 1 (takes nobody more): the largest share among media CPU, packets and sockets. */
  readonly load: number;
}

/** The nodes that are alive, as this one knows them. */
export interface Members {
  /** The id of this node. */
  readonly self: string;
  /** Alive nodes, this one included. */
  list(): readonly ClusterNode[];
  /** Changes what the others are told of this one. */
  announce(changes: Partial<Pick<ClusterNode, 'url' | 'certificate' | 'draining' | 'load'>>): void;
  /** A node is gone: it ended, or was not heard of for too long and is fenced. Returns the function that ends the subscription. */
  onLeft(listener: (nodeId: string) => void): () => void;
}

/**
 * Which node runs the live state of a course: all its classrooms, and everything else that is kept in memory or does
 * something at its time. A node that has taken a course keeps it until it ends; one that lost its lease can write nothing
 * any more and ends itself.
 */
export interface Ownership {
  /** The id of the node that runs the course; this one takes it when nobody does. Throws `unavailable` while that is unclear. */
  ownerOf(courseId: string): Promise<string>;
  /** True while this node runs the course. */
  owns(courseId: string): boolean;
  /** The courses that this node runs. */
  owned(): readonly string[];
  /**
   * Told after this node has taken a course, before `ownerOf` resolves: what is due in it is this node's from now on.
   * When a listener throws, `ownerOf` throws `unavailable`, and whoever asks next has all of them told again.
   * Returns the function that ends the subscription.
   */
  onTaken(listener: (courseId: string) => Promise<void>): () => void;
  /** The course has another owner than before, as far as this node knew. Returns the function that ends the subscription. */
  onMoved(listener: (courseId: string, ownerId: string) => void): () => void;
}

/** What travels in a call or an answer: plain JSON data, and bytes beside it. */
export interface Parcel {
  data: unknown;
  bytes?: Uint8Array | undefined;
}

/** Questions from node to node. Calls and answers between two nodes keep their order with what the bus carries between them. */
export interface Calls {
  /**
   * Asks a node, this one included. Rejects with the AppError that the other one's handler threw, with `unavailable` when the
   * node is gone, the way is, or no answer came in time (10 s). Whether it was done is unknown then.
   */
  call(nodeId: string, name: string, parcel: Parcel): Promise<Parcel>;
  /** One handler for each name; a second one throws. `from` is the id of the node that asks. */
  handle(name: string, handler: (parcel: Parcel, from: string) => Promise<Parcel>): void;
}

/** One node or many, which nobody who uses it can tell apart. */
export interface Cluster {
  readonly bus: Bus;
  readonly members: Members;
  readonly ownership: Ownership;
  readonly calls: Calls;
  /** Lets go of everything that this node owns and leaves. Idempotent. */
  close(): Promise<void>;
}
