// Shows at the top of the window how far one has read. Decoration only: it takes no clicks and no focus, screen readers
// do not meet it, and without it nothing is missing. Styles are set one by one, which a strict content security policy
// allows.
(() => {
  const text = document.querySelector("main");
  const wantsStillness = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!text || wantsStillness) return;

  const bar = document.createElement("div");
  Object.assign(bar.style, {
    position: "fixed",
    top: "0",
    left: "0",
    zIndex: "1",
    width: "100%",
    height: "4px",
    background: "var(--accent, currentcolor)",
    transform: "scaleX(0)",
    transformOrigin: "left",
    pointerEvents: "none",
  });
  bar.setAttribute("aria-hidden", "true");

  let isPlanned = false;
  const measure = () => {
    isPlanned = false;
    const { top, height } = text.getBoundingClientRect();
    const toRead = height - window.innerHeight;
    const share = toRead > 0 ? Math.min(Math.max(-top / toRead, 0), 1) : 0;
    bar.style.transform = `scaleX(${share})`;
  };
  const plan = () => {
    if (!isPlanned) requestAnimationFrame(measure);
    isPlanned = true;
  };

  document.body.append(bar);
  addEventListener("scroll", plan, { passive: true });
  addEventListener("resize", plan, { passive: true });
  measure();
})();
