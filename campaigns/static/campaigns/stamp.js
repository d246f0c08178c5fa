// Says to the server when somebody begins to fill in the form: it answers with a new stamp, which then goes with the
// letter. Without this script, or without an answer, the stamp that came with the page serves for a week.

const form = document.querySelector("[data-letter-form][data-stamp]");

const renew = async () => {
  const answer = await fetch(form.dataset.stamp, { method: "POST" });
  if (answer.ok) form.elements.stamp.value = await answer.text();
};

form?.addEventListener("focusin", () => renew().catch(() => {}), { once: true });
