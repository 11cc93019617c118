import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './views/app.tsx';
import { setUpLanguage } from './i18n/index.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';

async function show(): Promise<void> {
  await setUpLanguage(location.search);
  const root = document.getElementById('root');
  if (root === null) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void show();
