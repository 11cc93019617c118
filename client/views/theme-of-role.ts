import type { Role } from '../../src/contract/roles.ts';

/** Dark for screens and consoles, light for desks and phones. */
export const themeOfRole: Record<Role, 'dark' | 'light'> = {
  organiser: 'light',
  lecturer: 'dark',
  inspector: 'dark',
  liaison: 'light',
  screen: 'dark',
  port: 'light',
  trainee: 'light',
};
