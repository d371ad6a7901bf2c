import { Component, type ReactNode } from 'react';
import { problemOf } from '../experience/answered-problem.js';
import { ProblemNotice } from './problem-notice.js';

/** Keeps a fault of one room from taking the rest of the page with it. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (!('error' in this.state)) return this.props.children;
    return (
      <div className="pad">
        <ProblemNotice problem={problemOf(this.state.error)}>
          <button type="button" className="button" onClick={() => location.reload()}>
            Load the page again
          </button>
        </ProblemNotice>
      </div>
    );
  }
}
