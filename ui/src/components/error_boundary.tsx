import { Component, type ComponentType, type ReactNode } from "react";

type Props = { children: ReactNode; Fallback: ComponentType<{ error: unknown }> };
type State = { has_failed: boolean; error: unknown };

export class ErrorBoundary extends Component<Props, State> {
  override state: State = { has_failed: false, error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { has_failed: true, error };
  }

  override render() {
    const { Fallback, children } = this.props;
    return this.state.has_failed ? <Fallback error={this.state.error} /> : children;
  }
}
