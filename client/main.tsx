// First: what pages say about their own parts comes after them and wins, also where all of it is one file.
import './styles/tokens.css';
import './styles/base.css';
import './styles/parts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { setUpLanguage } from './i18n/index.ts';
import { App } from './views/app.tsx';

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
