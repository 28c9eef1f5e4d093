/** Two jacks and the cord between them. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" focusable="false">
      <rect x="1.5" y="1.5" width="21" height="21" rx="5" fill="#0b64dd" />
      <path d="M8 8.5c0 7 8 0 8 7" stroke="#fff" strokeWidth="2" strokeLinecap="round" />
      <circle cx="8" cy="7.6" r="2.4" fill="#fff" />
      <circle cx="16" cy="16.4" r="2.4" fill="#fff" />
    </svg>
  );
}
