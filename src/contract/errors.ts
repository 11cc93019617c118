import type { ErrorCode } from './error-codes.ts';

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
    zh: '登录已失效，可能是同一链接已在另一台设备打开。请重新打开您的链接。',
    en: 'You are not signed in any more, perhaps because your link was opened on another device. Please open your link again.',
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
  invalid_record: {
    status: 422,
    zh: '有内容需要更正，请看标出的各项。',
    en: 'Something needs correcting. Please see the fields that are marked.',
  },
  in_use: {
    status: 409,
    zh: '仍有记录在使用它，不能删除。请先移走或删除那些记录。',
    en: 'Other records still need it, so it cannot be removed. Please move or remove those first.',
  },
  course_live: {
    status: 409,
    zh: '培训班有课程正在直播，不能删除。请先结束课程，再删除培训班。',
    en: 'A lesson of this course is live, so the course cannot be removed. Please end the lesson first.',
  },
  import_refused: {
    status: 422,
    zh: '这个文件不能导入，没有写入任何内容。请改正后重新上传。',
    en: 'This file cannot be imported, and nothing was written. Please correct it and upload it again.',
  },
  import_has_problems: {
    status: 409,
    zh: '文件中还有问题行，没有写入任何内容。请更正后重新上传，或选择跳过这些行。',
    en: 'The file still has rows with problems, and nothing was written. Please correct it, or choose to leave those rows out.',
  },
  too_large: {
    status: 413,
    zh: '内容过大，请缩小后重试。',
    en: 'This is too large. Please make it smaller and try again.',
  },
  file_refused: {
    status: 415,
    zh: '不支持这种文件，或文件内容与扩展名不符。可以上传 PDF、Office、图片、视频和文本文件。',
    en: 'This kind of file is not accepted, or its content is not what its name says. PDF, Office, pictures, videos and texts are.',
  },
  demo_off: {
    status: 403,
    zh: '这台服务器不提供示例培训班。请直接新建培训班；要试用，请管理员把 demo.enabled 设为 true。',
    en: 'This server offers no sample course. Please make a course of your own; to try things out, ask the administrator to set demo.enabled to true.',
  },
  file_infected: {
    status: 422,
    zh: '这个文件里发现了病毒，已经删除，没有人看到它。请换一个文件，并给原来的电脑或手机查杀病毒。',
    en: 'A virus was found in this file. It was removed, and nobody has seen it. Please choose another file, and have the device that it came from checked.',
  },
  file_unscannable: {
    status: 422,
    zh: '这个文件太大，病毒检查程序查不了，所以没有保存。请换小一些的文件，或请管理员调高检查程序的上限。',
    en: 'This file is too large for the virus scanner and was not kept. Please choose a smaller one, or ask the administrator to raise the limit of the scanner.',
  },
  scanner_away: {
    status: 503,
    zh: '文件已收到，但还没有查过病毒，所以暂时不显示。请过几分钟再试一次；一直这样请告诉管理员。',
    en: 'The file has arrived, but it was not checked for viruses yet and is not shown. Please try again in a few minutes; if that does not help, tell the administrator.',
  },
  storage_full: {
    status: 507,
    zh: '服务器磁盘空间不足，文件没有上传，其他内容不受影响。请联系管理员清理磁盘。',
    en: 'The disk of the server is full and the file was not uploaded; nothing else is affected. Please ask the administrator to make room.',
  },
  rate_limited: {
    status: 429,
    zh: '操作过于频繁，请稍候再试。',
    en: 'Too many requests. Please wait a moment and try again.',
  },
  posting_too_fast: {
    status: 429,
    zh: '您发得有点快，这条还没有发出。请稍等几秒再发，其他人不受影响。',
    en: 'You are posting a little fast, so this one was not sent. Please wait a few seconds and send it again. Nobody else is affected.',
  },
  lesson_not_live: {
    status: 409,
    zh: '现在没有正在进行的课程。授课老师在上课期间可以发公告，其他时间请联系主办方。',
    en: 'No lesson is live now. A lecturer can announce during a lesson; at other times please ask the organiser.',
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
  unavailable: {
    status: 503,
    zh: '服务器正在恢复，这一步可能没有完成。请稍等几秒再试。',
    en: 'The server is recovering, and this may not have been done. Please wait a few seconds and try again.',
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
  account_required: {
    status: 409,
    zh: '请设置姓名和密码，完成后即可进入。',
    en: 'Please choose a name and a password to go on.',
  },
  identify_required: {
    status: 409,
    zh: '请填写姓名和号码，核对后即可进入。',
    en: 'Please give your name and number to go on.',
  },
  identify_failed: {
    status: 403,
    zh: '姓名和号码与名册不一致。请核对后再试，或请学习联络员查看名册。',
    en: 'Name and number do not match the roster. Please check them, or ask your liaison to look at the roster.',
  },
  identify_elsewhere: {
    status: 403,
    zh: '您登记在其他分课堂。请扫描那个分课堂的二维码，或请主办方调整名册。',
    en: 'You are on the roster of another branch. Please scan the code of that branch, or ask the organiser to move you.',
  },
  sign_in_failed: {
    status: 403,
    zh: '姓名或密码不正确。请核对后再试；忘记密码请联系主办方。',
    en: 'Name or password is not right. Please check them; if you forgot the password, ask the organiser.',
  },
  too_many_attempts: {
    status: 429,
    zh: '多次填写有误，请稍候再试。其他人不受影响。',
    en: 'There were several wrong attempts. Please wait a moment and try again. Nobody else is affected.',
  },
  account_exists: {
    status: 409,
    zh: '这个姓名已有账号。如果是您的，请填写原来的密码；如果不是，请换一个姓名。',
    en: 'There is an account with this name. If it is yours, give its password; if not, please choose another name.',
  },
  password_weak: {
    status: 400,
    zh: '这个密码太容易猜到。请换一个，例如几个不相关的词。',
    en: 'This password is too easy to guess. Please choose another, for example several unrelated words.',
  },
  factor_required: {
    status: 403,
    zh: '请输入验证器应用上的 6 位动态码，完成登录。',
    en: 'Please enter the 6-digit code of your authenticator app to sign in.',
  },
  factor_missing: {
    status: 403,
    zh: '主办方的账号需要两步登录。请先用验证器应用扫码设置。',
    en: 'An organiser signs in in two steps here. Please set up an authenticator app first.',
  },
  factor_wrong: {
    status: 403,
    zh: '验证码不正确或已用过。请等验证器显示下一个动态码再试，并确认手机时间准确。',
    en: 'This code is not right or was used before. Please wait for the next one, and check that the clock of your phone is right.',
  },
  factor_draft_old: {
    status: 409,
    zh: '这次设置已超时或已失效。请重新开始设置。',
    en: 'This set-up took too long or does not count any more. Please start it again.',
  },
  factor_kept: {
    status: 409,
    zh: '主办方的账号需要两步登录，不能关闭。更换手机时，请另一位主办方重置。',
    en: 'An organiser signs in in two steps here, so it cannot be switched off. For a new phone, ask another organiser to reset it.',
  },
  own_account: {
    status: 409,
    zh: '这是您自己的账号，请在“我的登录”中修改。忘记密码时请另一位主办方重设。',
    en: 'This is your own account: please change it under “My sign-ins”. If you forgot the password, ask another organiser.',
  },
  confirmation_required: {
    status: 403,
    zh: '这一步需要再次输入您的密码。',
    en: 'Please give your password again for this.',
  },
  no_role: {
    status: 403,
    zh: '这个账号目前没有可用的身份。请联系主办方。',
    en: 'This account has no role at present. Please ask the organiser.',
  },
  last_organiser: {
    status: 409,
    zh: '这是最后一位主办方，不能移除。请先添加另一位主办方。',
    en: 'This is the last organiser and cannot be removed. Please add another organiser first.',
  },
  no_lesson: {
    status: 404,
    zh: '这个培训班还没有安排课程，请等待主办方安排。',
    en: 'This course has no lesson yet. Please wait for the organiser to schedule one.',
  },
  lesson_ended: { status: 409, zh: '这节课已经结束。', en: 'This lesson has ended.' },
  not_joined: { status: 409, zh: '请先进入课堂。', en: 'Please join the classroom first.' },
  guest_away: {
    status: 409,
    zh: '对方现在不在线，无法连线。请换一位，或请学习联络员打开大屏后再试。',
    en: 'They are not connected now and cannot come to the stage. Please call somebody else, or try again when their screen is open.',
  },
  guest_not_ready: {
    status: 409,
    zh: '对方还在检查画面和声音，请稍候再连线。',
    en: 'They are still checking their picture and sound. Please wait a moment.',
  },
  stage_full: {
    status: 409,
    zh: '主屏上最多同时连线四位。请先结束一位的连线。',
    en: 'Four at a time can be on the stage. Please let one of them go first.',
  },
  not_called: {
    status: 409,
    zh: '您的连线已经结束，画面和声音没有发出。需要发言请先举手。',
    en: 'You are not on the stage, and nothing of you is being sent. To speak, please raise your hand.',
  },
  question_limit: {
    status: 409,
    zh: '您已有几个问题在等待解答，这个还没有提出。等到一个答复后就可以接着提问。',
    en: 'Several of your questions are waiting already, so this one was not asked. You can ask again when one is answered.',
  },
  question_too_fast: {
    status: 429,
    zh: '您提问得有点快，这个还没有提出。请稍等片刻再提，其他人不受影响。',
    en: 'You are asking a little fast, so this question was not taken. Please wait a moment and ask again. Nobody else is affected.',
  },
  questions_full: {
    status: 409,
    zh: '这节课的提问已满，暂时不能再提。请先支持他人的问题，或课后联系学习联络员。',
    en: 'This lesson has as many questions as it can hold. Please support those of others, or ask your liaison after the lesson.',
  },
  poll_open: {
    status: 409,
    zh: '还有一道互动题正在进行。请先结束它，再开始下一道。',
    en: 'Another poll is still open. Please close it first, then open the next one.',
  },
  poll_closed: {
    status: 409,
    zh: '作答时间已到，这次没有提交。之前已收到的答案有效。',
    en: 'Time is up, so this was not taken. What was received before counts.',
  },
  poll_gone: {
    status: 409,
    zh: '这道互动题已经收起。请看页面上最新的内容。',
    en: 'This poll has been put away. Please look at what the page shows now.',
  },
  poll_too_many: {
    status: 409,
    zh: '这节课的互动题已达上限。请先删除不用的题目。',
    en: 'This lesson has as many polls as it can hold. Please remove some that are not needed.',
  },
  pick_nobody: {
    status: 409,
    zh: '现在没有在线的可以抽取。请等他们进入课堂后再试。',
    en: 'Nobody is connected who could be picked. Please try again when they are in the classroom.',
  },
  cue_gone: {
    status: 409,
    zh: '流程已被更改，没有这一步了。请看最新的流程。',
    en: 'The cue sheet was changed and this cue is gone. Please look at the sheet as it is now.',
  },
  cue_target_gone: {
    status: 409,
    zh: '这一步要用的内容已被删除，没有执行。请修改这一步，或跳过它。',
    en: 'What this cue needs was removed, so nothing was done. Please change the cue or skip it.',
  },
  cue_poll_used: {
    status: 409,
    zh: '这道互动题已经用过，没有再次开始。可以在“互动”中看结果，或跳过这一步。',
    en: 'This poll was asked already and was not opened again. See its results under polls, or skip the cue.',
  },
  cues_full: {
    status: 409,
    zh: '流程的步骤已达上限，没有添加。请先删除不用的步骤。',
    en: 'The cue sheet is full, so nothing was added. Please remove cues that are not needed.',
  },
  no_presenter: {
    status: 409,
    zh: '主讲设备不在线，没有执行。请先打开授课老师的页面，再重试这一步。',
    en: "No presenting device is connected, so nothing was done. Open the lecturer's console first, then try this cue again.",
  },
  invalid_question: {
    status: 422,
    zh: '这道题还有需要更正的地方，请看标出的各项。',
    en: 'This question still needs correcting. Please see what is marked.',
  },
  bank_full: {
    status: 409,
    zh: '题库的题目已达上限，没有添加。请先删除不用的题目。',
    en: 'The bank is full, so nothing was added. Please remove questions that are not needed.',
  },
  image_refused: {
    status: 415,
    zh: '这不是可用的图片。请使用不超过 1 MB 的 JPEG、PNG、WebP 或 GIF 图片。',
    en: 'This is not a picture that can be used. Please take a JPEG, PNG, WebP or GIF of at most 1 MB.',
  },
  quiz_opened: {
    status: 409,
    zh: '测试已经开始，不能再修改。如需更正，请结束后另建一份。',
    en: 'It was opened already and cannot be changed. Close it and prepare another one if something is wrong.',
  },
  quiz_empty: {
    status: 409,
    zh: '题目不足，不能开始。请添加题目，或调整抽题条件。',
    en: 'There are too few questions, so it was not opened. Please add questions or change what is drawn.',
  },
  question_twice: {
    status: 400,
    zh: '同一道题被选了两次。请去掉重复的题目后再保存。',
    en: 'A question stands in the list twice. Please take one of them out, then save again.',
  },
  quiz_not_open: {
    status: 409,
    zh: '测试尚未开始，请稍候，开始后本页会自动显示。',
    en: 'It is not open yet. Please wait, this page shows it by itself when it opens.',
  },
  quiz_closed: {
    status: 409,
    zh: '测试已经结束。已保存的答案已经交卷。',
    en: 'It is closed. What was saved has been handed in.',
  },
  start_too_late: {
    status: 409,
    zh: '已超过可以开始的时间。如有特殊情况，请联系主办方。',
    en: 'The time to start is over. If there was a reason, please tell the organiser.',
  },
  sit_not_signed_in: {
    status: 409,
    zh: '请先完成本节课签到，再参加测试。',
    en: 'Please sign in to this lesson first, then take the quiz.',
  },
  not_for_you: {
    status: 403,
    zh: '您不在这次测试的名单上。如有疑问，请联系主办方。',
    en: 'You are not on the list of this one. If that is a mistake, please ask the organiser.',
  },
  no_attempts_left: {
    status: 409,
    zh: '可参加的次数已用完，成绩以最好的一次为准。',
    en: 'You have used all attempts. The best one counts.',
  },
  time_over: {
    status: 409,
    zh: '答题时间已到，系统已按保存的答案交卷。',
    en: 'The time is over. What was saved has been handed in.',
  },
  handed_in: {
    status: 409,
    zh: '这份试卷已经交卷，不能再改。',
    en: 'This paper was handed in and cannot be changed any more.',
  },
  frozen: {
    status: 409,
    zh: '成绩已定稿。如需更改，请提交更正并由另一人同意。',
    en: 'Results are final. Please file a correction, which a second person has to consent to.',
  },
  not_frozen: {
    status: 409,
    zh: '成绩尚未定稿。请先定稿，再颁发证书。',
    en: 'Results are not final yet. Please make them final first, then issue certificates.',
  },
  not_ready: {
    status: 409,
    zh: '还有未批改的答卷、未结束的测试或未裁定的签到，请先处理，或确认仍要定稿。',
    en: 'Something is still unmarked, open or undecided. Please settle it first, or confirm that results are to be final anyway.',
  },
  second_person: {
    status: 403,
    zh: '需要另一位主办方人员同意，提交人不能自己同意。',
    en: 'A second person has to decide this. Whoever asked for it cannot.',
  },
  appeal_open: {
    status: 409,
    zh: '这一项已有申诉在处理中，请等待答复。',
    en: 'An appeal against this line is under way. Please wait for the answer.',
  },
  no_certificate: {
    status: 404,
    zh: '还没有证书。成绩定稿且合格后，由主办方颁发。',
    en: 'There is no certificate yet. The organiser issues it once results are final and passed.',
  },
  too_short: {
    status: 422,
    zh: '还没有达到要求的字数，草稿已保存。请补充后再提交。',
    en: 'It is shorter than asked for; the draft is kept. Please add to it and hand it in again.',
  },
  reflection_over: {
    status: 409,
    zh: '提交时间已过，草稿仍保存着。如需补交，请联系主办方。',
    en: 'The time to hand it in is over; the draft is kept. Please ask the organiser if you still need to.',
  },
  feedback_given: {
    status: 409,
    zh: '您已匿名提交过，匿名反馈无法再更改。',
    en: 'You gave feedback anonymously already, and nobody can change that any more.',
  },
  tickets_full: {
    status: 409,
    zh: '您已有多个未处理的求助，主办方会尽快答复。急事请直接联系联络员。',
    en: 'You have several open requests already, and the organiser will answer. If it is urgent, please ask your liaison.',
  },
  picture_refused: {
    status: 415,
    zh: '这张画面不能使用，没有保存。请使用 JPEG 或 WebP 画面，并缩小后重试。',
    en: 'This picture cannot be used and was not kept. Please send a JPEG or WebP picture, and a smaller one.',
  },
  port_away: {
    status: 409,
    zh: '对方现在不在线，这句话没有送达。请等对方上线后再发。',
    en: 'They are not connected now, so this was not delivered. Please send it again when they are back.',
  },
  round_over: {
    status: 409,
    zh: '这一轮巡查已经结束。请看最新的巡查轮次。',
    en: 'This round is over. Please look at the newest round.',
  },
  rounds_full: {
    status: 409,
    zh: '这节课的巡查轮次已达上限，没有开始新的一轮。仍可随时标记和记录。',
    en: 'This lesson has as many rounds as it can hold, so none was started. You can still mark rooms and file findings.',
  },
  findings_full: {
    status: 409,
    zh: '这节课的巡查记录已达上限，这一条没有保存。请联系主办方。',
    en: 'This lesson has as many findings as it can hold, so this one was not kept. Please tell the organiser.',
  },
  finding_settled: {
    status: 409,
    zh: '这条巡查记录已经办结，没有更改。如有补充，请联系主办方重新打开。',
    en: 'This finding is settled, so nothing was changed. If there is more to say, please ask the organiser to reopen it.',
  },
  finding_not_settled: {
    status: 409,
    zh: '这条巡查记录还没有办结，不需要重新打开。',
    en: 'This finding is not settled, so it does not have to be reopened.',
  },
  sign_in_code_old: {
    status: 410,
    zh: '这个签到码已经更换，请对准大屏重新扫码。',
    en: 'This sign-in code has been replaced. Please scan the one that the screen shows now.',
  },
  sign_in_code_unknown: {
    status: 404,
    zh: '这不是有效的签到码。请扫描所在分课堂大屏上的签到码。',
    en: 'This code is not valid for signing in. Please scan the one on the screen of your room.',
  },
  sign_in_early: {
    status: 409,
    zh: '签到还没有开始，到时间会自动签到，请保持本页打开。',
    en: 'Sign-in has not opened yet. Keep this page open and it will sign you in by itself.',
  },
  sign_in_closed: {
    status: 409,
    zh: '签到已经结束。如果您在现场，请找学习联络员登记。',
    en: 'Sign-in is over. If you are in the room, please ask your liaison to sign you in.',
  },
  sign_in_elsewhere: {
    status: 403,
    zh: '这是其他分课堂的签到码，没有签到。请到您所在的分课堂扫码；临时换了教室请找学习联络员。',
    en: 'This is the code of another branch, so you are not signed in. Please scan the one in your own branch; if you had to change rooms, ask your liaison.',
  },
  reason_required: {
    status: 422,
    zh: '点名已经确认。修改请写明原因。',
    en: 'This roll call was signed off. Please give a reason for changing it.',
  },
  photo_refused: {
    status: 415,
    zh: '照片没有保存。请使用不超过 300 KB 的 JPEG 照片。',
    en: 'The photo was not kept. Please use a JPEG of at most 300 KB.',
  },
  windows_full: {
    status: 409,
    zh: '这节课要求签到的次数已达上限，没有再次发起。',
    en: 'Sign-in was asked for as often as a lesson allows, so it was not asked for again.',
  },
  window_open: {
    status: 409,
    zh: '还有一次签到正在进行。请等它结束，或先结束它。',
    en: 'Another sign-in is still open. Please let it end, or close it first.',
  },
  media_full: {
    status: 503,
    zh: '服务器的画面容量已满，暂时无法加入。请联系主办方增加容量，其他课堂不受影响。',
    en: 'The server has no room for one more picture now. Please tell the organiser; nobody else is affected.',
  },
  media_unavailable: {
    status: 503,
    zh: '画面和声音正在恢复，将自动重试。',
    en: 'Picture and sound are coming back. It is tried again by itself.',
  },
  not_patrolled: {
    status: 409,
    zh: '这里没有可以巡查的画面。只能巡查分课堂大屏和个人端口。',
    en: 'There is nothing to watch here. Only branch screens and ports can be watched.',
  },
  not_watching: {
    status: 409,
    zh: '请先打开这个分课堂的实时画面，再与它通话。',
    en: 'Please open the live picture of this room first, then talk to it.',
  },
  talk_busy: {
    status: 409,
    zh: '已有人正在与这个分课堂通话，请稍后再试。',
    en: 'Somebody else is talking to this room. Please try again a little later.',
  },
  media_gone: {
    status: 409,
    zh: '画面和声音的连接已失效，正在重新建立。',
    en: 'The connection for picture and sound is gone. It is being set up again.',
  },
} as const satisfies Record<ErrorCode, { status: number; zh: string; en: string }>;

export type { ErrorCode } from './error-codes.ts';

/** What crosses the wire when something fails. `reference` finds the log line; it is what the help desk asks for. */
export interface WireError {
  code: ErrorCode;
  message: string;
  details?: unknown;
  reference?: string;
}
