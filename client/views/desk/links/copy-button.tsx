import { Button } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';

/** Browsers copy on secure pages only; elsewhere the link is shown for copying by hand. */
export function CopyButton({ text, onRefused }: { text: string; onRefused?: () => void }): ReactElement {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      onRefused?.();
    }
  };
  return (
    <Button onClick={() => void copy()} aria-live="polite">
      {copied ? t('desk.copied') : t('desk.copy')}
    </Button>
  );
}
