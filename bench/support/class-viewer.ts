import type { ConsumerOptions } from '../../src/contract/media.ts';
import type { DtlsIdentity } from './identity.ts';
import { ClassClient, type Session } from './plenum-client.ts';
import { Viewer } from './viewer.ts';

/** A branch's screen in a lesson of our server: its socket and its media. */
export class ClassViewer {
  readonly viewer: Viewer;
  readonly consumers: readonly ConsumerOptions[];
  readonly #client: ClassClient;

  private constructor(client: ClassClient, viewer: Viewer, consumers: readonly ConsumerOptions[]) {
    this.#client = client;
    this.viewer = viewer;
    this.consumers = consumers;
  }

  /** Resolves when everything that is on the stage may flow; `answered` gets the viewer before its first packet. */
  static async join(options: {
    baseUrl: string;
    session: Session;
    identity: DtlsIdentity;
    answered: (viewer: Viewer) => void;
  }): Promise<ClassViewer> {
    const client = await ClassClient.open(options.baseUrl, options.session);
    const viewer = new Viewer(options.identity);
    try {
      const { transport, consumers } = await client.receive();
      options.answered(viewer);
      const told = client.connectTransport(transport.id, viewer.localDtlsParameters);
      await viewer.connect(transport, consumers, told);
      await client.command('media.consumersReady', { consumerIds: consumers.map(({ id }) => id) });
      return new ClassViewer(client, viewer, consumers);
    } catch (error) {
      viewer.close();
      client.close();
      throw error;
    }
  }

  /** Leaves on purpose, so that the server gives up the seat at once. */
  async leave(): Promise<void> {
    await this.#client.command('classroom.leave', {});
    this.viewer.close();
    this.#client.close();
  }
}
