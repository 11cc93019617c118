import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Account } from './contract/account.ts';
import { findAccountByName, findAccounts } from './identity/account-repository.ts';
import { removeFactor } from './identity/factor-repository.ts';
import { nameKey } from './identity/names.ts';
import { makePasswordLink } from './identity/password-links.ts';
import { StartError } from './lib/errors.ts';
import { readAddress } from './running-address.ts';
import { attachRecords } from './store/attach.ts';
import { writeAudit } from './store/audit.ts';
import type { Queries } from './store/port.ts';
import { findCluster } from './store/records-home.ts';
import * as schema from './store/schema/index.ts';
import { Refusal, runTool } from './tool.ts';

const usage = `npm run account -- list | password NAME | second-factor NAME`;
const atConsole = { sessionId: null };

/**
 * `npm run account -- list | password NAME | second-factor NAME`: for whoever looks after the server, when no other organiser can
 * help. Lists the accounts; makes a link for a new password; takes a second factor away. Beside a running server or without one.
 */
await runTool(async ({ config, dataDir, logger, say }) => {
  const { task, name } = readArguments();
  const url = config.database.url ?? undefined;
  if (url === undefined && !existsSync(await findCluster(dataDir)))
    throw new StartError(`There are no records in ${dataDir} yet.`);
  const records = await attachRecords({ dataDir, url, logger, whenTaken: 'share' });
  const client = new pg.Client(records.connection);
  try {
    await client.connect();
    const db = drizzle(client, { schema });
    if (task === 'list') {
      for (const account of await findAccounts(db, null)) say(lineOf(account));
    } else {
      const account = await findAccountByName(db, nameKey(name));
      if (!account) throw new StartError(`There is no account of the name ${name}. npm run account -- list`);
      const address = config.server.publicUrl ?? (await readAddress(dataDir)) ?? '';
      const work = task === 'password' ? makeLink : takeFactor;
      await db.transaction((queries) => work(queries, { accountId: account.id, name, address, say }));
    }
  } finally {
    await client.end();
    await records.close();
  }
});

interface Asked {
  accountId: string;
  name: string;
  /** Where the server is; empty when nobody knows. */
  address: string;
  say: (text: string) => void;
}

async function makeLink(queries: Queries, { accountId, name, address, say }: Asked): Promise<void> {
  const { path } = await makePasswordLink(queries, { accountId, by: atConsole, now: Date.now() });
  say(`为“${name}”设置新密码，2 小时内有效，只能使用一次：`);
  say(`A new password for ${name}, within 2 hours and once:`);
  say(`${address.replace(/\/$/, '')}${path}`);
  if (address !== '') return;
  say('请在前面加上服务器的网址。');
  say("Put the server's address in front of it.");
}

async function takeFactor(queries: Queries, { accountId, name, say }: Asked): Promise<void> {
  if (!(await removeFactor(queries, accountId)))
    throw new StartError(`${name} signs in without a second factor already.`);
  const entry = { courseId: null, action: 'account.factorReset', recordId: accountId };
  await writeAudit(queries, atConsole, [entry]);
  say(`“${name}”的两步登录已重置，现在只用密码登录。`);
  say(`The second step of ${name} is reset. Signing in takes the password alone now.`);
}

/** A name, and whether a code is asked for after the password. */
function lineOf({ name, secondFactor }: Pick<Account, 'name' | 'secondFactor'>): string {
  return secondFactor ? `${name} (second factor)` : name;
}

type Arguments = { task: 'list'; name?: undefined } | { task: 'password' | 'second-factor'; name: string };

function readArguments(): Arguments {
  try {
    const { positionals } = parseArgs({ allowPositionals: true, options: {} });
    const [task, name, ...rest] = positionals;
    if (task === 'list' && name === undefined) return { task };
    const isTask = task === 'password' || task === 'second-factor';
    if (!isTask || name === undefined || rest.length > 0) throw new Error('Say what to do, and for whom.');
    return { task, name };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}
