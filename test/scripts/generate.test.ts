import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  lowerCamelFields,
  PATCHED_SOURCE,
  patchDtlsTransport,
} from '../../scripts/media-worker/generate.mjs';

const worker = fileURLToPath(new URL('../../node_modules/mediasoup/worker', import.meta.url));

describe('lowerCamelFields', () => {
  it('renames the fields of tables and structs, and nothing else', () => {
    const schema = [
      'namespace FBS.Some_Name;',
      'enum Kind: uint8 { VERY_FAST = 1, SLOW }',
      'union Body { Create_Request }',
      'table Create_Request {',
      '    // listener_id: not a field',
      '    webrtc_server_id: string (required);',
      '    key_frame_request_delay: uint32 = 0;',
      '    cc01: uint8 = null;',
      '    data: [Some_Type];',
      '}',
      'struct Point { }',
    ];
    const renamed = [...schema];
    renamed[5] = '    webrtcServerId: string (required);';
    renamed[6] = '    keyFrameRequestDelay: uint32 = 0;';
    expect(lowerCamelFields(schema.join('\n'))).toBe(renamed.join('\n'));
  });

  it('keeps types, order and defaults of every schema that mediasoup has', () => {
    const withoutNames = (schema: string) => schema.replace(/^\s*[a-z]\w*(?=\s*:)/gm, 'field');
    const files = readdirSync(join(worker, 'fbs')).filter((name) => name.endsWith('.fbs'));
    expect(files.length).toBeGreaterThan(20);
    for (const file of files) {
      const schema = readFileSync(join(worker, 'fbs', file), 'utf8');
      const renamed = lowerCamelFields(schema);
      expect(withoutNames(renamed), file).toBe(withoutNames(schema));
      expect(renamed, file).not.toMatch(/^\s*[a-z]\w*_\w*\s*:/m);
    }
  });
});

describe('patchDtlsTransport', () => {
  const original = readFileSync(join(worker, 'src', PATCHED_SOURCE), 'utf8');

  it('changes exactly one line of the installed mediasoup', () => {
    const before = original.split('\n');
    const after = patchDtlsTransport(original).split('\n');
    expect(after).toHaveLength(before.length);
    const changed = after.filter((line, index) => line !== before[index]);
    expect(changed).toHaveLength(1);
    expect(changed[0]).toContain('(operationType & BIO_CB_RETURN) != 0');
  });

  it('refuses a source whose line is not the known one', () => {
    const changed = original.replace('operationType == BIO_CB_RETURN)', 'BIO_CB_RETURN == operationType)');
    expect(changed).not.toBe(original);
    expect(() => patchDtlsTransport(changed)).toThrow(/found 0 times/);
  });

  it('refuses a source that has the line twice', () => {
    expect(() => patchDtlsTransport(original + original)).toThrow(/found 2 times/);
  });
});
