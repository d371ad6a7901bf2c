import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useMemo, useSyncExternalStore } from 'react';
import { useConsole } from '../app/console-context.js';
import { SampleTour } from '../first-minute/sample-tour.js';
import { type Upload, Uploads } from './uploads.js';

const UploadsContext = createContext<{ uploads: Uploads; tour: SampleTour } | undefined>(undefined);

/** Uploads outlive the room in which they were begun. */
export function UploadsProvider({ children }: { readonly children: ReactNode }) {
  const console = useConsole();
  const queries = useQueryClient();
  const value = useMemo(() => {
    const uploads = new Uploads(console, () => void queries.invalidateQueries({ queryKey: ['contents'] }));
    return { uploads, tour: new SampleTour(console, uploads) };
  }, [console]);
  return <UploadsContext value={value}>{children}</UploadsContext>;
}

export function useUploads(): [readonly Upload[], Uploads] {
  const { uploads } = known(use(UploadsContext));
  return [useSyncExternalStore(uploads.subscribe, uploads.current), uploads];
}

export function useSampleTour(): SampleTour {
  return known(use(UploadsContext)).tour;
}

function known<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('Uploads are known only where somebody is.');
  return value;
}
