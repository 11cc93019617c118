import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { zhCN as zh } from '../../client/i18n/zh-CN.ts';
import type { Role } from '../../src/contract/roles.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { writeMarkedVideo, type Colour } from '../../test/support/marked-video.ts';
import { framesFlow } from '../../test/support/playback.ts';
import type { Line } from '../support/line.ts';
import { openPage } from '../support/open-page.ts';
import { PlenumServer } from '../support/plenum-server.ts';

/** Two of them, as on a small machine: one that takes the lecturer's camera, one that has viewers only. */
const WORKERS = 2;
/** Of each window, in CSS pixels: several must fit on one machine. */
const SIZE = { width: 960, height: 540 };

/** A lesson in real pages in Chromium: its server, and the devices of the people who are in it. */
export class PageLesson {
  readonly server: PlenumServer;
  readonly #folder: string;
  readonly #rooms: Browser;
  readonly #devices: Browser[] = [];

  private constructor(server: PlenumServer, folder: string, rooms: Browser) {
    this.server = server;
    this.#folder = folder;
    this.#rooms = rooms;
  }

  /** Starts the server and the browser that all rooms share. */
  static async start(): Promise<PageLesson> {
    const [server, rooms, folder] = await Promise.all([
      PlenumServer.start({ workers: WORKERS, personCongestionControl: true }),
      launchBrowser(),
      mkdtemp(join(tmpdir(), 'plenum-pages-')),
    ]);
    return new PageLesson(server, folder, rooms);
  }

  /** The address that a person of this role opens; `index` tells several of them apart. */
  async link(role: Role, index: number): Promise<string> {
    const token = (await this.server.tokens(role))[index];
    if (token === undefined) throw new Error(`the course has no link ${index} for ${role}`);
    return `${this.server.baseUrl}/j/${token}`;
  }

  /** A computer of the main classroom, with a browser of its own and a camera whose frames say which they are. */
  async device(index: number, colour?: Colour): Promise<{ browser: Browser; page: Page }> {
    const cameraFile = join(this.#folder, `camera-${this.#devices.length}.y4m`);
    writeMarkedVideo(cameraFile, colour);
    const browser = await launchBrowser({ cameraFile });
    this.#devices.push(browser);
    const page = await openPage(browser, await this.link('lecturer', index), SIZE);
    return { browser, page };
  }

  /** The lecturer, who is on air. */
  async lecturer(colour?: Colour): Promise<{ browser: Browser; page: Page }> {
    const device = await this.device(0, colour);
    await device.page.getByRole('button', { name: zh.lecturer.start }).click();
    return device;
  }

  /** The screen of a branch, over `line` when there is one. Resolves when the page is there, which may be before the picture. */
  async screen(index: number, line?: Line): Promise<Page> {
    const link = await this.link('screen', index);
    return openPage(this.#rooms, line ? link.replace(this.server.baseUrl, line.url) : link, {
      ...SIZE,
      line,
    });
  }

  /** Screens of that many branches, each with the picture. */
  async screens(count: number): Promise<Page[]> {
    const pages: Page[] = [];
    for (let index = 0; index < count; index += 1) pages.push(await this.screen(index));
    await Promise.all(pages.map((page) => framesFlow(page)));
    return pages;
  }

  async close(): Promise<void> {
    await Promise.all([this.#rooms, ...this.#devices].map((browser) => browser.close()));
    await this.server.close();
    await rm(this.#folder, { recursive: true });
  }
}
