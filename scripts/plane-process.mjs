import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const LAST_LINES = 15;
const STOP_WITHIN_MS = 20_000;

/** One plane as a child process: its lines are printed with its name before them, and the last ones are kept. */
export class PlaneProcess {
  /** Resolves to the exit code when the process has ended; that of one ended by a signal is what a shell would say. */
  ended;
  hasEnded = false;
  lastLines = [];

  /** `hasHelpers`: the command is a tool that starts the plane in a process of its own, so that both are to be told. */
  constructor({ name, url, command, env, print, hasHelpers = false }) {
    this.name = name;
    this.url = url;
    this.hasHelpers = hasHelpers;
    this.child = spawn(process.execPath, command, {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own, so that Ctrl-C reaches whoever decides in which order to stop, and nobody else.
      detached: process.platform !== 'win32',
    });
    const lines = [this.child.stdout, this.child.stderr].map((input) => createInterface({ input }));
    for (const stream of lines) {
      stream.on('line', (line) => {
        this.lastLines = [...this.lastLines, line].slice(-LAST_LINES);
        print(`${name.padEnd(10)} | ${line}`);
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        this.hasEnded = true;
        resolve(code ?? 128 + constants.signals[signal]);
      });
    });
  }

  /** Waits until `/readyz` says so; false when the process ends before that or the time is over. */
  async isReady(within) {
    const deadline = performance.now() + within;
    while (!this.hasEnded && performance.now() < deadline) {
      const answer = await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
      await answer?.body?.cancel();
      if (answer?.ok) return true;
      await sleep(25);
    }
    return false;
  }

  /** Asks it to finish what it is doing and end. One that does not is killed, and `print` says so. */
  async stop(print) {
    if (this.hasEnded) return;
    this.signal('SIGTERM', this.hasHelpers);
    const late = new AbortController();
    const isLate = sleep(STOP_WITHIN_MS, true, { signal: late.signal }).catch(() => false);
    if ((await Promise.race([this.ended, isLate])) === true) {
      print(`${this.name} has not stopped within ${STOP_WITHIN_MS / 1000} s and is killed.`);
      this.kill();
    }
    late.abort();
    await this.ended;
  }

  kill() {
    if (!this.hasEnded) this.signal('SIGKILL', true);
  }

  signal(signal, toWholeGroup) {
    if (!toWholeGroup || process.platform === 'win32') {
      this.child.kill(signal);
      return;
    }
    try {
      process.kill(-this.child.pid, signal);
    } catch (error) {
      // The last of the group has ended since.
      if (error.code !== 'ESRCH') throw error;
    }
  }
}
