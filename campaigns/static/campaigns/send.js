// Sending over a slow or broken line. The form is posted from where it stands, so that whatever was typed is still there
// when no answer comes. Nothing is kept outside the page. Without this script the browser posts the form itself.

const form = document.querySelector("[data-letter-form]");
const trouble = form?.querySelector("[data-trouble]");
const progress = form?.querySelector("[data-progress]"); // what the button shows, for those who hear the page
const PATIENCE = 20_000; // milliseconds without an answer; sending again is harmless: one person, one letter

const thanksAreElsewhere = () => new URL(form.dataset.thanks || "", location).origin !== location.origin;

// What the server answers is the browser's to show, as it would be without this script.
const postNatively = ({ name, value }) => {
  const pressed = Object.assign(document.createElement("input"), { type: "hidden", name, value });
  form.append(pressed);
  form.submit();
  pressed.remove();
};

const post = ({ name, value }) => {
  const body = new URLSearchParams(new FormData(form));
  if (name) body.set(name, value);
  return fetch(form.action, { method: "POST", body, signal: AbortSignal.timeout?.(PATIENCE) });
};

const watch = () => {
  const words = trouble.dataset;
  let pressed = null;
  let label = "";

  const tell = (text) => (trouble.textContent = text);

  const setOff = (button) => {
    [pressed, label] = [button, button.textContent];
    button.setAttribute("aria-disabled", "true"); // a disabled button would lose the focus
    progress.textContent = button.textContent = button.name ? words.working : words.sending;
    tell("");
  };

  const rest = () => {
    if (!pressed) return;
    pressed.removeAttribute("aria-disabled");
    pressed.textContent = label;
    progress.textContent = "";
    pressed = null;
  };

  const send = async () => {
    try {
      const answer = await post(pressed);
      if (answer.redirected) return location.assign(answer.url);
      if (answer.status < 500 && answer.status !== 429) return postNatively(pressed);
      tell(words.failed);
    } catch (error) {
      if (error.name === "TimeoutError") tell(words.slow);
      else tell(navigator.onLine ? words.failed : words.offline);
    }
    rest();
  };

  form.addEventListener("submit", (event) => {
    if (event.submitter === undefined) return; // an old browser, which does not say which button it was
    event.preventDefault();
    if (pressed) return;
    setOff(event.submitter?.textContent.trim() ? event.submitter : form.querySelector("[data-send]"));
    send();
  });
  addEventListener("offline", () => tell(words.offline));
  addEventListener("online", () => tell(""));
  addEventListener("pageshow", rest);
};

if (trouble && !thanksAreElsewhere()) watch();
