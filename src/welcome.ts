import type { Writable } from 'node:stream';

export type StartStep = 'records' | 'media' | 'features' | 'web';

/** Where the server can be opened, and what a person at its console needs to know about that. */
export interface Listening {
  /** The address to begin with: publicUrl, else this machine's own. */
  url: string;
  /** This machine's own address. */
  localUrl: string;
  /** Addresses that other machines can use, if they can reach this one. */
  remoteUrls: readonly string[];
  publicUrl: string | null;
  tlsMode: 'off' | 'self-signed' | 'files';
  /** Whether the artificial course can be made. */
  offersDemo: boolean;
  behindProxy: boolean;
  /** Makes its first user the organiser; null once there is one. */
  organiserLink: string | null;
}

/** What the person at the console reads while the server starts. On stderr: stdout is the log's. */
export interface StartConsole {
  begin(options: { dataDir: string; isNew: boolean }): void;
  /** A step begins; the one before it is done. */
  step(step: StartStep): void;
  ready(listening: Listening): void;
  failed(error: unknown): void;
  stopping(): void;
  line(text: string): void;
}

interface Words {
  firstStart: (dir: string) => string;
  starting: (dir: string) => string;
  steps: Record<StartStep, string>;
  ready: (seconds: string) => string;
  thisMachine: string;
  otherMachines: string;
  whyPlain: string;
  whyProxy: string;
  whySelfSigned: string;
  whyFiles: string;
  localOnly: string;
  organiser: string;
  demo: string;
  failed: string;
  stopping: string;
}

const zh: Words = {
  firstStart: (dir) => `首次启动：将在 ${dir} 建立数据目录，约需几秒。`,
  starting: (dir) => `正在启动，数据目录 ${dir}`,
  steps: {
    records: '启动记录库 (PostgreSQL)',
    media: '启动媒体进程',
    features: '载入课程',
    web: '打开网页与接口',
  },
  ready: (seconds) => `Plenum 已就绪(用时 ${seconds} 秒)。`,
  thisMachine: '本机打开：',
  otherMachines: '其他电脑和手机打开：',
  whyPlain:
    '目前是 HTTP。浏览器只在本机 (localhost) 或 HTTPS 页面上允许使用摄像头和麦克风。其他机器要讲课或连线，请设置 tls.mode: self-signed(环境变量 PLENUM_TLS_MODE=self-signed),或在前面放置 HTTPS 代理并设置 server.trustProxy 与 server.publicUrl。',
  whyProxy: '由前面的代理提供 HTTPS。代理须转发 WebSocket 以及 X-Forwarded-For 和 X-Forwarded-Proto。',
  whySelfSigned:
    '使用自签名证书，只适合试用：浏览器首次打开时会提示不安全，选择继续即可。正式上课请换成浏览器信任的证书(tls.mode: files，或由前面的代理提供),否则没有人能分辨真假服务器。',
  whyFiles: '使用您提供的证书，地址须与证书中的名称一致。',
  localOnly: '服务只监听本机地址，其他机器无法打开。如需开放，请修改 server.host。',
  organiser: '主办方首次登录链接(只能使用一次，7 天内有效):',
  demo: '要查看完整的示例培训班(1 个主课堂、221 个分课堂、557 名学员),请另开终端运行 npm run demo,或在主办方页面点击一次。',
  failed: '未能启动：',
  stopping: '正在停止：不再接受新的连接，已通知在线的客户端。',
};

const en: Words = {
  firstStart: (dir) => `First start: the data folder ${dir} is being made. This takes a few seconds.`,
  starting: (dir) => `Starting, data folder ${dir}`,
  steps: {
    records: 'Starting the records (PostgreSQL)',
    media: 'Starting the media workers',
    features: 'Loading courses',
    web: 'Opening pages and API',
  },
  ready: (seconds) => `Plenum is ready (after ${seconds} s).`,
  thisMachine: 'On this machine:',
  otherMachines: 'From other machines:',
  whyPlain:
    'This is plain HTTP. Browsers allow cameras and microphones only on localhost or over HTTPS. For other machines set tls.mode: self-signed (PLENUM_TLS_MODE=self-signed), or put an HTTPS proxy in front and set server.trustProxy and server.publicUrl.',
  whyProxy:
    'The proxy in front provides HTTPS. It has to pass on WebSocket, X-Forwarded-For and X-Forwarded-Proto.',
  whySelfSigned:
    'The certificate is self-signed, which is for trials only: a browser warns at the first visit, and people choose to continue. For real courses use one that browsers trust (tls.mode: files, or a proxy in front): without it nobody can tell this server from a false one.',
  whyFiles: 'Your certificate is used: addresses have to match the names in it.',
  localOnly: 'The server listens on this machine only. To open it for others, change server.host.',
  organiser: "The first organiser's link (works once, within 7 days):",
  demo: 'For a complete artificial course (1 main classroom, 221 branches, 557 trainees) run npm run demo in another terminal, or click once on the organiser page.',
  failed: 'The server could not start:',
  stopping: 'Stopping: no new connections, open clients have been told.',
};

/** Says everything in Chinese and in English: nobody knows who stands at the console, and servers seldom have a locale. */
export function createConsole(out: Writable): StartConsole {
  let began = performance.now();
  // Whoever read this may be gone, which is no reason for a class to end.
  out.on('error', () => undefined);
  // Whole lines only: the log may share the screen.
  const line = (text = ''): void => void out.write(`${text}\n`);
  const both = (say: (words: Words) => string): void => [zh, en].forEach((words) => line(say(words)));
  return {
    line,
    begin({ dataDir, isNew }) {
      began = performance.now();
      both((words) => (isNew ? words.firstStart : words.starting)(dataDir));
    },
    step: (step) => line(`  ${zh.steps[step]} ${en.steps[step]} ...`),
    ready(listening) {
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      line();
      both((words) => `${describe(listening, words, seconds).join('\n')}\n`);
      if (listening.organiserLink === null) return;
      both((words) => words.organiser);
      line(`  ${listening.organiserLink}\n`);
    },
    failed(error) {
      both((words) => words.failed);
      line(error instanceof Error ? error.message : String(error));
    },
    stopping: () => both((words) => words.stopping),
  };
}

function describe(listening: Listening, words: Words, seconds: string): string[] {
  const { localUrl, publicUrl, remoteUrls } = listening;
  const lines = [words.ready(seconds), `${words.thisMachine} ${localUrl}`];
  const remote = publicUrl === null ? remoteUrls : [publicUrl];
  if (remote.length > 0) lines.push(`${words.otherMachines} ${remote.join('  ')}`);
  lines.push(remote.length > 0 ? why(listening, words) : words.localOnly);
  if (listening.offersDemo) lines.push(words.demo);
  return lines;
}

function why({ tlsMode, behindProxy, publicUrl }: Listening, words: Words): string {
  if (tlsMode === 'self-signed') return words.whySelfSigned;
  if (tlsMode === 'files') return words.whyFiles;
  return behindProxy || publicUrl?.startsWith('https:') === true ? words.whyProxy : words.whyPlain;
}
