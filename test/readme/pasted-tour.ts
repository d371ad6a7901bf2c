import { ROOT } from '../processes/planes.js';
import { StartedPlanes } from './started-planes.js';
import { paste, patternOf, toursOf } from './worked-example.js';

/** A stretch of commands that a document has its readers paste. */
export interface Station {
  index: number;
  /** The first line of the commands. */
  first: string;
}

/** The tour of a document, pasted as a reader would who has started both planes. */
export class PastedTour {
  readonly stations: Station[];
  private readonly tour: ReturnType<typeof toursOf>;
  private planes: StartedPlanes | undefined;
  private printed: string[] = [];

  constructor(document: string) {
    this.tour = toursOf(document);
    this.stations = this.tour.map(({ text }, index) => ({ index, first: text.split('\n')[0]! }));
  }

  /** Starts the planes with what `env` adds, and pastes all of it in the folder. */
  async paste(env: Record<string, string>, folder = ROOT): Promise<void> {
    const started = await StartedPlanes.start(env);
    this.planes = started;
    this.printed = await paste(
      this.tour.map(({ text }) => started.at(text)),
      folder,
    );
  }

  /** What was printed there; undefined if it never came to that. */
  printedAt({ index }: Station): string | undefined {
    return this.printed[index];
  }

  /** What the document says is printed there: nothing if it says nothing. */
  shownAt({ index }: Station): RegExp {
    const shown = this.tour[index]?.shown;
    return shown === undefined ? /^$/ : patternOf(shown);
  }

  /** Stops the planes by Ctrl-C, if they run; resolves to their exit code. */
  async stop(): Promise<number | null | undefined> {
    const { planes } = this;
    this.planes = undefined;
    return planes?.stop();
  }
}
