import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What /metrics asks the media workers: figures since the present process of each began. */
export interface MediaWorkerFigures {
  index: number;
  alive: boolean;
  transports: number;
  consumers: number;
  restarts: number;
  userMs: number;
  systemMs: number;
  maxResidentBytes: number;
}

/** Every figure that the server publishes. One registry for each server, so that two can live in one process. */
export class Metrics {
  readonly registry = new Registry();
  readonly #sockets = this.#gauge('plenum_sockets', 'Open sockets', ['role']);
  readonly #closes = this.#counter('plenum_socket_closes_total', 'Closed sockets', ['role', 'reason']);
  readonly #refusals = this.#counter('plenum_handshakes_refused_total', 'Refused handshakes', ['code']);
  readonly #floods = this.#counter(
    'plenum_sockets_flooded_total',
    'Sockets closed for sending far too much',
    [],
  );
  readonly #cuts = this.#counter('plenum_connections_cut_total', 'Connections that were cut off', ['reason']);
  readonly #commands = this.#counter('plenum_commands_total', 'Answered commands', ['command', 'outcome']);
  readonly #commandSeconds = this.#histogram('plenum_command_duration_seconds', 'Time to an answer', [
    'command',
  ]);
  readonly #httpSeconds = this.#histogram('plenum_http_request_duration_seconds', 'Time to a response', [
    'method',
    'route',
    'status',
  ]);

  /** Begins to watch the process; `media` is asked at every scrape. */
  start(media: () => readonly MediaWorkerFigures[]): void {
    // 10 ms: the delay that matters here is that of a key press. Each look wakes the process: at 5 ms they were a hundredth
    // of a core all day, a fifteenth of what ten changes a second cost a whole class.
    collectDefaultMetrics({ register: this.registry, eventLoopMonitoringPrecision: 10 });
    // Registered before the figures that it fills in: they are read in that order.
    new Gauge({
      name: 'plenum_media_workers',
      help: 'Media workers',
      registers: [this.registry],
      collect() {
        const workers = media();
        this.set(workers.length);
        for (const one of workers) {
          const worker = String(one.index);
          up.set({ worker }, one.alive ? 1 : 0);
          transports.set({ worker }, one.transports);
          consumers.set({ worker }, one.consumers);
          restarts.set({ worker }, one.restarts);
          cpu.set({ worker }, (one.userMs + one.systemMs) / 1000);
          memory.set({ worker }, one.maxResidentBytes);
        }
      },
    });
    const perWorker = (name: string, help: string): Gauge =>
      this.#gauge(`plenum_media_${name}`, help, ['worker']);
    const up = perWorker('worker_up', '1 while the media worker runs');
    const transports = perWorker('transports', 'Open WebRTC transports');
    const consumers = perWorker('consumers', 'Open consumers');
    const restarts = perWorker('worker_restarts', 'Times that the media worker was started again');
    const cpu = perWorker(
      'worker_cpu_seconds',
      'Processor time used by the present process of the media worker',
    );
    const memory = perWorker('worker_max_resident_bytes', 'Most memory that the present process has held');
  }

  /** Says which certificate people get, so that somebody is told of one that is for trials. */
  certificate(mode: 'off' | 'self-signed' | 'files'): void {
    this.#gauge(
      'plenum_tls_self_signed',
      '1 while the certificate is self-signed, which is for trials',
      [],
    ).set(mode === 'self-signed' ? 1 : 0);
  }

  socketOpened(role: string): void {
    this.#sockets.inc({ role });
  }

  socketClosed(role: string, reason: string): void {
    this.#sockets.dec({ role });
    this.#closes.inc({ role, reason });
  }

  handshakeRefused(code: string): void {
    this.#refusals.inc({ code });
  }

  flooded(): void {
    this.#floods.inc();
  }

  wireCut(reason: string): void {
    this.#cuts.inc({ reason });
  }

  command(command: string, outcome: string, seconds: number): void {
    this.#commands.inc({ command, outcome });
    this.#commandSeconds.observe({ command }, seconds);
  }

  /** `route` is the pattern, not the address: an address would make a series of its own for every id. */
  httpAnswered(method: string, route: string, status: number, seconds: number): void {
    this.#httpSeconds.observe({ method, route, status: String(status) }, seconds);
  }

  #gauge(name: string, help: string, labelNames: string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  #histogram(name: string, help: string, labelNames: string[]): Histogram {
    const buckets = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}
