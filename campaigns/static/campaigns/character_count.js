// How long the message is, while it is typed. Seen at once; said aloud only near the limit, and when typing pauses.

const shown = document.querySelector("[data-character-count]");
const NEAR = 0.9; // of the limit
const PAUSE = 1000; // milliseconds

if (shown) {
  const field = shown.closest("form").elements.message;
  const said = shown.nextElementSibling;
  const limit = Number(shown.dataset.characterCount);
  const number = new Intl.NumberFormat(document.documentElement.lang);
  let pause;

  const count = () => {
    const used = [...field.value.trim()].length;
    const left = limit - used;
    const words = left < 0 ? shown.dataset.over : shown.dataset.left;
    const isNear = used >= NEAR * limit;
    const near = `${words} ${number.format(Math.abs(left))}`;
    shown.textContent = isNear ? near : shown.dataset.used.replace("{used}", number.format(used));
    shown.classList.toggle("letter__count--over", left < 0);
    clearTimeout(pause);
    pause = setTimeout(() => (said.textContent = isNear ? near : ""), PAUSE);
  };
  shown.setAttribute("aria-hidden", "true");
  field.addEventListener("input", count);
  addEventListener("pageshow", count);
  count();
}
