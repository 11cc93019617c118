import type { attendanceCommands } from '../contract/attendance.ts';
import type { CommandHandlers } from '../lib/feature.ts';
import type { CodeDesk } from './code-desk.ts';
import type { LiveAttendance } from './live.ts';

export function createAttendanceCommands(
  codes: CodeDesk,
  live: LiveAttendance,
): CommandHandlers<typeof attendanceCommands> {
  return {
    'attendance.code': ({ connection }) => codes.code(connection),
    'attendance.visibility': async ({ connection }, page) => {
      live.visible(connection, page);
      return {};
    },
  };
}
