import { Component } from 'preact';
import type { ComponentChildren } from 'preact';
import { ErrorNote } from './error-note.tsx';

interface CrashGuardProps {
  readonly children: ComponentChildren;
}

interface CrashGuardState {
  readonly error?: unknown;
}

/** Keeps a fault in one part of the page from taking the rest with it. */
export class CrashGuard extends Component<CrashGuardProps, CrashGuardState> {
  static override getDerivedStateFromError(error: unknown): CrashGuardState {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    return (
      <ErrorNote
        error={this.state.error}
        title="This part of the page failed"
        onRetry={() => this.setState({ error: undefined })}
      />
    );
  }
}
