import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Injectable, Logger } from '@nestjs/common';

/** A file of the console as it is sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly content: Buffer;
  readonly compressed: Buffer;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  // The sample data of the first minute.
  '.csv': 'text/csv; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The built console, read when somebody first asks for it: starts stay quick. What is not in its folder is not served. */
@Injectable()
export class ConsoleFiles {
  private readonly logger = new Logger('Console');
  private files: ReadonlyMap<string, ConsoleFile> | undefined;

  /** The page that every address of the console shows; undefined if it has not been built. */
  get page(): ConsoleFile | undefined {
    return this.all.get('index.html');
  }

  /** A file whose name changes with its content. */
  asset(name: string): ConsoleFile | undefined {
    return this.all.get(`assets/${name}`);
  }

  get icon(): ConsoleFile | undefined {
    return this.all.get('favicon.svg');
  }

  private get all(): ReadonlyMap<string, ConsoleFile> {
    return (this.files ??= this.read());
  }

  private read(): ReadonlyMap<string, ConsoleFile> {
    const folder = join(packageFolder(import.meta.dirname), 'console/dist');
    if (!existsSync(join(folder, 'index.html'))) {
      this.logger.warn('The console is not built, so there is no page to show. Build it with: npm run build');
      return new Map();
    }
    const names = ['', 'assets'].flatMap((part) =>
      readdirSync(join(folder, part), { withFileTypes: true })
        .filter((entry) => entry.isFile() && extname(entry.name) in TYPES)
        .map(({ name }) => (part === '' ? name : `${part}/${name}`)),
    );
    return new Map(names.map((name) => [name, fileOf(join(folder, name))]));
  }
}

function fileOf(path: string): ConsoleFile {
  const content = readFileSync(path);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  return { type: TYPES[extname(path)]!, content, compressed: gzipSync(content), etag };
}

/** The folder of Experience's package, from the sources as well as from the build. */
function packageFolder(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageFolder(dirname(from));
}
