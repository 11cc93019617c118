import { useEffect, useId, useRef, type ReactElement, type ReactNode } from 'react';

/** The browser's own modal dialog: it keeps the focus inside and closes on Escape. */
export function Dialog(props: {
  title: string;
  onClose: () => void;
  children: ReactNode;
  actions?: ReactNode;
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <h2 id={titleId}>{props.title}</h2>
      {props.children}
      {props.actions === undefined ? null : <div className="dialog__actions">{props.actions}</div>}
    </dialog>
  );
}
