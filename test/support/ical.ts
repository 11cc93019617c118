/** One component of an iCalendar file, as RFC 5545 writes it. */
export interface Component {
  name: string;
  properties: { name: string; parameters: string; value: string }[];
  components: Component[];
}

/**
 * Reads an iCalendar file by the letter of RFC 5545: CRLF line ends, lines of 75 octets at most, folded with a space.
 * Knows nothing of the library that writes ours. Throws at the first violation.
 */
export function parseCalendar(bytes: Buffer): Component {
  const text = bytes.toString('utf8');
  if (text.includes('\uFFFD')) throw new Error('the file is not UTF-8');
  if (/(?<!\r)\n|\r(?!\n)/.test(text)) throw new Error('a line does not end with CRLF');
  const lines = text.split('\r\n').filter((line) => line !== '');
  for (const line of lines) {
    if (Buffer.byteLength(line) > 75) throw new Error(`a line of ${Buffer.byteLength(line)} octets: ${line}`);
  }
  const unfolded = text
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter((line) => line !== '');
  const root: Component = { name: '', properties: [], components: [] };
  const stack = [root];
  for (const line of unfolded) {
    const match = /^([A-Z0-9-]+)((?:;[^:]*)?):(.*)$/.exec(line);
    const current = stack.at(-1);
    if (!match || !current) throw new Error(`no property: ${line}`);
    const [, name = '', parameters = '', value = ''] = match;
    if (name === 'BEGIN') {
      const component = { name: value, properties: [], components: [] };
      current.components.push(component);
      stack.push(component);
    } else if (name === 'END') {
      if (current.name !== value) throw new Error(`END:${value} ends ${current.name}`);
      stack.pop();
    } else current.properties.push({ name, parameters, value: unescape(value) });
  }
  if (stack.length !== 1) throw new Error('a component does not end');
  const [calendar, ...more] = root.components;
  if (!calendar || more.length > 0 || calendar.name !== 'VCALENDAR') throw new Error('no single VCALENDAR');
  return calendar;
}

/** A property's value; undefined when it is not there, an error when it is there twice. */
export function valueOf(component: Component, name: string): string | undefined {
  const found = component.properties.filter((property) => property.name === name);
  if (found.length > 1) throw new Error(`${name} is there ${found.length} times`);
  return found[0]?.value;
}

/** A UTC time such as 20300107T090000Z, in milliseconds since 1970. */
export function timeOf(value: string | undefined): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(value ?? '');
  if (!match) throw new Error(`no UTC time: ${value ?? 'nothing'}`);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function unescape(value: string): string {
  return value.replace(/\\([\\;,nN])/g, (_, character: string) =>
    character.toLowerCase() === 'n' ? '\n' : character,
  );
}
