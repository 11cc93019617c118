import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { Refusal } from './refusal.ts';

/** What a reader wants to know of an XML part; names are without their namespace prefix. */
export interface XmlListener {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/**
 * Reads XML as it comes. Own entities and other document types are refused: nothing is expanded and nothing is fetched.
 * `isDone` ends the reading early. Throws Refusal.
 */
export async function readXml(
  chunks: AsyncIterable<Uint8Array>,
  listener: XmlListener,
  isDone: () => boolean = () => false,
): Promise<void> {
  const parser = new SaxesParser({ xmlns: false as const });
  parser.on('error', (error) => {
    throw new Refusal('damaged', {}, { cause: error });
  });
  parser.on('doctype', () => {
    throw new Refusal('damaged');
  });
  if (listener.open) {
    parser.on('opentag', ({ name, attributes }) => listener.open?.(local(name), attributes));
  }
  if (listener.text) parser.on('text', (text) => listener.text?.(text));
  if (listener.text) parser.on('cdata', (text) => listener.text?.(text));
  if (listener.close) parser.on('closetag', ({ name }) => listener.close?.(local(name)));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const chunk of chunks) {
    parser.write(decodeChunk(decoder, chunk));
    if (isDone()) return;
  }
  parser.close();
}

function decodeChunk(decoder: TextDecoder, chunk: Uint8Array): string {
  try {
    return decoder.decode(chunk, { stream: true });
  } catch (error) {
    throw new Refusal('damaged', {}, { cause: error });
  }
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
