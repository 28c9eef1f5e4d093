/** Knows when somebody has paused: what is asked while they type would only be noise. */
import { useEffect, useRef, useState } from "react";

const PAUSE_MS = 500;

/** Counts how often a value has changed and then stayed the same for a while. */
export function useSettled(value: unknown): number {
  const [count, setCount] = useState(0);
  const seen = useRef(value);
  useEffect(() => {
    if (seen.current === value) return;
    seen.current = value;
    const timer = setTimeout(() => setCount((before) => before + 1), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return count;
}
