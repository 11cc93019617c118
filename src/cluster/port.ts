/**
 * Carries messages to every node of the cluster, this one included, in the order in which one node published them.
 * Messages are plain JSON data; bytes go beside them as they are, and nobody changes them once they are published.
 * Delivery is at most once: what must not be lost is in the store.
 */
export interface Bus {
  publish(topic: string, message: unknown, bytes?: Uint8Array): void;
  /** Returns the function that ends the subscription. A listener that throws is logged and disturbs nobody. */
  subscribe(topic: string, listener: (message: unknown, bytes: Uint8Array | undefined) => void): () => void;
  close(): Promise<void>;
}
