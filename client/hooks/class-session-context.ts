import { createContext } from 'react';
import type { ClassSession } from '../session/types.ts';

/** The session of the pages below; apart from what makes one, for parts that also stand on pages without any. */
export const ClassSessionContext = createContext<ClassSession | null>(null);
