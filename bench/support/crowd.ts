import { setTimeout as sleep } from 'node:timers/promises';
import { importRoutes } from '../../src/contract/import.ts';
import { sessionHeader } from '../../src/contract/identity.ts';
import type { BenchContext } from '../report.ts';
import { Phone } from './phone.ts';
import { request } from './plenum-client.ts';
import type { PlenumServer } from './plenum-server.ts';
import { inParallel } from './system.ts';

/** Branches and units of the artificial course. */
export const BRANCHES = 221;
const UNITS = 40;
/** The server lets 3,000 people a minute in by one link, and 6,000 requests a minute without a session by one address. */
const PER_LINK = 2_000;
const IDENTIFY_PER_SECOND = 85;

/** Puts more people on the roster, as an organiser does: by a file. Their numbers go on after the course's own. */
export async function enrol(server: PlenumServer, from: number, count: number): Promise<void> {
  const three = (value: number) => String(value).padStart(3, '0');
  const rows = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const branch = three((number % BRANCHES) + 1);
    const unit = String((number % UNITS) + 1).padStart(2, '0');
    return `${numberOf(number)},示例学员 ${numberOf(number)},示例单位 ${unit},示例分课堂 ${branch},否`;
  });
  const content = Buffer.from(['学号,姓名,单位,分课堂,个人端口', ...rows].join('\n'));
  const { baseUrl, organiser, courseId } = server;
  const path = `/api/courses/${courseId}/imports`;
  const response = await fetch(`${baseUrl}${path}?kind=trainees&fileName=more.csv`, {
    method: 'POST',
    headers: {
      cookie: organiser.cookie,
      [sessionHeader]: organiser.id,
      'content-type': 'application/octet-stream',
    },
    body: Uint8Array.from(content),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  const view = importRoutes['POST /api/courses/:courseId/imports'].output.parse(await response.json());
  await request(baseUrl, organiser, 'POST', `${path}/${view.id}/confirm`);
}

/** The number on the roster of whoever is the nth of it, from 0. */
export function numberOf(index: number): string {
  return String(index + 1).padStart(4, '0');
}

/** Phones that are known by name and number, at a rate at which one address may bring them. */
export async function knownPhones(
  context: BenchContext,
  server: PlenumServer,
  numbers: readonly string[],
): Promise<Phone[]> {
  const links: string[] = [];
  for (let start = 0; start < numbers.length; start += PER_LINK) links.push(await server.traineeEntry());
  const phones = numbers.map((number) => new Phone(server.baseUrl, number));
  const since = performance.now();
  await inParallel(phones.length, 32, async (index) => {
    await sleep(Math.max(0, since + (index * 1000) / IDENTIFY_PER_SECOND - performance.now()));
    await phones[index]?.identify(links[Math.floor(index / PER_LINK)] ?? '');
  });
  context.progress(`${phones.length} phones are known`);
  return phones;
}
