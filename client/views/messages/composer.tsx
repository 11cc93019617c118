import { useId, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../common/icon.tsx';
import { sizeWords } from '../materials/size.ts';
import { mostCharacters, mostFileBytes, mostFileMegabytes, smaller } from './send-file.ts';
import '../../i18n/messages.ts';

/** What can be sent, as the server accepts it. */
const acceptedFiles = 'image/*,video/mp4,video/webm,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,.md';

/** Where a message is written: its text, a file or picture, and above them what `children` adds. */
export function Composer(props: {
  onSend: (what: { text: string; file: File | null }) => void;
  children?: ReactNode;
}): ReactElement {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [file, setFile] = useState<File | null>(null);
  const [tooLarge, setTooLarge] = useState(false);
  const textId = useId();
  const chooser = useRef<HTMLInputElement>(null);
  const isEmpty = text.trim() === '' && file === null;
  const send = (): void => {
    if (isEmpty) return;
    props.onSend({ text: text.trim(), file });
    setText('');
    setFile(null);
  };
  const choose = (chosen: File | undefined): void => {
    if (chosen === undefined) return;
    void smaller(chosen).then((fit) => {
      setTooLarge(fit.size > mostFileBytes);
      setFile(fit.size > mostFileBytes ? null : fit);
    });
  };
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {props.children}
      {file === null ? null : (
        <p className="composer__file">
          <span>{t('messages.file', { name: file.name, size: sizeWords(file.size) })}</span>
          <button
            type="button"
            className="button button--icon button--plain"
            aria-label={t('messages.withoutFile', { name: file.name })}
            onClick={() => setFile(null)}
          >
            <Icon name="close" />
          </button>
        </p>
      )}
      {tooLarge ? (
        <p className="composer__problem" role="alert">
          {t('messages.tooLarge', { megabytes: mostFileMegabytes })}
        </p>
      ) : null}
      <label htmlFor={textId} className="only-spoken">
        {t('messages.write')}
      </label>
      <div className="composer__row">
        <button
          type="button"
          className="button button--icon"
          aria-label={t('messages.attach')}
          title={t('messages.attach')}
          onClick={() => chooser.current?.click()}
        >
          <AttachSign />
        </button>
        <textarea
          id={textId}
          className="field composer__text"
          rows={1}
          maxLength={mostCharacters}
          placeholder={t('messages.write')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            // While a Chinese input method composes, Enter belongs to it.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        <button type="submit" className="button button--primary" disabled={isEmpty}>
          {t('messages.send')}
        </button>
      </div>
      {text.length > 0.9 * mostCharacters ? (
        <p className="composer__length quiet figures">
          {t('messages.length', { length: text.length, most: mostCharacters })}
        </p>
      ) : null}
      <input
        ref={chooser}
        type="file"
        hidden
        accept={acceptedFiles}
        onChange={(event) => {
          choose(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </form>
  );
}

function AttachSign(): ReactElement {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M20 11.500l-8.200 8.200a5 5 0 0 1-7.100-7.100l8.900-8.900a3.300 3.300 0 0 1 4.700 4.700l-8.800 8.800a1.700 1.700 0 0 1-2.400-2.400l8-8" />
    </svg>
  );
}
