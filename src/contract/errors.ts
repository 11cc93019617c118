/**
 * The catalogue of errors: a stable code for programs, an HTTP status, and a sentence for people in both languages that
 * says what to do next. Each transport translates from here and from nowhere else.
 */
export const errorCatalogue = {
  invalid_input: {
    status: 400,
    zh: '提交的内容有误，请检查后重试。',
    en: 'Something in the input is not right. Please check it and try again.',
  },
  not_signed_in: {
    status: 401,
    zh: '登录已失效，请重新打开您的链接。',
    en: 'You are not signed in any more. Please open your link again.',
  },
  forbidden: {
    status: 403,
    zh: '您的身份不能执行此操作。如有需要，请联系主办方。',
    en: 'Your role does not allow this. If you need it, please ask the organiser.',
  },
  not_found: { status: 404, zh: '没有找到，可能已被删除。', en: 'Not found. It may have been removed.' },
  conflict: {
    status: 409,
    zh: '内容已被他人更改，请刷新后重试。',
    en: 'Somebody else changed this meanwhile. Please refresh and try again.',
  },
  too_large: {
    status: 413,
    zh: '内容过大，请缩小后重试。',
    en: 'This is too large. Please make it smaller and try again.',
  },
  rate_limited: {
    status: 429,
    zh: '操作过于频繁，请稍候再试。',
    en: 'Too many requests. Please wait a moment and try again.',
  },
  internal: {
    status: 500,
    zh: '服务器遇到问题，已记录。请重试；如仍不行，请把编号告诉主办方。',
    en: 'The server had a problem and has recorded it. Please try again; if it stays, tell the organiser the number.',
  },
  shutting_down: {
    status: 503,
    zh: '服务器正在重启，将自动重新连接。',
    en: 'The server is restarting. You will be reconnected by itself.',
  },
  link_unknown: {
    status: 404,
    zh: '链接无效。请核对链接是否完整，或向主办方索取新的链接。',
    en: 'This link is not valid. Please check that it is complete, or ask the organiser for a new one.',
  },
  link_expired: {
    status: 410,
    zh: '链接已过期或已停用，请向主办方索取新的链接。',
    en: 'This link has expired or was withdrawn. Please ask the organiser for a new one.',
  },
  no_lesson: {
    status: 404,
    zh: '这个培训班还没有安排课程，请等待主办方安排。',
    en: 'This course has no lesson yet. Please wait for the organiser to schedule one.',
  },
  lesson_ended: { status: 409, zh: '这节课已经结束。', en: 'This lesson has ended.' },
  not_joined: { status: 409, zh: '请先进入课堂。', en: 'Please join the classroom first.' },
  media_full: {
    status: 503,
    zh: '媒体服务器已满，暂时无法加入。请联系主办方增加容量，其他课堂不受影响。',
    en: 'The media server is full, so you cannot join now. Please ask the organiser for more capacity; nobody else is affected.',
  },
  media_unavailable: {
    status: 503,
    zh: '媒体服务正在恢复，将自动重试。',
    en: 'The media service is recovering. It will be tried again by itself.',
  },
  media_gone: {
    status: 409,
    zh: '媒体连接已失效，正在重新建立。',
    en: 'That media connection is gone. It is being set up again.',
  },
} as const;

export type ErrorCode = keyof typeof errorCatalogue;

/** What crosses the wire when something fails. `reference` finds the log line; it is what the help desk asks for. */
export interface WireError {
  code: ErrorCode;
  message: string;
  details?: unknown;
  reference?: string;
}
