// Keeps a failure of one part from leaving the page blank.

import { Component, type ReactNode } from 'react';

interface BoundaryProps {
  /** What is shown instead of a part that failed. */
  fallback: ReactNode;
  children: ReactNode;
}

/** Shows its children, or the fallback after one of them failed to load or to render. */
export class ErrorBoundary extends Component<BoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    return this.state.hasFailed ? this.props.fallback : this.props.children;
  }
}

/** Shown instead of a page that failed; most likely a new version of it was installed meanwhile. */
export function BrokenPage() {
  return (
    <main className="waiting" role="alert">
      <p>This page can't be shown. Reload it to try again.</p>
      <button onClick={() => window.location.reload()}>Reload</button>
    </main>
  );
}
