// Comforts of the letter form. Everything works without them.

const form = document.querySelector("[data-letter-form]");
const jump = document.querySelector("[data-jump]");
const errors = document.querySelector("[data-errors]");

if (errors) errors.focus();

// The button that leads to the form on phones is not needed beside the form, nor may it cover what has the focus.
if (jump && form) {
  const hide = (hidden) => jump.toggleAttribute("data-hidden", hidden);
  new IntersectionObserver(([entry]) => hide(entry.isIntersecting)).observe(form.closest(".action") || form);
}

// While the letter is being sent the button says so. It comes back when the visitor does.
if (form) {
  const button = form.querySelector("[type=submit]");
  const words = button.textContent;
  form.addEventListener("submit", () => {
    button.disabled = true;
    button.textContent = form.dataset.sending;
  });
  addEventListener("pageshow", () => {
    button.disabled = false;
    button.textContent = words;
  });
}
