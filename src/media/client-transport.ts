import type * as ms from 'mediasoup/types';
import type { DtlsParameters, IceParameters, TransportOptions } from '../contract/media.ts';
import { AppError } from '../lib/errors.ts';
import type { Reservation } from './worker-pool.ts';
import type { WorkerProcess } from './worker-process.ts';
import type { WorkerSlot } from './worker-slot.ts';

/** One client's WebRTC transport and the seat that it holds on its worker. */
export class ClientTransport {
  readonly transport: ms.WebRtcTransport;
  readonly router: ms.Router;
  readonly #reservation: Reservation;
  #connecting: { fingerprints: string; done: Promise<void> } | undefined;

  private constructor(transport: ms.WebRtcTransport, router: ms.Router, reservation: Reservation) {
    this.transport = transport;
    this.router = router;
    this.#reservation = reservation;
  }

  /**
   * Opens a transport on the reserved worker; the seat is given back when it fails, closes or is lost.
   *
   * @param options.onLost called once if the transport ends by its worker's death or its room's end
   */
  static async open(options: {
    reservation: Reservation;
    routerOn: (process: WorkerProcess) => Promise<ms.Router>;
    initialOutgoingKbps: number;
    onLost: () => void;
  }): Promise<ClientTransport> {
    const { reservation } = options;
    try {
      const process = await reservation.process();
      const router = await options.routerOn(process);
      const transport = await router.createWebRtcTransport({
        webRtcServer: process.server,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        enableSctp: false,
        initialAvailableOutgoingBitrate: options.initialOutgoingKbps * 1000,
      });
      const opened = new ClientTransport(transport, router, reservation);
      // Both mean that the worker, or at least this router, is gone, and all of the transport with it.
      for (const event of ['routerclose', 'listenserverclose'] as const) {
        transport.once(event, () => {
          reservation.release();
          options.onLost();
        });
      }
      return opened;
    } catch (error) {
      reservation.release();
      throw error;
    }
  }

  get id(): string {
    return this.transport.id;
  }

  get closed(): boolean {
    return this.transport.closed;
  }

  get slot(): WorkerSlot {
    return this.#reservation.slot;
  }

  /**
   * What the client needs. Our end is the DTLS server: the client then offers its cipher suites and we choose, and we
   * choose AES-GCM, which costs half of AES-CM.
   */
  get options(): TransportOptions {
    const { id, iceParameters, iceCandidates, dtlsParameters } = this.transport;
    const seen = new Set<string>();
    return {
      id,
      iceParameters,
      // With an announced address and several own ones, the announced one would be there once for each.
      iceCandidates: iceCandidates.filter(({ address, port, protocol }) => {
        const key = `${protocol} ${address} ${port}`;
        return !seen.has(key) && seen.add(key);
      }),
      dtlsParameters: { ...dtlsParameters, role: 'server' },
    };
  }

  /** A second call with the same fingerprints, as after a lost answer, is answered like the first. */
  connect(parameters: DtlsParameters): Promise<void> {
    if (parameters.role === 'server') {
      throw new AppError('invalid_input', { path: 'dtlsParameters.role', expected: 'client' });
    }
    const fingerprints = JSON.stringify(parameters.fingerprints);
    if (this.#connecting?.fingerprints === fingerprints) return this.#connecting.done;
    if (this.#connecting) throw new AppError('invalid_input', { path: 'dtlsParameters.fingerprints' });
    const done = this.transport.connect({
      // The contract bounds the algorithm's name, mediasoup refuses those that it does not know.
      dtlsParameters: { ...parameters, role: 'client' } as ms.DtlsParameters,
    });
    const connecting = { fingerprints, done };
    this.#connecting = connecting;
    done.catch(() => {
      if (this.#connecting === connecting) this.#connecting = undefined;
    });
    return done;
  }

  restartIce(): Promise<IceParameters> {
    return this.transport.restartIce();
  }

  /** Gives back the seat of a transport that nobody counts on any more. Idempotent. */
  release(): void {
    this.#reservation.release();
  }

  /** Idempotent. */
  close(): void {
    this.#reservation.release();
    this.transport.close();
  }
}
