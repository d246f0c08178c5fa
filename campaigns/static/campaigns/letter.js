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

// A riding is chosen for one postal code: with another one it is to be chosen again.
const code = form?.elements.postal_code;
const spelled = () => code.value.toUpperCase().replace(/[\s-]/g, "");
if (code) {
  let chosenFor = spelled();
  code.addEventListener("input", () => {
    if (spelled() === chosenFor) return;
    chosenFor = spelled();
    if (form.elements.district) form.elements.district.value = "";
  });
}

// Who will get the letter is said under the postal code while the visitor types on. Without an answer the form works
// as it would without this script.
const recipients = form?.querySelector("[data-recipients]");
if (recipients && !form.elements.district) {
  let asked = "";
  let waiting = new AbortController();

  const ask = async (typed) => {
    waiting.abort();
    waiting = new AbortController();
    const body = new URLSearchParams({ postal_code: typed });
    try {
      const answer = await fetch(recipients.dataset.recipients, { method: "POST", body, signal: waiting.signal });
      if (answer.ok) recipients.innerHTML = await answer.text();
    } catch {
      asked = "";
    }
  };

  const look = () => {
    const typed = spelled();
    if (!/^[A-Z]\d[A-Z]\d[A-Z]\d$/.test(typed) || typed === asked) return;
    asked = typed;
    ask(typed);
  };
  code.addEventListener("input", look);
  look();
}
