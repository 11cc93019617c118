/** Brings a part of the day into sight, and opens it where it was closed. @param place see `sectionPlace` */
export function showSection(place: string): void {
  const section = document.getElementById(place);
  section?.querySelector<HTMLButtonElement>('.liaison__toggle[aria-expanded="false"]')?.click();
  section?.scrollIntoView({ block: 'start' });
}
