import { shippedMigrations, type Migration } from '../migrate.ts';
import type { BackupFile } from './backup-file.ts';
import { MaterialsRestore } from './restore-materials.ts';
import { restoreRecords } from './restore-records.ts';
import type { BackupSource } from './write-backup.ts';

export interface RestoreTarget extends BackupSource {
  /** Throws away the records and materials that are there. */
  replace: boolean;
  /** Those of this version unless told. */
  migrations?: readonly Migration[];
}

/**
 * Puts a backup's records and materials where the target says, and brings the records up to this version. The target
 * stays as it was when that fails. Throws StoreError when it is not empty (without `replace`), is in use, or is older
 * than the backup.
 */
export async function restoreBackup(backup: BackupFile, target: RestoreTarget): Promise<void> {
  const { connection, materialsDir, replace, migrations = shippedMigrations() } = target;
  const materials = await MaterialsRestore.stage(backup, materialsDir, replace);
  try {
    await restoreRecords(connection, backup, { replace, migrations });
    await materials.apply();
  } finally {
    await materials.discard();
  }
}
