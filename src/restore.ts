import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BackupFile } from './store/backup/backup-file.ts';
import { restoreBackup } from './store/backup/restore-backup.ts';
import { attachTarget } from './store/backup/restore-target.ts';
import { describeBackup, Refusal, runTool } from './tool.ts';

/** `npm run restore -- FILE [--into URL] [--replace]`: puts a backup's records and materials back, with the server stopped. */
await runTool(async ({ config, dataDir, materialsDir, logger, say }) => {
  const { file, into, replace } = readArguments();
  const backup = await BackupFile.open(file);
  say(`备份完好：${file}\n${describeBackup(backup.manifest, 'zh')}`);
  say(`The backup is sound: ${file}\n${describeBackup(backup.manifest, 'en')}`);
  const configured = config.database.url ?? undefined;
  const records = await attachTarget({ dataDir, configured, into, replace, logger });
  try {
    await restoreBackup(backup, { connection: records.connection, materialsDir, replace });
  } finally {
    await records.close();
  }
  say(`已恢复到${(into ?? configured === undefined) ? ` ${dataDir}` : '指定的数据库'},可以启动服务器。`);
  say('It is restored. The server can be started.');
  if (into !== undefined && into !== configured)
    say('Set database.url to that database first (PLENUM_DATABASE_URL).');
});

function readArguments(): { file: string; into: string | undefined; replace: boolean } {
  const usage = 'npm run restore -- FILE [--into postgres://user:password@host:5432/name] [--replace]';
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { into: { type: 'string' }, replace: { type: 'boolean', default: false } },
    });
    const [file, ...rest] = positionals;
    if (file === undefined || rest.length > 0) throw new Error('Name one backup file.');
    if (values.into !== undefined && !/^postgres(ql)?:\/\//.test(values.into))
      throw new Error('--into takes an address such as postgres://user:password@host:5432/name.');
    return { file: resolve(file), into: values.into, replace: values.replace };
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}\nUsage: ${usage}`);
  }
}
